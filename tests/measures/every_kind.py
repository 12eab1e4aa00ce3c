"""Values with which every kind of measure does something in the small world, or nothing at all."""

from datetime import date
from typing import Any

from simulator.catalogue import kinds
from simulator.study.inputs import merged
from simulator.study.schema import World
from tests.small_worlds import a_measure, crisis_world, without_coupling

LIVELY: dict[str, Any] = {
    "products": {"oem": {"elasticity": -0.9}},
    "rebates": {"rate": 0.03, "lag_days": 30},
    "financing": {"take_up_share": 0.1, "least_amount_eur": 500.0, "reseller_paid_in_days": 30},
}
"""Changes of the small world that give every lever something to move."""

SURE = {"joins_probability": 1.0, "joins_after_days": [0, 0, 0]}
USUAL: dict[str, dict[str, Any]] = {
    "open_discount": {"product": "oem"},
    "negotiated_extension": SURE,
    "project_reward": {
        "least_project_eur": 200.0,
        "double_products": ["oem"],
        "double_starts": date(2009, 3, 2),
        "double_ends": date(2009, 3, 31),
    },
}
"""By kind: what it needs in the small world to do something."""

IDLE: dict[str, dict[str, Any]] = {
    "guaranteed_line": {"amount_eur": 0.0},
    "firm_order_line": {"amount_eur": 0.0},
    "negotiated_extension": {"amount_eur": 0.0},
    "open_discount": {"discount": 0.0},
    "software_assurance_promotion": {"discount": 0.0},
    "fast_payment": {"paid_in_days": 30, "take_up_increase": 0.0},
    "double_back_margin": {"multiplier": 1.0},
    "project_reward": {"reward_rate": 0.0, "detection_uplift": 0.0, "pulled_share": 0.0},
}
"""By kind: the values with which it changes nothing."""

KINDS = sorted(kinds("measures"))
LINES = [kind for kind in KINDS if kinds("measures")[kind].grants_line]
PRICES = ["double_back_margin", "open_discount", "software_assurance_promotion"]


def usual(kind: str, name: str = "line", **fields: Any) -> Any:
    """Return a measure of a kind that does something in the lively world."""
    window = {"starts": fields.get("starts"), "ends": fields.get("ends")}
    values = {**USUAL.get(kind, {}), **fields}
    if kind == "project_reward" and window["starts"] is not None:
        values |= {"double_starts": window["starts"], "double_ends": window["ends"]} | fields
    return a_measure(kind, name, **values)


def lively_world(changes: dict[str, Any] | None = None) -> World:
    """Return the small world in crisis, in which every lever has something to move."""
    return crisis_world(merged(LIVELY, changes or {}))


def lively_without_coupling() -> World:
    """Return the lively world, less what lets one account's fate depend on another's."""
    return World.model_validate(merged(without_coupling().model_dump(), LIVELY))
