"""From a text to a plain tree with line numbers: TOML, within limits checked before parsing."""

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import LARGEST_INTEGER, InputError, Mistake
from simulator.study.explaining import explained
from simulator.study.lines import Lines, Path, lines_of
from simulator.study.reading import read_text

Tree = dict[str, Any]

DEEPEST = 32
"""Levels of tables, lists and dotted keys."""
LONGEST_NUMBER = 40
"""Digits of a number."""
NO_TEXT = "a byte that is no text"
_TOKEN = re.compile(
    r'(?P<text>"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)'
    r'|"(?:\\[^\n]|[^"\\\n])*"?|\'[^\'\n]*\'?)'
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<dot>\.)|(?P<rest>[=,\n])"
    rf"|(?P<digits>[0-9][0-9_]{{{LONGEST_NUMBER},}}|0x[0-9A-Fa-f_]{{{LONGEST_NUMBER},}})",
    re.DOTALL,
)


@dataclass(frozen=True)
class Document:
    """A TOML file that was read: its plain tree, and where each key stands.

    Attributes:
        file: the file as messages name it.
        text: its text.
        tree: its content; not to be changed.
    """

    file: str
    text: str
    tree: Tree

    @cached_property
    def lines(self) -> Lines:
        """The lines of all keys, found when first asked for."""
        return lines_of(self.text)

    def line(self, path: Path) -> int | None:
        """Return the line of a key, or of the nearest table or list that holds it."""
        return self.lines.of(path)

    def has(self, path: Path) -> bool:
        """Return whether the file itself holds this path."""
        return has(self.tree, path)

    @cached_property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The values that no study may hold."""
        return tuple(
            Mistake(self.file, self.line(path), dotted(path), problem, allowed)
            for path, problem, allowed in faults_of(self.tree)
        )


def read_document(path: FilePath, file: str) -> Document:
    """Return a TOML file, `file` being its name in messages.

    Raises:
        InputError: it cannot be read, or is not TOML.
    """
    return parsed(read_text(path, file), file)


def parsed(text: str, file: str) -> Document:
    """Return a TOML text as a document."""
    _check_limits(text, file)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(text, file, error) from None
    return Document(file, text, tree)


def _check_limits(text: str, file: str) -> None:
    """Refuse what a parser would choke on: deep nesting, long dotted keys, endless numbers."""
    depth = dots = 0
    for token in _TOKEN.finditer(text):
        match token.lastgroup:
            case "dot":
                dots += 1
            case "open":
                depth, dots = depth + 1, 0
            case "close":
                depth, dots = max(depth - 1, 0), 0
            case "rest":
                dots = 0
            case "digits":
                line = text.count("\n", 0, token.start()) + 1
                problem = f"a number of more than {LONGEST_NUMBER} digits"
                raise InputError.of(problem, file=file, line=line)
        if depth > DEEPEST or dots >= DEEPEST:
            line = text.count("\n", 0, token.start()) + 1
            what = "a dotted key" if dots else "nesting"
            raise InputError.of(
                f"{what} of more than {DEEPEST} levels", f"at most {DEEPEST}", file=file, line=line
            )


def _not_toml(text: str, file: str, error: tomllib.TOMLDecodeError) -> InputError:
    line, problem, allowed = explained(text, str(error))
    if "overwrite" in problem or "twice" in problem or "mutate" in problem:
        twice = lines_of(text).twice
        if twice:
            return InputError(
                Mistake(
                    file,
                    second,
                    dotted(path),
                    f"given twice, first in line {first}",
                    "each key and table once",
                )
                for path, first, second in twice
            )
    return InputError.of(problem, allowed, file=file, line=line)


def faults_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Yield (path, what is wrong, what is allowed) for values that no study may hold."""
    match value:
        case dict():
            for key, item in value.items():
                yield from faults_of(item, (*path, key))
        case list():
            for position, item in enumerate(value):
                yield from faults_of(item, (*path, position))
        case float() if not math.isfinite(value):
            yield path, f"{value} is not a finite number", "a number must be finite"
        case int() if abs(value) > LARGEST_INTEGER:
            yield path, "a number of more than 18 digits", "amounts up to 1,000,000,000,000"
        case str() if not is_unicode(value):
            yield path, NO_TEXT, "a text in UTF-8"
        case datetime() | time():
            yield path, f"{value.isoformat()} has a time of day", "a date only, such as 2009-02-16"


def is_unicode(text: str) -> bool:
    r"""Return whether a text can be written; half a character from a command line cannot.

    >>> is_unicode("é"), is_unicode("\udcff")
    (True, False)
    """
    return not any("\ud800" <= c <= "\udfff" for c in text)


def has(tree: Any, path: Path) -> bool:
    """Return whether a plain tree holds a path."""
    for key in path:
        if isinstance(tree, dict) and key in tree:
            tree = tree[str(key)]
        elif isinstance(tree, list) and isinstance(key, int) and 0 <= key < len(tree):
            tree = tree[key]
        else:
            return False
    return True


def dotted(path: Path) -> str:
    """Return a path as messages show it, list positions counted from 1.

    >>> dotted(("customers", "lateness", 0, 1))
    'customers.lateness[1][2]'
    """
    text = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path)
    return text.removeprefix(".")
