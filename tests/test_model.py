"""One run: what it depends on, and what it does not."""

import numpy as np
import pytest

from simulator import model
from simulator.book.book import Book
from simulator.book.record import Record
from tests.small_worlds import Case, a_measure, crisis_world, postings_of, run_case


@pytest.fixture(scope="module")
def case() -> Case:
    """A market in crisis whose institutions look at the crowd at months' ends and dated acts."""
    calm_desk = {"distributors": {"north": {"bridging_days": 0}}}
    measures = (
        a_measure("guaranteed_line", "guaranteed"),
        a_measure("firm_order_line", "earned", threshold_eur=400.0, line_days=40),
    )
    return Case(crisis_world(calm_desk), measures)


def count_looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the ordinal of each close up to which the crowd is run."""
    looks: list[int] = []
    advance = Book.advance

    def counting(book: Book, through: int) -> None:
        if through > book.closed:
            looks.append(through)
        advance(book, through)

    monkeypatch.setattr(Book, "advance", counting)
    return looks


def assert_same(one: Record, other: Record) -> None:
    """Assert that two runs agree in every item, account, posting and outcome."""
    for name in ("items", "accounts", "lines"):
        ours, theirs = getattr(one.book, name), getattr(other.book, name)
        for column in ours.dtype.names:
            np.testing.assert_array_equal(ours[column], theirs[column], f"{name}, {column}")
    assert postings_of(one) == postings_of(other)
    measured, again = model.measure(one), model.measure(other)
    np.testing.assert_equal(measured.values, again.values)
    np.testing.assert_equal(measured.daily, again.daily)
    np.testing.assert_equal(measured.groups, again.groups)
    assert measured.flows == again.flows


def test_looking_at_the_crowd_every_day_changes_nothing(case, monkeypatch):
    looks = count_looks(monkeypatch)
    seldom = run_case(case)
    looked_seldom = len(looks)
    daily = run_case(case, check=True)
    looked_daily = len(looks) - looked_seldom
    assert looked_daily == daily.calendar.business_days > 2 * looked_seldom
    assert len(seldom.book.failed_since(0)) > 0
    assert model.measure(seldom).values["blocked_eur"] > 0
    assert_same(seldom, daily)


def test_the_same_draws_give_the_same_run(case):
    assert_same(run_case(case), run_case(case))


def test_another_replication_is_another_run(case):
    assert postings_of(run_case(case)) != postings_of(run_case(case, replication=1))
