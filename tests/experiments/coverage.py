"""How often the intervals that are shown hold the truth, on outcomes whose truth is known."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from simulator.experiments.statistics import CONFIDENCE, interval
from simulator.experiments.tails import tail
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]

EXPERIMENTS = 2_000
ERROR = math.sqrt(CONFIDENCE * (1 - CONFIDENCE) / EXPERIMENTS)
"""Standard error of a measured level where the promised one holds."""
MEANS_OF = (10, 20, 30, 100)
TAILS_OF = ((59, 95), (200, 95), (299, 99), (1_000, 99))


@dataclass(frozen=True)
class Shape:
    """A distribution of an outcome over replications.

    Attributes:
        quantile: of uniforms in (0, 1).
        mean: exactly.
        shortfall: the mean of the worst 1 − level, exactly.
    """

    name: str
    quantile: Callable[[Floats], Floats]
    mean: float
    shortfall: Callable[[float], float]


def lognormal(sigma: float) -> Shape:
    mean = math.exp(sigma**2 / 2)
    return Shape(
        f"lognormal, σ = {sigma}",
        lambda u: np.exp(sigma * norm.ppf(u)),
        mean,
        lambda level: mean * float(norm.cdf(sigma - norm.ppf(level))) / (1 - level),
    )


SHAPES = (
    Shape(
        "normal",
        norm.ppf,
        0.0,
        lambda level: float(norm.pdf(norm.ppf(level))) / (1 - level),
    ),
    Shape("uniform", lambda u: u, 0.5, lambda level: (1 + level) / 2),
    Shape("exponential", lambda u: -np.log1p(-u), 1.0, lambda level: 1 - math.log(1 - level)),
    lognormal(1.0),
    lognormal(1.8),
)


def samples(shape: Shape, size: int) -> Floats:
    """Return `EXPERIMENTS` samples of so many replications, (experiments, size)."""
    entities = np.arange(EXPERIMENTS, dtype=np.uint64)
    return shape.quantile(Stream(95, size, "coverage").uniforms(entities, size))


def of_means(shape: Shape, size: int) -> float:
    """Return how often the t-interval holds the mean."""
    ends = [interval(sample) for sample in samples(shape, size)]
    return float(np.mean([low <= shape.mean <= high for low, high in ends]))


def of_tails(shape: Shape, size: int, level: int) -> tuple[float, float]:
    """Return how often the intervals hold the quantile, and the expected shortfall."""
    quantile = float(shape.quantile(np.array([level / 100]))[0])
    shortfall = shape.shortfall(level / 100)
    found = [tail(sample, level) for sample in samples(shape, size)]
    return (
        float(np.mean([one.var_ci_low <= quantile <= one.var_ci_high for one in found])),
        float(np.mean([one.es_ci_low <= shortfall <= one.es_ci_high for one in found])),
    )


def means_table() -> Iterator[str]:
    """Yield the rows of the table of t-intervals, measured now."""
    yield "| outcome | " + " | ".join(f"{n} replications" for n in MEANS_OF) + " |"
    yield "|---" * (len(MEANS_OF) + 1) + "|"
    for shape in SHAPES:
        yield (
            f"| {shape.name} | " + " | ".join(f"{of_means(shape, n):.1%}" for n in MEANS_OF) + " |"
        )


def tails_table() -> Iterator[str]:
    """Yield the rows of the table of quantiles and shortfalls, measured now."""
    heads = (f"{level} % of {n:,}" for n, level in TAILS_OF)
    yield "| loss | " + " | ".join(heads) + " |"
    yield "|---" * (len(TAILS_OF) + 1) + "|"
    for shape in SHAPES:
        both = [of_tails(shape, n, level) for n, level in TAILS_OF]
        cells = (f"{quantile:.1%}, {shortfall:.1%}" for quantile, shortfall in both)
        yield f"| {shape.name} | " + " | ".join(cells) + " |"
