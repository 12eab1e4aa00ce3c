"""Every shipped scenario comes to what was recorded, to the cent."""

import pytest

import simulator as sim
from tests.baseline.moving import Move, moves, told
from tests.baseline.recording import REPLICATIONS, STUDY, read, record

ASSUMPTIONS = sim.load(STUDY).assumptions


@pytest.mark.parametrize("assumptions", ASSUMPTIONS)
def test_every_programme_comes_to_what_was_recorded(assumptions):
    recorded = {run: row for run, row in read().items() if run[0] == assumptions}
    found = moves(recorded, record(assumptions))
    assert found == [], "\n".join(
        [*told(found, len(recorded)), "if this is meant: python -m tests.baseline.update"]
    )


def test_every_scenario_that_ships_is_recorded_and_nothing_else():
    programmes = sim.load(STUDY).programmes
    assert len(programmes) >= 13
    assert {*read()} == {
        (assumptions, programme, str(replication))
        for assumptions in ASSUMPTIONS
        for programme in programmes
        for replication in REPLICATIONS
    }


def test_recorded_runs_differ_from_each_other():
    """Programmes, assumptions and replications all matter to the cents."""
    rows = read()
    base = {run[1]: row["cents"] for run, row in rows.items() if run[::2] == ("base", "0")}
    assert len(set(base.values())) == len(base)
    announced = [row["cents"] for run, row in rows.items() if run[1] == "announced"]
    assert len(set(announced)) == len(announced)


# The comparison itself

RUN = ("base", "none", "0")


def moved(was, now):
    return moves({RUN: was}, {RUN: now})


def test_a_cent_is_noticed_and_the_thirteenth_digit_of_a_share_is_not():
    row = {"cents": "ab", "lost_eur": "1000000.01", "lost_rate": "0.333333333333"}
    assert moved(row, row) == []
    assert moved(row, row | {"lost_eur": "1000000.02"}) == [
        Move(RUN, "lost_eur", "1000000.01", "1000000.02")
    ]
    assert moved(row, row | {"lost_rate": "0.333333333334"}) == []
    assert len(moved(row, row | {"lost_rate": "0.3333333343"})) == 1
    assert len(moved(row, row | {"cents": "ac"})) == 1


def test_what_is_new_or_gone_is_noticed():
    assert moved({"a": "1"}, {"a": "1", "b": "2"}) == [Move(RUN, "b", "", "2")]
    assert moved({"a": "1", "b": "2"}, {"a": "1"}) == [Move(RUN, "b", "2", "")]
    assert moves({RUN: {"a": "1"}}, {}) == [Move(RUN, "a", "1", "")]


def test_what_moved_is_told_by_outcome_with_the_largest_move():
    before = {("base", "none", str(n)): {"lost_eur": "100"} for n in range(3)}
    now = before | {
        ("base", "none", "1"): {"lost_eur": "101"},
        ("base", "none", "2"): {"lost_eur": "150"},
    }
    assert list(told(moves(before, now), 3)) == [
        "2 of 3 runs: lost_eur: 100 → 150 (base, none, replication 2)"
    ]
    assert list(told([], 3)) == ["nothing moved"]
