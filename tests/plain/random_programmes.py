"""Random programmes: every kind of measure; windows may begin before the run or outlast it."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

KINDS = ["reseller", "services_firm", "large_account_reseller"]
Terms = dict[str, Any]


def programme(dice: random.Random, start: date, days: int) -> list[Terms]:
    """Return up to five measures, of any kinds, of which no more than three pay fast."""
    measures = [measure(dice, n, start, days) for n in range(dice.choice([0, 1, 2, 3, 4, 5]))]
    fast = [terms for terms in measures if terms["kind"] == "fast_payment"]
    return [terms for terms in measures if terms not in fast[3:]]


def measure(dice: random.Random, number: int, start: date, days: int) -> Terms:
    kind, lines = dice.choice([*[(kind, True) for kind in LINES], *[(k, False) for k in MOVING]])
    starts = start + timedelta(days=dice.randrange(-20, days // 2))
    ends = starts + timedelta(days=dice.choice([0, 15, 30, 60, 90, 120]))
    return {
        "name": f"measure{number}",
        "starts": starts,
        "ends": ends,
        "distributors": dice.choice([[], [], [], ["north"]]),
        "reseller_kinds": dice.choice([[], [], [], KINDS[:2]]),
        "ratings": dice.choice([[], [], [], [1, 2, 3, 4, 5, 6, 7], [6, 7, 8, 9, 10]]),
        "take_part_share": dice.choice([1.0, 1.0, 0.7]),
        "adverse_selection": dice.choice([0.0, 0.0, 1.5, -0.5]),
        **(guarantee(dice) if lines else {}),
        **kind(dice, starts, ends),
    }


def guarantee(dice: random.Random) -> Terms:
    return {
        "dedicated": dice.random() < 0.4,
        "coverage_share": dice.choice([1.0, 0.5, 0.777]),
        "claim_delay_days": dice.choice([0, 10, 30]),
        "amount_eur": dice.choice([500.0, 1_333.33, 5_000.0]),
    }


def guaranteed(dice: random.Random, _starts: date, _ends: date) -> Terms:
    return {"kind": "guaranteed_line", "requires_insured_limit": dice.random() < 0.5}


def firm_order(dice: random.Random, _starts: date, _ends: date) -> Terms:
    return {
        "kind": "firm_order_line",
        "product": dice.choice(["oem", "open"]),
        "threshold_eur": dice.choice([300.0, 1_000.0, 2_500.5]),
        "line_days": dice.choice([5, 20, 60]),
        "accumulate": dice.random() < 0.6,
        "stacking": dice.choice(["renew", "stack"]),
        "max_lines": dice.choice([1, 2, 3]),
    }


def negotiated(dice: random.Random, starts: date, ends: date) -> Terms:
    return {
        **firm_order(dice, starts, ends),
        "kind": "negotiated_extension",
        "requires_insured_limit": dice.random() < 0.5,
        "terms": dice.choice(["guaranteed", "earned"]),
        "joins_probability": dice.choice([0.5, 0.9, 1.0]),
        "joins_after_days": dice.choice([[0, 0, 0], [0, 10, 30], [14, 30, 75]]),
    }


def open_discount(dice: random.Random, _starts: date, _ends: date) -> Terms:
    return {"kind": "open_discount", "product": dice.choice(["oem", "open"]), **discount(dice)}


def software_assurance(dice: random.Random, _starts: date, _ends: date) -> Terms:
    products = dice.choice([["open"], ["oem", "open"]])
    return {"kind": "software_assurance_promotion", "products": products, **discount(dice)}


def discount(dice: random.Random) -> Terms:
    return {
        "discount": dice.choice([0.1, 0.05, 0.2533]),
        "best_selling_share": dice.choice([0.55, 1.0, 0.2]),
        "pass_through": dice.choice([1.0, 0.6, 0.0]),
        "timing_share": dice.choice([0.0, 0.5, 1.0]),
        "timing_days": dice.choice([1, 30, 90]),
    }


def fast_payment(dice: random.Random, _starts: date, _ends: date) -> Terms:
    return {
        "kind": "fast_payment",
        "paid_in_days": dice.choice([0, 2, 3]),
        "take_up_increase": dice.choice([0.0, 0.3, 0.9]),
        "funding_rate": dice.choice([0.0, 0.04, 0.1234]),
        "loss_share": dice.choice([0.0, 0.01]),
    }


def double_back_margin(dice: random.Random, _starts: date, _ends: date) -> Terms:
    return {
        "kind": "double_back_margin",
        "products": dice.choice([[], ["open"]]),
        "multiplier": dice.choice([1.0, 2.0, 3.5]),
        "pass_through": dice.choice([0.0, 0.3, 1.0]),
        "effort_elasticity": dice.choice([0.0, 0.3, 2.0]),
        "front_margin": dice.choice([0.0, 0.07]),
    }


def project_reward(dice: random.Random, starts: date, ends: date) -> Terms:
    doubles = min(ends, starts + timedelta(days=dice.randrange(10)))
    double = {
        "double_products": ["open"],
        "double_starts": doubles,
        "double_ends": min(ends, doubles + timedelta(days=dice.choice([2, 20, 40]))),
        "pulled_share": dice.choice([0.0, 0.5, 0.9]),
        "pulled_days": dice.choice([1, 20, 61]),
    }
    return {
        "kind": "project_reward",
        "products": dice.choice([[], ["open"]]),
        "reward_rate": dice.choice([0.03, 0.0777]),
        "least_project_eur": dice.choice([0.0, 0.0, 300.0]),
        "detection_uplift": dice.choice([0.0, 0.2, 1.0]),
        "detection_lag_days": dice.choice([0, 20, 45]),
        **(double if dice.random() < 0.7 else {}),
    }


LINES: list[Callable[[random.Random, date, date], Terms]] = [guaranteed, firm_order, negotiated]
MOVING: list[Callable[[random.Random, date, date], Terms]] = [
    open_discount,
    software_assurance,
    fast_payment,
    double_back_margin,
    project_reward,
]


def amount(dice: random.Random, most: float) -> float:
    """Return euros up to `most`, small ones more often."""
    return round(most * dice.random() ** 2, 2)
