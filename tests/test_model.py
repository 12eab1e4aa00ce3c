"""One run: what it depends on, and what it does not."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from simulator import model
from simulator.book.book import Book
from simulator.book.record import Record
from simulator.streams import Chance
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


def test_a_replication_alone_is_what_it_is_among_others(case):
    among = [postings_of(run_case(case, 7, n)) for n in range(4)]
    assert postings_of(run_case(case, 7, 2)) == among[2]
    assert all(among[0] != other for other in among[1:])


def test_another_seed_is_another_run(case):
    assert postings_of(run_case(case, 7)) != postings_of(run_case(case, 8))


def test_an_audit_changes_nothing(case):
    assert_same(run_case(case), run_case(case, audit=True))


def arrays_of(prepared: model.Prepared, draws: model.Draws) -> dict[tuple[int, str], np.ndarray]:
    """Return all arrays that a run is given, by holder and name."""
    holders = (prepared.portfolio, prepared.calendar, draws.orders, draws)
    return {
        (place, name): value
        for place, holder in enumerate(holders)
        for name, value in vars(holder).items()
        if isinstance(value, np.ndarray)
    }


def test_a_run_writes_into_nothing_that_it_was_given(case):
    prepared = model.prepare(case)
    draws = model.draw(case, prepared, 1, 0)
    before = {key: array.copy() for key, array in arrays_of(prepared, draws).items()}
    first = model.run(case, prepared, draws)
    now = arrays_of(prepared, draws)  # and perhaps what was worked out from them and kept
    for key, earlier in before.items():
        np.testing.assert_array_equal(earlier, now[key])
    assert_same(first, model.run(case, prepared, draws))


def test_programmes_meet_the_same_draws_and_other_assumptions_do_not(case):
    world = case.world
    assert model.same_draws(Case(world), case)
    assert not model.same_draws(Case(world), Case(crisis_world({"warm_up_days": 61})))
    assert not model.same_draws(Case(world), Case(world, folder=Path("elsewhere")))


def test_one_preparation_serves_all_programmes_of_one_world(case):
    assert model.prepare(Case(case.world)) is model.prepare(case)
    shorter = case.world.model_copy(update={"end": date(2009, 7, 31)})
    assert model.prepare(Case(shorter)) is not model.prepare(case)


def test_a_run_without_a_trail_has_no_audit(case):
    with pytest.raises(ValueError, match="kept no trail"):
        model.measure(run_case(case), audit=True)


def test_without_chance_every_uniform_is_a_half():
    chance = Chance(1, 0, False)
    assert (chance.uniforms("anything", np.arange(4, dtype=np.uint64), 2) == 0.5).all()
