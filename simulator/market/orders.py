"""The order book: one row an order, drawn or recorded; the model cannot tell which."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.units import Cents


@dataclass(frozen=True)
class OrderBook:
    """Orders (n) sorted by reseller, then by day, then by their place in the book.

    Attributes:
        start: orders of reseller i are start[i]:start[i + 1], shape (resellers + 1,), int64.
        day: day number on which it was ordered, int32.
        product: code, int8.
        amount: cents, int64.
        pays_after: days from delivery until the customer pays, before moving to a business day.
        patience: days that the customer waits, int16.
        financed: 0: the customer pays; 1: the financing arm does, after its usual days; under the
            financing lever k (from 0) of a programme 2 + 2k if it would have anyway, else 3 + 2k.
        mark: level of the demand intensity above which the order does not happen, normal demand
            being 1.
        ids: the file's order ids, or None: drawn orders are `<reseller id>-<number from 1>`.
        source, number: (n,) int32 of orders that a programme made of a base book: the layer from
            which an order comes, 0 being the base book, else its `layer_code`, and its number (from
            1) among its reseller's orders there; None: all orders of a base book, in its order.
        listed: amounts at list prices, cents; None where no order has another price.
        price_change: what the customer pays beyond amount × (1 + margin), cents; None: nothing.
    """

    start: npt.NDArray[np.int64]
    day: npt.NDArray[np.int32]
    product: npt.NDArray[np.int8]
    amount: Cents
    pays_after: npt.NDArray[np.int16]
    patience: npt.NDArray[np.int16]
    financed: npt.NDArray[np.int8]
    mark: npt.NDArray[np.float32]
    ids: npt.NDArray[np.object_] | None = None
    source: npt.NDArray[np.int32] | None = None
    number: npt.NDArray[np.int32] | None = None
    listed: Cents | None = None
    price_change: Cents | None = None

    def __len__(self) -> int:
        return len(self.day)

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """The reseller's row of each order, (n,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def identities(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return source and number of each order: its name, with its reseller, in every run."""
        if self.source is not None and self.number is not None:
            return self.source, self.number
        number = np.arange(1, len(self) + 1) - self.start[self.owners]
        return np.zeros(len(self), np.int32), number.astype(np.int32)


def layer_code(product: int, place: int, products: int) -> int:
    """Return the source of further orders of a product, one of so many, in its layer `place`.

    >>> [layer_code(product, place, 2) for place in (0, 1) for product in (0, 1)]
    [1, 2, 3, 4]
    """
    return 1 + product + products * place


def layer_of(
    source: npt.NDArray[np.int32], products: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the product and the layer's place behind the sources of further orders."""
    place, product = np.divmod(source - 1, products)
    return product, place
