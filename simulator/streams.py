"""Random streams by name: every draw of a run comes from here, before the run.

A stream is named by (seed, replication, name); an entity in it (a reseller, an account) has its
own generator. So nobody's draws depend on how many others there are, or in which order they come.

The generator is SFC64 (Chris Doty-Humphrey, PractRand; the algorithm that numpy calls `SFC64`).
The words are tested against numpy's; what turns them into draws is written out here, since numpy
keeps the stream of a `Generator` only within a build.
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.compiling import compiled, compiled_with_memory
from simulator.memory import empty

Words = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]

_52_BITS = 1.0 / 4503599627370496.0
_32_BITS = 1.0 / 4294967296.0


@compiled
def start_generator(state: Words, key: Words, entity: int) -> None:
    """Set `state` (4 words) to the generator of `entity` in the stream with `key` (2 words)."""
    state[0] = key[0]
    state[1] = key[1]
    state[2] = np.uint64(entity)
    state[3] = np.uint64(1)
    for _ in range(12):
        next_word(state)


@compiled
def next_word(state: Words) -> int:
    """Return the next 64 random bits of SFC64 and advance `state` (4 words)."""
    word: int = state[0] + state[1] + state[3]
    state[3] += np.uint64(1)
    state[0] = state[1] ^ (state[1] >> np.uint64(11))
    state[1] = state[2] + (state[2] << np.uint64(3))
    state[2] = ((state[2] << np.uint64(24)) | (state[2] >> np.uint64(40))) + word
    return word


@compiled
def uniform(word: int) -> float:
    """Return a number in (0, 1) from the upper 52 bits of a word, never 0 or 1."""
    return (np.float64(word >> np.uint64(12)) + 0.5) * _52_BITS


@compiled
def upper_uniform(word: int) -> float:
    """Return a number in (0, 1) from the upper 32 bits of a word."""
    return (np.float64(word >> np.uint64(32)) + 0.5) * _32_BITS


@compiled
def lower_uniform(word: int) -> float:
    """Return a number in (0, 1) from the lower 32 bits of a word."""
    return (np.float64(word & np.uint64(0xFFFFFFFF)) + 0.5) * _32_BITS


@compiled
def exponential(u: float) -> float:
    """Return the standard exponential quantile of `u` in (0, 1)."""
    return -math.log(u)


@compiled
def normal(p: float) -> float:
    """Return the standard normal quantile of `p` in (0, 1).

    Wichura (1988), algorithm AS 241, PPND16: relative error about 1e-16.
    """
    # fmt: off
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        numerator = (((((((2509.0809287301226727 * r + 33430.575583588128105) * r
                          + 67265.770927008700853) * r + 45921.953931549871457) * r
                        + 13731.693765509461125) * r + 1971.5909503065514427) * r
                      + 133.14166789178437745) * r + 3.387132872796366608)
        denominator = (((((((5226.495278852854561 * r + 28729.085735721942674) * r
                            + 39307.89580009271061) * r + 21213.794301586595867) * r
                          + 5394.1960214247511077) * r + 687.1870074920579083) * r
                        + 42.313330701600911252) * r + 1.0)
        return q * numerator / denominator
    r = math.sqrt(-math.log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r -= 1.6
        numerator = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r
                          + 0.24178072517745061177) * r + 1.27045825245236838258) * r
                        + 3.64784832476320460504) * r + 5.7694972214606914055) * r
                      + 4.6303378461565452959) * r + 1.42343711074968357734)
        denominator = (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r
                            + 0.0151986665636164571966) * r + 0.14810397642748007459) * r
                          + 0.68976733498510000455) * r + 1.6763848301838038494) * r
                        + 2.05319162663775882187) * r + 1.0)
    else:
        r -= 5.0
        numerator = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                          + 0.0012426609473880784386) * r + 0.026532189526576123093) * r
                        + 0.29656057182850489123) * r + 1.7848265399172913358) * r
                      + 5.4637849111641143699) * r + 6.6579046435011037772)
        denominator = (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r
                            + 1.8463183175100546818e-5) * r + 7.868691311456132591e-4) * r
                          + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
                        + 0.59983220655588793769) * r + 1.0)
    return -numerator / denominator if q < 0.0 else numerator / denominator
    # fmt: on


@compiled_with_memory
def fill_uniforms(key: Words, entities: Words, out: Floats) -> None:
    """Fill `out` (n, k) with uniforms in (0, 1); row i belongs to `entities[i]` (n,)."""
    state = np.empty(4, np.uint64)
    for i in range(out.shape[0]):
        start_generator(state, key, entities[i])
        for j in range(out.shape[1]):
            out[i, j] = uniform(next_word(state))


@compiled_with_memory
def fill_uniforms_by_group(key: Words, entities: Words, out: Floats) -> None:
    """Fill `out` (g, n, k) with the uniforms of `fill_uniforms`, k after k of each entity."""
    state = np.empty(4, np.uint64)
    for i in range(out.shape[1]):
        start_generator(state, key, entities[i])
        for group in range(out.shape[0]):
            for j in range(out.shape[2]):
                out[group, i, j] = uniform(next_word(state))


@compiled_with_memory
def fill_uniforms_each(
    key: Words, entities: Words, start: npt.NDArray[np.int64], out: Floats
) -> None:
    """Fill out[start[i]:start[i + 1]] with the first uniforms of `entities[i]` (n,)."""
    state = np.empty(4, np.uint64)
    for i in range(len(entities)):
        if start[i] < start[i + 1]:
            start_generator(state, key, entities[i])
            for j in range(start[i], start[i + 1]):
                out[j] = uniform(next_word(state))


@dataclass(frozen=True)
class Stream:
    """One named source of chance in one replication of one seed."""

    seed: int
    replication: int
    name: str

    @property
    def key(self) -> Words:
        """The stream's key, two 64-bit words, shape (2,)."""
        text = f"{self.seed}/{self.replication}/{self.name}".encode()
        return np.frombuffer(hashlib.blake2b(text, digest_size=16).digest(), "<u8").copy()

    def uniforms(self, entities: Words, count: int = 1) -> Floats:
        """Return uniforms in (0, 1), shape (len(entities), count); a row depends on its entity."""
        out = np.empty((len(entities), count))
        fill_uniforms(self.key, entities, out)
        return out

    def uniform(self) -> float:
        """Return the stream's one uniform in (0, 1) for what has no entity."""
        return float(self.uniforms(np.zeros(1, np.uint64))[0, 0])


