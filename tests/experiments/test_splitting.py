"""Deadweight and incremental: whose order would have come anyway, by hand and in the crowd."""

import numpy as np
import pandas as pd
import pytest

import simulator as sim
from simulator.errors import InputError
from simulator.experiments.splitting import Splitting, orders_of, parts_of
from tests.experiments.small import write_study
from tests.measures.every_kind import KINDS, lively_world, usual
from tests.measures.small_shop import run_shop, shop_of
from tests.plain.markets import Buys, Credit, Shop, day
from tests.plain.product import draws_of
from tests.small_worlds import Case, run_case

DISCOUNT = {"kind": "open_discount", "best_selling_share": 1.0, "timing_share": 0.0}
TWO_SHOPS = {
    "shops": [Shop("ada"), Shop("bob")],
    "accounts": [Credit("ada", own_risk=950), Credit("bob", own_risk=1_000)],
}
ORDERS = [Buys("a", "ada", 20, 1_000, "open"), Buys("b", "bob", 20, 1_000, "open")]


def split(market):
    """Return the parts of each measure's cost in a market, cents."""
    from simulator import model

    prepared = model.Prepared(market.prepared.calendar, market.prepared.portfolio, None)
    return Splitting().run(market, prepared, draws_of(market))


def test_an_order_that_fits_only_at_the_lower_price_is_incremental():
    # both cost the publisher 95.00; ada's line of 950 would not have carried 1,000
    parts = split(shop_of([DISCOUNT], ORDERS, **TWO_SHOPS))
    assert parts["measure"] == (190_00, 95_00, 95_00)


def test_each_measure_is_left_out_alone_so_that_two_may_claim_one_order():
    more = {**DISCOUNT, "name": "more", "discount": 0.02}
    parts = split(shop_of([DISCOUNT, more], ORDERS, **TWO_SHOPS))
    # without the 10 % ada's order costs 980: not carried; without the 2 % it costs 900: carried
    assert parts["measure"] == (190_00, 95_00, 95_00)
    assert parts["more"] == (38_00, 38_00, 0)


def test_a_guarantees_claim_belongs_to_the_order_that_it_carried():
    line = {
        "kind": "guaranteed_line",
        "amount_eur": 1_500.0,
        "requires_insured_limit": False,
        "starts": day(10),
    }
    shops = [Shop("ada", fails_on=40), Shop("bob", fails_on=40)]
    accounts = [Credit("ada"), Credit("bob", own_risk=1_000)]
    market = shop_of(
        [line],
        [*ORDERS, Buys("c", "bob", 21, 500, "open")],
        shops=shops,
        accounts=accounts,
        line_order=["insured", "public", "publisher", "own_risk"],
        failure={"recovery_share": 0.1},
    )
    # the line carries all three; without it own risk carries bob's first order, and nothing else
    assert split(market)["measure"] == (2_250_00, 900_00, 1_350_00)


def test_a_measure_that_cost_nothing_is_not_run_without():
    parts = split(shop_of([{**DISCOUNT, "discount": 0.0}], ORDERS, **TWO_SHOPS))
    assert parts["measure"] == (0, 0, 0)


def test_the_same_order_is_known_in_both_runs_though_others_come_between():
    whole = run_case(Case(lively_world(), (usual("open_discount", discount=0.3),)))
    without = run_case(Case(lively_world()))
    ours, theirs = orders_of(whole), orders_of(without)
    assert len(np.unique(ours, axis=0)) == len(ours)
    known = {tuple(row): at for at, row in enumerate(ours.tolist())}
    shared = [
        (known[tuple(row)], at) for at, row in enumerate(theirs.tolist()) if tuple(row) in known
    ]
    mine, others = np.array(shared).T
    for field in ("product", "pays_after", "patience", "ordinal"):
        assert (whole.book.items[field][mine] == without.book.items[field][others]).all()
    assert len(shared) < len(ours)


@pytest.mark.parametrize("kind", KINDS)
def test_the_parts_sum_to_the_cost_exactly_whatever_the_kind(kind):
    measure = usual(kind)
    whole = run_case(Case(lively_world(), (measure,)))
    parts = parts_of(whole, run_case(Case(lively_world())), "line")
    assert parts.cost == whole.costs["line"].cents.sum()
    assert parts.deadweight + parts.incremental == parts.cost


def test_whatever_is_ordered_anyway_is_deadweight_where_nothing_is_blocked():
    goods = [Buys(str(n), "ada", n, 1_000, "open") for n in range(10, 60, 7)]
    market = shop_of([DISCOUNT], goods)
    parts = split(market)["measure"]
    assert parts.cost == run_shop(market).costs["measure"].cents.sum() > 0
    assert parts.incremental == 0


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return sim.load(write_study(tmp_path_factory.mktemp("split") / "small")).scenario("line")


def test_split_gives_one_tidy_row_a_replication_and_measure(plan, tmp_path):
    found = sim.split(plan, replications=3, workers=1, progress=False)
    table = found.split()
    assert list(table.columns) == [
        *("assumptions", "programme", "replication", "measure"),
        *("cost_eur", "deadweight_eur", "incremental_eur"),
    ]
    assert table["replication"].tolist() == [0, 1, 2]
    whole = sim.run(plan, replications=3, workers=1, progress=False).replications
    name = table["measure"].iloc[0]
    costs = whole[whole["outcome"] == f"cost_{name}_eur"]["value"]
    assert table["cost_eur"].tolist() == costs.tolist()
    summed = table["deadweight_eur"] + table["incremental_eur"]
    pd.testing.assert_series_equal(summed, table["cost_eur"], check_names=False)
    back = sim.read(found.save(tmp_path / "out"))
    assert isinstance(back, sim.Split)
    pd.testing.assert_frame_equal(back.split(), table)
    assert (tmp_path / "out" / "split.parquet").exists()


def test_results_of_a_run_are_not_overwritten_by_its_split(plan, tmp_path):
    sim.run(plan, replications=1, workers=1, progress=False).save(tmp_path / "out")
    with pytest.raises(sim.RefusedError, match="other inputs"):
        sim.split(plan, replications=1, workers=1, progress=False).save(tmp_path / "out")


def test_a_programme_without_a_measure_has_nothing_to_split(plan):
    with pytest.raises(InputError, match="holds no measure"):
        sim.split(sim.load(plan.folder).scenario("none"))
