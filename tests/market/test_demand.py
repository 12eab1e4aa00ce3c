"""How often orders come."""

from datetime import date

import numpy as np
import pytest

from simulator.market.demand import day_weights, demand_of, of_resellers, part_of, up_to
from simulator.market.population import draw_portfolio
from tests.market.worlds import a_world, calendar_of, with_kind

LICENCES = [0.85, 0.90, 1.20, 0.90, 0.90, 1.45, 0.70, 0.60, 0.95, 1.05, 1.10, 1.40]


def weights_of(changes=None):
    world = a_world(changes)
    calendar = calendar_of(world)
    return day_weights(world, calendar), calendar


def months_of(calendar):
    return np.array([calendar.date_of(day).month for day in calendar.day_of])


@pytest.mark.parametrize("calendar", ["french", "every-day"])
def test_the_business_days_of_a_year_carry_one_years_demand(calendar):
    weights, _ = weights_of({"calendar": calendar, "products": {"oem": {"seasonality": LICENCES}}})
    assert weights.sum(axis=0) == pytest.approx([1, 1], rel=1e-12)


def test_every_day_weighs_alike_without_season_and_holidays():
    weights, _ = weights_of({"calendar": "every-day", "end": date(2012, 12, 31)})
    assert weights == pytest.approx(np.full(weights.shape, 1 / 365), rel=1e-12)


def test_a_month_has_its_days_times_its_factor_whatever_its_holidays():
    weights, calendar = weights_of({"products": {"oem": {"seasonality": LICENCES}}})
    by_month = np.bincount(months_of(calendar), weights[:, 0])[1:]
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    wanted = np.array(LICENCES) * days
    assert by_month == pytest.approx(wanted / wanted.sum(), rel=1e-12)


def test_the_business_days_of_a_month_weigh_alike():
    weights, calendar = weights_of()
    may = weights[months_of(calendar) == 5, 0]
    # Fridays 1 and 8, Ascension Day and 25 May are holidays, not Whit Monday 1 June.
    assert len(may) == 18
    assert may == pytest.approx(np.full(18, 31 / 365 / 18), rel=1e-12)


def test_a_run_that_begins_in_the_middle_of_a_month_has_the_same_days():
    whole, calendar = weights_of()
    part, shorter = weights_of({"start": date(2009, 1, 19)})
    assert calendar.business_days - shorter.business_days == 11
    assert part == pytest.approx(whole[11:], rel=1e-15)


def test_the_macro_path_is_a_step_function_of_the_date():
    plain, calendar = weights_of()
    path = [[date(2009, 2, 2), 0.5], [date(2009, 7, 1), 2.0]]
    stepped, _ = weights_of({"demand": {"macro": path}})
    ratio = stepped[:, 0] / plain[:, 0]
    dates = np.array([calendar.date_of(day) for day in calendar.day_of])
    assert set(ratio[dates < date(2009, 2, 2)]) == {1.0}
    assert set(ratio[(dates >= date(2009, 2, 2)) & (dates < date(2009, 7, 1))]) == {0.5}
    assert set(ratio[dates >= date(2009, 7, 1)]) == {2.0}


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0])
def test_orders_times_their_mean_amount_are_the_annual_purchases(exponent):
    world = a_world({"demand": {"order_size_exponent": exponent}})
    portfolio = draw_portfolio(world)
    demand = demand_of(world, portfolio, calendar_of(world))
    orders = demand.size[:, None] * demand.clock[0, -1]
    before = np.concatenate([[0], demand.clock[0, :-1]])
    of_product = np.diff(demand.product[0], prepend=0, axis=1)
    share = (of_product * (demand.clock[0] - before)[:, None]).sum(axis=0) / demand.clock[0, -1]
    mean = np.exp(demand.log_median + demand.sigma**2 / 2 + demand.shift[:, None])
    purchases = (orders * share * mean).sum(axis=1)
    assert purchases == pytest.approx(portfolio.annual_purchases.astype(float), rel=1e-9)


def test_the_median_order_holds_at_the_reference_purchases_and_grows_with_the_exponent():
    world = a_world(with_kind({"purchases_sigma": 0.0, "purchases_median_eur": 400_000}))
    demand = demand_of(world, draw_portfolio(world), calendar_of(world))
    medians = np.exp(demand.log_median + demand.shift[0])
    assert medians == pytest.approx([2 * 500_00, 2 * 2_000_00])  # sqrt(400,000 / 100,000) = 2


def test_a_reseller_that_buys_nothing_has_no_orders():
    world = a_world(with_kind({"purchases_sigma": 0.0, "purchases_median_eur": 0}))
    demand = demand_of(world, draw_portfolio(world), calendar_of(world))
    assert set(demand.size) == {0.0}


def a_demand():
    world = a_world({"products": {"oem": {"seasonality": LICENCES}}})
    return demand_of(world, draw_portfolio(world), calendar_of(world))


def test_the_demand_for_each_product_is_a_part_of_all_demand():
    whole = a_demand()
    parts = [part_of(whole, product, 0.25) for product in (0, 1)]
    assert 4 * (parts[0].clock + parts[1].clock) == pytest.approx(whole.clock)
    assert (parts[0].product == [1, 1]).all()
    assert (parts[1].product == [0, 1]).all()


def test_a_product_without_demand_on_a_day_has_none_there():
    still = a_world({"demand": {"macro": [[date(2009, 6, 1), 0.0]]}})
    whole = demand_of(still, draw_portfolio(still), calendar_of(still))
    part = part_of(whole, 0, 1.0)
    june = months_of(calendar_of(still)) >= 6
    assert (part.clock[:, june] == part.clock[:, [-1]]).all()
    assert part.clock[0, -1] > 0


def test_demand_may_be_cut_to_its_first_days_and_to_some_resellers():
    whole = a_demand()
    begun, some = up_to(whole, 30), of_resellers(whole, np.array([3, 5]))
    assert np.array_equal(begun.clock, whole.clock[:, :30])
    assert begun.product.shape == (1, 30, 2)
    assert some.size.tolist() == whole.size[[3, 5]].tolist()
    assert some.shift.tolist() == whole.shift[[3, 5]].tolist()
