"""The arrays of one run, as records: what a kernel reads and writes.

A record array is one pointer to a kernel, and one cache line to the processor, where a reseller's
dozen separate arrays would be a dozen of each. `array["field"]` is a view for all rows at once.
Shapes: resellers (n,), accounts (a,), lines (a, l), items (i,): opening invoices, then orders,
reseller by reseller; business days (b,), cells (c,): distributor × insurer, products (p,).
Money is cents (i8), rates are billionths, times are ordinals of business days unless called a day.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Records = npt.NDArray[np.void]
Ints = npt.NDArray[np.int32]
Cents = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Record = Any
"""One row of a record array."""

INSURED, PUBLIC, FIRST_PUBLISHER = 0, 1, 2
"""Places of the lines; the publisher's follow in the programme's order, own risk is last."""

PENDING, ON_CREDIT, PREPAID, AFTER_WAIT, LOST_CREDIT, LOST_FAILED, WAITING, OPENING = range(8)
FATES = (
    "pending",
    "on_credit",
    "prepaid",
    "after_wait",
    "lost_credit",
    "lost_failed",
    "waiting",
    "opening",
)
"""Fates of an item; `opening` is an invoice that was there before."""

NOT_BLOCKED, BY_STOP, BY_INSURED, BY_PUBLISHER, BY_OWN_RISK, BY_LIMIT = range(6)
BLOCKED_BY = ("", "stop", "insured", "publisher", "own_risk", "limit")
"""What blocked an order on its first day."""

NOT_CUT, CUT_BY_INCIDENT, CUT_BY_WAVE, CUT_BY_REVIEW, CUT_BY_CROWDING = range(5)
CUT_BY = ("limit", "incident", "wave", "review", "crowding")
"""What cut an insured limit last."""

BLOCK_CAUSES = ("stop", *CUT_BY[1:], *BLOCKED_BY[BY_PUBLISHER:])
"""All causes of a block: what cut the limit stands in for the insured line."""

ALIVE, EXOGENOUS, OVERDUE, ILLIQUID = range(4)
CAUSES = ("", "exogenous", "overdue", "illiquid")
"""How a reseller stands, or why it failed."""

RESELLER = np.dtype(
    [
        ("cash", "i8"),
        ("overdraft", "i8"),
        ("fixed_costs", "i8"),
        ("cash_reserve", "i8"),
        ("margin", "i8"),
        ("median_order", "i8"),
        ("first_item", "i8"),
        ("first_order", "i8"),
        ("next_item", "i8"),
        ("end_item", "i8"),
        ("first_account", "i4"),
        ("end_account", "i4"),
        ("payable_head", "i4"),
        ("payable_tail", "i4"),
        ("receivable_head", "i4"),
        ("receivable_tail", "i4"),
        ("waiting", "i4"),
        ("last_order_day", "i4"),
        ("below_since", "i4"),
        ("fails", "i4"),
        ("failed_on", "i4"),
        ("cover_on", "i4"),
        ("state", "i1"),
        ("active", "i1"),
        ("frozen", "i1"),
        ("short", "i1"),
        ("stopped", "?"),
    ],
    align=True,
)
"""A reseller: money, the rows of its items and accounts, its queues, how it stands.

`cover_on` is the ordinal on which something changes in the lines of one of its accounts.
"""

ACCOUNT = np.dtype(
    [
        ("reference", "i8"),
        ("share", "i8"),
        ("factor", "i8"),
        ("pending", "i8"),
        ("guaranteed", "i8"),
        ("crowded_out", "i8"),
        ("own_wish", "i8"),
        ("wish", "i8"),
        ("seen", "i8"),
        ("bridged_from", "i8"),
        ("reseller", "i4"),
        ("cell", "i4"),
        ("crowding_out", "i4"),
        ("pending_on", "i4"),
        ("review", "i4"),
        ("look_on", "i4"),
        ("bridge_until", "i4"),
        ("month", "i2"),
        ("distributor", "i1"),
        ("insurer", "i1"),
        ("rating", "i1"),
        ("position", "i1"),
        ("cut_by", "i1"),
        ("pending_cause", "i1"),
        ("faults", "i1"),
        ("stopped", "?"),
        ("granted", "?"),
    ],
    align=True,
)
"""An account and the insurer's view of it.

