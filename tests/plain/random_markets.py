"""Random small markets, tight enough to reach every rule: a sketch names the market."""

import random
from datetime import date, timedelta
from typing import Any

from simulator.study.schema import LINES
from simulator.units import NEVER
from tests.plain.drawn_markets import with_drawn_orders
from tests.plain.markets import Buys, Credit, Market, Owes, Shop, market
from tests.plain.random_programmes import KINDS, amount, programme
from tests.plain.sketches import Sketch

PRODUCTS: dict[str, dict[str, Any]] = {
    "oem": {"distributor_margin": 0.05, "elasticity": -0.9},
    "open": {
        "distributor_margin": 0.0333,
        "elasticity": -3.0,
        "seasonality": [0.8, 0.7, 1.1, 0.9, 1.0, 1.6, 0.6, 0.5, 1.0, 1.0, 1.1, 1.7],
    },
    "other_goods": {"publisher": False, "distributor_margin": 0.052, "elasticity": -1.2},
}
CROWD = {
    "share_of_resellers": 1 / len(KINDS),
    "purchases_median_eur": 1.0,
    "product_mix": {"oem": 0.3, "open": 0.4, "other_goods": 0.3},
}
"""What a kind of reseller needs for its orders to be drawn."""
CALM: dict[str, Any] = {"waves": {}, "incidents": {}, "reliefs": {}}
"""An insurer that has no crisis."""


def random_market(seed: int) -> Market:
    """Return the market of a seed: 3 to 12 resellers, now and then 30."""
    dice = random.Random(seed)
    return market_of(
        Sketch(
            seed,
            shops=dice.choice([3, 5, 8, 12, 12, 30]),
            days=dice.randrange(60, 190),
            warm_up_days=dice.choice([0, 0, 30, 75]),
            measures=5,
            crisis=True,
            drawn=dice.random() < 0.35,
        )
    )


def market_of(sketch: Sketch) -> Market:
    """Return the market of a sketch."""
    dice, days, warm_up = sketch.dice("terms"), sketch.days, sketch.warm_up_days
    start = date(2008, 11, 20) + timedelta(days=dice.randrange(240))
    shops = [shop(sketch.dice(f"shop{n}"), n, days) for n in range(sketch.shops)]
    accounts = [one for owner in shops for one in accounts_of(sketch.dice(owner.id), owner)]
    measures = programme(sketch.dice("programme"), start, days)
    town = market(
        shops,
        accounts,
        orders(sketch.dice("orders"), shops, -warm_up, days),
        owes=opening(sketch.dice("opening"), accounts, -warm_up),
        distributors={name: distributor(sketch.dice(name)) for name in ("north", "south")},
        insurers={
            name: insurer(sketch.dice(name), start - timedelta(days=warm_up), days + warm_up)
            | ({} if sketch.crisis else CALM)
            for name in ("sfac", "atradius")
        },
        products=PRODUCTS,
        measures=measures[: sketch.measures],
        days=days,
        warm_up_days=warm_up,
        seed=sketch.seed,
        start=start,
        population={"kinds": dict.fromkeys(KINDS, CROWD)},
        public_cover=public_cover(sketch.dice("state"), start, days, sketch.crisis),
        **terms(dice, start),
    )
    return with_drawn_orders(town) if sketch.drawn else town


def terms(dice: random.Random, start: date) -> dict[str, Any]:
    """Return what is assumed of the world besides who trades."""
    return {
        "chance": dice.random() < 0.75,
        "calendar": dice.choice(["french", "french", "every-day"]),
        "line_order": dice.sample(LINES, 4) if dice.random() < 0.15 else list(LINES),
        "trading": {"prepayment": dice.random() < 0.6},
        "financing": {
            "reseller_paid_in_days": dice.choice([0, 2, 5]),
            "least_amount_eur": dice.choice([0.0, 100.0, 2_500.0]),
            "take_up_share": dice.choice([0.0, 0.03, 0.2]),
        },
        "rebates": {"rate": dice.choice([0.0, 0.03, 0.0515]), "lag_days": dice.choice([0, 10, 45])},
        "demand": {"macro": [[start + timedelta(days=40), 0.7]] if dice.random() < 0.5 else []},
        "failure": {
            "after_days_overdue": dice.choice([15, 40, 90]),
            "illiquid_days": dice.choice([0, 7, 30]),
            "recovery_share": dice.choice([0.0, 0.05, 0.123]),
            "recovery_lag_days": dice.choice([0, 15, 60]),
        },
    }


