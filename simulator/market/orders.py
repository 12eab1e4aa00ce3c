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
        financed: whether the financing arm pays the reseller.
        mark: level in (0, 1) of the demand intensity above which the order does not happen.
        ids: the file's order ids, or None: drawn orders are `<reseller id>-<number from 1>`.
    """

    start: npt.NDArray[np.int64]
    day: npt.NDArray[np.int32]
    product: npt.NDArray[np.int8]
    amount: Cents
    pays_after: npt.NDArray[np.int16]
    patience: npt.NDArray[np.int16]
    financed: npt.NDArray[np.bool_]
    mark: npt.NDArray[np.float32]
    ids: npt.NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return len(self.day)
