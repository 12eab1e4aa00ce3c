"""Cases of bad input: what is changed, what is typed, and all that is said of it.

A case is a table of a TOML file with the keys of `Case`; `was` is replaced once by `becomes`, or
all of the file is `content`. A message that ends in … is a beginning.
"""

import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
OF_USAGE = ("Usage: ", "Try ")
"""How the lines begin that every wrong use of a command is answered with."""


@dataclass(frozen=True)
class Case:
    """One bad input.

    Attributes:
        row: of the catalogue.
        types: the command, in a shell's words.
        file, was, becomes, content, encoding, times: how a file is changed.
        status: the exit status wanted.
        says: all lines of standard error.
        shows: what standard output must hold.
    """

    row: int
    types: str
    status: int = 2
    says: tuple[str, ...] = ()
    file: str = ""
    was: str = ""
    becomes: str = ""
    content: str | None = None
    encoding: str = "utf-8"
    times: int = 1
    shows: str = ""

    @property
    def name(self) -> str:
        """What the case is called."""
        change = self.becomes if self.content is None else self.content
        told = change if self.file else self.types
        return f"row {self.row}, {told[:40]!r}"

    @property
    def runs(self) -> bool:
        """Whether the command runs a market, if nothing keeps it from doing so."""
        return shlex.split(self.types)[0] in ("run", "compare", "sweep")

    def words(self) -> list[str]:
        """Return the command's words; a run is a short one."""
        words = shlex.split(self.types)
        if self.runs:
            words += ["--workers", "1"] if "--workers" not in words else []
        if words and words[0] in ("run", "compare"):
            words += ["--replications", "2"] if "--replications" not in words else []
        return words

    def change(self, folder: Path) -> None:
        """Change the file of the case below a folder."""
        if not self.file:
            return
        path = folder / self.file
        if self.content is not None:
            text = self.content * self.times
        else:
            before = path.read_text(encoding="utf-8")
            assert self.was in before
            text = before.replace(self.was, self.becomes * self.times, 1)
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(text.encode(self.encoding))


def cases_of(name: str) -> list[Case]:
    """Return the cases of a TOML file beside this one."""
    tables = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [Case(**{**table, "says": tuple(table.get("says", ()))}) for table in tables]


def said(errors: str) -> list[str]:
    """Return the lines of standard error that say what is wrong."""
    lines = [line for line in errors.splitlines() if line and not line.startswith(OF_USAGE)]
    return [line.removeprefix("Error: ") for line in lines]


def matches(line: str, wanted: str) -> bool:
    """Return whether a line is the one wanted, or begins with it where it ends in …"""
    return line.startswith(wanted[:-1]) if wanted.endswith("…") else line == wanted


def held(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder with their content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
