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
# # Your own scenario and programme
#
# Everything that is assumed lies in text files that you can edit without programming. This notebook
# changes parameters first, then writes a programme file of its own, and lets the simulator say
# what is wrong with a slip. It runs a small market with few replications.

# %%
import shutil
import tempfile
from pathlib import Path

import simulator as sim

shipped = sim.load("france-2009")
folder = Path(tempfile.mkdtemp()) / "mine"
shutil.copytree(shipped.folder, folder)

study = sim.load(folder)
study

# %% [markdown]
# A copy of the shipped study is now yours. (In a shell, `simulator new scenarios/mine` gives a
# smaller one with comments to start from.)
#
# ## Another world
#
# Every parameter has a dotted path, like an address in a spreadsheet. The register lists them, with
# value, range and source. Say you doubt how deep the wave of February 2009 was:

# %%
register = study.scenario().register().set_index("path")
register.loc[register.index.str.contains("sfac.waves.february"), ["value", "range", "source"]]

# %% [markdown]
# `with_` gives a changed scenario and leaves the first as it was.

# %%
small = {"population.resellers": 500}
none = study.scenario(programme="none").with_(small)
deeper = none.with_({"insurers.sfac.waves.february.share": 0.5})
deeper

# %% [markdown]
# ## A programme of your own
#
# A programme is a file in `programmes/`: one `[[measure]]` block for each measure. `kind` is one of
# those that `simulator list` names; each kind is a file in the simulator, which is why a new *kind*
# is a matter for a programmer (docs/how-to/new-measure.md), and a new *programme* is not.
#
# Here: a line guaranteed at two wholesalers, twice as large as the announced one but only for
# accounts that are still insured, and a smaller discount.

# %%
programme = folder / "programmes" / "larger-line.toml"
programme.write_text(
    """
title = "A larger line, a smaller discount"

[[measure]]
kind = "guaranteed_line"
name = "larger_line"
starts = 2009-03-16
ends = 2009-06-30
distributors = ["actebis", "etc"]
amount_eur = 10_000                       # C: twice what was announced
requires_insured_limit = true

[[measure]]
kind = "open_discount"
name = "small_discount"
starts = 2009-03-16
ends = 2009-06-30
product = "open"
discount = 0.05                           # C: half of what was announced
""",
    encoding="utf-8",
)
study = sim.load(folder)
larger = study.scenario(programme="larger-line").with_(small)
announced = study.scenario(programme="announced").with_(small)

paired = sim.compare([none, announced, larger], replications=6, seed=2009)
paired.differences().set_index(["outcome", "programme"]).loc[
    ["blockage_rate", "programme_cost_eur", "guarantee_drawn_peak_eur"],
    ["difference", "ci_low", "ci_high", "p_better"],
]

# %%
paired.plot("cost_against_blockage")

# %% [markdown]
# `p_better` is the share of replications in which the programme does better than none. An interval
# that spans zero decides nothing: take more replications, or say that you do not know.
#
# ## Turning one screw
#
# A measure's parameters have paths too: `programme.<its name>.<parameter>`.

# %%
sizes = [2_500, 5_000, 20_000]
blocked = {}
for size in sizes:
    changed = larger.with_({"programme.larger_line.amount_eur": size})
    row = sim.compare([none, changed], replications=4, seed=2009).differences()
    blocked[size] = row.set_index("outcome").loc[
        "blockage_rate", ["difference", "ci_low", "ci_high"]
    ]
blocked

# %% [markdown]
# ## When you slip
#
# A mistake is named with its file and line, what is allowed, and what you probably meant. Nothing
# is guessed and nothing is run.

# %%
text = programme.read_text(encoding="utf-8")
programme.write_text(text.replace("discount = 0.05", "discout = 0.05"), encoding="utf-8")
try:
    sim.load(folder).scenario(programme="larger-line")
except sim.InputError as mistake:
    print(mistake)

# %% [markdown]
# Put right, it is the same programme as before:

# %%
programme.write_text(text, encoding="utf-8")
assert sim.load(folder).scenario(programme="larger-line").with_(small) == larger
shutil.rmtree(folder.parent)
