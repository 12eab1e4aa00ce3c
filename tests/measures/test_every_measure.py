"""What must hold of every kind of measure, of those not yet written too."""

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.catalogue import kinds
from simulator.market.levers import Ground
from simulator.measures.base import Measure
from simulator.streams import Chance
from simulator.study.inputs import merged
from tests.measures.every_kind import (
    IDLE,
    KINDS,
    LINES,
    lively_without_coupling,
    lively_world,
    usual,
)
from tests.small_worlds import Case, crisis_world, postings_of, run_case, without_coupling

every_kind = pytest.mark.parametrize("kind", KINDS)
every_line = pytest.mark.parametrize("kind", LINES)


@pytest.fixture(scope="module")
def nothing():
    return run_case(Case(lively_world()))


def fates(record):
    """Return what became of each reseller's orders: one list of rows a reseller."""
    items = record.book.items[["fate", "delivered", "account", "settled", "blocked"]].tolist()
    rows = record.book.resellers[["first_item", "end_item"]].tolist()
    return [items[first:end] for first, end in rows]


def test_there_are_measures():
    assert {"guaranteed_line", "firm_order_line"} <= set(KINDS)


@every_kind
def test_it_says_what_it_is(kind):
    cls = kinds("measures")[kind]
    assert issubclass(cls, Measure)
    assert cls.__doc__
    assert cls.__doc__.strip().endswith(".")
    for name, field in cls.model_fields.items():
        assert field.description, name
        assert field.json_schema_extra["unit"], name


@every_kind
def test_it_does_something_where_everybody_takes_part(kind, nothing):
    record = run_case(Case(lively_world(), (usual(kind),)))
    assert postings_of(record) != postings_of(nothing)


@every_kind
def test_where_nobody_takes_part_it_changes_no_posting_and_no_order(kind, nothing):
    record = run_case(Case(lively_world(), (usual(kind, take_part_share=0.0),)))
    assert postings_of(record) == postings_of(nothing)
    assert fates(record) == fates(nothing)


def test_every_kind_says_with_which_values_it_does_nothing():
    assert set(IDLE) == set(KINDS)


@every_kind
def test_a_measure_of_nothing_changes_no_posting_and_no_order(kind, nothing):
    record = run_case(Case(lively_world(), (usual(kind, **IDLE[kind]),)))
    assert postings_of(record) == postings_of(nothing)
    assert fates(record) == fates(nothing)
    assert record.costs["line"].cents.sum() == 0


@every_kind
@pytest.mark.parametrize(
    "window",
    [
        {"starts": "2008-01-01", "ends": "2008-10-31"},
        {"starts": "2010-01-01", "ends": "2010-10-31"},
        {"starts": "2009-03-07", "ends": "2009-03-08"},
    ],
    ids=["before the run", "after it", "a week-end"],
)
def test_outside_its_window_it_changes_nothing(kind, window, nothing):
    dates = {name: date.fromisoformat(text) for name, text in window.items()}
    record = run_case(Case(lively_world(), (usual(kind, **dates),)))
    assert postings_of(record) == postings_of(nothing)


@every_kind
def test_before_it_starts_nothing_is_different(kind, nothing):
    record = run_case(Case(lively_world(), (usual(kind),)))
    first, _ = record.measures[0].window(SimpleNamespace(calendar=record.calendar))
    before, after = postings_of(nothing), postings_of(record)
    for entry in before.keys() | after.keys():
        none = [0] * record.calendar.business_days
        assert before.get(entry, none)[:first] == after.get(entry, none)[:first], entry


@every_kind
def test_limited_to_one_wholesaler_it_leaves_those_without_an_account_there_alone(kind):
    world = lively_without_coupling()
    without = run_case(Case(world))
    record = run_case(Case(world, (usual(kind, distributors=["south"]),)))
    portfolio = record.portfolio
    south = portfolio.distributors.index("south")
    there = np.zeros(portfolio.resellers, bool)
    there[portfolio.account_reseller[portfolio.account_distributor == south]] = True
    assert 0 < there.sum() < len(there)
    before, after = fates(without), fates(record)
    for reseller in np.flatnonzero(~there):
        assert before[reseller] == after[reseller]
    cash = without.book.resellers["cash"] == record.book.resellers["cash"]
    assert cash[~there].all()


@every_kind
@pytest.mark.parametrize(
    "target", [{"reseller_kinds": ["services_firm"]}, {"ratings": [10]}], ids=["kind", "rating"]
)
def test_where_its_target_is_empty_it_changes_nothing(kind, target, nothing):
    record = run_case(Case(lively_world(), (usual(kind, **target),)))
    assert postings_of(record) == postings_of(nothing)


