"""The shipped model with a spy in it; this module itself loads nothing heavy."""

import sys
from dataclasses import replace

from simulator import model

HEAVY = ("pandas", "matplotlib", "rich", "typer")


class Spying:
    """The shipped model, which also tells whether its process has loaded a heavy library."""

    prepare, draw, run = map(staticmethod, (model.prepare, model.draw, model.run))

    @staticmethod
    def measure(record, audit=False):
        measured = model.measure(record, audit)
        loaded = {f"loaded_{name}": float(name in sys.modules) for name in HEAVY}
        return replace(measured, values=measured.values | loaded)
