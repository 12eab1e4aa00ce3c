"""Small runs of the product: a market from keyword arguments, or a drawn one, and its tables."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from simulator import model
from simulator.book.record import Record
from simulator.catalogue import kinds
from simulator.study.inputs import merged
from simulator.study.schema import World
from tests.market.worlds import a_world
from tests.plain.markets import Market
from tests.plain.product import draws_of

Changes = dict[str, Any]

CRISIS: Changes = {
    "end": date(2009, 8, 31),
    "warm_up_days": 60,
    "population": {"resellers": 60, "kinds": {"reseller": {"cash_days_median": 8.0}}},
    "distributors": {
        "north": {"own_risk_share": 0.2, "own_risk_budget_eur": 40_000.0, "bridging_days": 20},
        "south": {"own_risk_share": 0.1},
    },
    "insurers": {
        "sfac": {
            "waiting_days": 40,
            "notice_days": 3,
            "review": {"cut_hazard_per_month": 0.1, "restore_hazard_per_month": 0.2},
            "loss_ratio_rule": {},
            "waves": {"feb": {"starts": date(2009, 2, 2), "ends": date(2009, 2, 27), "share": 0.6}},
            "incidents": {
                "fault": {"on": date(2009, 3, 16), "share": 0.3, "restored_after_days": 9}
            },
            "reliefs": {"may": {"on": date(2009, 5, 4), "share": 0.5, "restored_share": 0.5}},
        }
    },
    "failure": {"annual_hazard": [0.15] * 10, "recovery_share": 0.1, "recovery_lag_days": 60},
}
"""Changes of the small world that bring every institution into play."""


def without_coupling() -> World:
    """Return the world in crisis, less what lets one account's fate depend on another's."""
    world = crisis_world().model_dump()
    world["distributors"]["north"]["own_risk_budget_eur"] = None
    world["insurers"]["sfac"] |= {
        "waves": {},
        "incidents": {},
        "reliefs": {},
        "loss_ratio_rule": None,
    }
    return World.model_validate(world)


def crisis_world(changes: Changes | None = None) -> World:
    """Return the small world in crisis, with some tables changed."""
    return a_world(merged(CRISIS, changes or {}))


@dataclass(frozen=True)
class Case:
    """What a run needs of a scenario."""

    world: World
    measures: tuple[Any, ...] = ()
    folder: Path = Path()


def a_measure(kind: str, name: str = "line", **fields: Any) -> Any:
    """Return a measure, by default from 2 March to 31 May 2009."""
    window = {"starts": date(2009, 3, 2), "ends": date(2009, 5, 31)}
    return kinds("measures")[kind].model_validate(window | {"kind": kind, "name": name} | fields)


def run_case(
    case: Case, seed: int = 1, replication: int = 0, *, check: bool = False, audit: bool = False
) -> Record:
    """Return one replication of a drawn or filed market."""
    prepared = model.prepare(case)  # type: ignore[arg-type]
    draws = model.draw(case, prepared, seed, replication)  # type: ignore[arg-type]
    return model.run(case, prepared, draws, check=check, audit=audit)  # type: ignore[arg-type]


def run_market(market: Market) -> Record:
    """Return the run of a market from keyword arguments, checked at every close, with a trail."""
    prepared = model.Prepared(market.prepared.calendar, market.prepared.portfolio, None)
    return model.run(market, prepared, draws_of(market), check=True, audit=True)  # type: ignore[arg-type]


def tables_of(record: Record) -> dict[str, pd.DataFrame]:
    """Return the audit's tables as frames."""
    audit = model.measure(record, audit=True).audit
    return {name: pd.DataFrame(table) for name, table in audit.items()}


def postings_of(record: Record) -> dict[tuple[str, str, str], list[int]]:
    """Return all postings by entry, cents a business day."""
    return {tuple(entry): days.tolist() for entry, days in record.ledger}


def bytes_of(record: Record) -> tuple[list[bytes], dict[tuple[str, str, str], list[int]]]:
    """Return everything a run leaves, as bytes and plain numbers."""
    book = record.book
    columns = [
        array[name].tobytes()
        for array in (book.resellers, book.accounts, book.lines, book.items)
        for name in array.dtype.names
    ]
    return [*columns, book.ledger.tobytes(), book.market.tobytes()], postings_of(record)
