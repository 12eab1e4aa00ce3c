"""The table of a hindcast: observations against the predictions of one scenario."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.experiments.scoring import judged, skill
from simulator.experiments.tables import LABELS
from simulator.study.files import NONE

OBSERVATIONS = (
    *("observation", "title", "title_fr", "quantity", "unit", "when", "against"),
    *("low", "high", "use", "grade", "source", "note"),
)
HINDCAST = (
    *(*LABELS, "observation", "title", "title_fr", "use", "unit", "when", "low", "high", "n"),
    *("median", "p25", "p75", "p05", "p95", "within", "off_by", "pit_low", "pit_high"),
    *("score", "yardstick_score", "skill", "grade", "source", "note"),
)
Predictions = Mapping[tuple[str, str, str], "pd.Series[float]"]


def observations_table(observations: Sequence[Any]) -> pd.DataFrame:
    """Return one row an observation: what was seen, where, and what for; open ends infinite."""
    rows = [
        (
            *(one.name, one.title, one.title_fr, one.quantity),
            "ratio" if one.against else one.unit,
            *(one.when, one.against or "", *one.observed),
            *(one.use, one.grade, one.source, one.note),
        )
        for one in observations
    ]
    frame = pd.DataFrame(rows, columns=pd.Index(OBSERVATIONS))
    return frame.astype({"low": np.float64, "high": np.float64})


def hindcast_table(manifest: Mapping[str, Any], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row an observation: observed, predicted, and how well the two agree.

    Args:
        manifest: its first scenario is judged; `yardstick` names the assumptions of the yardstick.
        frames: `observations` and `replications`.
    """
    label = tuple(manifest["scenarios"][0][name] for name in LABELS)
    values = _by_scenario(frames["replications"])
    yardstick = manifest["yardstick"]
    rows = []
    for cells in frames["observations"].to_dict("records"):
        seen = {str(name): cell for name, cell in cells.items()}
        predicted = _predicted(values, (str(label[0]), str(label[1])), seen)
        verdict = judged(predicted, seen["low"], seen["high"])
        against = math.nan
        if yardstick is not None:
            plain = _predicted(values, (yardstick, NONE), seen)
            against = judged(plain, seen["low"], seen["high"]).score
        own = {
            **vars(verdict),
            **dict(zip(LABELS, label, strict=True)),
            "yardstick_score": against,
            "skill": skill(verdict.score, against),
        }
        rows.append(tuple(own[name] if name in own else seen[name] for name in HINDCAST))
    return pd.DataFrame(rows, columns=pd.Index(HINDCAST))


def _by_scenario(replications: pd.DataFrame) -> Predictions:
    """Return each scenario's values of each observation, by replication."""
    keys = [*LABELS, "outcome"]
    return {
        (str(assumptions), str(programme), str(name)): rows.set_index("replication")["value"]
        for (assumptions, programme, name), rows in replications.groupby(keys, sort=False)
    }


def _predicted(
    values: Predictions, label: tuple[str, str], seen: Mapping[str, Any]
) -> npt.NDArray[np.float64]:
    """Return a scenario's predictions, (m,): as ratios, if the observation is one.

    A ratio is taken replication by replication, over the same luck.
    """
    nothing: pd.Series[float] = pd.Series(dtype=np.float64)
    own = values.get((*label, seen["observation"]), nothing)
    if not seen["against"]:
        return np.asarray(own, np.float64)
    other = values.get((seen["against"], NONE, seen["observation"]), nothing)
    both = own.index.intersection(other.index)
    above, below = (np.asarray(one.loc[both], np.float64) for one in (own, other))
    ratios: npt.NDArray[np.float64] = np.full(len(both), np.nan)
    np.divide(above, below, out=ratios, where=below != 0)
    return ratios
