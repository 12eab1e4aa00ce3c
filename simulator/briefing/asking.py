"""What a briefing asks beside its comparison: what drives the answer, and where it tips."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simulator.errors import InputError, RefusedError
from simulator.experiments import folder as folders
from simulator.experiments.answers import Answer
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.factors import matching
from simulator.experiments.ladder import ladder_of, tipping_of
from simulator.experiments.planning import plan
from simulator.experiments.plans import Plan
from simulator.experiments.sensitivity import sensitivity
from simulator.experiments.sweep import Crew, carried_out
from simulator.experiments.swept import Swept
from simulator.experiments.workers import counted
from simulator.study.designs import Factor, load_sweep
from simulator.study.register import parameters
from simulator.study.scenario import Scenario
from simulator.study.study import Study

SWEEP = "briefing"
"""The sweep of a study that a briefing runs, if the study has one."""
RUNS = "what-if"
DRIVERS, CHANGES, TIPPING = "drivers", "drivers_of_change", "tipping"
"""Folders within a results folder: the sweep's runs, and the answers that rest on them."""
OUTCOME = "blockage_rate"


def planned(
    study: Study,
    out: Path,
    programmes: Sequence[str],
    assumptions: str,
    seed: int,
    overrides: Mapping[str, Any],
    replications: int | None = None,
) -> Plan | None:
    """Return all runs of a study's sweep `briefing`, checked, with the briefing's own choices.

    None: nothing that the sweep moves is known here.

    Args:
        out: the results folder in which they will lie.
        programmes: the reference, and the programme that is asked about if there is one.
        replications: at each point; by default what the sweep says.

    Raises:
        InputError: the sweep breaks a rule.
        RefusedError: `out` holds runs of another such sweep.
    """
    instead = _instead(study, programmes, assumptions, seed, overrides, replications)
    if not instead["factor"]:
        return None
    found = plan(study, SWEEP, overrides, instead=instead)
    folders.refuse_others(out / RUNS, found.digest)
    return found


def ask(asked: Plan, out: Path, workers: int | None) -> None:
    """Run what was planned into a results folder, and write beside it what it answers."""
    swept = carried_out(asked, out / RUNS, Crew(counted(workers)))
    for name, answer in _answers(swept, asked.sweep.programmes).items():
        try:
            answer.save(out / name)
        except RefusedError:
            sys.stderr.write(f"{out / name} holds another answer, which is kept and told\n")


def _instead(
    study: Study, programmes: Sequence[str], assumptions: str, seed: int,
    overrides: Mapping[str, Any], replications: int | None,
) -> dict[str, Any]:  # fmt: skip
    """Return what the briefing sets of the sweep: its central point is the study as assumed."""
    sweep, _ = load_sweep(study, SWEEP)
    bases = scenarios_of(study, programmes, [assumptions], overrides)
    assumed = _assumed(bases, overrides)
    factors = (_around(one, assumed) for one in sweep.factor)
    return {
        "programmes": list(programmes),
        "assumptions": [assumptions],
        "seed": seed,
        "factor": [one for one in factors if one is not None],
        "replications": replications or sweep.replications,
    }


def _assumed(bases: Sequence[Scenario], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value of each parameter of the scenarios that was not set for all runs."""
    known = {one.path: one.value for base in bases for one in parameters(base)}
    return {path: value for path, value in known.items() if path not in overrides}


def _around(factor: Factor, assumed: Mapping[str, Any]) -> Factor | None:
    """Return a factor whose central value is what is assumed, so that its range holds that.

    None where nothing here knows it, or where what it stands for has several values.
    """
    found = [assumed[path] for path in matching(factor.path, assumed)]
    if not found or any(value != found[0] for value in found):
        return None
    usual = found[0]
    if factor.values is not None:
        others = [value for value in factor.values if value != usual]
        return factor.model_copy(update={"values": [usual, *others]})
    if factor.low is None or factor.high is None or not isinstance(usual, int | float):
        return factor
    ends = {"low": min(factor.low, usual), "high": max(factor.high, usual)}
    return factor.model_copy(update={"central": usual, **ends})


def _answers(swept: Swept, programmes: Sequence[str]) -> Mapping[str, Answer]:
    """Return the answers that the sweep's runs allow; what they do not is said and left out."""
    reference, *others = programmes
    outcome = OUTCOME if OUTCOME in swept.outcomes else swept.outcomes[0]
    try:
        found: dict[str, Answer] = {
            DRIVERS: sensitivity(swept, [outcome], programme=reference, failed="drop")
        }
        if others:
            found[CHANGES] = sensitivity(
                swept, [outcome], programme=others[0], reference=reference, failed="drop"
            )
            if (factor := ladder_of(swept)) is not None:
                found[TIPPING] = tipping_of(swept, factor, outcome, others[0], reference)
    except (InputError, RefusedError) as error:
        sys.stderr.write(f"what drives the answer cannot be told: {error}\n")
        return MappingProxyType({})
    return found
