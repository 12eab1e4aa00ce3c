"""What the model is made of, read from its code: the tables of the pages ODD and STRESS."""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simulator import calendar
from simulator.book import state
from simulator.catalogue import kinds
from simulator.processes import simulation
from simulator.study import paths
from simulator.study.fields import Table
from simulator.study.schema import World
from tests.documents.acting import actors
from tests.documents.marked import table
from tests.documents.streams import rows_of_streams

ENTITIES: dict[str, tuple[np.dtype[Any], str]] = {
    "reseller": (state.RESELLER, "buys on credit, sells, pays, may fail"),
    "account": (state.ACCOUNT, "one reseller at one wholesaler, as wholesaler and insurer see it"),
    "line": (state.LINE, "one line of an account's credit: insured, public, publisher, own risk"),
    "order or invoice": (state.ITEM, "what a reseller ordered, what became of it, what is owed"),
    "insurer": (state.INSURER, "grants, reviews, cuts, restores, indemnifies"),
    "wholesaler": (state.DISTRIBUTOR, "sells on terms, grants own-risk lines, collects"),
    "product": (state.PRODUCT, "the publisher's or others' goods"),
}
PHASES = {
    "COVER": "limits, lines and measures change",
    "RECEIPTS": "money from customers, financing arm, insurers and publisher lands",
    "PAYMENTS": "resellers pay payroll and due invoices; stops and failures are judged",
    "TRADING": "waiting orders, then the day's new ones",
    "CLOSE": "accounts are taken",
}
STEPS = (
    "BOOKKEEPING", "FACTORS", "WAVES", "REPAIRS", "FAULTS", "RELIEFS", "DESKS", "MEASURES",
    "PUBLIC_COVER",
)  # fmt: skip


def entities() -> str:
    """Return the state variables of every entity."""
    rows = [
        (f"**{name}**", what, ", ".join(f"`{field}`" for field in dtype.names or ()))
        for name, (dtype, what) in ENTITIES.items()
    ]
    return table(("entity", "what it is", "state variables"), *rows)


def phases() -> str:
    """Return the phases of a day with their times."""
    rows = [(f"{getattr(calendar, name):.1f}", name.lower(), what) for name, what in PHASES.items()]
    steps = sorted(STEPS, key=lambda name: float(getattr(simulation, name)))
    order = ", ".join(step.lower().replace("_", " ") for step in steps)
    return (
        f"{table(('time', 'phase', 'what happens'), *rows)}\n\nThe cover phase in order: {order}."
    )


def processes() -> str:
    """Return the institutions' processes."""
    return table(("process", "looks in", "what it does"), *actors())


def measures() -> str:
    """Return the kinds of measure that the publisher may take."""
    rows = [
        (f"`{kind}`", len(own_fields(cls)), first_line(cls))
        for kind, cls in kinds("measures").items()
    ]
    return table(("measure", "parameters", "what it does"), *rows)


def own_fields(cls: type[Any]) -> set[str]:
    """Return the parameters that a kind of measure has besides those that every kind has."""
    base = kinds("measures")["guaranteed_line"].__mro__
    common = next(c for c in base if c.__name__ == "Measure")
    return {*cls.model_fields} - {*common.model_fields}


def outcomes() -> str:
    """Return every outcome that is measured."""
    rows = [
        (f"`{kind}`", cls.unit, cls.better, cls.meaning) for kind, cls in kinds("outcomes").items()
    ]
    return table(("outcome", "unit", "better", "meaning"), *rows)


def parameters() -> str:
    """Return the tables of parameters of the world, with how many each has."""
    rows = [(f"`{name}`", count, meaning) for name, count, meaning in parameter_tables()]
    return table(("table", "parameters", "of"), *rows)


def parameter_tables() -> Iterator[tuple[str, int, str]]:
    own = sum(1 for _, f in World.model_fields.items() if not below(f.annotation))
    yield "(top)", own, "The run."
    for name, field in World.model_fields.items():
        inner = below(field.annotation)
        if inner:
            many = paths.named_tables_of(field.annotation) is not None
            yield name + (".*" if many else ""), counted(inner), field.description or ""


def below(annotation: Any) -> type[Table] | None:
    return paths.table_of(annotation) or paths.named_tables_of(annotation)


def counted(model: type[Table]) -> int:
    """Return how many parameters a table has, those of tables in it included."""
    inner = [below(field.annotation) for field in model.model_fields.values()]
    return sum(counted(one) if one else 1 for one in inner)


def streams() -> str:
    """Return every random stream by name."""
    return table(("stream", "an entity is", "what it draws"), *rows_of_streams())


def first_line(thing: Any) -> str:
    """Return the first sentence of a docstring, on one line."""
    return re.sub(r"\s+", " ", (inspect.getdoc(thing) or "").partition("\n\n")[0])


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "odd.md": {
        "entities": entities,
        "phases": phases,
        "processes": processes,
        "streams": streams,
        "measures": measures,
    },
    "stress.md": {"outcomes": outcomes, "parameters": parameters},
}
"""By page: what is made of it."""
