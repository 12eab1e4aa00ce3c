"""The random streams of a run: seen when it draws, explained here."""

from collections.abc import Iterator
from datetime import date
from unittest.mock import patch

from simulator.market.population import draw_portfolio
from simulator.streams import Stream
from tests.measures.every_kind import KINDS, lively_world, usual
from tests.small_worlds import Case, run_case

DRAWN = {
    "population": ("reseller", "the market: kinds, sizes, ratings, cash, accounts; its own seed"),
    "orders": ("reseller", "the base order book: days, amounts, what the customer does"),
    "orders/<product>/<layer>": ("reseller", "further orders, a quarter of normal demand a layer"),
    "references": ("reseller", "which of a product's references an order is for"),
    "references/<product>/<layer>": ("reseller", "the same, of further orders"),
    "take-up/<measure>": ("reseller", "whether an order is financed because of a measure"),
    "take-up/<measure>/<product>/<layer>": ("reseller", "the same, of further orders"),
    "failures": ("reseller", "its own part of the latent variable of failure"),
    "failures/market": ("none", "the common factor of failures"),
    "review": ("account", "of each month's review: cut, cancel, depth, restore"),
    "review-day": ("account", "the place of its reviews in the month"),
    "wave/<insurer>/<wave>": ("account", "who is cut, how deep, cancelled or not, on which day"),
    "incident/<insurer>/<incident>": ("account", "whose limit drops by mistake"),
    "relief/<insurer>/<relief>": ("account", "whose limit is given back"),
    "public/<scheme>": ("account", "whether its wholesaler asks the state"),
    "take-part/<measure>": ("account or reseller", "who takes part"),
    "joins/<measure>": ("wholesaler", "whether it joins, and after how many days"),
    "recorded": ("order", "what an order file leaves open: lateness, patience, financing, mark"),
}  # fmt: skip
"""By name: to whom a generator belongs, and what it draws."""
ELSEWHERE = ("recorded",)
"""Streams of markets that are read from files."""


def rows_of_streams() -> Iterator[tuple[str, str, str]]:
    """Yield name, entity and use of each stream.

    Raises:
        ValueError: a run draws from a stream that is not explained, or no longer from one that is.
    """
    seen = streams_seen()
    if seen ^ (DRAWN.keys() - {*ELSEWHERE}):
        raise ValueError(f"streams to explain, or to forget: {sorted(seen ^ DRAWN.keys())}")
    for name, (entity, use) in DRAWN.items():
        yield f"`{name}`", entity, use


def streams_seen() -> set[str]:
    """Return the streams that a small market draws from in which everything happens."""
    scheme = {"grants": "top_up", "starts": date(2009, 1, 5), "ends": date(2009, 6, 30)}
    world = lively_world({"public_cover": {"schemes": {"cap": scheme}}})
    measures = tuple(usual(kind, f"measure-{kind}", take_part_share=0.9) for kind in KINDS)
    found: set[str] = set()
    key = Stream.key

    def noted(stream: Stream) -> object:
        found.add(stream.name)
        return key.__get__(stream)

    with patch.object(Stream, "key", property(noted)):
        draw_portfolio(world)
        run_case(Case(world, measures))
    return {general(name, world.products, measures) for name in found}


def general(name: str, products: object, measures: object) -> str:
    """Return a stream's name with what belongs to one study left open.

    >>> general("wave/sfac/feb", {}, ()), general("orders/oem/0", {"oem": 1}, ())
    ('wave/<insurer>/<wave>', 'orders/<product>/<layer>')
    """
    first, *rest = name.split("/")
    if first in ("wave", "incident", "relief"):
        return f"{first}/<insurer>/<{first}>"
    if first == "public":
        return "public/<scheme>"
    if first == "failures":
        return name
    known = {
        **dict.fromkeys(products, "<product>"),
        **{one.name: "<measure>" for one in measures},
    }
    return "/".join([first, *("<layer>" if part.isdigit() else known[part] for part in rest)])
