"""What must not matter to a run: order, company, scale, how the book came to be."""

import csv
import random
from datetime import date

import numpy as np
import pytest

from simulator import model
from simulator.book.state import INSURED
from simulator.study.schema import World
from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.small_worlds import (
    Case,
    a_measure,
    bytes_of,
    crisis_world,
    postings_of,
    run_case,
    run_market,
    without_coupling,
)

PROGRAMME = (a_measure("guaranteed_line"), a_measure("firm_order_line", "firm"))


def a_wave(**fields):
    """Return the small world's wave of February, without what answers to losses or to chance."""
    usual = {"starts": date(2009, 2, 2), "ends": date(2009, 2, 27), "share": 0.6}
    insurer = {"waves": {"feb": usual | fields}, "loss_ratio_rule": None, "review": None}
    world = without_coupling().model_dump()
    world["insurers"]["sfac"] |= insurer
    world["distributors"]["north"]["own_risk_budget_eur"] = None
    return World.model_validate(world)


@pytest.mark.parametrize(
    ("light", "deep"),
    [
        ({"cut_to": [0.4, 0.5, 0.6]}, {"cut_to": [0.1, 0.2, 0.3]}),
        ({"cancelled_share": 0.2}, {"cancelled_share": 0.7}),
    ],
)
def test_a_deeper_wave_never_raises_an_insured_limit(light, deep):
    # the wave looks at ratings and use when it decides, before it has moved anything: so both
    # choose the same accounts, in the same order, on the same days; each is left with less
    shallow, deeper = (run_case(Case(a_wave(**fields)), audit=True) for fields in (light, deep))
    paths = [limits_by_close(record) for record in (shallow, deeper)]
    alive = [record.book.resellers["failed_on"] for record in (shallow, deeper)]
    both_live = np.minimum(*alive)[shallow.book.accounts["reseller"]]
    lower = 0
    for ordinal, (more, less) in enumerate(zip(*paths, strict=True)):
        its = both_live > ordinal
        assert (less[its] <= more[its]).all(), ordinal
        lower += int((less[its] < more[its]).sum())
    assert lower > 100


def limits_by_close(record):
    """Return the insured limits at each close, (a,) cents."""
    now, paths = np.zeros(len(record.book.accounts), np.int64), []
    moved = {ordinal: rest for ordinal, *rest in record.trail.moved}
    for ordinal in range(record.calendar.business_days):
        if ordinal in moved:
            rows, places, limits = moved[ordinal]
            now[rows[places == INSURED]] = limits[places == INSURED]
        paths.append(now.copy())
    return paths


def test_one_more_reseller_changes_nobody_elses_path():
    world = without_coupling()
    assert world.population.resellers == 60
    population = world.population.model_copy(update={"resellers": 61})
    more = world.model_copy(update={"population": population})
    few, many = run_case(Case(world, PROGRAMME)), run_case(Case(more, PROGRAMME))
    assert (few.portfolio.reseller_ids == many.portfolio.reseller_ids[:60]).all()
    items, accounts = len(few.book.items), len(few.book.accounts)
    assert len(many.book.items) > items
    for name in few.book.items.dtype.names:
        assert (many.book.items[name][:items] == few.book.items[name]).all(), name
    assert (many.book.resellers["cash"][:60] == few.book.resellers["cash"]).all()
    assert (many.book.lines[:accounts] == few.book.lines).all()


def test_a_programme_of_lines_of_nothing_is_no_programme():
    none = run_case(Case(crisis_world()))
    empty = tuple(a_measure(m.kind, m.name, amount_eur=0.0) for m in PROGRAMME)
    assert postings_of(run_case(Case(crisis_world(), empty))) == postings_of(none)


