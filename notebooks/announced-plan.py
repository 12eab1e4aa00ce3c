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
# # The announced plan against none
#
# What would the publisher's whole programme of March 2009 have done, what would it have cost, and
# who would have been paid? This notebook answers with numbers that carry their intervals.
#
# To be quick it draws 1,000 resellers instead of 10,000 and takes 8 replications, so amounts are
# those of a tenth of the market. The last cell says how to ask the whole market.

# %%
import pandas as pd
from IPython.display import Markdown

import simulator as sim

study = sim.load("france-2009")
small = {"population.resellers": 1_000}
none = study.scenario(programme="none").with_(small)
lines = study.scenario(programme="lines-only").with_(small)
announced = study.scenario(programme="announced").with_(small)
announced

# %% [markdown]
# ## What changes
#
# All three meet the same customers, late payers and insurers, replication by replication. Their
# difference is therefore the programme's doing. An interval that spans zero decides nothing.

# %%
paired = sim.compare([none, lines, announced], replications=8, seed=2009)
differences = paired.differences().set_index(["programme", "outcome"])


def finding(programme: str, outcome: str, unit: str, times: float = 1.0) -> str:
    """Return a sentence on a difference, as decided as its interval."""
    row = differences.loc[(programme, outcome)]
    low, value, high = (row[name] * times for name in ("ci_low", "difference", "ci_high"))
    decided = "undecided: " if low <= 0 <= high else ""
    return f"{decided}{value:+,.2f} {unit} (95 % interval {low:+,.2f} to {high:+,.2f}, n = 8)"


Markdown(
    "\n".join(
        f"- **{programme}**, {name}: {finding(programme, outcome, unit, times)}"
        for programme in ("lines-only", "announced")
        for name, outcome, unit, times in (
            ("demand blocked", "blockage_rate", "points", 100),
            ("demand lost for credit", "lost_eur", "M€", 1e-6),
            ("the publisher's revenue", "publisher_revenue_eur", "M€", 1e-6),
            ("cost", "programme_cost_eur", "M€", 1e-6),
        )
    )
)

# %%
paired.plot("blockage_over_time")

# %% [markdown]
# ## Why orders are blocked, and which of it the programme cures

# %%
paired.plot("blocked_by_cause")

# %% [markdown]
# ## What it costs, and whether it is worth it
#
# `worth` sets the cost against the revenue saved and the blockage avoided. `cost_per_eur` is the
# price of one euro of blockage avoided. Where even its sign is undecided, no price is given.

# %%
worth = paired.worth().set_index("programme")
worth[["n", "revenue_saved_eur", "cost_eur", "net_eur", "net_ci_low", "net_ci_high"]].round().T

# %%
worth[["cost_per_eur", "cost_per_eur_ci_low", "cost_per_eur_ci_high", "finding"]].round(3)

# %%
paired.plot("cost_against_blockage")

# %%
paired.plot("cost_exposure")

# %% [markdown]
# ## Did the money buy anything?
#
# Part of what a measure costs goes to orders that would have come anyway. `split` runs each
# replication once more without each measure, and tells that *deadweight* apart.

# %%
split = sim.split(announced, replications=2, seed=2009).split()
parts = split.groupby("measure")[["cost_eur", "deadweight_eur", "incremental_eur"]].mean()
parts.assign(deadweight_share=parts["deadweight_eur"] / parts["cost_eur"]).round(2)

# %% [markdown]
# ## Who pays whom

# %%
paired.plot("money_between_sectors")

# %%
positions = paired.results.net_positions()
pd.pivot_table(positions, index="sector", columns="programme", values="net_eur").round(-3)

# %% [markdown]
# ## The whole market
#
# In a shell, about a minute: `simulator briefing france-2009 --out results/briefing` writes the
# deck-ready charts and a page; `simulator compare france-2009 --programmes
# none,lines-only,announced --replications 50 --out results/plan` the tables.
