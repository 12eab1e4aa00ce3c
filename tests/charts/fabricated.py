"""Result tables made up for tests: two programmes, twenty replications, sums that agree."""

import math
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from simulator.charts.base import Tables
from simulator.experiments.scoring import judged
from simulator.experiments.statistics import paired, summarise
from simulator.experiments.tails import tails_table
from tests.charts.answers import ASKED, FOUND, answers

START, END = date(2009, 1, 1), date(2009, 12, 31)
INSURERS = {"sfac": 260e6, "coface": 105e6, "atradius": 71e6}
CAUSES = {"limit": 0.3, "review": 0.25, "wave": 0.4, "incident": 0.04, "stop": 0.01}
"""Shares of what is blocked."""
FLOWS = (
    # giver, taker, kind, EUR, whether it is the programme's
    ("customers", "resellers", "customer_payment", 2.3e9, 0),
    ("customers", "financing", "financed_collection", 7.1e6, 0),
    ("customers", "estates", "estate_collection", 9.4e6, 0),
    ("financing", "resellers", "financed_payment", 7.0e6, 0),
    ("resellers", "distributors", "invoice_payment", 1.9e9, 0),
    ("resellers", "distributors", "prepayment", 9.0e7, 0),
    ("resellers", "households", "fixed_costs", 2.2e8, 0),
    ("distributors", "suppliers", "supplies", 1.8e9, 0),
    ("distributors", "publisher", "supplies", 1.4e8, 0),
    ("distributors", "insurers", "premium", 4.6e6, 0),
    ("distributors", "state", "public_fee", 3.1e5, 0),
    ("insurers", "distributors", "indemnity", 2.9e6, 0),
    ("state", "distributors", "public_indemnity", 2.2e5, 0),
    ("publisher", "distributors", "guarantee", 6.4e5, 1),
    ("estates", "distributors", "recovery", 8.8e5, 0),
    ("distributors", "resellers", "credit_sale", 1.92e9, 0),
    ("resellers", "customers", "sale", 2.31e9, 0),
    ("resellers", "distributors", "write_off", 4.7e6, 0),
    ("insurers", "distributors", "indemnity_noticed", 3.4e6, 0),
    ("publisher", "distributors", "guarantee_noticed", 7.2e5, 1),
)
HIGHER = {"publisher_revenue_eur", "reseller_cash_p50_eur", "reseller_cash_p05_eur"}
# outcome: unit, mean with no programme, spread between replications, effect of a programme
OUTCOMES = {
    "demand_eur": ("EUR", 1.93e9, 3e7, 0.0),
    "blocked_eur": ("EUR", 2.51e8, 1.2e7, -8.1e6),
    "blockage_rate": ("share", 0.13, 0.006, -0.0042),
    "lost_rate": ("share", 0.048, 0.004, -0.0017),
    "mean_delay_days": ("days", 1.84, 0.11, -0.06),
    "frozen_share_peak": ("share", 0.23, 0.011, -0.019),
    "seizure_days": ("days", 46.0, 5.0, -3.1),
    "seizure": ("share", 0.9, 0.3, 0.0),
    "publisher_revenue_eur": ("EUR", 1.41e8, 2.2e6, 6.2e5),
    "programme_cost_eur": ("EUR", 0.0, 0.0, 3.9e5),
    "guarantee_granted_peak_eur": ("EUR", 0.0, 0.0, 2.4e7),
    "guarantee_drawn_peak_eur": ("EUR", 0.0, 0.0, 6.1e6),
    "failures": ("count", 291.0, 17.0, 0.3),
    "short_of_cash_share_peak": ("share", 0.081, 0.005, -0.0001),
    "reseller_cash_p05_eur": ("EUR", -9.1e3, 700.0, 12.0),
    "reseller_cash_p50_eur": ("EUR", 8.4e3, 300.0, 95.0),
    "distributor_losses_eur": ("EUR", 7.4e6, 6e5, 4e4),
    "uninsured_peak_eur": ("EUR", 5.2e7, 2e6, 1.1e6),
}
WORLD = {
    "start": START.isoformat(),
    "end": END.isoformat(),
    "trading": {"seizure_threshold": 0.15},
    "insurers": {
        "sfac": {
            "title": "Euler Hermes SFAC",
            "waves": {
                "jan": {"starts": "2009-01-05", "ends": "2009-01-30"},
                "feb": {"starts": "2009-02-02", "ends": "2009-02-27"},
            },
            "incidents": {"fault": {"on": "2009-02-16"}},
            "reliefs": {"reversal": {"on": "2009-02-27"}},
        },
        "coface": {"waves": {"feb": {"starts": "2009-02-02", "ends": "2009-02-27"}}},
        "atradius": {},
    },
}


