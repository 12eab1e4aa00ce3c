# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Theory: does the model do the sums right?
#
# Some markets are so plain that mathematics knows the answer. If the simulator gives the same, its
# machinery (orders, lines, payments, days) can be trusted there; if not, something is broken. Three
# such markets, each drawn as theory's curve with the model's points and their error bars.
#
# The market: one wholesaler, one insurer, customers who pay at once, resellers who pay exactly at
# term and never fail, orders of exactly 1,000 EUR that arrive at random (a Poisson process), no
# patience: an order that finds no room on the insured line is lost.

# %%
import math
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import simulator as sim

folder = Path(tempfile.mkdtemp()) / "plain"
folder.mkdir()
(folder / "market.toml").write_text(
    """
title = "A market that queueing theory knows"
start = 2009-01-01
end = 2009-12-31
warm_up_days = 150
calendar = "every-day"

[population]
resellers = 400

[population.kinds.reseller]
share_of_resellers = 1.0
purchases_median_eur = 365_000            # one order a day
purchases_sigma = 0.0
rating_weights = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
margin = [0.1, 0.1, 0.1]
cash_days_median = 3_650
cash_days_sigma = 0.0
accounts_weights = [1]
product_mix = { goods = 1.0 }

[products.goods]
order_median_eur = 1_000
order_sigma = 0.0

[distributors.north]
share = 1.0
net_days = 1
insurers = { alpha = 1.0 }

[insurers.alpha]
buffer = 1.01                             # insured limit, in days of purchases times terms

[customers]
terms_days = 0
lateness = [[1.0, 0]]
patience = [[1.0, 0]]

[demand]
order_size_exponent = 0.0

[trading]
prepayment = false
""",
    encoding="utf-8",
)
plain = sim.load(folder).scenario()


def blocked(orders_a_day: float, terms: int, lines: int) -> tuple[float, float]:
    """Return the share of demand blocked, with the half-width of its 95 % interval."""
    market = plain.with_(
        {
            "population.kinds.reseller.purchases_median_eur": 365_000 * orders_a_day,
            "distributors.north.net_days": terms,
            "insurers.alpha.buffer": (lines + 0.01) / (orders_a_day * terms),
        }
    )
    row = sim.run(market, 4, workers=1).summary().set_index("outcome").loc["blockage_rate"]
    return row["mean"], row["ci_high"] - row["mean"]


def drawn(title: str, label: str, x: list[float], curves: dict, points: list) -> plt.Figure:
    """Return a figure of theory's curves and the model's points."""
    figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
    for name, (at, values, style) in curves.items():
        axes.plot(at, np.multiply(values, 100), style, label=name)
    means, errors = (np.multiply(part, 100) for part in zip(*points, strict=True))
    axes.errorbar(x, means, errors, fmt="o", color="#D55E00", capsize=3, label="the model")
    axes.set(title=title, xlabel=label, ylabel="share of orders blocked, %", ylim=(0, None))
    axes.legend(frameon=False)
    plt.close(figure)
    return figure


# %% [markdown]
# ## A line for one order: renewal theory
#
# The insured line has room for one order, payable after *D* days. It is free again in the morning
# *D* days after an order was taken, and is taken by the first order that comes: with λ orders a day
# on average 1 / (e^λ − 1) days later. So of all orders of *D* + 1 / (e^λ − 1) days one is taken.


# %%
def one_order_line(rate: float, terms: int) -> float:
    """Return the share blocked where the line has room for one order."""
    return 1 - 1 / (rate * (terms + 1 / math.expm1(rate)))


rates = [0.05, 0.1, 0.2, 0.4, 0.8]
points = [blocked(rate, 7, 1) for rate in rates]
fine = np.linspace(0.01, 0.9, 60)
one_line = drawn(
    "A line for one order blocks as renewal theory says",
    "orders a day",
    rates,
    {"theory, payable after 7 days": (fine, [one_order_line(r, 7) for r in fine], "-")},
    points,
)
one_line

# %% [markdown]
# ## Terms of one day: each day stands alone
#
# With terms of one day and a line for *c* orders, each morning begins with an empty line. The first
# *c* orders of a day are taken. What is blocked is the mean excess of a Poisson number over *c*.


# %%
def one_day(rate: float, lines: int) -> float:
    """Return the share blocked where every morning begins with an empty line."""
    most = int(rate + 12 * math.sqrt(rate) + 30)
    weights = [math.exp(k * math.log(rate) - rate - math.lgamma(k + 1)) for k in range(most)]
    return sum(max(k - lines, 0) * weight for k, weight in enumerate(weights)) / rate


counts = [1, 2, 3, 4, 5]
apart = [blocked(2.5, 1, lines) for lines in counts]
each_day = drawn(
    "With terms of one day, each day stands alone",
    "orders that the line has room for",
    counts,
    {"theory, 2.5 orders a day": (counts, [one_day(2.5, c) for c in counts], "-")},
    apart,
)
each_day

# %% [markdown]
# ## Many lines: Erlang's loss formula
#
# Telephone engineers know the share of calls that find all *c* lines busy: Erlang's formula of
# 1917. A credit line with room for *c* orders is an exchange with *c* lines; a call lasts as long
# as the terms. Days are whole here, which takes about half a day off the terms.


# %%
def erlang(lines: int, load: float) -> float:
    """Return Erlang's B: the share blocked at a load in orders outstanding at once."""
    inverse = 1.0
    for k in range(1, lines + 1):
        inverse = 1 + inverse * k / load
    return 1 / inverse


rooms = [5, 10, 15, 20]
exchange = [blocked(0.5, 30, lines) for lines in rooms]
every = range(4, 23)
many_lines = drawn(
    "Many lines block as Erlang's formula says",
    "orders that the line has room for",
    rooms,
    {
        "Erlang, terms less half a day": (every, [erlang(c, 0.5 * 29.5) for c in every], "-"),
        "Erlang, terms in full": (every, [erlang(c, 0.5 * 30) for c in every], ":"),
    },
    exchange,
)
many_lines

# %% [markdown]
# ## The distances
#
# The furthest that any point lies from theory, in points of the share blocked. The tests of the
# project (`tests/theory`) ask the same with more orders, and hold each formula against its error.

# %%
theory = {
    "a line for one order": ([one_order_line(r, 7) for r in rates], points),
    "terms of one day": ([one_day(2.5, c) for c in counts], apart),
    "many lines": ([erlang(c, 0.5 * 29.5) for c in rooms], exchange),
}
furthest = {
    name: max(abs(mean - known) * 100 for known, (mean, _) in zip(curve, measured, strict=True))
    for name, (curve, measured) in theory.items()
}
assert max(furthest.values()) < 1.5, furthest
{name: f"{value:.2f} points" for name, value in furthest.items()}
