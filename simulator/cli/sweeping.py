"""`simulator sweep` and `verify`: thousands of runs, and whether they are still what they were."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import options
from simulator.cli.ending import INTERRUPTED, PART
from simulator.cli.printing import complain, number, put, put_json, put_table
from simulator.errors import MOST_SHOWN, InputError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from simulator.experiments.cluster import Certificates
    from simulator.experiments.sweep import Crew
    from simulator.experiments.swept import Swept

DAMAGED = 5
SHOWN_ROWS = 40
HEADLINES = ("blockage_rate", "lost_eur", "publisher_revenue_eur", "programme_cost_eur", "failures")
"""Outcomes that are shown where the sweep does not say which it wants."""


def sweep(
    study: options.StudyName,
    name: Annotated[str, typer.Argument(metavar="SWEEP", help="One of the study's sweeps.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The store; by default results/sweeps/STUDY-SWEEP."),
    ] = None,
    workers: options.Workers = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Run on a dask cluster, such as tcp://10.0.0.5:8786."),
    ] = None,
    tls_ca: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Certificate of the cluster's authority.")
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your certificate, for tls:// addresses.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your certificate's key.")
    ] = None,
    copy_to: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Keep a copy there, and go on from it: s3://…, file://…"),
    ] = None,
    settings: options.Settings = None,
    as_json: options.Json = False,
) -> None:
    """Run a design into a store that survives anything.

    The same command again goes on where it stopped, whatever stopped it; what has
    finished is never run again.

    Examples:
      simulator sweep france-2009 depth-of-cuts
      simulator sweep france-2009 depth-of-cuts --workers 8 --out results/cuts
      simulator sweep france-2009 depth-of-cuts --cluster tcp://10.0.0.5:8786
    """
    from simulator.experiments.copying import copied
    from simulator.experiments.planning import plan
    from simulator.experiments.sweep import Crew, SweepStopped, carried_out
    from simulator.experiments.workers import counted
    from simulator.study.study import load

    certificates = _certificates(tls_ca, tls_cert, tls_key)
    if cluster is not None and workers is not None:
        raise InputError.of("workers, and a cluster that has its own", "one", key="--workers")
    try:
        planned = plan(load(study), name, options.overrides(settings))
        for notice in planned.notices:
            complain(f"note: {notice}")
        folder = out or Path("results") / "sweeps" / f"{planned.study}-{name}"
        with (
            copied(copy_to, planned.digest, folder) as fetched,
            _elsewhere(cluster, certificates) as at_work,
        ):
            if fetched:
                complain(f"the store was fetched from {copy_to}")
            crew = at_work or Crew(counted(options.crew(workers)))
            swept = carried_out(planned, folder, crew)
    except KeyboardInterrupt as interrupt:
        complain(str(interrupt) if isinstance(interrupt, SweepStopped) else "stopped")
        raise typer.Exit(INTERRUPTED) from None
    (_put_json if as_json else _put)(swept, folder)
    if _told(swept):
        raise typer.Exit(PART)


def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A sweep's store, or a results folder.")
    ],
    sample: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="How many runs are computed again.")
    ] = 10,
    as_json: options.Json = False,
) -> None:
    """Check every file and every run, and compute a sample of the runs again.

    Exit status 5 if anything is damaged, or came to something else than the first time.

    Examples:
      simulator verify results/sweeps/france-2009-depth-of-cuts
      simulator verify results/severe --sample 3
    """
    from simulator.experiments import verifying

    try:
        verdict = verifying.verify(folder, sample)
    except KeyboardInterrupt:
        complain("stopped")
        raise typer.Exit(INTERRUPTED) from None
    for notice in verdict.notices:
        complain(f"note: {notice}")
    for wrong in verdict.wrong[:MOST_SHOWN]:
        complain(wrong)
    if len(verdict.wrong) > MOST_SHOWN:
        complain(f"... and {len(verdict.wrong) - MOST_SHOWN} more")
    if as_json:
        put_json(verdict.plain())
    elif verdict.sound:
        runs = f"{verdict.rows:,} runs and " if verdict.rows else ""
        put(
            f"{folder}: {runs}{verdict.checked} files are whole, "
            f"{verdict.rerun} computed again came out the same\n"
        )
    if not verdict.sound:
        raise typer.Exit(DAMAGED)


def _certificates(
    authority: Path | None, certificate: Path | None, key: Path | None
) -> "Certificates | None":
    from simulator.experiments.cluster import Certificates

    if authority is None and certificate is None and key is None:
        return None
    if authority is None or certificate is None or key is None:
        problem = "one or two of three certificates"
        raise InputError.of(problem, "--tls-ca, --tls-cert and --tls-key", key="--tls-ca")
    return Certificates(authority, certificate, key)


def _elsewhere(
    address: str | None, certificates: "Certificates | None"
) -> "AbstractContextManager[Crew | None]":
    from simulator.experiments.cluster import cluster

    if address is None and certificates is not None:
        raise InputError.of("certificates without a cluster", "--cluster ADDRESS", key="--tls-ca")
    return nullcontext() if address is None else cluster(address, certificates)


def _told(swept: "Swept") -> bool:
    """List the runs that failed, the first of many, and return whether there are any."""
    failures = int(swept.manifest["failures"])
    for one in swept.manifest["failed"][:MOST_SHOWN]:
        complain(
            f"point {one['point']}, {one['programme']} under {one['assumptions']}, replication "
            f"{one['replication']} failed at {one['stage']}: {one['error']}"
        )
    if failures > MOST_SHOWN:
        complain(f"... and {failures - MOST_SHOWN:,} more failed")
    return failures > 0


def _put(swept: "Swept", folder: Path) -> None:
    """Show the means of the first points, and where the rest is."""
    from simulator.experiments.described import unit_of

    shown = swept.manifest["sweep"]["outcomes"] or [n for n in HEADLINES if n in swept.outcomes]
    units = {one["name"]: one["unit"] for one in swept.factors} | {n: unit_of(n) for n in shown}
    hidden = set(swept.outcomes) - set(shown)
    means = swept.means(first=SHOWN_ROWS).drop(columns=hidden)
    columns = [f"{name}>" if means[name].dtype.kind in "if" else str(name) for name in means]
    rows = [
        [_cell(value, units.get(name, "")) for name, value in zip(means, row, strict=True)]
        for row in means.itertuples(index=False)
    ]
    more = len(swept.points) * len(swept.manifest["scenarios"]) - len(rows)
    put_table(columns, rows, f"{swept}")
    put((f"... and {more:,} more\n" if more > 0 else "") + f"written to {folder}\n")


def _cell(value: Any, unit: str) -> str:
    return number(value, unit) if isinstance(value, float) else str(value)


def _put_json(swept: "Swept", folder: Path) -> None:
    from simulator.experiments.tables import records

    kept = ("study", "sweep_name", "design", "digest", "seed", "factors", "runs", "failures")
    told: dict[str, Any] = {name: swept.manifest[name] for name in kept}
    told["versions"] = swept.manifest["versions"]
    told |= {"out": str(folder), "failed": records(swept.failed)}
    put_json(told | {"points": records(swept.points), "summary": records(swept.summary())})
