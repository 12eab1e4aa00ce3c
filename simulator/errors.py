"""What the simulator says instead of a traceback: one small tree.

    SimulatorError
    ├── InputError       exit 2: what was typed or written is wrong; found before the first run
    ├── RefusedError     exit 3: it can be done, but only if asked for explicitly
    ├── VersionError     exit 5: written for another version of the simulator
    ├── StoreError       exit 5: a store of results is damaged, locked or somebody else's
    └── BrokenBookError  exit 1: an accounting identity does not hold; a fault of the simulator

Each carries its exit status, and a message that stands alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

MOST_SHOWN = 50
"""How many mistakes a message lists."""
LONGEST_PART = 2_000
"""Characters of a place, a key or a problem that a message shows; what is longer is cut."""
LARGEST_INTEGER = 2**63 - 1


class SimulatorError(Exception):
    """Whatever the simulator refuses or cannot do."""

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong in an input, and what would be right.

    Attributes:
        file: the file as the user knows it, or what else was typed ("--set"); may be empty.
        line: counted from 1, if known.
        key: the dotted path of the key; may be empty.
        problem: what is wrong.
        allowed: what is allowed; may be empty.
        nearest: the known name that was probably meant; may be empty.
    """

    file: str
    line: int | None
    key: str
    problem: str
    allowed: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        """Return `file:line: key: what is wrong; what is allowed; nearest name`.

        >>> print(Mistake("market.toml", 3, "strat", "unknown key", nearest="start"))
        market.toml:3: strat: unknown key; did you mean start?
        """
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        meant = f"did you mean {self.nearest}?" if self.nearest else ""
        said = "; ".join(part for part in (self.problem, self.allowed, meant) if part)
        parts = [_cut(part) for part in (place, self.key, said) if part]
        return escaped(": ".join(parts))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_PART else text[:LONGEST_PART] + "…"


class InputError(SimulatorError):
    """What was typed or written is wrong: all mistakes of one pass."""

    exit_code = 2

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(dict.fromkeys(mistakes))
        super().__init__(self.mistakes)

    @classmethod
    def of(
        cls,
        problem: str,
        allowed: str = "",
        nearest: str = "",
        *,
        file: str = "",
        line: int | None = None,
        key: str = "",
    ) -> "InputError":
        """Return the error of a single mistake."""
        return cls([Mistake(file, line, key, problem, allowed, nearest)])

    def __str__(self) -> str:
        lines = [str(mistake) for mistake in self.mistakes[:MOST_SHOWN]]
        if len(self.mistakes) > MOST_SHOWN:
            lines.append(f"... and {len(self.mistakes) - MOST_SHOWN} more mistakes")
        return "\n".join(lines)


class RefusedError(SimulatorError):
    """It can be done, but only if asked for explicitly; the message says how."""

    exit_code = 3


class VersionError(SimulatorError):
    """A file was written for another version of the simulator."""

    exit_code = 5


class StoreError(SimulatorError):
    """A store of results is damaged, locked or somebody else's."""

    exit_code = 5


def escaped(text: str) -> str:
    r"""Return a text whose control and direction marks are written out, so that it shows as it is.

    >>> print(escaped("a\x1b[31m"))
    a\x1b[31m
    """
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def escaped_lines(text: str) -> str:
    r"""Return a text of several lines as `escaped`, its line ends kept.

    >>> print(escaped_lines("a\x1b[31m\nb"))
    a\x1b[31m
    b
    """
    return "\n".join(map(escaped, text.split("\n")))


def shown(value: Any, most: int = 60) -> str:
    """Return a value as a message shows it: short, escaped, in TOML's words.

    >>> shown("5000"), shown(True), shown(2.5), shown([1, 2]), shown({})
    ('the text "5000"', 'true', '2.5', 'a list', 'a table')
    """
    match value:
        case str():
            text = escaped(value)
            return f'the text "{text if len(text) <= most else text[:most] + "…"}"'
        case bool():
            return str(value).lower()
        case int() if abs(value) > LARGEST_INTEGER:
            return "a number of more than 18 digits"
        case datetime():
            return f"the date and time {value.isoformat()}"
        case date() | time():
            return value.isoformat()
        case float():
            return f"{value:.15g}"
        case list() | tuple():
            return "a list"
        case dict():
            return "a table"
    return escaped(str(value))[:most]


class BrokenBookError(SimulatorError):
    """An accounting identity does not hold: a fault of the simulator, never of its user."""
