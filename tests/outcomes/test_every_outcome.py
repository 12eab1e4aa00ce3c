"""What must hold of every outcome, of those not yet written too."""

import math

import numpy as np
import pytest

from simulator import model
from simulator.catalogue import kinds
from simulator.measuring import group_names
from simulator.outcomes.base import Outcome, peak, ratio, ratios
from tests.measures.every_kind import lively_world, usual
from tests.outcomes.naive import HEADLINES
from tests.small_worlds import Case, run_case

KINDS = sorted(kinds("outcomes"))
every_kind = pytest.mark.parametrize("kind", KINDS)

RATIOS = {"blockage_rate", "lost_rate", "mean_delay_days", "insurer_loss_ratio"}
"""Outcomes whose groups are ratios of their own, and do not add up."""


@pytest.fixture(scope="module")
def record():
    line = usual("guaranteed_line", claim_delay_days=150)
    others = ("open_discount", "fast_payment", "double_back_margin")
    return run_case(Case(lively_world(), (line, *(usual(kind, kind) for kind in others))))


@every_kind
def test_it_says_what_it_is(kind):
    cls = kinds("outcomes")[kind]
    assert issubclass(cls, Outcome)
    assert cls.better in ("lower", "higher", "neither")
    assert cls.unit
    assert cls.meaning.endswith(".")
    assert cls.__doc__


@every_kind
def test_its_values_are_plain_numbers_under_names_of_their_own(kind, record):
    values = kinds("outcomes")[kind]().values(record, kind)
    assert values
    for name, value in values.items():
        assert type(value) is float, name
        assert not math.isinf(value)


@every_kind
def test_measuring_changes_nothing_so_it_can_be_repeated(kind, record):
    outcome = kinds("outcomes")[kind]()
    first, second = outcome.values(record, kind), outcome.values(record, kind)
    assert first == pytest.approx(second, nan_ok=True, rel=0)


@every_kind
def test_its_groups_cover_each_dimension_and_add_up_to_the_total(kind, record):
    outcome, names = kinds("outcomes")[kind](), group_names(record)
    for dimension, groups in outcome.groups(record).items():
        assert len(groups) == len(names[dimension])
        if kind not in RATIOS:
            assert groups.sum() == pytest.approx(outcome.values(record, kind)[kind])


@every_kind
def test_the_groups_of_a_ratio_span_the_total(kind, record):
    if kind not in RATIOS:
        return
    total = kinds("outcomes")[kind]().measure(record)
    for groups in kinds("outcomes")[kind]().groups(record).values():
        assert np.nanmin(groups) <= total + 1e-12
        assert np.nanmax(groups) >= total - 1e-12


@every_kind
def test_its_series_have_a_value_for_each_close_of_the_window(kind, record):
    closes = record.calendar.business_days - record.calendar.first_measured
    for name, series in kinds("outcomes")[kind]().daily(record).items():
        assert np.shape(series) == (closes,), name


def test_every_headline_outcome_is_there_under_its_name(record):
    assert set(model.measure(record).values) >= HEADLINES


def test_no_two_outcomes_claim_one_name(record):
    named = [set(cls().values(record, kind)) for kind, cls in kinds("outcomes").items()]
    assert sum(map(len, named)) == len(set().union(*named))
    series = [set(cls().daily(record)) for cls in kinds("outcomes").values()]
    assert sum(map(len, series)) == len(set().union(*series))


def test_what_is_not_defined_is_not_a_number_and_not_zero():
    assert math.isnan(ratio(1, 0))
    assert ratio(1, 4) == 0.25
    assert ratios([1, 1], [0, 2]).tolist() == pytest.approx([math.nan, 0.5], nan_ok=True)
    assert math.isnan(peak(np.array([np.nan, np.nan])))
    assert peak(np.array([np.nan, -2.0, -3.0])) == -2


def test_money_only_moves(record):
    assert (record.ledger.balance("") == 0).all()
    parties = {
        party.split(":")[0] for entry, _ in record.ledger for party in (entry.giver, entry.taker)
    }
    total = sum(record.ledger.balance(party) for party in parties)
    assert (total == 0).all()


def test_the_programme_costs_what_its_measures_cost(record):
    values = model.measure(record).values
    costs = [value for name, value in values.items() if name.startswith("cost_")]
    assert len(costs) == len(record.measures)
    assert all(costs)
    assert values["programme_cost_eur"] == pytest.approx(sum(costs))


def test_what_a_measure_has_cost_by_the_last_close_is_its_cost(record):
    measured = model.measure(record)
    for measure in record.measures:
        _, accrued = measured.daily[f"cost_accrued_eur:{measure.name}"]
        assert accrued[-1] == pytest.approx(measured.values[f"cost_{measure.name}_eur"])


def test_only_what_is_paid_after_the_run_is_owed_at_its_end(record):
    """Discounts and funding are paid on delivery, back margins of the spring by the end of July."""
    owed = 0
    for measure in record.measures:
        costs = record.costs[measure.name]
        late = costs.paid_on >= record.calendar.business_days
        assert late.any() == measure.grants_line
        owed += int(costs.cents[late].sum())
    assert model.measure(record).values["programme_owed_eur"] == owed / 100


def test_an_outcome_of_many_numbers_refuses_to_be_one(record):
    with pytest.raises(TypeError, match="CostByMeasure does not measure one number"):
        kinds("outcomes")["cost_by_measure"]().measure(record)
