"""Attribution: each measure's share in what a programme changes, with intervals that add up."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.attributing import Attributing
from simulator.experiments.described import better_of, known_outcomes, refuse_unknown, unit_of
from simulator.experiments.limits import REPLICATIONS, SEED
from simulator.experiments.replicate import replicated_as, seeded
from simulator.experiments.results import Results
from simulator.experiments.showing import as_html, sentence
from simulator.experiments.statistics import summarise
from simulator.experiments.tables import records
from simulator.experiments.tasks import Job, Model
from simulator.study.scenario import Scenario

MOST_EXACT = 10
"""Measures of which all subsets are run; more are sampled."""
MOST_ORDERS = 1_000
ORDERS = 32
"""Orders of measures that are drawn where not all subsets are run."""
OUTCOMES = (
    *("blocked_eur", "blockage_rate", "lost_eur", "publisher_revenue_eur"),
    *("programme_cost_eur", "failures", "distributor_losses_eur"),
)
"""What is attributed unless other outcomes are asked for."""
WHOLE = "all measures"


class Attribution(Results):
    """What each measure of a programme is worth, replication by replication.

    Its outcomes are what the whole programme changes; its groups are the measures' shares in that.
    """

    def shares(self) -> pd.DataFrame:
        """Return each measure's share of what the programme changes, and the whole's change.

        Columns `outcome, unit, measure, n, share, ci_low, ci_high, of_whole, better`: the mean
        Shapley value with its 95 % t-interval, and over the whole's mean change. The shares of an
        outcome sum to the row of all measures, as they do in every replication. A replication in
        which an outcome is not defined under some measures is left out of all of its rows.
        """
        groups, wholes = self.frames["groups"], self.frames["replications"]
        rows: list[tuple[Any, ...]] = []
        for outcome in dict.fromkeys(groups["outcome"]):
            whole = wholes[wholes["outcome"] == outcome].set_index("replication")["value"]
            its = groups[groups["outcome"] == outcome]
            table = its.pivot(index="replication", columns="group", values="value")
            table = table[list(dict.fromkeys(its["group"]))]
            table[WHOLE] = whole
            defined = table.dropna()
            total = summarise(defined[WHOLE].to_numpy()).mean
            for name in table.columns:
                said = summarise(defined[name].to_numpy())
                rows.append(
                    (
                        *(outcome, unit_of(outcome), name, said.n, said.mean, said.ci_low),
                        *(said.ci_high, said.mean / total if total else np.nan),
                        better_of(outcome),
                    )
                )
        columns = ("outcome", "unit", "measure", "n", "share", "ci_low", "ci_high", "of_whole")
        return pd.DataFrame(rows, columns=pd.Index([*columns, "better"]))

    @property
    def said(self) -> tuple[str, ...]:
        """The answer in words: which measure does most in each outcome."""
        shares = self.shares()
        return tuple(
            _said(shares[shares["outcome"] == outcome]) for outcome in shares["outcome"].unique()
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        return {**super().tables(), "attribution": self.shares()}

    def plain(self) -> dict[str, Any]:
        """Return the answer as plain data: what is not available is None."""
        kept = (
            *("experiment", "study", "digest", "seed", "replications", "interrupted", "failed"),
            "versions",
        )
        told: dict[str, Any] = {name: self.manifest[name] for name in kept}
        return told | {"said": list(self.said), "attribution": records(self.shares())}

    def plot(self, chart: str = "attribution_waterfall", **options: Any) -> Any:
        """Return a chart of these results; `simulator list` names the charts."""
        return super().plot(chart, **options)

    def __repr__(self) -> str:
        return f"<Attribution: {self._said()}>\n{self.shares().to_string()}"

    def _repr_html_(self) -> str:
        return "".join(map(sentence, self.said)) + as_html(self.shares())


def attribute(
    scenario: Scenario,
    replications: int | Iterable[int] = REPLICATIONS,
    seed: int = SEED,
    workers: int | None = None,
    *,
    outcomes: Sequence[str] = OUTCOMES,
    orders: int | None = None,
    check: bool = False,
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Attribution:
    """Return what each measure of a programme is worth: Shapley values on common draws.

    Args:
        scenario: what is assumed, and a programme of at least one measure.
        outcomes: of which the change is shared out.
        orders: how many orders of measures are drawn in each replication; 0 runs all subsets; by
            default all subsets of up to ten measures, and 32 orders of more.
        replications, seed, workers, check, progress, executor, model: as in `run`.

    Raises:
        InputError: the programme is empty, or an argument is wrong; nothing was run.
        Interrupted: stopped from the keyboard; holds what had finished.
    """
    job = job_of(scenario, seed, outcomes, orders, check, model)
    results = replicated_as("attribute", job, replications, workers, progress, executor)
    return Attribution(results.manifest, results.frames)


def job_of(
    scenario: Scenario,
    seed: int,
    outcomes: Sequence[str],
    orders: int | None,
    check: bool = False,
    model: Model | None = None,
) -> Job:
    """Return what is to be replicated, checked."""
    count = len(scenario.measures)
    if count == 0:
        problem = f"the programme {scenario.programme} holds no measure"
        raise InputError.of(problem, "a programme of one or more", key="programme")
    if orders is None:
        orders = 0 if count <= MOST_EXACT else ORDERS
    if not 0 <= orders <= MOST_ORDERS:
        allowed = f"0 (all subsets) to {MOST_ORDERS:,}"
        raise InputError.of(f"{orders} orders", allowed, key="orders")
    if orders == 0 and count > MOST_EXACT:
        problem = f"all subsets of {count} measures would be {2**count:,} runs a replication"
        raise InputError.of(problem, f"at most {MOST_EXACT}; draw orders", key="orders")
    known = known_outcomes([scenario])
    for outcome in outcomes:
        refuse_unknown(outcome, known, "outcomes")
    if not outcomes:
        raise InputError.of("no outcome", "one or more", key="outcomes")
    asked = f"{orders} orders of {', '.join(outcomes)}"
    attributing = Attributing(tuple(outcomes), orders, model)
    return Job((scenario,), seeded(seed), check=check, model=attributing, asked=asked)


def _said(shares: pd.DataFrame) -> str:
    whole = shares.iloc[-1]
    outcome, unit = whole["outcome"], "" if whole["unit"] == "share" else f" {whole['unit']}"
    rest = shares[:-1]
    if not whole["n"] or not rest["share"].abs().any():
        return f"{outcome}: no measure changes it"
    first = rest.iloc[int(np.argmax(rest["share"].abs()))]
    said = (
        f"{outcome}: all measures change it by {whole['share']:+,.6g}{unit}; of that "
        f"{first['measure']} {first['share']:+,.6g}"
    )
    if np.isnan(first["ci_low"]):
        return f"{said} (one replication: no interval)"
    return f"{said} (95 % interval {first['ci_low']:+,.6g} to {first['ci_high']:+,.6g})"
