"""The limits of accounts at each close, from the moves that were kept."""

import numpy as np

from simulator.book.limit_history import BY_FAILURE, LimitHistory, as_moves
from simulator.book.state import CUT_BY_REVIEW, INSURED, PUBLIC


def history():
    """Three accounts: the first is cut twice, the second fails, the third's public line rises."""
    moves = np.concatenate(
        [
            as_moves(2, np.array([0, 2]), np.array([INSURED, PUBLIC])),
            as_moves(5, np.array([0, 1]), np.array([INSURED, INSURED])),
        ]
    )
    moves["after"] = [60, 9, 10, 0]
    moves["cause"] = [CUT_BY_REVIEW, 0, CUT_BY_REVIEW, BY_FAILURE]
    return LimitHistory(np.array([[100, 0], [50, 0], [30, 4]], np.int64), moves)


def test_a_limit_holds_until_the_day_on_which_it_moves():
    its = history()
    assert [its.at(n, INSURED).tolist() for n in (-1, 1)] == [[100, 50, 30]] * 2
    assert its.at(2, INSURED).tolist() == its.at(4, INSURED).tolist() == [60, 50, 30]
    assert its.at(5, INSURED).tolist() == [10, 0, 30]
    assert [its.at(n, PUBLIC).tolist() for n in (1, 2)] == [[0, 0, 4], [0, 0, 9]]
    assert its.opening[:, INSURED].tolist() == [100, 50, 30], "what was there stays as it was"


def test_moves_are_told_by_line_and_by_days_both_ends_counted_and_without_the_failed():
    its = history()
    assert its.moved(2, 5, INSURED)["after"].tolist() == [60, 10]
    assert its.moved(3, 5, INSURED)["after"].tolist() == [10]
    assert its.moved(2, 4, INSURED)["after"].tolist() == [60]
    assert its.moved(0, 9, PUBLIC)["account"].tolist() == [2]


def test_new_moves_have_a_day_an_account_and_a_line_and_nothing_else():
    assert as_moves(7, np.array([3]), np.array([PUBLIC])).tolist() == [(7, 3, 1, 0, 0, 0, 0)]
