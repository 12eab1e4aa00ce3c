"""From uniforms to draws."""

import numpy as np
import pytest
from scipy import special, stats

from simulator.market.quantiles import days_at, days_of, mean_of, normals, table_of, triangular

LATENESS = [[0.33, 0], [0.69, 15], [0.93, 30], [1.0, 62]]


def test_days_are_read_off_straight_lines_between_the_pairs():
    table = table_of(LATENESS)
    assert [days_at(table, u) for u in (0.001, 0.329, 0.331)] == [0, 0, 0]
    assert days_at(table, 0.51) == 8  # half-way from 0 to 15 is 7.5
    assert days_at(table, 0.69) == 15
    assert days_at(table, 0.80) == 22  # 15 + 11/24 of 15 is 21.875
    assert days_at(table, 0.9999) == 62


def test_a_table_whose_first_share_is_above_zero_begins_at_no_day():
    assert days_of(table_of([[1.0, 30]]), np.array([0.1, 0.5, 0.9])).tolist() == [3, 15, 27]


def test_a_table_may_begin_with_some_days_at_share_zero():
    assert set(days_of(table_of([[0.0, 20], [1.0, 20]]), np.linspace(0.01, 0.99, 50))) == {20}


def test_the_mean_of_a_table_is_the_area_under_it():
    assert mean_of(table_of(LATENESS)) == pytest.approx(0.36 * 7.5 + 0.24 * 22.5 + 0.07 * 46)


def test_triangular_quantiles_agree_with_scipy():
    u = np.linspace(0.001, 0.999, 500)
    ours = triangular(u, *(np.full(500, x) for x in (0.2, 0.3, 0.7)))
    assert ours == pytest.approx(stats.triang(0.2, 0.2, 0.5).ppf(u), rel=1e-12)


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 0, 1), (0, 1, 1), (0.4, 0.4, 0.4)])
def test_triangular_quantiles_hold_at_the_edges(low, mode, high):
    u = np.array([1e-12, 0.5, 1 - 1e-12])
    drawn = triangular(u, *(np.full(3, float(x)) for x in (low, mode, high)))
    assert (np.diff(drawn) >= 0).all()
    assert drawn[0] == pytest.approx(low, abs=1e-5)
    assert drawn[-1] == pytest.approx(high, abs=1e-5)


def test_normal_quantiles_agree_with_scipy():
    u = np.concatenate([np.logspace(-16, -1, 200), np.linspace(0.1, 0.9, 200)])
    assert normals(u) == pytest.approx(special.ndtri(u), rel=1e-13)
