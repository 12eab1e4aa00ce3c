"""Scenarios compared pair by pair, replication by replication, on the same draws."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.experiments.statistics import Better, paired
from simulator.experiments.tables import Label, by_scenario

DIFFERENCES = (
    *("reference", "programme", "assumptions", "outcome"),
    *("difference", "ci_low", "ci_high", "p_better", "variance_reduction"),
)


@dataclass(frozen=True)
class Pair:
    """A scenario and the one with which it is compared."""

    reference: Label
    other: Label

    @property
    def reference_name(self) -> str:
        """The reference's programme, with its assumptions where those are others.

        >>> Pair(("base", "none"), ("severe", "announced")).reference_name
        'none (base)'
        """
        (assumptions, programme), (others, _) = self.reference, self.other
        return programme if assumptions == others else f"{programme} ({assumptions})"


def pairs(labels: Sequence[Label]) -> Iterator[Pair]:
    """Yield who is compared with whom.

    The first scenario's programme is the reference under each set of assumptions; a scenario that
    has no other under its assumptions to be compared with is compared with the first of all.

    >>> [p.other for p in pairs([("base", "none"), ("base", "plan"), ("mild", "none")])]
    [('base', 'plan'), ('mild', 'none')]
    """
    first = labels[0]
    for label in labels[1:]:
        fellows = [fellow for fellow in labels if fellow[0] == label[0]]
        reference = (label[0], first[1])
        if reference in fellows and label != reference:
            yield Pair(reference, label)
        elif reference not in fellows or len(fellows) == 1:
            yield Pair(first, label)


def differences(
    replications: pd.DataFrame, labels: Sequence[Label], better_of: Callable[[str], Better]
) -> pd.DataFrame:
    """Return one row a pair and outcome: paired difference with its 95 % interval.

    Args:
        replications: one row a scenario, replication and outcome.
        labels: the scenarios, the first with the reference programme.
        better_of: whether less or more of an outcome is better.
    """
    values = by_scenario(replications)
    rows = []
    for pair in pairs(labels):
        if pair.reference not in values or pair.other not in values:
            continue
        ours, theirs = values[pair.other], values[pair.reference]
        common = ours.index.intersection(theirs.index)
        for outcome in replications["outcome"].unique():
            if outcome in ours or outcome in theirs:
                one = paired(
                    outcome_of(ours.loc[common], outcome),
                    outcome_of(theirs.loc[common], outcome),
                    better_of(outcome),
                )
                assumptions, programme = pair.other
                names = (pair.reference_name, programme, assumptions, outcome)
                rows.append((*names, *list(vars(one).values())[1:]))
    return pd.DataFrame(rows, columns=pd.Index(DIFFERENCES))


def outcome_of(values: pd.DataFrame, outcome: str) -> npt.NDArray[np.float64]:
    """Return an outcome by replication; a measure that a programme does not have costs nothing."""
    if outcome in values:
        return values[outcome].to_numpy(np.float64)
    return np.full(len(values), 0.0 if outcome.startswith("cost_") else np.nan)
