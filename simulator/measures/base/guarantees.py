"""What guarantees cost: the publisher's part of claims, less what is recovered."""

from typing import TYPE_CHECKING

import numpy as np

from simulator.book.claims import after_failure
from simulator.book.costs import Costs, together

if TYPE_CHECKING:
    from simulator.book.record import Record


def guarantee_costs(record: "Record", measure: str, delay_days: int) -> Costs:
    """Return what a measure's guarantee costs in the failures of the measured window.

    Args:
        measure: its name.
        delay_days: from the failure until the publisher pays; what is recovered comes after the
            world's `recovery_lag_days`.
    """
    lines = [m.name for m in record.measures if m.grants_line]
    place = record.publisher_places[lines.index(measure)]
    claims, its = record.claims, record.claims_measured
    lag = record.world.failure.recovery_lag_days
    parts = []
    for cents, days in ((claims.borne, delay_days), (-claims.recovered, lag)):
        rows = np.flatnonzero(its & (cents[:, place] != 0))
        failed_on = claims.failed_on[rows]
        paid_on = after_failure(record.calendar, failed_on, days)
        parts.append(Costs(claims.item[rows], cents[rows, place], failed_on, paid_on))
    return together(parts)
