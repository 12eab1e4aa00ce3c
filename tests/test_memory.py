"""Memory that is used again, and never while somebody reads it."""

import gc

import numpy as np

from simulator.memory import LEAST_BYTES, Shelf, empty, rounded_up

MANY = LEAST_BYTES  # Items of eight bytes: large enough to be lent.


def address(array):
    return array.__array_interface__["data"][0]


def test_what_nobody_reads_any_more_is_used_again():
    first = empty(MANY, np.int64)
    place = address(first)
    del first
    assert address(empty(MANY, np.int64)) == place


def test_a_view_alone_keeps_its_memory():
    first = empty((MANY, 2), np.int64)
    first[:] = 7
    kept = first[10:20, 1]
    del first
    gc.collect()
    empty((MANY, 2), np.int64)[:] = 8
    assert kept.tolist() == [7] * 10


def test_records_and_shapes_come_as_from_numpy():
    dtype = np.dtype([("cents", "i8"), ("day", "i4")], align=True)
    array = empty((MANY, 3), dtype)
    assert array.shape == (MANY, 3)
    assert array.dtype == dtype
    assert array.flags.c_contiguous
    assert array.flags.writeable
    assert array.flags.aligned


def test_another_size_lets_go_of_what_was_kept():
    shelf = Shelf()
    memory = shelf.take(2 * LEAST_BYTES)
    shelf.give_back(memory)
    shelf.take(4 * LEAST_BYTES)
    assert shelf.take(2 * LEAST_BYTES) is not memory


def test_no_more_is_kept_than_a_process_should():
    memory = np.empty(1_024, np.uint8)
    for most_bytes, kept in ((1_023, False), (1_024, True)):
        shelf = Shelf(most_bytes)
        shelf.give_back(memory)
        assert (shelf.take(memory.nbytes) is memory) is kept


def test_sizes_are_rounded_up_by_less_than_a_sixteenth():
    for size in (LEAST_BYTES, 3_333_333, 48_000_000, 2**31 - 1):
        assert size <= rounded_up(size) <= size * 17 / 16 + 1
