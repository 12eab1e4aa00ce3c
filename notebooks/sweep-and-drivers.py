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
# # A sweep, and what drives the answer
#
# One run answers under one set of assumptions. A sweep asks under many, and then: which of the
# estimates decides the answer? Those are worth finding out before anything else.
#
# Here three estimates and one lever of the publisher move one at a time, over a market of 300
# resellers with 4 replications a point. The study's own sweeps (`simulator list france-2009`) move
# many more at once; they are the ones to decide from.

# %%
import shutil
import tempfile
from pathlib import Path

import simulator as sim

home = Path(tempfile.mkdtemp())
shutil.copytree(sim.load("france-2009").folder, home / "mine")
(home / "mine" / "sweeps" / "small.toml").write_text(
    """
title = "What changes if one estimate is wrong?"
design = "one-at-a-time"
steps = 3
replications = 4
programmes = ["none", "announced"]
outcomes = ["blockage_rate", "lost_eur", "programme_cost_eur"]

[[factor]]
path = "insurers.*.waves.february.share"  # C: how many limits the wave of February cut
low = 0.12
central = 0.20
high = 0.35

[[factor]]
path = "insurers.*.buffer"                # C: how large limits were beside what was used
low = 1.3
central = 1.95
high = 2.9

[[factor]]
path = "customers.terms_days"             # C: when customers pay
low = 40
central = 55
high = 75

[[factor]]
path = "programme.etc_line.amount_eur"    # how large a line the publisher gives
role = "lever"
low = 1_000.0
central = 5_000.0
high = 20_000.0
""",
    encoding="utf-8",
)
study = sim.load(home / "mine")
swept = sim.sweep(
    study, "small", home / "results", workers=1, overrides={"population.resellers": 300}
)
swept

# %% [markdown]
# ## What drives the share of demand blocked
#
# `swing` is the largest less the smallest outcome as one estimate moves over its range. The chart
# draws them, the most important first, with what chance explains.

# %%
drivers = sim.sensitivity(home / "results", ["blockage_rate"], programme="none")
print(*drivers.said, sep="\n")

# %%
drivers.plot()

# %% [markdown]
# ## What drives how much the programme helps
#
# With a reference it is the *difference* of two programmes that is explained, on the same draws.

# %%
help_ = sim.sensitivity(
    home / "results", ["blockage_rate"], programme="announced", reference="none"
)
print(*help_.said, sep="\n")

# %%
help_.plot()

# %% [markdown]
# Three hundred resellers and four replications are few: what is said to be undecided is undecided.
# `simulator sweep france-2009 one-by-one` and `simulator sensitivity` ask the whole market.

# %%
shutil.rmtree(home)
