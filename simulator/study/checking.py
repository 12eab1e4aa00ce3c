"""The check of a whole study: every file, and every programme under every assumption."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simulator.errors import InputError, Mistake
from simulator.study.examining import examine
from simulator.study.folders import FAMILIES, MARKET, RECORD, as_shown
from simulator.study.names import nearest
from simulator.study.observations import examine_record
from simulator.study.parsing import Document
from simulator.study.refusing import refusal
from simulator.study.study import Study

_KNOWN = (MARKET, RECORD, *FAMILIES, "data")
MOST_LOOKED_FOR = 2_000
"""Mistakes after which no further scenario is looked at: nobody is shown so many."""


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes:
        mistakes: what keeps a scenario of the study from being run.
        notices: what is allowed, and what the user should know.
        scenarios: how many pairs of programme and assumptions were checked.
    """

    mistakes: tuple[Mistake, ...]
    notices: tuple[Mistake, ...]
    scenarios: int


def check(study: Study) -> Checked:
    """Return all mistakes and notices of a study, each once, in the order of files and lines."""
    mistakes, notices = list(_files(study)), list(_strays(study))
    mistakes += examine_record(study)[1]
    pairs = [(p, a) for a in study.assumptions for p in study.programmes]
    for programme, assumptions in pairs:
        if len(mistakes) > MOST_LOOKED_FOR:
            break
        try:
            inputs = study.inputs(programme, assumptions)
        except InputError as error:
            mistakes += error.mistakes
            continue
        world, measures, findings = examine(inputs)
        mistakes += findings.mistakes
        notices += findings.notices
        refused = refusal(world, measures) if world is not None else None
        if refused is not None:
            file, line = inputs.place(("population",))
            notices.append(Mistake(file, line, "refused", str(refused)))
    return Checked(_ordered(mistakes), _ordered(notices), len(pairs))


def _files(study: Study) -> Iterator[Mistake]:
    for found in study.files.values():
        yield from found.mistakes if isinstance(found, Document) else found


def _strays(study: Study) -> Iterator[Mistake]:
    """Yield what lies in the folder under a name that is nearly a known one."""
    for path in sorted(study.folder.iterdir()):
        meant = nearest(path.name, _KNOWN, 0.75)
        if path.name not in _KNOWN and meant:
            yield Mistake(as_shown(path), None, "", "is not read", nearest=meant)


def _ordered(mistakes: Iterable[Mistake]) -> tuple[Mistake, ...]:
    once = dict.fromkeys(mistakes)
    return tuple(sorted(once, key=lambda m: (m.file, m.line or 0, m.key)))
