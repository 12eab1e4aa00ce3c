"""The publisher's products that a measure concerns."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from simulator.market.levers import Ground
from simulator.measures.base.measure import Fault
from simulator.study.schema import World
from simulator.units import Cents


def not_the_publishers(world: World, key: str, names: Sequence[str]) -> Iterator[Fault]:
    """Yield a fault if one of the products is other vendors' goods: nobody discounts those."""
    own = [name for name, product in world.products.items() if product.publisher]
    for name in names:
        if name in world.products and name not in own:
            problem = f"{name} is no product of the publisher"
            yield Fault(key, problem, f"its products are {', '.join(own) or 'none'}")


def codes_of(ground: Ground, names: Sequence[str]) -> list[int]:
    """Return the codes of products in the world's order; of all the publisher's if none is named.

    Returns an ascending list of codes.
    """
    products = ground.portfolio.products
    wanted = names or [name for name in products if ground.world.products[name].publisher]
    return [code for code, name in enumerate(products) if name in wanted]


def rates_on(ground: Ground, codes: Sequence[int], rate: int) -> Cents:
    """Return a rate (billionths) on some products, 0 on the others, (p,)."""
    rates: npt.NDArray[np.int64] = np.zeros(len(ground.portfolio.products), np.int64)
    rates[list(codes)] = rate
    return rates
