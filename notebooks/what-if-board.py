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
# # What if?
#
# Move a slider and let it go: a small market is run again, with the programme and without it, on
# the same draws, and the answer appears within about two seconds. (The first time on a machine the
# model is compiled, which takes some tens of seconds.)
#
# The same board as a web page, without a notebook: `simulator board france-2009`.

# %%
import simulator as sim

board = sim.board("france-2009")
board

# %% [markdown]
# The board is rough on purpose: 1,000 resellers and 4 replications. Under the table it writes the
# command that asks the same of the whole market; use that before anything is decided.
#
# What is shown can be taken on as a table. `board.comparison` is what `sim.compare` gives.

# %%
board.comparison.differences().set_index("outcome").loc[
    ["blockage_rate", "lost_eur", "programme_cost_eur"], ["difference", "ci_low", "ci_high"]
]

# %% [markdown]
# A board with sliders of your own choice: any parameter that is one number, with or without the
# ends of its range, and another programme. `simulator list france-2009 --parameters` lists them.

# %%
own = sim.board(
    "france-2009",
    programme="lines-only",
    sliders={
        "distributors.etc.net_days": (15, 90),
        "programme.etc_line.amount_eur": (0, 30_000),
    },
    resellers=500,
)
own

# %% [markdown]
# Sliders can be moved from Python too, for a short series of answers.

# %%
slider = own.sliders["programme.etc_line.amount_eur"]
answers = {}
for amount in (0, 10_000, 30_000):
    slider.value = amount
    row = own.comparison.differences().set_index("outcome").loc["blockage_rate"]
    answers[amount] = f"{row['difference'] * 100:+.2f} points"
answers
