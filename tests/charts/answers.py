"""Answers made up for tests, of as many programmes and as much effect as the other tables."""

import numpy as np
import pandas as pd

from simulator.experiments.statistics import summarise

FACTORS = {
    "insurers.*.waves.february.share": "C",
    "customers.terms_days": "A",
    "failure.asset_correlation": "C",
    "programme.etc_line.adverse_selection": "C",
    "products.open.elasticity": "B",
    "rebates.rate": "",
}
STATES = ("mild", "harsh", "long-outage", "no-reversal", "recession")
CUTS, TERMS = list(FACTORS)[:2]


def answers(programmes, replications, effect):
    """Return the tables of answers by name."""
    rng = np.random.default_rng(31)
    return {
        **sensitivity(replications, effect),
        "tipping": tipping(rng, replications, effect),
        "attribution": attribution(rng, replications, effect),
        **regret(rng, programmes, replications, effect),
        "information": information(effect),
        "optimum": optimum(rng, replications, effect),
        **discovery(rng),
    }


ASKED = {
    "outcome": "blockage_rate",
    "unit": "share",
    "level": 0.13,
    "path": CUTS,
    "minimise": ["programme_cost_eur", "blockage_rate"],
    "subject": ["seizure<=0.2"],
    "side": "above",
    "outcomes": ["blockage_rate"],
}
FOUND = {"at": 0.26, "ci_low": 0.23, "ci_high": 0.29, "levers": ["amount"]}


def sensitivity(replications, effect):
    rows = []
    for rank, (factor, grade) in enumerate(FACTORS.items(), 1):
        value = 0.6 / rank if effect else 0.0
        half = 0.05 if replications > 1 else np.nan
        row = ("blockage_rate", "share", factor, "uncertainty", grade, "sobol", "total", value)
        rows.append((*row, value - half, value + half, rank, rank, rank, 0.15, True))
    columns = ["outcome", "unit", "factor", "role", "grade", "method", "index", "value", "ci_low"]
    columns += ["ci_high", "rank", "rank_low", "rank_high", "by_chance", "converged"]
    tornado = ["outcome", "unit", "factor", "role", "grade", "setting", "change"]
    return {
        "sensitivity": pd.DataFrame(rows, columns=columns),
        "tornado": pd.DataFrame(columns=[*tornado, "ci_low", "ci_high"]),
    }


def tipping(rng, replications, effect):
    luck = rng.normal(size=replications) * 0.01
    rows = []
    for value in np.linspace(0.1, 0.5, 9):
        said = summarise(0.13 + effect * 0.2 * (value - 0.26) + luck)
        rows.append((value, said.n, said.mean, said.ci_low, said.ci_high))
    return pd.DataFrame(rows, columns=["value", "n", "mean", "ci_low", "ci_high"])


def attribution(rng, replications, effect):
    names = ("etc_line", "actebis_line", "open_discount", "fast_payment")
    shares = {
        name: effect * size + 0.1 * effect * abs(size) * rng.normal(size=replications)
        for name, size in zip(names, (-0.006, -0.002, 0.001, -0.0001), strict=True)
    }
    shares["all measures"] = np.sum(list(shares.values()), axis=0)
    rows = []
    for name, values in shares.items():
        said = summarise(values)
        part = ("blockage_rate", "share", name, said.n, said.mean, said.ci_low, said.ci_high)
        rows.append((*part, np.nan, "lower"))
    columns = ["outcome", "unit", "measure", "n", "share", "ci_low", "ci_high", "of_whole"]
    return pd.DataFrame(rows, columns=[*columns, "better"])


def regret(rng, programmes, replications, effect):
    values = {p: effect * rng.uniform(0, 0.03, len(STATES)) + 0.1 for p in programmes}
    wide = pd.DataFrame(values, index=STATES)
    regrets = wide.sub(wide.min(axis=1), axis=0)
    rows = [(s, p, wide.loc[s, p], regrets.loc[s, p]) for s in STATES for p in programmes]
    largest = regrets.max()
    table = pd.DataFrame({"plan": list(programmes), "max_regret": [largest[p] for p in programmes]})
    table["first_share"] = np.nan if replications < 2 else 0.7
    return {
        "regret": pd.DataFrame(rows, columns=["state", "plan", "value", "regret"]),
        "robustness": table.sort_values("max_regret", kind="stable", ignore_index=True),
    }


def information(effect):
    rows = [
        (
            name,
            "share",
            effect * worth,
            effect * worth * 0.7,
            effect * worth * 1.3,
            chance,
            0.5,
            "a",
        )
        for name, worth, chance in (
            ("assumptions", 0.004, 0.001),
            (CUTS, 0.002, 0.001),
            (TERMS, 0.0004, 0.001),
            ("everything", 0.006, np.nan),
        )
    ]
    columns = ["uncertainty", "unit", "worth", "ci_low", "ci_high", "by_chance"]
    return pd.DataFrame(rows, columns=[*columns, "share_of_perfect", "best_plan"])


def optimum(rng, replications, effect):
    rows = []
    half = np.nan if replications < 2 else 1.0
    for number in range(-1, 24):
        spent = effect * (number + 2) * 1e5
        blocked = 0.14 - effect * 0.02 * np.log1p(number + 1) + abs(rng.normal()) * 0.004
        standing = "no" if number < 4 else "undecided" if number < 9 else "yes"
        cost = (spent, spent - 2e4 * half, spent + 2e4 * half)
        rate = (blocked, blocked - 0.002 * half, blocked + 0.002 * half)
        rows.append((number, 5_000.0, 20, *cost, *rate, standing, number % 5 == 4, number == 9))
    names = [f"{o}{e}" for o in ASKED["minimise"] for e in ("", "_ci_low", "_ci_high")]
    ends = ["feasible", "on_front", "cheapest"]
    return pd.DataFrame(rows, columns=["setting", "amount", "n", *names, *ends])


def discovery(rng):
    x = rng.uniform(size=(120, 2)) * (0.4, 40) + (0.1, 30)
    hits = (x[:, 0] > 0.3) & (x[:, 1] > 45)
    points = pd.DataFrame({"point": range(120), CUTS: x[:, 0], TERMS: x[:, 1]})
    points["interesting"], points["in_box"] = hits, hits
    limit = ("uncertainty", "C")
    limits = [
        (CUTS, *limit, f"{CUTS} >= 0.3", 0.3, 0.5, 0.1, 0.5, 0.4, 1e-6),
        (TERMS, *limit, f"{TERMS} >= 45", 45.0, 70.0, 30.0, 70.0, 0.5, 1e-5),
    ]
    names = ["factor", "role", "grade", "limit", "low", "high", "range_low", "range_high"]
    steps = range(12)
    return {
        "discovered": points,
        "limits": pd.DataFrame(limits, columns=[*names, "density_without", "p_value"]),
        "trajectory": pd.DataFrame(
            {
                "step": steps,
                "coverage": [1 - 0.01 * s**1.5 for s in steps],
                "density": [0.3 + 0.06 * s for s in steps],
                "chosen": [s == 9 for s in steps],
            }
        ),
    }
