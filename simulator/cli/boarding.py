"""`simulator board`: a what-if board as a web page."""

from typing import Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import put


def board(
    study: options.StudyName,
    programme: Annotated[
        str | None,
        typer.Option(help="Set against none; by default the announced one, or the first."),
    ] = None,
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    sliders: Annotated[
        list[str] | None,
        typer.Option(
            "--slider", metavar="PATH", help="A parameter to move; may be given several times."
        ),
    ] = None,
    lang: Annotated[
        options.Language, typer.Option(help="The board's language.")
    ] = options.Language.EN,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where it listens.")] = 8866,
) -> None:
    """Serve a what-if board with sliders to a browser on this machine; Ctrl-C stops it.

    Examples:
      simulator board france-2009
      simulator board my-study --programme line --slider distributors.etc.net_days --port 9000
    """
    from simulator.boards.opening import programme_of
    from simulator.boards.serving import serve
    from simulator.boards.sliders import sliders_of
    from simulator.study.study import load

    loaded = load(study)
    chosen = programme_of(loaded, programme)
    sliders_of(loaded.scenario(chosen, assumptions), sliders)
    given = {
        "study": str(loaded.folder),
        "programme": chosen,
        "assumptions": assumptions,
        "sliders": sliders,
        "language": lang.value,
    }
    serve(given, port, lambda address: put(f"the board is at {address} (Ctrl-C stops it)\n"))
