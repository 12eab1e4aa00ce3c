"""Texts that go into a spreadsheet: none is taken for a formula."""

from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""


def without_formula(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula; anything else as it is.

    >>> without_formula("=1+1"), without_formula("none"), without_formula(-1.0)
    ("'=1+1", 'none', -1.0)
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value
