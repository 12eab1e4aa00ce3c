"""The two implementations behind one face: a market goes in, tables come out."""

from collections.abc import Callable

from tests.plain import model as plain_model
from tests.plain.markets import Market
from tests.plain.product import product
from tests.plain.tables import Tables, tables_of

Engine = Callable[[Market], Tables]


def plain(market: Market) -> Tables:
    """Run a market through the plain implementation."""
    return tables_of(plain_model.run(market, market.prepared, market.draws))


ENGINES: dict[str, Engine] = {"plain": plain, "product": product}
