"""What is asked of the processor ahead of its use, read from the code that is compiled."""

import re

import numpy as np
from numba.core.registry import CPUDispatcher
from numba.extending import intrinsic

from simulator.book.fetching import _fetch
from simulator.book.state import LINE

fetch = intrinsic(_fetch)


def asks(array, row):
    fetch(array, row, 0)
    fetch(array, row, 64)
    return array[row]["limit"]


def test_memory_is_asked_for_to_be_read_and_kept_and_nothing_changes():
    kernel = CPUDispatcher(asks)
    lines = np.zeros(3, np.dtype(LINE.descr))
    lines["limit"] = [1, 20, 300]
    assert kernel(lines, 1) == 20
    assert lines["limit"].tolist() == [1, 20, 300]
    (code,) = kernel.inspect_llvm().values()
    asked = re.findall(r"call void @llvm\.prefetch\S*\(.*?, i32 (\d), i32 (\d), i32 (\d)\)", code)
    assert asked[:2] == [("0", "3", "1")] * 2, "to read, to keep, data"


def test_a_row_that_is_not_there_may_be_asked_for():
    """The kernel asks beyond the ends of its arrays, which is no access and cannot fail."""
    lines = np.ones(1, np.dtype(LINE.descr))

    def beyond(array):
        fetch(array, 1 << 40, 0)
        return array[0]["limit"]

    assert CPUDispatcher(beyond)(lines) == 1
