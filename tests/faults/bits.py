"""Flipped bits, one at a time, anywhere in some files."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

FLIPS = 300
"""Bits that are flipped of each kind of file."""
KINDS = ("parquet", "csv", "manifest", "sqlite", "kernel cache")


def flips(paths: Sequence[Path], count: int, chance: random.Random) -> Iterator[Path]:
    """Flip a bit of one of some files so many times, yield which, and put it right afterwards."""
    whole = {path: path.read_bytes() for path in paths}
    sizes = [len(whole[path]) for path in paths]
    for _ in range(count):
        (path,) = chance.choices(paths, sizes)
        spoiled = bytearray(whole[path])
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoiled)
        yield path
        path.write_bytes(whole[path])
