"""`sim.board`: a board on a study."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import InputError
from simulator.experiments.limits import SEED
from simulator.study.files import BASE, NONE
from simulator.study.names import listed, nearest
from simulator.study.study import Study, load

if TYPE_CHECKING:
    from simulator.boards.board import Board
    from simulator.charts.base import Language

FEW_RESELLERS = 1_000
FEW_REPLICATIONS = 4


def board(
    study: Study | str | Path,
    programme: str | None = None,
    assumptions: str = BASE,
    sliders: Sequence[str] | Mapping[str, tuple[float, float]] | None = None,
    *,
    resellers: int = FEW_RESELLERS,
    replications: int = FEW_REPLICATIONS,
    seed: int = SEED,
    language: "Language" = "en",
) -> "Board":
    """Return a what-if board that shows itself in a notebook: sliders, chart, key figures.

    When a slider is let go, a small market is run with and without the programme, on the same
    draws. `.comparison` holds the answer that is shown.

    Args:
        study: a study, its name, or its folder.
        programme: the one set against none; by default the announced one, or the first.
        assumptions: what is assumed of the world.
        sliders: dotted paths to move, or paths with their ends; by default the deepest wave of
            cuts, customers' terms and one parameter a measure.
        resellers: how many are drawn; a market from files is run whole.
        replications: how many; two or more have intervals.
        seed: of all draws.
        language: "en" or "fr".

    Raises:
        InputError: a name is unknown, a parameter cannot be slid, or ipywidgets is missing.
    """
    try:
        from simulator.boards.board import Board
    except ModuleNotFoundError as error:
        raise missing(error) from None
    loaded = study if isinstance(study, Study) else load(study)
    settings = (resellers, replications, seed)
    return Board(loaded, programme_of(loaded, programme), assumptions, sliders, settings, language)


def programme_of(study: Study, asked: str | None) -> str:
    """Return the programme that a board sets against none."""
    programmes = [name for name in study.programmes if name != NONE]
    if asked is None and programmes:
        return "announced" if "announced" in programmes else programmes[0]
    if asked not in programmes:
        allowed = listed(programmes) or "a study with a programme of one measure or more"
        problem = f"no programme {asked!r} to set against none"
        raise InputError.of(problem, allowed, nearest(str(asked), programmes), key="programme")
    return asked


def missing(error: ModuleNotFoundError) -> InputError:
    """Return what is said where a library of the extra `notebooks` is not installed."""
    install = 'pip install "trade-credit-simulator[notebooks]", or make venv'
    return InputError.of(f"a board needs {error.name}, which is not installed", install)