`share` and `factor` of `reference`, less what is `crowded_out`, make the limit, unless there are
`faults`; `pending` binds on `pending_on`, for `pending_cause`; `cut_by` is what lowered the limit
in force, a fault apart; `review` is the next review's ordinal, `month` the number of reviews held,
`position` their place in a month; `look_on` is the ordinal on which something next changes in the
account's lines. The desk has `seen` a limit, wishes to grant `wish` at its own risk, of which
`own_wish` at all times, unless it is crowded out, and the rest to bridge, before day
`bridge_until`, the fall from `bridged_from`. `granted`: whether a publisher line was ever open;
`guaranteed`: the limits of all publisher lines at the last close, of which the insurer takes the
share `crowding_out` (billionths) off its limit.
"""

LINE = np.dtype([("limit", "i8"), ("used", "i8")])
STACK = np.dtype([("place", "i8"), ("dedicated", "?")], align=True)
"""`place`: the line drawn at this rank; `dedicated`: whether the line at this *place* is."""

ITEM = np.dtype(
    [
        ("amount", "i8"),
        ("paid", "i8"),
        ("ordinal", "i4"),
        ("delivered", "i4"),
        ("due", "i4"),
        ("settled", "i4"),
        ("account", "i4"),
        ("pays_after", "i2"),
        ("patience", "i2"),
        ("product", "i1"),
        ("fate", "i1"),
        ("blocked", "i1"),
        ("blocked_cause", "i1"),
        ("carrier", "i1"),
        ("financed", "i1"),
        ("claimed", "?"),
    ],
    align=True,
)
"""An order or invoice, and what became of it.

`carrier` is the place of the line that carries the invoice, `SHARED` if several do: then its row of
`carried` (i, l) says how much each. `ordinal` is when it trades first, `due` a day; `settled` is
when it was paid, lost or claimed. `financed` is a code of the order book's.
"""

SHARED, NO_CARRIER = -1, -2

PAYABLE = np.dtype([("due", "i4"), ("row", "i4")])
"""An invoice in its reseller's queue: its due day and its item's row."""
RECEIVABLE = np.dtype([("price", "i8"), ("on", "i4"), ("financed", "?")], align=True)
"""What a customer, or the financing arm, will pay its reseller, and the ordinal on which."""

DAY = np.dtype([("day", "i4"), ("next_payroll", "i4"), ("payroll", "?")], align=True)
RULES = np.dtype(
    [
        ("first_day", "i4"),
        ("after_days_overdue", "i4"),
        ("illiquid_days", "i4"),
        ("financed_delays", "i4", (8,)),
        ("prepayment", "?"),
    ],
    align=True,
)
"""What holds for all; `financed_delays` are the days until the financing arm pays, by code."""
DISTRIBUTOR = np.dtype(
    [("crowding_out", "i8"), ("stop_after", "i4"), ("bridging_days", "i4"), ("budgeted", "?")],
    align=True,
)
EARNING = np.dtype(
    [
        ("threshold", "i8"),
        ("amount", "i8"),
        ("place", "i4"),
        ("product", "i4"),
        ("line_days", "i4"),
        ("first", "i4"),
        ("after", "i4"),
        ("most", "i4"),
        ("accumulate", "?"),
        ("renew", "?"),
    ],
    align=True,
)
"""How deliveries of a product, from ordinal `first` and before `after`, earn lines at `place`, at
most so many at a time."""
EARNED = np.dtype([("counted", "i8"), ("ready", "i4"), ("eligible", "?")], align=True)
"""What an account has accumulated towards the next line, and lines that open next business day."""
REBATE = np.dtype([("least_amount", "i8"), ("first", "i4"), ("after", "i4")])
"""Deliveries of at least so much, from ordinal `first` and before `after`, accrue."""
PRODUCT = np.dtype([("distributor_margin", "i8"), ("publisher", "?")], align=True)
INSURER = np.dtype(
    [
        ("cancelled", "f8"),
        ("cut_low", "f8"),
        ("cut_mode", "f8"),
        ("cut_high", "f8"),
        ("overdue_cut_to", "i8"),
        ("restore_hazard", "f8"),
        ("restored_share", "i8"),
        ("factor", "i8"),
        ("weights", "f8", (10,)),
        ("downgraded_to", "i8", (10,)),
        ("overdue_notice_days", "i4"),
        ("downgrade_after_days", "i4"),
        ("notice_days", "i4"),
    ],
    align=True,
)
"""An insurer's way to review: the depth of its cuts, and the general factor of the month.

`downgraded_to`: what a downgrade from each rating leaves of the limit, billionths.
"""

PREPAID_FLOW, PUBLISHER_COST, OTHER_COST, PAID, CLAIMED, FIRST_LINE = range(6)
DRAWN, FREED, CLAIMS, LIMIT_CHANGE = range(4)
"""Columns of the ledger (b, c, ·): prepaid orders, cost of what was delivered (the publisher's and
others' goods), invoices paid, invoices that became claims; from `FIRST_LINE` on, four for each
line: drawn, freed by payment, cleared by claims, and the change of its limits."""

(
    FROM_CUSTOMERS,
    FROM_FINANCING,
    FIXED_COSTS,
    LIVING,
    ACTIVE,
    FROZEN,
    SHORT,
    FAILED,
    FROM_REBATES,
) = range(9)
MARKET_COLUMNS = 9
"""Columns of the market's day (b, ·): flows of all resellers' cash, changes in their numbers."""


def ledger_column(line: int, flow: int) -> int:
    """Return the ledger's column of a flow (`DRAWN` …) of a line.

    >>> ledger_column(INSURED, DRAWN), ledger_column(PUBLIC, FREED)
    (5, 10)
    """
    return FIRST_LINE + 4 * line + flow
