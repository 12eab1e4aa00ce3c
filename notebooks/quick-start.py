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
# # Quick start
#
# A study is a folder of assumptions and programmes. This notebook loads the shipped one, runs a
# programme, compares it with doing nothing, and changes an assumption.
#
# To be quick, it takes a small market of 500 resellers and few replications. The numbers are
# therefore rough; the intervals say how rough.

# %%
import simulator as sim

study = sim.load("france-2009")
study

# %% [markdown]
# ## One scenario
#
# A scenario is one programme under some assumptions. `with_` gives a changed one and leaves the
# first as it was.

# %%
small = {"population.resellers": 500}
none = study.scenario(programme="none").with_(small)
lines = study.scenario(programme="lines-only").with_(small)

result = sim.run(lines, replications=4, seed=2009)
result.summary().set_index("outcome").loc[
    ["blockage_rate", "programme_cost_eur", "reseller_cash_p50_eur", "failures"],
    ["unit", "n", "mean", "ci_low", "ci_high"],
]

# %% [markdown]
# ## What does the programme change?
#
# Both programmes meet the same customers, the same late payers and the same insurers, replication
# by replication. So their difference is the programme's doing. A difference whose interval spans
# zero is undecided.

# %%
paired = sim.compare([none, lines], replications=8, seed=2009)
differences = paired.differences().set_index("outcome")
differences.loc[
    ["blockage_rate", "lost_eur", "programme_cost_eur", "reseller_cash_p50_eur"],
    ["difference", "ci_low", "ci_high", "p_better"],
]

# %% [markdown]
# ## Pictures
#
# A chart's title says what the numbers say. `language="fr"` draws it in French.

# %%
paired.plot("blockage_over_time")

# %%
paired.plot("outcome_differences")

# %%
paired.plot("limits_by_insurer", language="fr")

# %% [markdown]
# ## Change an assumption
#
# What if the wave of February 2009 had cut twice as many limits of the largest insurer? Every
# parameter has a dotted path; `simulator list france-2009 --parameters` shows them all.

# %%
share = none.world.insurers["sfac"].waves["february"].share
harsh = {"insurers.sfac.waves.february.share": min(2 * share, 1.0)}

harder = sim.compare([none.with_(harsh), lines.with_(harsh)], replications=8, seed=2009)
harder.plot("cost_against_blockage")

# %% [markdown]
# ## Keep it
#
# `paired.save("results/quick-start")` writes all tables into a folder, `sim.read` reads them back,
# and `simulator briefing france-2009` writes the charts and a page of text on the full market.
