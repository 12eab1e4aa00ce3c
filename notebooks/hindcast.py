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
# # How well does the model meet 2009?
#
# A model that is to advise on a crisis should first say what the last one looked like. The study's
# record holds what the trade press and the insurers reported. Some of it was used to set inputs
# (*calibration*): to meet that proves little. The rest was kept out (*checks*).
#
# Counts and amounts in the record are those of the whole market, so this notebook runs all 10,000
# resellers, with only 4 replications. `simulator hindcast france-2009 --replications 20` is the
# same with narrower intervals.

# %%
import simulator as sim

hindcast = sim.hindcast(sim.load("france-2009"), replications=4, seed=2009)
columns = ["title", "unit", "low", "high", "median", "p05", "p95", "within", "grade"]
hindcast.table("check")[columns]

# %% [markdown]
# `low` to `high` is what was observed; `median`, `p05` and `p95` are what the model says over its
# replications; `within` says whether what was observed lies in the model's 50 % or 90 % interval,
# or outside. With 4 replications these intervals are rough.

# %%
hindcast.plot()

# %% [markdown]
# ## The tally
#
# Where what was observed lies outside, the model is wrong about that, and advice that hangs on it
# deserves less trust. docs/hindcast.md discusses each miss.

# %%
checks = hindcast.table("check")
used = hindcast.table("calibration")
for name, table in (("checks", checks), ("used in calibration", used)):
    print(f"{name}: {len(table)} observations;", dict(table["within"].value_counts()))

# %% [markdown]
# ## What it was calibrated to
#
# These met what was observed because inputs were set so that they would.

# %%
used[columns]
