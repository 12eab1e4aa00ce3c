"""Common random numbers are worth at least ten times as many replications of the shipped study."""

import pytest

import simulator as sim


@pytest.mark.slow
def test_the_paired_blockage_difference_varies_ten_times_less_than_with_luck_of_its_own():
    """Of 500 resellers instead of all, twenty replications."""
    study = sim.load("france-2009")
    scenarios = [
        study.scenario(programme=name).with_({"population.resellers": 500})
        for name in ("none", "announced")
    ]
    rows = sim.compare(scenarios, 20, workers=1).differences().set_index("outcome")
    assert rows.loc["blockage_rate", "variance_reduction"] >= 10
    assert rows.loc["blocked_eur", "variance_reduction"] >= 10