def distributor(dice: random.Random) -> dict[str, Any]:
    terms = dice.choice(["net_days", "net_days", "end_of_month_days"])
    return {
        terms: dice.choice([0, 1, 10, 30, 45]),
        "stop_after_days": dice.choice([0, 5, 15]),
        "insured_percentage": dice.choice([0.7, 0.8, 0.85]),
        "own_risk_budget_eur": dice.choice([None, 0.0, 1_000.0, 7_777.77, 30_000.0]),
        "bridging_days": dice.choice([0, 0, 9, 40]),
        "pays_suppliers_after_days": dice.choice([0, 20, 45]),
        "crowding_out_share": dice.choice([0.0, 0.0, 0.5, 1.0]),
        "opening_cash_eur": float(dice.randrange(0, 50_000)),
    }


def insurer(dice: random.Random, first: date, days: int) -> dict[str, Any]:
    def some_day() -> date:
        return first + timedelta(days=dice.randrange(days))

    tables: dict[str, Any] = {
        "premium_rate": dice.choice([0.0025, 0.0033]),
        "waiting_days": dice.choice([0, 10, 45]),
        "notice_days": dice.choice([0, 0, 0, 4, 15]),
        "crowding_out_share": dice.choice([0.0, 0.0, 0.333, 1.0]),
        "waves": {f"wave{n}": wave(dice, some_day()) for n in range(dice.randrange(3))},
        "incidents": {f"fault{n}": incident(dice, some_day()) for n in range(dice.randrange(3))},
        "reliefs": {f"relief{n}": relief(dice, some_day()) for n in range(dice.randrange(3))},
    }
    if dice.random() < 0.7:
        tables["review"] = {
            "cut_hazard_per_month": dice.choice([0.05, 0.3]),
            "stress": [[some_day(), 2.5]] if dice.random() < 0.5 else [],
            "cancelled_share": 0.3,
            "overdue_notice_days": dice.choice([5, 20, 60]),
            "downgrade_after_days": dice.choice([None, 0, 3, 10]),
            "overdue_cut_to": dice.choice([0.0, 0.3]),
            "restore_hazard_per_month": 0.3,
            "restored_share": dice.choice([0.4, 1.0]),
        }
    if dice.random() < 0.6:
        tables["loss_ratio_rule"] = {
            "elasticity": 0.168,
            "normal_loss_ratio": 0.5,
            "least_factor": dice.choice([0.3, 0.6]),
        }
    return tables


def wave(dice: random.Random, starts: date) -> dict[str, Any]:
    return {
        "starts": starts,
        "ends": starts + timedelta(days=dice.choice([0, 1, 10, 25])),
        "share": dice.choice([0.3, 0.5, 1.0]),
        "cancelled_share": dice.choice([0.0, 0.4, 1.0]),
        "cut_to": dice.choice([[0.2, 0.4, 0.5], [0.1, 0.1, 0.9], [0.5, 0.5, 0.5]]),
        "bad_rating_weight": dice.choice([0.0, 1.0, 3.0]),
        "low_use_weight": dice.choice([0.0, 1.0, 3.0]),
    }


def incident(dice: random.Random, on: date) -> dict[str, Any]:
    back: dict[str, Any] = dice.choice(
        [
            {},
            {"restored_after_days": dice.randrange(1, 30)},
            {"restored_on": on + timedelta(days=dice.randrange(1, 30))},
        ]
    )
    return {"on": on, "share": dice.choice([0.2, 0.5]), **back}


