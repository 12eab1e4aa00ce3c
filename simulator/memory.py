"""Large arrays whose memory is used again by the next replication in the same process.

The system clears every page that it gives to a process, which takes a fifteenth of a replication,
and far more in a large market. So memory goes back to a shelf, but only when nothing can read it
any more: an array that somebody keeps is never written to by another run.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Memory = npt.NDArray[np.uint8]

LEAST_BYTES = 1 << 20
"""Smaller arrays come from numpy, which keeps them to itself."""
MOST_BYTES = 1 << 34
"""What a process keeps for later at the most: no more than a replication has just used."""


class Shelf:
    """Memory that waits for its next use.

    It holds its own limit: the last loans end when modules are already being taken down.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._free: dict[int, Memory] = {}
        self._most_bytes = most_bytes

    def take(self, size: int) -> Memory:
        """Return at least `size` bytes; when nothing fits, the work is another: let all else go."""
        room = rounded_up(size)
        fitting = [m for m in list(self._free.values()) if room <= m.nbytes <= room + room // 8]
        for memory in sorted(fitting, key=lambda m: m.nbytes):
            if self._free.pop(id(memory), None) is not None:
                return memory
        self._free.clear()
        return np.empty(room, np.uint8)

    def give_back(self, memory: Memory) -> None:
        """Keep memory that nothing reads any more."""
        kept = sum(other.nbytes for other in list(self._free.values()))
        if kept + memory.nbytes <= self._most_bytes:
            self._free[id(memory)] = memory


class _Loan:
    """Memory in use: numpy's arrays hold on to it, and with the last of them it goes back."""

    def __init__(self, shelf: Shelf, size: int) -> None:
        self._shelf = shelf
        self._memory = shelf.take(size)
        self.__array_interface__: dict[str, Any] = self._memory.__array_interface__

    def __del__(self) -> None:
        self._shelf.give_back(self._memory)


def rounded_up(size: int) -> int:
    """Return a size in bytes that serves as well: replications differ by less than a sixteenth.

    >>> rounded_up(1_000_000), rounded_up(1_040_000)
    (1015808, 1048576)
    """
    step = 1 << max(size.bit_length() - 5, 0)
    return -(-size // step) * step


@cache
def _shelf() -> Shelf:
    """Return this process's shelf."""
    return Shelf()


def empty(shape: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return an array that holds anything, as `numpy.empty` does."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if size < LEAST_BYTES:
        return np.empty(shape, dtype)
    whole = np.asarray(_Loan(_shelf(), size))
    return whole[:size].view(dtype).reshape(shape)