@cache
def tables(
    programmes: tuple[str, ...] = ("none", "lines-only"),
    replications: int = 20,
    effect: float = 1.0,
    study: str = "france-2009",
    assumptions: tuple[str, ...] = ("base",),
) -> Tables:
    """Return tables that agree with one another; `effect` multiplies what programmes do."""
    values = pd.concat(
        [_values(a, programmes, replications, effect) for a in assumptions], ignore_index=True
    )
    return Tables(
        summary=_summary(values),
        replications=values,
        daily=pd.concat(
            [_daily(a, programmes, replications, effect) for a in assumptions], ignore_index=True
        ),
        comparison=_comparison(values, programmes),
        hindcast=pd.concat([_hindcast(a, programmes[0], replications) for a in assumptions]),
        flows=pd.concat(
            [_flows(a, programmes, replications, effect) for a in assumptions], ignore_index=True
        ),
        tails=tails_table(values, pd.DataFrame()),
        answers=answers(programmes, replications, effect),
        manifest={
            "asked": ASKED,
            "found": FOUND if replications > 1 else FOUND | {"ci_low": None, "ci_high": None},
            "replications": list(range(replications)),
            "study": study,
            "digest": "3fa9c2e17bd0" * 5,
            "scenarios": [
                {"assumptions": a, "programme": p, "resolved": {"world": WORLD}}
                for a in assumptions
                for p in programmes
            ],
        },
    )


def _values(assumptions, programmes, replications, effect):
    rng = np.random.default_rng(2009)
    rows = []
    luck = {name: rng.normal(size=replications) for name in OUTCOMES}
    for strength, programme in enumerate(programmes):
        for name, (_, mean, spread, change) in OUTCOMES.items():
            own = 0.35 * abs(change) * rng.normal(size=replications) * min(strength, 1)
            value = mean + spread * luck[name] + effect * (change * strength + own)
            if name == "seizure":
                value = (value > 0.5).astype(float)
            rows += [(assumptions, programme, r, name, v) for r, v in enumerate(value)]
        cost = [r for r in rows if r[1] == programme and r[3] == "programme_cost_eur"]
        for measure, share in (("etc_line", 0.7), ("actebis_line", 0.3)):
            own = [(a, p, r, f"cost_{measure}_eur", v * share) for a, p, r, _, v in cost]
            rows += own if strength else []
        blocked = [r for r in rows if r[1] == programme and r[3] == "blocked_eur"]
        for cause, share in CAUSES.items():
            rows += [(a, p, r, f"blocked_{cause}_eur", v * share) for a, p, r, _, v in blocked]
    columns = ["assumptions", "programme", "replication", "outcome", "value"]
    return pd.DataFrame(rows, columns=columns)


def _flows(assumptions, programmes, replications, effect):
    rng = np.random.default_rng(1898)
    rows = []
    for strength, programme in enumerate(programmes):
        for r in range(replications):
            for giver, taker, kind, eur, own in FLOWS:
                amount = round(eur * (strength * effect if own else 1) * rng.uniform(0.9, 1.1), 2)
                if amount:
                    rows.append((assumptions, programme, r, giver, taker, kind, amount))
    columns = ["assumptions", "programme", "replication", "from_sector", "to_sector", "kind"]
    return pd.DataFrame(rows, columns=[*columns, "amount_eur"])


def _summary(values):
    rows = []
    for key, group in values.groupby(["assumptions", "programme", "outcome"], sort=False):
        unit = OUTCOMES.get(key[2], ("EUR",))[0]
        rows.append(
            {
                **dict(zip(("assumptions", "programme", "outcome"), key, strict=True)),
                "unit": unit,
                **vars(summarise(group["value"].to_numpy())),
            }
        )
    return pd.DataFrame(rows)


def _comparison(values, programmes):
    wide = values.pivot(
        index=["assumptions", "outcome", "replication"], columns="programme", values="value"
    ).fillna(0.0)
    rows = []
    for (assumptions, outcome), group in wide.groupby(level=[0, 1], sort=False):
        better = "higher" if outcome in HIGHER else "lower"
        for programme in programmes[1:]:
            found = vars(
                paired(group[programme].to_numpy(), group[programmes[0]].to_numpy(), better)
            )
            rows.append(
                {
                    "reference": programmes[0],
                    "programme": programme,
                    "assumptions": assumptions,
                    "outcome": outcome,
                    **{k: v for k, v in found.items() if k != "n"},
                }
            )
    columns = ["reference", "programme", "assumptions", "outcome", "difference", "ci_low"]
    return pd.DataFrame(rows, columns=[*columns, "ci_high", "p_better", "variance_reduction"])