def relief(dice: random.Random, on: date) -> dict[str, Any]:
    return {
        "on": on,
        "share": dice.choice([0.4, 1.0]),
        "restored_share": dice.choice([0.5, 1.0]),
        "cancelled_too": dice.random() < 0.5,
        "distributors": dice.choice([[], [], ["south"]]),
    }


def public_cover(dice: random.Random, start: date, days: int, helps: bool) -> dict[str, Any]:
    return {
        "covered_share": dice.choice([0.8, 0.7]),
        "fee_rate": dice.choice([0.024, 0.1]),
        "waiting_days": dice.choice([0, 5, 20]),
        "schemes": {
            f"scheme{n}": scheme(dice, start + timedelta(days=dice.randrange(-20, days // 2)))
            for n in range(dice.choice([0, 1, 1, 2]) if helps else 0)
        },
    }


def scheme(dice: random.Random, starts: date) -> dict[str, Any]:
    return {
        "grants": dice.choice(["top_up", "restore"]),
        "starts": starts,
        "ends": starts + timedelta(days=dice.choice([2, 60, 120, 200])),
        "most_share": dice.choice([1.0, 0.333, 0.5]),
        "ceiling_eur": dice.choice([500.0, 100_000.0]),
        "worst_rating": dice.choice([10, 10, 7]),
        "take_up_share": dice.choice([0.6, 1.0, 1.0]),
    }


def shop(dice: random.Random, number: int, days: int) -> Shop:
    """Return a reseller that is short of cash more often than not."""
    return Shop(
        id=f"shop{number:02}",
        cash=amount(dice, 4_000),
        overdraft=dice.choice([0.0, 500.0, 3_000.0]),
        costs=dice.choice([0.0, 150.55, 900.0]),
        reserve=dice.choice([0.0, 300.0]),
        margin=dice.choice([0.0, 0.0833, 0.12, 0.2]),
        rating=dice.randint(1, 10),
        kind=dice.choice(KINDS),
        purchases=dice.choice([5_000.0, 30_000.0, 90_000.0]),
        fails_on=dice.randrange(days) if dice.random() < 0.12 else NEVER,
    )


def accounts_of(dice: random.Random, owner: Shop) -> list[Credit]:
    names = dice.sample(["north", "south"], dice.choice([1, 1, 2]))
    return [
        Credit(
            owner.id,
            name,
            insured=dice.choice([0.0, 1.0, 1.0, 1.0]) * amount(dice, 6_000),
            own_risk=dice.choice([0.0, 1.0]) * amount(dice, 1_500),
            insurer=dice.choice(["sfac", "sfac", "atradius"]),
        )
        for name in names
    ]


def orders(dice: random.Random, shops: list[Shop], first: int, days: int) -> list[Buys]:
    book: list[Buys] = []
    for owner in shops:
        pace = dice.choice([0.03, 0.1, 0.25])
        for day in range(first, days):
            while dice.random() < pace:
                book.append(
                    Buys(
                        id=f"o{len(book):05}",
                        shop=owner.id,
                        on=day,
                        amount=amount(dice, dice.choice([800, 2_000, 8_000])) + 0.01,
                        product=dice.choice(list(PRODUCTS)),
                        pays_after=dice.choice([0, 10, 30, 55, 90]) + dice.randrange(10),
                        patience=dice.choice([0, 1, 8, 30]),
                        financed=dice.random() < 0.1,
                        level=dice.choice([1.0, 1.0, 1.0, 2.0]) * dice.random(),
                    )
                )
    return book


def opening(dice: random.Random, accounts: list[Credit], first: int) -> list[Owes]:
    """Return opening invoices; some are overdue on the first day already."""
    if dice.random() < 0.5:
        return []
    due = first + dice.choice([-10, 0, 7, 14])
    return [
        Owes(account.shop, amount(dice, 3_000) + 0.01, due, account.distributor)
        for account in accounts
        for _ in range(dice.randrange(3))
    ]
