"""What is chosen of a random market, by a seed or by Hypothesis, which makes its finds small."""

import random
from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True)
class Sketch:
    """What is chosen of a random market; all else falls to the dice of its seed.

    Each part of the market has dice of its own, so that a smaller sketch of one seed is the same
    market with less in it: what Hypothesis finds, it can make small.

    Attributes:
        measures: at most so many measures in the programme.
        crisis: whether insurers cut by waves and faults, and the state helps.
        drawn: whether orders are drawn by the product, if demand does not explode.
    """

    seed: int
    shops: int
    days: int
    warm_up_days: int = 0
    measures: int = 0
    crisis: bool = False
    drawn: bool = False

    def dice(self, part: str) -> random.Random:
        return random.Random(f"{self.seed}/{part}")


def sketches(most_shops: int = 6, most_days: int = 90) -> st.SearchStrategy[Sketch]:
    """Return a strategy over markets that run in milliseconds; a failing one is printed."""
    return st.builds(
        Sketch,
        seed=st.integers(0, 2**32 - 1),
        shops=st.integers(1, most_shops),
        days=st.integers(5, most_days),
        warm_up_days=st.sampled_from([0, 0, 30]),
        measures=st.integers(0, 5),
        crisis=st.sampled_from([False, True, True]),
        drawn=st.sampled_from([False, False, True]),
    )
