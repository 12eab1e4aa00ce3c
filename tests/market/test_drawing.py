"""The drawn order book."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from simulator.errors import InputError
from simulator.market import drawing
from simulator.market.drawing import draw_orders
from simulator.market.population import draw_portfolio
from tests.market.worlds import a_world, calendar_of, with_kind

LICENCES = [0.85, 0.90, 1.20, 0.90, 0.90, 1.45, 0.70, 0.60, 0.95, 1.05, 1.10, 1.40]
ALIKE = with_kind({"purchases_sigma": 0.0}, resellers=400)


def drawn(changes=None, seed=1, replication=0):
    world = a_world(changes)
    portfolio = draw_portfolio(world)
    return portfolio, draw_orders(world, portfolio, calendar_of(world), seed, replication)


def columns(book):
    values = {f.name: getattr(book, f.name) for f in fields(book)}
    return {name: column for name, column in values.items() if column is not None}


def of_reseller(book, reseller):
    rows = slice(book.start[reseller], book.start[reseller + 1])
    return {name: column[rows] for name, column in columns(book).items() if name != "start"}


def same(left, right):
    return all(np.array_equal(left[name], right[name]) for name in left)


# Whose chance it is


def test_the_same_seed_and_replication_give_the_same_bytes():
    first, again = columns(drawn()[1]), columns(drawn()[1])
    assert all(first[name].tobytes() == again[name].tobytes() for name in first)


def test_other_seeds_and_replications_give_other_orders():
    books = [drawn(seed=s, replication=r)[1] for s, r in ((1, 0), (1, 1), (2, 0))]
    assert len({book.amount.tobytes() for book in books}) == 3


def test_one_more_reseller_changes_nobodys_orders():
    _, fewer = drawn({"population": {"resellers": 60}})
    _, more = drawn({"population": {"resellers": 61}})
    assert all(same(of_reseller(fewer, i), of_reseller(more, i)) for i in range(60))


def test_resellers_in_another_order_have_the_same_orders():
    world = a_world()
    portfolio = draw_portfolio(world)
    turned = replace(
        portfolio,
        entities=portfolio.entities[::-1].copy(),
        kind=portfolio.kind[::-1].copy(),
        annual_purchases=portfolio.annual_purchases[::-1].copy(),
    )
    straight = draw_orders(world, portfolio, calendar_of(world), 1, 0)
    other = draw_orders(world, turned, calendar_of(world), 1, 0)
    assert all(same(of_reseller(straight, i), of_reseller(other, 99 - i)) for i in range(100))


def test_a_longer_run_begins_with_the_orders_of_the_shorter():
    _, short = drawn({"end": date(2009, 6, 30)})
    _, long = drawn()
    for i in range(100):
        first, whole = of_reseller(short, i), of_reseller(long, i)
        assert same(first, {name: whole[name][: len(first["day"])] for name in whole})


def test_room_that_runs_out_is_made_without_changing_an_order(monkeypatch):
    plenty = columns(drawn()[1])
    monkeypatch.setattr(drawing, "room_for", lambda *_: 1)
    assert same(plenty, columns(drawn()[1]))


# Shape and order


def test_orders_are_sorted_by_reseller_and_day_and_lie_on_business_days():
    world = a_world({"warm_up_days": 60})
    portfolio = draw_portfolio(world)
    calendar = calendar_of(world)
    book = draw_orders(world, portfolio, calendar, 1, 0)
    assert book.start[0] == 0
    assert book.start[-1] == len(book)
    assert set(book.day) <= set(calendar.day_of)
    assert book.day.min() < 0
    assert all((np.diff(of_reseller(book, i)["day"]) >= 0).all() for i in range(100))
    kinds = [(name, column.dtype.str) for name, column in columns(book).items()]
    assert kinds == [
        ("start", "<i8"), ("day", "<i4"), ("product", "|i1"), ("amount", "<i8"),
        ("pays_after", "<i2"), ("patience", "<i2"), ("financed", "|i1"), ("mark", "<f4"),
    ]  # fmt: skip
    assert book.ids is None


# Distributions with a known answer


def test_expected_purchases_are_the_annual_purchases():
    portfolio, book = drawn(ALIKE)
    spent = np.add.reduceat(book.amount, book.start[:-1])
    error = spent.std() / np.sqrt(portfolio.resellers)
    assert spent.mean() == pytest.approx(portfolio.annual_purchases[0], abs=4 * error)
    assert error < 0.02 * portfolio.annual_purchases[0]


def test_products_have_their_shares_of_the_purchases():
    _, book = drawn(ALIKE)
    of_oem = np.bincount(book.product, book.amount)[0] / book.amount.sum()
    assert of_oem == pytest.approx(0.25, abs=0.01)


def test_the_number_of_orders_is_poisson():
    portfolio, book = drawn(ALIKE)
    numbers = np.diff(book.start)
    # 25,000 EUR of oem at 500 e^0.32, 75,000 EUR of other goods at 2,000 e^0.125
    mean = 25_000 / (500 * np.exp(0.32)) + 75_000 / (2_000 * np.exp(0.125))
    assert numbers.mean() == pytest.approx(mean, abs=4 * np.sqrt(mean / portfolio.resellers))
    dispersion = ((numbers - mean) ** 2).sum() / mean
    assert 1e-4 < stats.chi2(len(numbers)).cdf(dispersion) < 1 - 1e-4


def test_days_are_even_over_the_operational_time():
    _, book = drawn({**ALIKE, "calendar": "every-day"})
    seen = np.bincount(book.day, minlength=365)
    assert stats.chisquare(seen).pvalue > 1e-4


def test_orders_follow_the_season():
    _, book = drawn({**ALIKE, "products": {"oem": {"seasonality": LICENCES}}})
    dates = np.datetime64("2009-01-01") + book.day[book.product == 0]
    seen = np.bincount(dates.astype("datetime64[M]").astype(int) % 12, minlength=12)
    days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    wanted = np.array(LICENCES) * days
    assert stats.chisquare(seen, wanted / wanted.sum() * seen.sum()).pvalue > 1e-4


def test_amounts_are_lognormal_in_whole_cents():
    _, book = drawn(ALIKE)
    for code, (median, sigma) in enumerate([(500_00, 0.8), (2_000_00, 0.5)]):
        z = np.log(book.amount[book.product == code] / median) / sigma
        assert stats.kstest(z, "norm").pvalue > 1e-4


def test_without_spread_every_order_is_the_median():
    _, book = drawn({**ALIKE, "products": {"oem": {"order_sigma": 0.0}}})
    assert set(book.amount[book.product == 0]) == {500_00}


def test_an_order_is_at_least_one_cent():
    tiny = {"order_median_eur": 0.01, "order_sigma": 2.0}
    _, book = drawn({
        **with_kind({"purchases_median_eur": 10, "purchases_sigma": 0.0}, resellers=5),
        "products": {"oem": tiny}, "demand": {"order_size_exponent": 0.0},
    })  # fmt: skip
    assert book.amount.min() == 1


def test_customers_are_late_and_patient_by_their_tables():
    _, book = drawn(ALIKE)
    late = book.pays_after - 55
    assert np.mean(late == 0) == pytest.approx(0.33 + 0.36 / 30, abs=0.01)
    assert late.mean() == pytest.approx(11.32, abs=0.3)
    assert late.max() == 62
    assert np.mean(book.patience == 0) == pytest.approx(0.2 + 0.4 / 20, abs=0.01)
    assert abs(np.corrcoef(late, book.patience)[0, 1]) < 0.02


def test_marks_are_uniform_and_never_0_or_1():
    _, book = drawn(ALIKE)
    assert stats.kstest(book.mark.astype(float), "uniform").pvalue > 1e-4
    assert book.mark.min() > 0
    assert book.mark.max() < 1


def test_only_the_publishers_large_deals_are_financed():
    _, book = drawn({**ALIKE, "financing": {"take_up_share": 0.3, "least_amount_eur": 400}})
    eligible = (book.product == 0) & (book.amount >= 400_00)
    assert not book.financed[~eligible].any()
    error = np.sqrt(0.21 / eligible.sum())
    assert book.financed[eligible].mean() == pytest.approx(0.3, abs=4 * error)


# Refusals


def test_without_chance_no_orders_are_drawn():
    with pytest.raises(InputError, match="needs a recorded order book"):
        drawn({"chance": {"enabled": False}})
