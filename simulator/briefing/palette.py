"""The colours of programmes outside matplotlib: the same as in the charts."""

from functools import cache

import matplotlib as mpl

from simulator.charts.base import Tables
from simulator.charts.base.page import STYLE


@cache
def cycle() -> tuple[str, ...]:
    """Return the colours of the project's style, the reference's grey first.

    >>> cycle()[:2]
    ('#5B5B5B', '#0072B2')
    """
    return tuple(mpl.rc_params_from_file(STYLE)["axes.prop_cycle"].by_key()["color"])


def colour_of(tables: Tables, programme: str) -> str:
    """Return a programme's colour; a programme that stands alone is no reference."""
    alone = tables.reference is None and len(tables.programmes) == 1
    at = 1 if alone else tables.programmes.index(programme)
    return cycle()[at % len(cycle())]
