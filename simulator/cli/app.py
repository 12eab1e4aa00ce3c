"""The command and its commands: what may be typed, and what becomes of errors."""

import inspect
import io
import signal
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

import simulator
from simulator.cli import (
    asking,
    authoring,
    boarding,
    explaining,
    judging,
    listing,
    registering,
    running,
    seeking,
    sweeping,
    telling,
)
from simulator.cli.printing import complain, put
from simulator.errors import InputError, SimulatorError

FAULT = 70
"""Exit status where the simulator itself is at fault (sysexits: EX_SOFTWARE)."""

app = typer.Typer(
    name="simulator",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _laid_out(text: str | None) -> str:
    """Return a docstring with marks that keep the lines of each paragraph after the first."""
    return inspect.cleandoc(text or "").replace("\n\n", "\n\n\b\n")


for _name, _command in (
    ("list", listing.list_),
    ("check", authoring.check),
    ("run", running.run),
    ("compare", running.compare),
    ("explain", explaining.explain),
    ("split", running.split),
    ("hindcast", judging.hindcast),
    ("sweep", sweeping.sweep),
    ("verify", sweeping.verify),
    ("sensitivity", asking.sensitivity),
    ("attribute", seeking.attribute),
    ("tip", seeking.tip),
    ("discover", asking.discover),
    ("robustness", asking.robustness),
    ("information", asking.information),
    ("optimise", seeking.optimise),
    ("briefing", telling.briefing),
    ("board", boarding.board),
    ("assumptions", registering.assumptions),
    ("new", authoring.new),
    ("schema", authoring.schema),
):
    app.command(_name, help=_laid_out(_command.__doc__))(_command)

DESCRIPTION = """Trade credit, credit insurance and a publisher's rescue measures, simulated.

Exit status: 0 done; 1 done in part, failed replications are listed;
2 wrong usage or input, nothing was run; 3 refused; 5 a results folder is
damaged or somebody else's; 130 interrupted, what had finished is kept.

Examples:
  simulator list france-2009
  simulator compare france-2009 --programmes none,announced --replications 50
  simulator briefing france-2009 --out results/briefing
"""


def _show_version(wanted: bool) -> None:
    if wanted:
        put(f"simulator {simulator.__version__}\n")
        raise typer.Exit


@app.callback(help=_laid_out(DESCRIPTION))
def simulator_(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error arose.")] = False,
) -> None:
    """Take what concerns every command."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command on the arguments typed, and end with its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    _show_whatever_can_be_shown()
    _take_termination_as_an_interrupt()
    try:
        _refuse_empty(given)
        app([one for one in given if one != "--debug"], prog_name="simulator")
    except SimulatorError as error:
        if debug:
            raise
        complain(str(error))
        sys.exit(error.exit_code)
    except Exception as error:
        if debug:
            raise
        said = f"{type(error).__name__}: {error}"
        complain(f"a fault of the simulator: {said} (--debug shows where it arose)")
        sys.exit(FAULT)
    sys.exit(0)


def _refuse_empty(given: Sequence[str]) -> None:
    """Refuse an argument of nothing: `--out ""` of an unset variable would be this very folder."""
    for before, one in zip(("", *given), given, strict=False):
        if not one.strip() or (one.startswith("--") and one.endswith("=")):
            key = one.rstrip("=") or (before if before.startswith("--") else "")
            raise InputError.of("an empty argument", "a value, or leave it out", key=key.strip())


def _show_whatever_can_be_shown() -> None:
    """Let a stream that lacks a character show a question mark instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _take_termination_as_an_interrupt() -> None:
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What is ignored stays ignored: nohup asks for it.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
