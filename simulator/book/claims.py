"""What a failure leaves to whom: claims by invoice and line, and who bears them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.book.lines import still_carried
from simulator.book.state import FIRST_PUBLISHER, INSURED, PUBLIC, Cents, Ints, Records
from simulator.calendar import Calendar
from simulator.compiling import compiled_with_memory
from simulator.units import pro_rata_rows, shares_of


@dataclass(frozen=True)
class Claims:
    """Invoices of failed resellers, one row an invoice (k,).

    Attributes:
        item, reseller, account: rows.
        failed_on: ordinal of the failure.
        borne: (k, l + 1) cents: the insurer, the state, the publisher by measure, and last but one
            nobody (own risk is the distributor's), last the distributor.
        recovered: (k, l + 1) cents of the recovery that go to each of them.
    """

    item: npt.NDArray[np.int64]
    reseller: Ints
    account: Ints
    failed_on: Ints
    borne: Cents
    recovered: Cents


def after_failure(calendar: Calendar, failed_on: Ints, days: int) -> Ints:
    """Return when money due so many days after failures comes: failures follow the receipts."""
    due = calendar.ordinals_from(calendar.day_of[failed_on] + days)
    return np.maximum(due, failed_on + 1).astype(np.int32)


@compiled_with_memory
def written_off_items(resellers: Records, items: Records, failed: Ints) -> npt.NDArray[np.int64]:
    """Return the rows of the items that the failures of `failed` (resellers) turned into claims."""
    count = 0
    for reseller in failed:
        for row in range(resellers[reseller].first_item, resellers[reseller].next_item):
            if items[row].claimed:
                count += 1
    rows = np.empty(count, np.int64)
    count = 0
    for reseller in failed:
        for row in range(resellers[reseller].first_item, resellers[reseller].next_item):
            if items[row].claimed:
                rows[count] = row
                count += 1
    return rows


@compiled_with_memory
def parts_by_line(
    items: Records, carried: Cents, stack: Records, rows: npt.NDArray[np.int64]
) -> Cents:
    """Return what each line still carried of items when they became claims, (k, l) cents."""
    parts = np.zeros((len(rows), len(stack)), np.int64)
    for i in range(len(rows)):
        for place in range(len(stack)):
            parts[i, place] = still_carried(items[rows[i]], stack, carried[rows[i]], place)
    return parts


def settle_claims(
    resellers: Records,
    accounts: Records,
    items: Records,
    carried: Cents,
    stack: Records,
    failed: Ints,
    insured_percentage: Cents,
    public_percentage: int,
    coverage: Cents,
    recovery_share: int,
) -> Claims:
    """Return the claims of the resellers in `failed` and who bears them.

    Each invoice and line is shared out and rounded once; what no payer bears the distributor does.

    Args:
        insured_percentage: (distributors,) billionths.
        public_percentage: billionths.
        coverage: the publisher's share of each of its lines, billionths.
        recovery_share: billionths.
    """
    rows = written_off_items(resellers, items, failed)
    parts = parts_by_line(items, carried, stack, rows)
    account = items["account"][rows]
    borne = np.zeros((len(rows), len(stack) + 1), np.int64)
    percentage = insured_percentage[accounts["distributor"][account]]
    borne[:, INSURED] = shares_of(parts[:, INSURED], percentage)
    borne[:, PUBLIC] = shares_of(parts[:, PUBLIC], public_percentage)
    for measure, share in enumerate(coverage):
        place = FIRST_PUBLISHER + measure
        borne[:, place] = shares_of(parts[:, place], int(share))
    total = parts.sum(axis=1)
    borne[:, -1] = total - borne.sum(axis=1)
    recovered = pro_rata_rows(shares_of(total, recovery_share), borne)
    reseller = accounts["reseller"][account]
    return Claims(rows, reseller, account, resellers["failed_on"][reseller], borne, recovered)
