"""Customers' orders as they are drawn or recorded, each with its own luck, before a programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from tests.plain.book import Order
from tests.plain.incentives import FastPayment
from tests.plain.placing import placed
from tests.plain.reseller import Reseller
from tests.plain.town import Chances, Town


@dataclass(frozen=True)
class Source:
    """Where orders come from: the base book (`layer` is empty) or a layer `<product>/<j>`."""

    book: OrderBook
    layer: str = ""

    def stream(self, name: str) -> str:
        return f"{name}/{self.layer}" if self.layer else name

    def id_of(self, reseller: str, row: int, number: int) -> str:
        if self.layer:
            return f"{reseller}-{self.layer.replace('/', '.')}-{number}"
        return f"{reseller}-{number}" if self.book.ids is None else str(self.book.ids[row])


def bring_orders(town: Town, portfolio: Portfolio, draws: Chances) -> None:
    """Give each reseller what its customers wish for, by day, and let the programme place it."""
    sources = [Source(draws.orders), *draws.layers]
    for i, reseller in enumerate(town.resellers):
        wished = [
            order for source in sources for order in wishes(town, portfolio, source, i, reseller)
        ]
        reseller.wished = sorted(wished, key=lambda order: order.ordered)
        for order in placed(town, reseller.wished):
            reseller.expect(order)
        town.record.orders += reseller.orders


def wishes(
    town: Town, portfolio: Portfolio, source: Source, i: int, reseller: Reseller
) -> Iterator[Order]:
    """Yield the orders of a source for one reseller, in its order."""
    book = source.book
    first, count = int(book.start[i]), int(book.start[i + 1] - book.start[i])
    fast = [m.terms.name for m in town.measures if isinstance(m, FastPayment)]

    def uniforms(name: str) -> list[float]:
        entity = portfolio.entities[i : i + 1]
        row: list[float] = town.chances.uniforms(source.stream(name), entity, count)[0].tolist()
        return row

    sells = uniforms("references")
    take_up = {name: uniforms(f"take-up/{name}") for name in fast}
    for number in range(count):
        row = first + number
        product, ordered = portfolio.products[book.product[row]], int(book.day[row])
        yield Order(
            id=source.id_of(reseller.id, row, number + 1),
            reseller=reseller,
            ordered=ordered,
            arrives=town.diary.business_day(max(ordered, town.diary.first_day)),
            product=product,
            publisher=town.world.products[product].publisher,
            listed=int(book.amount[row]),
            pays_after=int(book.pays_after[row]),
            patience=int(book.patience[row]),
            financed=bool(book.financed[row]),
            level=float(book.mark[row]),
            sells=sells[number],
            take_up={name: row_of[number] for name, row_of in take_up.items()},
        )
