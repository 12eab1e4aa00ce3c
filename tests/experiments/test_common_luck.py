"""Common random numbers are worth at least ten times as many replications of the shipped study."""

import pytest

from tests.experiments.luck import paired


@pytest.mark.slow
def test_the_paired_blockage_difference_varies_ten_times_less_than_with_luck_of_its_own():
    rows = paired().differences().set_index("outcome")
    assert rows.loc["blockage_rate", "variance_reduction"] >= 10
    assert rows.loc["blocked_eur", "variance_reduction"] >= 10
