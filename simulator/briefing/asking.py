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
from simulator.study.designs import load_sweep
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
) -> Plan:
    """Return all runs of a study's sweep `briefing`, checked, with the briefing's own choices.

    Args:
        out: the results folder in which they will lie.
        programmes: the reference, and the programme that is asked about if there is one.
        replications: at each point; by default what the sweep says.

    Raises:
        InputError: the sweep breaks a rule.
        RefusedError: `out` holds runs of another such sweep.
    """
    instead = _instead(study, programmes, assumptions, seed, overrides, replications)
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
    """Return what the briefing sets of the sweep; factors that nothing here knows are left out."""
    sweep, _ = load_sweep(study, SWEEP)
    bases = scenarios_of(study, programmes, [assumptions], overrides)
    free = _free(bases, overrides)
    return {
        "programmes": list(programmes),
        "assumptions": [assumptions],
        "seed": seed,
        "factor": [one for one in sweep.factor if matching(one.path, free)],
        "replications": replications or sweep.replications,
    }


def _free(bases: Sequence[Scenario], overrides: Mapping[str, Any]) -> list[str]:
    """Return the parameters of the scenarios that were not set for all runs."""
    known = dict.fromkeys(one.path for base in bases for one in parameters(base))
    return [path for path in known if path not in overrides]


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
