"""Small worlds to draw from: two wholesalers, one insurer, two products."""

from datetime import date
from typing import Any

from simulator.calendar import Calendar
from simulator.study.inputs import merged
from simulator.study.schema import World

KIND: dict[str, Any] = {
    "share_of_resellers": 1.0,
    "purchases_median_eur": 100_000,
    "product_mix": {"oem": 0.25, "other_goods": 0.75},
}
WORLD: dict[str, Any] = {
    "start": date(2009, 1, 1),
    "end": date(2009, 12, 31),
    "warm_up_days": 0,
    "population": {"resellers": 100, "kinds": {"reseller": KIND}},
    "products": {
        "oem": {"order_median_eur": 500, "order_sigma": 0.8},
        "other_goods": {"publisher": False, "order_median_eur": 2_000, "order_sigma": 0.5},
    },
    "distributors": {
        "north": {"share": 0.6, "net_days": 30, "insurers": {"sfac": 1.0}},
        "south": {"share": 0.4, "end_of_month_days": 30, "insurers": {"sfac": 1.0}},
    },
    "insurers": {"sfac": {}},
}


def a_world(changes: dict[str, Any] | None = None) -> World:
    """Return the small world, with some tables changed."""
    return World.model_validate(merged(WORLD, changes or {}))


def with_kind(changes: dict[str, Any], **population: Any) -> dict[str, Any]:
    """Return changes of the one kind of reseller, and of the population."""
    return {"population": {"kinds": {"reseller": changes}, **population}}


def calendar_of(world: World) -> Calendar:
    """Return the days of a run in `world`."""
    return Calendar.between(world.start, world.end, world.warm_up_days, world.calendar)
