"""More replications of what has been run: only those that are missing, with one result."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from simulator.errors import InputError, RefusedError
from simulator.experiments import replicate
from simulator.experiments.fingerprint import versions
from simulator.experiments.manifest import digest_of
from simulator.experiments.replicate import Interrupted
from simulator.experiments.results import Comparison, Results, as_experiment
from simulator.experiments.tables import FAILED, LABELS, Label, records
from simulator.experiments.tasks import Model
from simulator.study.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_AUDIT = "orders"
"""A table that is kept for an audit, and only then."""


def extend(
    results: Results | Comparison,
    scenarios: Scenario | Iterable[Scenario],
    replications: int | Iterable[int],
    workers: int | None = None,
    *,
    check: bool = False,
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Results | Comparison:
    """Return results with more replications, equal to the byte to as many run at once.

    What is there is kept, failed replications too; only what is missing is run. An audit goes on
    if there was one.

    Args:
        results: of `run`, `compare` or `split`, fresh or read from their folder.
        scenarios: the one or those of which they are, in the same order.
        replications: how many there are to be, or their numbers: those that are there, and more.
        workers, check, progress, executor, model: as in `run`.

    Raises:
        InputError: an argument is wrong; nothing was run.
        RefusedError: the scenarios, or versions of libraries, are not those of the results.
        Interrupted: stopped from the keyboard; holds what had finished.
    """
    several = (scenarios,) if isinstance(scenarios, Scenario) else tuple(_each(scenarios))
    old = results.results if isinstance(results, Comparison) else results
    experiment = old.manifest["experiment"]
    _same_inputs(old.manifest, several)
    wanted = replicate.numbered(replications)
    new = _missing(old.manifest["replications"], wanted)
    if not new:
        return results
    options: dict[str, Any] = {
        "check": check,
        "progress": progress,
        "executor": executor,
        "model": model,
    }
    work = _work(experiment, several, new, old.manifest["seed"], workers, options, old)
    try:
        added = work()
    except Interrupted as interrupt:
        more = _plain(interrupt.results)
        raise Interrupted(as_experiment(experiment, _joined(old, more, wanted, True))) from None
    return as_experiment(experiment, _joined(old, _plain(added), wanted, False))


def _each(scenarios: Any) -> Iterable[Scenario]:
    return cast("Iterable[Scenario]", scenarios if isinstance(scenarios, Iterable) else [scenarios])


def _plain(results: Results | Comparison) -> Results:
    return results.results if isinstance(results, Comparison) else results


def _same_inputs(manifest: "Mapping[str, Any]", scenarios: Sequence[Scenario]) -> None:
    digest = digest_of(scenarios, manifest["seed"], manifest["experiment"])
    if digest != manifest["digest"]:
        raise RefusedError(
            f"these are not the scenarios of the results: theirs have the hash "
            f"{manifest['digest']}, these {digest}; give the same ones, in the same order"
        )
    now, then = versions(), manifest["versions"]
    changed = [
        f"{name} {then.get(name)}, now {now[name]}" for name in now if then.get(name) != now[name]
    ]
    if changed:
        raise RefusedError(
            f"the results are of other versions ({'; '.join(changed)}): run all replications anew"
        )


def _missing(there: Sequence[int], wanted: Sequence[int]) -> list[int]:
    left_out = [number for number in there if number not in set(wanted)]
    if left_out:
        problem = f"replication {left_out[0]} is there already and would be lost"
        raise InputError.of(problem, "at least those that are there", key="replications")
    return [number for number in wanted if number not in set(there)]


def _work(
    experiment: str,
    scenarios: Sequence[Scenario],
    new: list[int],
    seed: int,
    workers: int | None,
    options: dict[str, Any],
    old: Results,
) -> Callable[[], Results | Comparison]:
    """Return what runs the missing replications as the others were run."""
    audit = OF_AUDIT in old.frames
    if experiment == "split":
        return lambda: replicate.split(scenarios[0], new, seed, workers, **options)
    if experiment == "compare":
        return lambda: replicate.compare(scenarios, new, seed, workers, audit=audit, **options)
    if experiment == "run":
        return lambda: replicate.run(scenarios[0], new, seed, workers, audit=audit, **options)
    raise InputError.of(f"results of a {experiment}", "those of run, compare or split")


def _joined(old: Results, new: Results, wanted: Sequence[int], stopped: bool) -> Results:
    """Return both as if they had been run together."""
    place = {number: at for at, number in enumerate(wanted)}
    labels = {label: at for at, label in enumerate(old.labels)}
    frames = {
        name: _in_order(_one_below_the_other(old.frames[name], new.frames[name]), labels, place)
        for name in old.frames
    }
    failed = _in_order(pd.concat([old.failed, new.failed]), labels, place)
    numbers = [*old.manifest["replications"], *new.manifest["replications"]]
    before, after = old.manifest["timing"], new.manifest["timing"]
    manifest = {
        **new.manifest,
        "replications": sorted(numbers, key=place.__getitem__),
        "interrupted": stopped,
        "failed": records(failed[list(FAILED)]),
        "timing": {
            "began": before["began"],
            "seconds": round(before["seconds"] + after["seconds"], 3),
            "workers": after["workers"],
        },
    }
    return Results(manifest, frames)


def _one_below_the_other(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return two tables as one; categories are those of both, in alphabetical order."""
    both = pd.concat([old, new], ignore_index=True)
    for name in both.columns:
        if isinstance(old[name].dtype, pd.CategoricalDtype):
            known = {*old[name].cat.categories, *new[name].cat.categories}
            both[name] = pd.Categorical(both[name], categories=pd.Index(sorted(known)))
    return both


def _in_order(table: pd.DataFrame, labels: dict[Label, int], place: dict[int, int]) -> pd.DataFrame:
    """Return a table's rows by scenario, then by replication, each one's in their own order."""
    names = zip(*(table[name].astype(str) for name in LABELS), strict=True)
    keys = pd.DataFrame(
        {
            "label": [labels[name] for name in names],
            "place": [place[number] for number in table["replication"]],
        }
    )
    order = keys.sort_values(["label", "place"], kind="stable").index
    return table.iloc[order].reset_index(drop=True)
