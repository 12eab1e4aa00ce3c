"""The names that a study gives: of distributors, measures, assumptions, and files."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

LONGEST_NAME = 64
NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
ALLOWED = f"lower-case letters a-z, digits, - and _, at most {LONGEST_NAME}, no - or _ first"
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Names that Windows keeps for devices, in every folder."""


def fault_of(name: str) -> str:
    """Return what is wrong with a name, or an empty text if it will do.

    >>> fault_of("tech-data"), fault_of("con"), fault_of("Etc")
    ('', 'a name that Windows keeps for a device', "'E' in a name")
    """
    if not name:
        return "an empty name"
    if len(name) > LONGEST_NAME:
        return f"a name of {len(name)} characters"
    if name in DEVICES:
        return "a name that Windows keeps for a device"
    if NAME.fullmatch(name):
        return ""
    strange = next((c for c in name if not NAME.fullmatch("a" + c)), name[0])
    if ord(strange) < 128:
        return f"{strange!r} in a name"
    return f"{strange!r} ({unicodedata.name(strange, 'unnamed')}) in a name"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known name that `word` was probably meant to be, or an empty text.

    >>> nearest("limt_eur", ["limit_eur", "cash_eur"])
    'limit_eur'
    """
    names = list(known)
    plain = word.casefold().replace("-", "_").replace(" ", "_")
    for name in names:
        if name.replace("-", "_") == plain:
            return name
    return next(iter(difflib.get_close_matches(word.casefold(), names, 1, cutoff)), "")


def listed(names: Iterable[str], most: int = 12) -> str:
    """Return names in a row, the first of many only.

    >>> listed(["etc", "actebis"])
    'etc, actebis'
    """
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