def a_town(times=1.0):
    """Return a market in crisis whose money is so many times that of another, all of it whole."""
    dice = random.Random(4)
    shops = [
        Shop(
            f"s{n:02}",
            cash=times * dice.randrange(40) * 100,
            overdraft=times * dice.choice([0, 1_000]),
            costs=times * dice.choice([100, 400]),
            rating=dice.randint(1, 10),
            fails_on=dice.choice([40, 10**6, 10**6, 10**6]),
        )
        for n in range(16)
    ]
    accounts = [
        Credit(s.id, d, insured=times * 4_000, own_risk=times * 500, insurer="sfac")
        for s in shops
        for d in ("north", "south")
    ]
    orders = [
        Buys(
            f"o{n}",
            dice.choice(shops).id,
            dice.randrange(-30, 120),
            times * dice.randrange(1, 30) * 100,
            dice.choice(["oem", "other_goods"]),
            pays_after=dice.randrange(80),
            patience=dice.randrange(20),
        )
        for n in range(800)
    ]
    wave = {
        "starts": day(20),
        "ends": day(40),
        "share": 0.7,
        "cancelled_share": 0.4,
        "cut_to": [0.5, 0.5, 0.5],
    }
    terms = {"net_days": 30, "insured_percentage": 0.8, "bridging_days": 10}
    return market(
        shops,
        accounts,
        orders,
        owes=[Owes(s.id, times * 200, -25) for s in shops[:6]],
        distributors={"north": terms, "south": {**terms, "own_risk_budget_eur": None}},
        insurers={"sfac": {"premium_rate": 0.01, "waiting_days": 30, "waves": {"feb": wave}}},
        measures=[
            {"kind": "guaranteed_line", "name": "a", "amount_eur": times * 900.0},
            {
                "kind": "firm_order_line",
                "name": "b",
                "amount_eur": times * 700.0,
                "threshold_eur": times * 1_000.0,
                "stacking": "stack",
                "max_lines": 3,
            },
        ],
        failure={"recovery_share": 0.1, "recovery_lag_days": 20},
        chance=True,
        days=120,
        warm_up_days=30,
    )


def test_ten_times_the_money_is_the_same_run_with_ten_times_the_postings():
    once, tenfold = run_market(a_town()), run_market(a_town(10.0))
    assert (once.book.items["fate"] == tenfold.book.items["fate"]).all()
    assert (once.book.resellers["state"] == tenfold.book.resellers["state"]).all()
    small, large = postings_of(once), postings_of(tenfold)
    kinds = {kind for _, _, kind in small}
    assert {"indemnity", "guarantee", "recovery", "premium", "supplies", "prepayment"} <= kinds
    assert {entry: [10 * cents for cents in days] for entry, days in small.items()} == large


# From files

RESELLERS = [
    ["reseller_id", "kind", "rating", "annual_purchases_eur", "cash_eur", "overdraft_eur",
     "fixed_costs_eur_per_month", "margin"],
    *(
        [f"r{n:02}", "reseller", 1 + n % 10, 20_000 + 7_000 * n,
         400 * (n % 5), 500, 90 + n, 0.09]
        for n in range(24)
    ),
]  # fmt: skip
ACCOUNTS = [
    ["reseller_id", "distributor_id", "insurer_id", "insured_limit_eur", "own_risk_limit_eur",
     "rank"],
    *(
        [f"r{n:02}", ("north", "south")[(n + rank) % 2], "sfac", 1_500 + 90 * n, 100, rank + 1]
        for n in range(24)
        for rank in range(1 + n % 2)
    ),
]  # fmt: skip


def write(folder, name, rows, dice=None):
    header, *body = rows
    if dice is not None:
        dice.shuffle(body)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="") as file:
        csv.writer(file).writerows([header, *body])


def filed(folder, dice=None, orders=None):
    """Return the run of a market from files, their rows in an order of their own."""
    write(folder / "data", "resellers", RESELLERS, dice)
    write(folder / "data", "accounts", ACCOUNTS, dice)
    if orders:
        write(folder / "data", "orders", orders)
    settled = crisis_world().model_dump()
    settled["population"] |= {"source": "files"}
    return run_case(Case(World.model_validate(settled), PROGRAMME, folder), check=True)


def test_permuting_the_rows_of_the_files_changes_nothing(tmp_path):
    straight = filed(tmp_path / "straight")
    mixed = filed(tmp_path / "mixed", random.Random(3))
    assert bytes_of(straight) == bytes_of(mixed)
    assert (straight.book.items["blocked"] > 0).sum() > 20


def test_recorded_orders_replace_the_drawn_ones_and_nothing_else(tmp_path):
    orders = [
        ["order_id", "ordered_on", "reseller_id", "product", "amount_eur"],
        ["o1", "2009-01-05", "r03", "oem", 100],
        ["o2", "2009-01-05", "r03", "oem", 99_999],
    ]
    record = filed(tmp_path, orders=orders)
    values = model.measure(record).values
    assert values["demand_eur"] == 100_099
    assert values["blocked_eur"] == 99_999