# observation: use, unit, low, high, and mean and spread of what the model says
OBSERVED = {
    "cut_by_half": ("calibration", "resellers", 3_000, 5_000, 4_500, 90),
    "exposure": ("calibration", "index", 85, 85, 78, 2),
    "failures": ("check", "ratio", 1.05, 1.2, 1.11, 0.02),
    "raised": ("check", "EUR", 135e6, math.inf, 21e6, 2e6),
    "relations": ("check", "accounts", -math.inf, 14_000, 0, 0),
    "cover": ("check", "EUR", 20_000, 40_000, math.nan, 0),
}


def _hindcast(assumptions, programme, replications):
    luck = np.random.default_rng(99).normal(size=replications)
    rows = []
    for name, (use, unit, low, high, mean, spread) in OBSERVED.items():
        verdict = vars(judged(mean + spread * luck, low, high))
        title = f"What was seen of {name}, $x_{{1}}$ <b>" if name == "raised" else name
        own = {"title": title, "title_fr": f"vu : {name}", "use": use, "unit": unit}
        bounds = {"low": float(low), "high": float(high)}
        label = {"assumptions": assumptions, "programme": programme, "observation": name}
        rows.append({**label, **own, "when": "2009-03-16", **bounds, **verdict})
    return pd.DataFrame(rows)


def _daily(assumptions, programmes, replications, effect):
    rng = np.random.default_rng(16)
    days = pd.bdate_range(START, END)
    t = np.arange(len(days))
    hump = np.exp(-0.5 * ((t - 50) / 22) ** 2)
    left = 1 - 0.3 * (1 - np.exp(-np.clip(t - 3, 0, None) / 20)) + 0.05 * (t > 40)
    luck = rng.normal(size=(replications, 8))
    parts = []

    def add(programme, replication, outcome, dates, series):
        parts.append(
            pd.DataFrame(
                {
                    "assumptions": assumptions,
                    "programme": programme,
                    "replication": replication,
                    "date": dates,
                    "outcome": outcome,
                    "value": series,
                }
            )
        )

    for strength, programme in enumerate(programmes):
        for r in range(replications):
            rate = 0.09 + 0.1 * hump + 0.006 * luck[r, 0] + 0.003 * np.sin(t / 6 + luck[r, 1])
            rate -= effect * strength * 0.012 * (t > 52) * hump
            add(programme, r, "blockage_rate", days, np.where(t < 3, np.nan, rate))
            for i, (insurer, limit) in enumerate(INSURERS.items()):
                series = limit * left * (1 + 0.02 * luck[r, 2 + i])
                add(programme, r, f"insured_limit_eur:{insurer}", days, series)
            blocked = (1 + 3 * hump) * (1 + 0.02 * luck[r, 5]) * (1 - 0.03 * effect * strength)
            blocked *= OUTCOMES["blocked_eur"][1] / (1 + 3 * hump).sum()
            for cause, share in CAUSES.items():
                add(programme, r, f"blocked_eur:{cause}", days, blocked * share)
            line = 2.4e7 * effect * strength * ((t > 52) & (t < 128)) * (1 + 0.05 * luck[r, 7])
            shares = {"": 1.0} | ({":etc_line": 0.7, ":actebis_line": 0.3} if strength else {})
            for name, share in shares.items():
                add(programme, r, f"publisher_line_granted_eur{name}", days, line * share)
                add(programme, r, f"publisher_line_drawn_eur{name}", days, line * share / 4)
            weeks = days[days.day_of_week == 4]
            w = np.arange(len(weeks))
            for percentile, start in ((5, -6e3), (25, 2e3), (50, 9e3), (75, 31e3), (95, 118e3)):
                drift = 60 * w + 250 * np.sin(w / 4) + 300 * luck[r, 6]
                level = start * (1 + 0.004 * w) - drift + effect * strength * 9 * w
                add(programme, r, f"reseller_cash_p{percentile:02d}_eur", weeks, level)
    daily = pd.concat(parts, ignore_index=True)
    daily["outcome"] = daily["outcome"].astype("category")
    return daily
