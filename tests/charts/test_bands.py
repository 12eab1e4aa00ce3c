"""Bands between givers and takers: all on one scale, each party in a row of its own."""

import pytest

from simulator.charts.base.bands import GAP, ROW, inches_per_unit, placed


def standing(party):
    return party


FLOWS = {("a", "y"): 60.0, ("a", "x"): 30.0, ("b", "x"): 10.0, ("b", "z"): 0.01}


def test_both_sides_share_one_scale_and_are_as_tall_as_what_they_give_and_take():
    left, right = placed(FLOWS, 1.0, 3.0, standing)
    assert {node.party: node.amount for node in left} == {"a": 90, "b": pytest.approx(10.01)}
    scale = left[0].height / 90
    for node in (*left, *right):
        assert node.height == pytest.approx(node.amount * scale)


def test_rows_do_not_overlap_and_stay_in_the_room():
    for nodes in placed(FLOWS, 1.0, 3.0, standing):
        tops = [node.middle - max(node.height, ROW) / 2 for node in nodes]
        bottoms = [node.middle + max(node.height, ROW) / 2 for node in nodes]
        assert tops[0] == pytest.approx(1.0)
        assert all(
            below - above > GAP * 0.999 for above, below in zip(bottoms, tops[1:], strict=False)
        )
        assert bottoms[-1] <= 4.0


def test_takers_stand_beside_those_from_whom_they_get_most():
    left, right = placed(FLOWS, 0.0, 3.0, standing)
    assert [node.party for node in left] == ["a", "b"]
    assert [node.party for node in right] == ["y", "x", "z"]


def test_where_many_parties_need_rows_the_scale_gives_way():
    assert inches_per_unit([1.0] * 10, 10 * (ROW + GAP)) <= ROW
    assert inches_per_unit([100.0], ROW + GAP) == pytest.approx(ROW / 100)
    assert inches_per_unit([], 2.0) > 0


def test_nothing_to_draw_places_nobody():
    assert placed({}, 0.0, 2.0, standing) == ([], [])
