"""The product's run of a random market, with a look at the book at every close."""

from collections.abc import Callable
from unittest.mock import patch

from simulator import model
from simulator.book.book import Book
from simulator.book.record import Record
from tests.plain.markets import Market
from tests.plain.product import draws_of

Look = Callable[[Book], None]


def run_of(market: Market, look: Look | None = None) -> Record:
    """Return the record of a market, its identities held at every close; `look` sees each book."""
    prepared = model.Prepared(market.prepared.calendar, market.prepared.portfolio, None)
    held = model.check_identities

    def hold_and_look(book: Book) -> None:
        held(book)
        if look is not None:
            look(book)

    with patch.object(model, "check_identities", hold_and_look):
        return model.run(market, prepared, draws_of(market), check=True, audit=True)  # type: ignore[arg-type]