def eligible(record, measure):
    """Return which accounts a measure reaches at the end of a run, (accounts,)."""
    portfolio, chance = record.portfolio, Chance(1, 0, True)
    stage = SimpleNamespace(portfolio=portfolio, book=record.book, chance=chance)
    return measure.eligible(stage)


def reached(record, measure):
    """Return which resellers' orders a measure reaches, (resellers,)."""
    world, calendar = record.world, record.calendar
    return measure.resellers(Ground(world, calendar, record.portfolio, Chance(1, 0, True)))


@every_kind
def test_those_who_take_part_in_a_smaller_share_are_among_those_of_a_larger_one(kind, nothing):
    shares = [0.0, 0.3, 0.6, 1.0]
    for who in (eligible, reached):
        them = [who(nothing, usual(kind, take_part_share=share)) for share in shares]
        for small, large in pairwise(them):
            assert (small <= large).all()
            assert small.sum() < large.sum()
        assert them[1].sum() == pytest.approx(0.3 * them[3].sum(), rel=0.4)
    assert (eligible(nothing, usual(kind)) == nothing.book.lives()).all()
    assert reached(nothing, usual(kind)).all()


@every_kind
def test_measures_of_different_names_draw_apart_who_takes_part(kind, nothing):
    one, two = (
        eligible(nothing, usual(kind, name, take_part_share=0.5)) for name in ("one", "two")
    )
    assert (one != two).mean() == pytest.approx(0.5, abs=0.2)


@every_line
def test_no_publisher_line_is_ever_over_what_it_grants(kind):
    record = run_case(Case(lively_world(), (usual(kind),)), audit=True)
    place = record.publisher_places[0]
    parts = np.concatenate([m[3][m[2] == place] for m in record.trail.moved])
    assert set(parts.tolist()) == {0, 500_000}


@every_line
def test_a_dedicated_line_never_buys_other_goods(kind):
    for dedicated in (True, False):
        measure = usual(kind, dedicated=dedicated, amount_eur=50_000.0)
        record = run_case(Case(lively_world(), (measure,)))
        other = record.portfolio.products.index("other_goods")
        leaked = record.tallies.leaked[record.publisher_places[0], other]
        assert (leaked == 0) == dedicated


@every_kind
def test_its_levers_have_a_factor_for_each_business_day_and_bear_its_name(kind, nothing):
    measure = usual(kind, take_part_share=0.5)
    chance = Chance(1, 0, True)
    ground = Ground(nothing.world, nothing.calendar, nothing.portfolio, chance)
    levers = measure.levers(ground)
    takers = measure.resellers(ground)
    for lever in levers.demand:
        assert lever.factor.shape == (nothing.calendar.business_days,)
        assert (lever.factor >= 0).all()
    families = (levers.demand, levers.prices, levers.passed_on, levers.financing, levers.rebates)
    pulled = [lever for family in families for lever in family]
    assert bool(pulled) != measure.grants_line
    for lever in pulled:
        assert lever.measure == "line"
        assert (lever.resellers == takers).all()


@every_kind
def test_its_costs_belong_to_orders_and_arise_in_the_window(kind):
    record = run_case(Case(lively_world(), (usual(kind),)))
    costs = record.costs["line"]
    assert len(costs.items) > 0
    items, first = record.book.items, record.calendar.first_measured
    assert (items["delivered"][costs.items] >= 0).all()
    assert (record.book.ordered_on[costs.items] >= 0).all()
    assert (costs.accrued_on >= first).all()
    assert (costs.accrued_on < record.calendar.business_days).all()
    assert (costs.paid_on >= costs.accrued_on).all()
    if not record.measures[0].grants_line:
        assert (costs.cents > 0).all()
        assert (costs.accrued_on == items["delivered"][costs.items]).all()


@every_line
def test_the_order_of_two_equal_measures_only_names_who_pays(kind):
    def together(*names):
        measures = [usual(kind, name) for name in names]
        return run_case(Case(lively_world(), tuple(measures)))

    ab, ba = together("a", "b"), together("b", "a")
    assert postings_of(ab) == postings_of(ba)
    assert ab.borne(ab.publisher_places[0]) == ba.borne(ba.publisher_places[0])


def test_the_small_worlds_differ_only_in_what_couples():
    coupled, free = crisis_world().model_dump(), without_coupling().model_dump()
    assert merged(coupled["failure"], free["failure"]) == coupled["failure"]
    assert coupled["population"] == free["population"]
