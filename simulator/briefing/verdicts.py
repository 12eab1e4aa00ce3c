"""What a paired difference is called: decided or not, and which way."""

import math
from typing import Literal

from simulator.charts.base import Estimate, Words

Verdict = Literal["no change", "undecided", "higher", "lower", "better", "worse"]


def verdict_of(difference: Estimate) -> Verdict:
    """Return the finding; one whose interval spans zero is undecided, whichever way it points.

    >>> verdict_of(Estimate(2.0, -1.0, 5.0, n=20)), verdict_of(Estimate(2.0, 1.0, 3.0, 20, 1.0))
    ('undecided', 'better')
    """
    if difference.value == difference.low == difference.high == 0:
        return "no change"
    if not difference.decided:
        return "undecided"
    if math.isnan(difference.p_better):
        return "higher" if difference.value > 0 else "lower"
    return "better" if difference.p_better > 0.5 else "worse"


def said(verdict: Verdict, words: Words) -> str:
    """Return the finding in the reader's language."""
    french = {
        "no change": "inchangé",
        "undecided": "indécis",
        "higher": "plus",
        "lower": "moins",
        "better": "mieux",
        "worse": "moins bien",
    }
    return words.say(en=verdict, fr=french[verdict])