def entity(*names: str) -> int:
    """Return the 64-bit number under which what is called `names` draws, whatever its row."""
    digest = hashlib.blake2b("\x1f".join(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True)
class Chance:
    """The chance of one replication, or its absence: then every uniform is ½."""

    seed: int
    replication: int
    enabled: bool = True

    def uniforms(self, name: str, entities: Words, count: int = 1) -> Floats:
        """Return uniforms in (0, 1) of the stream `name`, shape (len(entities), count)."""
        if not self.enabled:
            return np.full((len(entities), count), 0.5)
        return Stream(self.seed, self.replication, name).uniforms(entities, count)

    def uniforms_by_group(self, name: str, entities: Words, groups: int, count: int) -> Floats:
        """Return `groups` × `count` uniforms of each entity, (groups, len(entities), count)."""
        out = empty((groups, len(entities), count), np.float64)
        if self.enabled:
            key = Stream(self.seed, self.replication, name).key
            fill_uniforms_by_group(key, entities, out)
        else:
            out[:] = 0.5
        return out

    def uniforms_each(self, name: str, entities: Words, start: npt.NDArray[np.int64]) -> Floats:
        """Return the first uniforms of each entity, (start[-1],): as many as it has items.

        Args:
            start: items of entity i are start[i]:start[i + 1], shape (len(entities) + 1,).
        """
        out = empty(int(start[-1]), np.float64)
        if self.enabled:
            key = Stream(self.seed, self.replication, name).key
            fill_uniforms_each(key, entities, start, out)
        else:
            out[:] = 0.5
        return out
