"""Many replications of scenarios: on all cores, finished in any order, with one result."""

import sys
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from simulator.errors import InputError, SimulatorError
from simulator.experiments import workers as crews
from simulator.experiments.limits import LARGEST_SEED, MOST_REPLICATIONS, REPLICATIONS, SEED
from simulator.experiments.manifest import labels_of
from simulator.experiments.progress import progress as told
from simulator.experiments.results import Comparison, Results, Split, as_experiment, gathered
from simulator.experiments.runs import WORKER
from simulator.experiments.splitting import Splitting
from simulator.experiments.tasks import Bench, Failed, Job, Model, Replicated, replicate_parcel
from simulator.experiments.timing import Timing
from simulator.study.scenario import Scenario

if TYPE_CHECKING:
    from simulator.experiments.hindcast import Hindcast


class Interrupted(KeyboardInterrupt):
    """An experiment was stopped from the keyboard.

    Attributes:
        results: what had finished by then.
    """

    def __init__(self, results: "Results | Comparison | Hindcast") -> None:
        self.results: Any = results
        super().__init__(f"stopped; replications kept: {len(results.manifest['replications'])}")


def run(
    scenario: Scenario,
    replications: int | Iterable[int] = REPLICATIONS,
    seed: int = SEED,
    workers: int | None = None,
    *,
    audit: bool = False,
    check: bool = False,
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Results:
    """Return what a scenario comes to over replications.

    Args:
        scenario: what is assumed and what the publisher does.
        replications: how many, numbered from 0, or their numbers.
        seed: of all draws; equal inputs and seed give equal results, to the byte.
        workers: worker processes; by default one a core; 1 runs here.
        audit: keep every order, invoice, limit and cash balance.
        check: hold the accounting identities at every close.
        progress: whether to tell how far it is; by default everywhere but in notebooks.
        executor: where to run instead of in processes of our own.
        model: another model than the shipped one.

    Raises:
        InputError: an argument or an input file is wrong; nothing was run.
        Interrupted: stopped from the keyboard; holds what had finished.
    """
    job = Job((scenario,), seeded(seed), audit, check, model)
    return replicated_as("run", job, replications, workers, progress, executor)


def compare(
    scenarios: Iterable[Scenario],
    replications: int | Iterable[int] = REPLICATIONS,
    seed: int = SEED,
    workers: int | None = None,
    *,
    audit: bool = False,
    check: bool = False,
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Comparison:
    """Return what scenarios come to and how they differ, replication by replication.

    Args:
        scenarios: two or more over one window; the first one's programme is the reference.
        replications, seed, workers, audit, check, progress, executor, model: as in `run`.

    Raises:
        InputError: an argument or an input file is wrong; nothing was run.
        Interrupted: stopped from the keyboard; holds what had finished.
    """
    several = tuple(scenarios)
    _comparable(several)
    labels_of(several)
    job = Job(several, seeded(seed), audit, check, model)
    return Comparison(replicated_as("compare", job, replications, workers, progress, executor))


def split(
    scenario: Scenario,
    replications: int | Iterable[int] = REPLICATIONS,
    seed: int = SEED,
    workers: int | None = None,
    *,
    check: bool = False,
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Split:
    """Return what each measure costs, on orders that came anyway and on those that it brought.

    Each replication is run with the programme and, for each measure, with all others, on the same
    draws. An order's cost is deadweight if it is delivered without the measure too, else
    incremental.

    Args:
        scenario: what is assumed, and a programme of at least one measure.
        replications, seed, workers, check, progress, executor, model: as in `run`.

    Raises:
        InputError: an argument or an input file is wrong; nothing was run.
        Interrupted: stopped from the keyboard; holds what had finished.
    """
    if not scenario.measures:
        problem = f"the programme {scenario.programme} holds no measure: no cost to split"
        raise InputError.of(problem, "a programme of one or more", key="programme")
    job = Job((scenario,), seeded(seed), check=check, model=Splitting(model))
    results = replicated_as("split", job, replications, workers, progress, executor)
    return Split(results.manifest, results.frames)


def replicated_as(
    experiment: str,
    job: Job,
    replications: int | Iterable[int],
    workers: int | None,
    progress: bool | None,
    executor: Executor | None,
) -> Results:
    """Return a job's results, as an experiment of this name keeps them."""
    numbers = numbered(replications)
    crew = _crew(workers, numbers, executor)
    began, done, stopped = datetime.now(UTC), list[Replicated](), False
    try:
        with closing(replicated(job, numbers, workers, progress, executor)) as finished:
            done.extend(finished)
    except KeyboardInterrupt:
        stopped = True
    done.sort(key=lambda one: numbers.index(one.replication))
    results = gathered(experiment, job, numbers, done, Timing.since(began, crew))
    if stopped:
        raise Interrupted(as_experiment(experiment, results))
    return results


def replicated(
    job: Job,
    numbers: Sequence[int],
    workers: int | None,
    progress: bool | None,
    executor: Executor | None,
) -> Generator[Replicated]:
    """Yield replications of a job as they finish, and tell how far it is."""
    crew = _crew(workers, numbers, executor)
    bench = _prepared(job)
    with (
        told(len(numbers), progress) as advance,
        closing(_work(bench, numbers, crew, executor)) as finished,
    ):
        for one in finished:
            yield one
            advance()


def _crew(workers: int | None, numbers: Sequence[int], executor: Executor | None) -> int:
    return 1 if executor is None and len(numbers) == 1 else crews.counted(workers)


def _prepared(job: Job) -> Bench:
    """Return the job laid out, every scenario prepared, so that what is wrong is found at once."""
    bench = Bench(job)
    for index in range(len(job.scenarios)):
        try:
            bench.prepared(index)
        except SimulatorError:
            raise
        except Exception:  # noqa: BLE001 - a fault of the model is kept as a failed replication
            continue
    return bench


def _work(
    bench: Bench, numbers: Sequence[int], workers: int, executor: Executor | None
) -> Generator[Replicated]:
    if executor is None and workers == 1:
        return _here(bench, numbers)
    job = bench.job
    parcel = job.pickled()

    def lost(replication: int, error: str) -> Replicated:
        return Replicated(replication, tuple(Failed(WORKER, error, "") for _ in job.scenarios))

    work = crews.Work[int, Replicated](
        call=lambda replication: (replicate_parcel, (parcel, replication)),
        lost=lost,
        name=lambda replication: f"replication {replication}",
    )
    if executor is not None:
        return _elsewhere(executor, work, numbers, at_once=4 * workers)
    return crews.by_processes(work, numbers, min(workers, len(numbers)), _warn)


def _here(bench: Bench, numbers: Sequence[int]) -> Generator[Replicated]:
    yield from map(bench.replicate, numbers)


def _elsewhere(
    executor: Executor, work: crews.Work[int, Replicated], numbers: Sequence[int], at_once: int
) -> Generator[Replicated]:
    """Yield replications from somebody's executor; if it breaks, what is left has failed."""
    left = list(numbers)
    try:
        for one in crews.by_executor(executor, work, numbers, at_once):
            left.remove(one.replication)
            yield one
    except BrokenExecutor as error:
        for replication in left:
            yield work.lost(replication, f"{type(error).__name__}: {error}")


def _warn(text: str) -> None:
    sys.stderr.write(text + "\n")


def numbered(replications: int | Iterable[int]) -> list[int]:
    """Return the numbers of the replications meant; a wrong argument is an InputError."""
    allowed = f"a number from 1 to {MOST_REPLICATIONS:,}, or different numbers from 0"
    if isinstance(replications, int) and not isinstance(replications, bool):
        numbers = list(range(min(replications, MOST_REPLICATIONS + 1)))
    elif isinstance(replications, Iterable):
        numbers = list(replications)
    else:
        numbers = []
    whole = all(type(one) is int and one >= 0 for one in numbers)
    if not whole or not 1 <= len(numbers) <= MOST_REPLICATIONS or len({*numbers}) < len(numbers):
        raise InputError.of(f"{replications!r} replications", allowed, key="replications")
    return numbers


def seeded(seed: int) -> int:
    """Return the seed; a wrong one is an InputError."""
    if type(seed) is not int or not 0 <= seed <= LARGEST_SEED:
        raise InputError.of(f"the seed {seed!r}", f"0 to {LARGEST_SEED:,}", key="seed")
    return seed


def _comparable(scenarios: Sequence[Scenario]) -> None:
    if len(scenarios) < 2:
        problem = f"a comparison of {len(scenarios)} scenarios"
        raise InputError.of(problem, "two or more", key="scenarios")
    windows = {(one.world.start, one.world.end) for one in scenarios}
    if len(windows) > 1:
        shown = "; ".join(sorted(f"{start} to {end}" for start, end in windows))
        problem = f"scenarios over different windows cannot be compared: {shown}"
        raise InputError.of(problem, "one window", key="scenarios")
