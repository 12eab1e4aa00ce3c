"""The size of a reseller's usual order."""

import numpy as np
import numpy.typing as npt

from simulator.book.state import Cents
from simulator.compiling import compiled_with_memory


@compiled_with_memory
def _kth_smallest(values: Cents, k: int) -> int:
    """Return the k-th smallest (from 0) of `values` (n,), which it reorders (Hoare's select)."""
    low, high = 0, len(values) - 1
    while low < high:
        pivot, i, j = values[(low + high) // 2], low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                values[i], values[j] = values[j], values[i]
                i += 1
                j -= 1
        if k <= j:
            high = j
        elif k >= i:
            low = i
        else:
            break
    value: int = values[k]
    return value


@compiled_with_memory
def lower_medians(amount: Cents, start: npt.NDArray[np.int64]) -> Cents:
    """Return the lower median of amount[start[i]:start[i + 1]] for each i, 0 where it is empty."""
    medians = np.zeros(len(start) - 1, np.int64)
    for i in range(len(medians)):
        if start[i + 1] > start[i]:
            values = amount[start[i] : start[i + 1]].copy()
            medians[i] = _kth_smallest(values, (len(values) - 1) // 2)
    return medians
