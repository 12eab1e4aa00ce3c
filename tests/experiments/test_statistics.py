import math

import numpy as np
import pytest
import scipy.stats

from simulator.experiments.statistics import interval, paired, summarise
from simulator.streams import Stream, normal

VALUES = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0])


def normals(rows: int, columns: int) -> np.ndarray:
    entities = np.arange(rows, dtype=np.uint64)
    uniforms = Stream(7, 0, "statistics").uniforms(entities, columns)
    return np.vectorize(normal)(uniforms)


def test_mean_and_standard_deviation_are_the_textbooks():
    one = summarise([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0])
    assert one.mean == 5.0
    assert one.sd == pytest.approx(math.sqrt(32 / 7), rel=1e-15)


def test_the_interval_is_scipys_t_interval():
    expected = scipy.stats.t.interval(0.95, len(VALUES) - 1, VALUES.mean(), scipy.stats.sem(VALUES))
    assert interval(VALUES) == pytest.approx(expected, rel=1e-12)
    one = summarise(VALUES)
    assert (one.ci_low, one.ci_high) == pytest.approx(expected, rel=1e-12)


def test_percentiles_interpolate_between_the_ordered_values():
    one = summarise(np.arange(101.0))
    assert (one.p05, one.p50, one.p95) == (5.0, 50.0, 95.0)
    assert summarise([0.0, 1.0]).p05 == pytest.approx(0.05)


def test_one_replication_has_a_mean_and_no_interval():
    one = summarise([3.5])
    assert (one.n, one.mean, one.p50) == (1, 3.5, 3.5)
    assert all(math.isnan(x) for x in (one.sd, one.ci_low, one.ci_high))


def test_undefined_values_are_left_out_and_not_counted():
    assert summarise([1.0, math.nan, 3.0]) == summarise([1.0, 3.0])
    nothing = summarise([math.nan, math.nan])
    assert nothing.n == 0
    assert math.isnan(nothing.mean)


def test_the_order_of_replications_does_not_change_a_bit_of_the_mean():
    values = normals(1, 1000)[0] * 1e9
    assert summarise(values).mean == summarise(values[::-1]).mean


def test_equal_values_have_no_spread_at_all():
    one = summarise([0.1, 0.1, 0.1])
    assert (one.sd, one.ci_low, one.ci_high) == (0.0, 0.1, 0.1)


def test_the_paired_interval_is_scipys_paired_t_test():
    other = VALUES * 0.9 - np.arange(8.0)
    one = paired(other, VALUES, "lower")
    expected = scipy.stats.ttest_rel(other, VALUES).confidence_interval(0.95)
    assert (one.ci_low, one.ci_high) == pytest.approx((expected.low, expected.high), rel=1e-12)
    assert one.difference == pytest.approx((other - VALUES).mean())


def test_better_in_three_of_four_with_a_tie_counting_half():
    one = paired([1.0, 1.0, 5.0, 2.0], [2.0, 3.0, 5.0, 1.0], "lower")
    assert one.p_better == 2.5 / 4
    assert paired([1.0, 1.0, 5.0, 2.0], [2.0, 3.0, 5.0, 1.0], "higher").p_better == 1.5 / 4


def test_where_neither_way_is_better_no_share_is_given():
    assert math.isnan(paired([1.0, 2.0], [2.0, 2.5], "neither").p_better)


def test_variance_reduction_is_the_ratio_of_the_two_variances():
    reference = np.array([1.0, 2.0, 3.0])
    programme = np.array([1.0, 2.0, 4.0])
    # Variances: reference 1, programme 7/3, differences (0, 0, 1) 1/3.
    assert paired(programme, reference, "lower").variance_reduction == pytest.approx(10)


def test_a_difference_that_never_varies_is_infinitely_sharper():
    assert paired([2.0, 3.0], [1.0, 2.0], "lower").variance_reduction == math.inf
    assert math.isnan(paired([2.0, 2.0], [1.0, 1.0], "lower").variance_reduction)


def test_a_pair_counts_only_where_both_are_defined():
    one = paired([1.0, math.nan, 3.0], [0.0, 0.0, math.nan], "lower")
    assert (one.n, one.difference) == (1, 1.0)
    assert math.isnan(one.ci_low)


def test_no_common_replication_gives_nothing():
    one = paired([math.nan], [1.0], "lower")
    assert one.n == 0
    assert math.isnan(one.difference)


def test_different_numbers_of_replications_cannot_be_paired():
    with pytest.raises(ValueError, match="2 and 1"):
        paired([1.0, 2.0], [1.0], "lower")


@pytest.mark.parametrize("n", [2, 5, 30])
def test_the_interval_covers_the_mean_of_normal_data_as_often_as_it_says(n):
    experiments = 2_000
    covered = sum(low <= 0 <= high for low, high in map(interval, normals(experiments, n)))
    standard_error = math.sqrt(0.95 * 0.05 / experiments)
    assert abs(covered / experiments - 0.95) < 4 * standard_error
