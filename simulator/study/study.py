"""A study: a folder of TOML files, read once, from which scenarios are made."""

import html
from dataclasses import dataclass, field
from pathlib import Path

from simulator.errors import InputError
from simulator.study.files import BASE, NONE, Files, names_in, read_files
from simulator.study.folders import MARKET, study_folder
from simulator.study.inputs import Inputs
from simulator.study.loading import inputs_of
from simulator.study.parsing import Document
from simulator.study.scenario import Scenario, build


@dataclass(frozen=True, eq=False)
class Study:
    """A study as it stood when it was loaded.

    Attributes:
        name: the name of its folder.
        folder: where it lies.
        files: what became of each of its files, by place in the folder.
    """

    name: str
    folder: Path
    files: Files = field(repr=False)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The names of its assumptions, `base` first."""
        return names_in(self.files, "assumptions")

    @property
    def programmes(self) -> tuple[str, ...]:
        """The names of its programmes, `none` first."""
        return names_in(self.files, "programmes")

    @property
    def sweeps(self) -> tuple[str, ...]:
        """The names of its designs."""
        return names_in(self.files, "sweeps")

    @property
    def title(self) -> str:
        """What the study is called in full."""
        return self.title_of(MARKET)

    def title_of(self, place: str) -> str:
        """Return the title in one of its files (`programmes/announced.toml`), or an empty text."""
        document = self.files.get(place)
        title = document.tree.get("title") if isinstance(document, Document) else None
        return title if isinstance(title, str) else ""

    def document(self, place: str) -> Document:
        """Return one of its files, such as `sweeps/tipping.toml`.

        Raises:
            InputError: there is no such file, or it is not TOML.
        """
        found = self.files.get(place)
        if isinstance(found, Document):
            return found
        raise InputError(found) if found else InputError.of("no such file", file=place)

    def scenario(self, programme: str = NONE, assumptions: str = BASE) -> Scenario:
        """Return one programme under some assumptions, checked.

        Raises:
            InputError: a name is unknown, or the files hold mistakes; all of them are said.
            RefusedError: it is too large to be run without being asked for explicitly.
        """
        return build(self.inputs(programme, assumptions))

    def inputs(self, programme: str = NONE, assumptions: str = BASE) -> Inputs:
        """Return the plain trees of one scenario, not yet checked."""
        return inputs_of(self.name, self.folder, self.files, programme, assumptions)

    def _repr_html_(self) -> str:
        rows = (
            ("assumptions", ", ".join(self.assumptions)),
            ("programmes", ", ".join(self.programmes)),
            ("sweeps", ", ".join(self.sweeps)),
        )
        cells = "".join(
            f"<tr><th>{name}</th><td>{html.escape(value)}</td></tr>" for name, value in rows
        )
        title = html.escape(self.title or self.name)
        return f"<table><caption>{title}</caption>{cells}</table>"


def load(name_or_path: str | Path) -> Study:
    """Return the study of a name (`france-2009`) or of a folder.

    Its files are read once, here. A mistake in one of them is said when a scenario needs the file,
    or by `check`, which says all.

    Raises:
        InputError: there is no such study.
        VersionError: it was written for a newer simulator.
    """
    folder = study_folder(name_or_path).resolve()
    return Study(folder.name, folder, read_files(folder))
