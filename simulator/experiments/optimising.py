"""The optimum of a study: the levers of a sweep's file, its programmes, its uncertainties."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.answers import claimed, kept
from simulator.experiments.batches import Batches
from simulator.experiments.described import known_outcomes, refuse_unknown
from simulator.experiments.factors import Factor
from simulator.experiments.holding import (
    Limit,
    Setting,
    differences,
    limit_of,
    paired_interval,
)
from simulator.experiments.limits import SEED
from simulator.experiments.optimum import Optimum, in_words, table_of
from simulator.experiments.piecework import changed
from simulator.experiments.planning import plan
from simulator.experiments.plans import Plan
from simulator.experiments.progress import progress as told
from simulator.experiments.replicate import seeded
from simulator.experiments.searching import AS_IT_IS, searched
from simulator.experiments.statistics import mean
from simulator.experiments.tasks import Model
from simulator.streams import Stream
from simulator.study.register import parameters
from simulator.study.scenario import Scenario
from simulator.study.study import Study, load

PROGRAMME = "programme"
"""The lever that chooses among several programmes."""
MOST_BUDGET = 1_000_000


def optimise(
    study: Study | str | Path,
    sweep: str,
    *,
    minimise: Sequence[str],
    subject: Sequence[str] = (),
    budget: int,
    seed: int = SEED,
    workers: int | None = None,
    overrides: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Optimum:
    """Return the settings of a sweep's levers that are cheapest while limits hold.

    Levers are the sweep's factors with role "lever" and, if it names several programmes, the
    programme. Assumptions and uncertainties are met by turns: replication r of every setting meets
    the same assumptions and values, so that means are over them too. The design is not used.

    Args:
        sweep: name of the sweep's file.
        minimise: outcomes to be low; the first one decides which setting is cheapest.
        subject: limits, such as "seizure<=0.05" or "es95(programme_cost_eur)<=2e6".
        budget: runs (setting × replication) that are spent at most.
        overrides: parameters replaced in all runs, by dotted path.
        out: a results folder to write.
        seed, workers, progress, executor, model: as in `run`; equal seeds give equal answers.

    Raises:
        InputError: a name, a limit or the budget is wrong; nothing was run.
    """
    read_from = study if isinstance(study, Study) else load(study)
    planned = plan(read_from, sweep, dict(overrides or {}))
    seed = seeded(seed)
    known = known_outcomes(planned.bases)
    for outcome in minimise:
        refuse_unknown(outcome, known, "minimise")
    limits = [limit_of(text, known) for text in subject]
    if budget > MOST_BUDGET:
        raise InputError.of(f"a budget of {budget} runs", f"at most {MOST_BUDGET:,}", key="budget")
    asked = {
        "sweep": sweep,
        "minimise": list(minimise),
        "subject": [one.name for one in limits],
        "budget": budget,
    }
    stopped, settings = False, list[Setting]()
    with (
        claimed(out, "optimise", planned.digest, asked | {"seed": seed}),
        told(budget, progress) as advance,
    ):
        batches = Batches(seed, workers, executor, model, advance)
        market = _Market(planned, batches)
        asked_of = (market.levers, minimise, limits)
        try:
            searched(market.evaluate, *asked_of, budget, seed, market.as_it_is, settings)
        except KeyboardInterrupt:
            stopped = True
            if not settings:
                raise
    table = table_of(settings, *asked_of)
    found = {
        "spent": sum(len(one.runs) for one in settings),
        "settings": len(settings),
        "levers": [one.name for one in market.levers],
    }
    said = in_words(table, *asked_of) + _compared(settings, table, minimise[0], limits)
    if stopped:
        said.append(f"stopped after {found['spent']} of {budget} runs")
    most = max(len(one.runs) for one in settings)
    about = batches.about(planned.bases, range(most))
    about |= {"digest": planned.digest, "interrupted": stopped}
    manifest = kept("optimise", about, asked | {"seed": seed}, found, said)
    answer = Optimum(manifest, {"optimum": table})
    if out is not None:
        answer.save(out)
    return answer


def _compared(
    settings: Sequence[Setting], table: pd.DataFrame, objective: str, limits: Sequence[Limit]
) -> list[str]:
    """Return how the programme as it is stands, and what the cheapest gains on it, in words."""
    row = table[table["setting"] == AS_IT_IS]
    if row.empty or bool(row["cheapest"].iloc[0]):
        return []
    held = {"yes": "holds", "no": "does not hold", "undecided": "may or may not hold"}
    limit = f", and {held[row['feasible'].iloc[0]]} the limits" if limits else ""
    said = [f"the programme as it is has {objective} {row[objective].iloc[0]:,.6g}{limit}"]
    chosen = table[table["cheapest"]]
    if not chosen.empty:
        by_number = {one.number: one for one in settings}
        pair = by_number[int(chosen["setting"].iloc[0])], by_number[AS_IT_IS]
        low, high = paired_interval(*pair, objective)
        less = mean(differences(*pair, objective))
        said.append(
            f"on the same luck the one found changes {objective} by {less:+,.6g} (95 % interval "
            f"{low:+,.6g} to {high:+,.6g})"
        )
    return said


class _Market:
    """Runs settings of a plan's levers."""

    def __init__(self, planned: Plan, batches: Batches) -> None:
        self._batches = batches
        self._sweep = planned.sweep
        self._bases = {(one.assumptions, one.programme): one for one in planned.bases}
        factors = planned.design.factors
        self._fixed = {
            path: f.values[0] for f in factors if f.role == "constant" for path in f.paths
        }
        self._uncertain = [f for f in factors if f.role == "uncertainty"]
        self._paths = {f.name: f.paths for f in factors if f.role == "lever"}
        levers = [f for f in factors if f.role == "lever"]
        programmes = tuple(planned.sweep.programmes)
        if len(programmes) > 1:
            levers = [Factor(PROGRAMME, (), "lever", programmes), *levers]
        self.levers = tuple(levers)

    @property
    def as_it_is(self) -> dict[str, Any] | None:
        """The levers as the last programme's file has them; None if it lacks one of them."""
        base = self._bases[self._sweep.assumptions[0], self._sweep.programmes[-1]]
        values = {one.path: one.value for one in parameters(base)}
        found: dict[str, Any] = {PROGRAMME: base.programme}
        for name, paths in self._paths.items():
            own = {values[path] for path in paths if path in values}
            if len(own) != 1:
                return None
            found[name] = own.pop()
        return {one.name: found[one.name] for one in self.levers}

    def evaluate(
        self, asked: Sequence[tuple[Mapping[str, Any], Sequence[int]]]
    ) -> list[list[dict[str, float]]]:
        """Return the outcomes of settings in replications; all must be asked for the same ones."""
        numbers = list(asked[0][1])
        found: list[list[dict[str, float]]] = [[] for _ in asked]
        names = [", ".join(f"{k}={v}" for k, v in levers.items()) for levers, _ in asked]
        for together in self._alike(numbers):
            scenarios = [self._scenario(levers, together[0]) for levers, _ in asked]
            for place, runs in enumerate(self._batches.run(scenarios, together, names)):
                found[place] += runs
        return found

    def _alike(self, numbers: Sequence[int]) -> list[list[int]]:
        """Return replications in groups that meet the same assumptions and uncertainties."""
        if self._uncertain or len(self._sweep.assumptions) > 1:
            return [[number] for number in numbers]
        return [list(numbers)]

    def _scenario(self, levers: Mapping[str, Any], replication: int) -> Scenario:
        under = self._sweep.assumptions[replication % len(self._sweep.assumptions)]
        programme = levers.get(PROGRAMME, self._sweep.programmes[0])
        values = dict(self._fixed)
        if self._uncertain:
            entity = np.zeros(1, np.uint64)
            stream = Stream(self._sweep.seed, replication, "optimise/uncertainties")
            places = stream.uniforms(entity, len(self._uncertain))[0]
            for factor, place in zip(self._uncertain, places, strict=True):
                values |= dict.fromkeys(factor.paths, factor.at(float(place)))
        for name, paths in self._paths.items():
            values |= dict.fromkeys(paths, levers[name])
        return changed(self._bases[under, programme], values)
