"""How a run's arrays are laid out, and the position with which they begin."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.book.book import Book
from simulator.book.earning import NO_TERM
from simulator.book.invoices import open_invoice
from simulator.book.lines import bear, draw
from simulator.book.medians import lower_medians
from simulator.book.reviews import POSITIONS
from simulator.book.state import (
    ACCOUNT, DAY, DISTRIBUTOR, EARNED, EARNING, FIRST_LINE, FIRST_PUBLISHER, INSURED, INSURER, ITEM, LINE, MARKET_COLUMNS,
    NO_CARRIER, OPENING, PAYABLE, PENDING, PRODUCT, RECEIVABLE, RESELLER, RULES, STACK, Cents, Floats, Ints, Records,
)
from simulator.calendar import Calendar
from simulator.compiling import compiled
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.study.lenders import Distributor, Insurer
from simulator.study.schema import World
from simulator.units import BILLION, NEVER, billionths


@dataclass(frozen=True)
class Chances:
    """What chance has settled before the run.

    Attributes:
        fails_on: day of an exogenous failure, (n,), int32, or `NEVER`.
        review_position: place of the review in a month, 0 … 19, (a,), int8.
        reviews: uniforms, (months, a, 3).
        enabled: without chance there are no reviews.
    """

    fails_on: Ints
    review_position: npt.NDArray[np.int8]
    reviews: Floats
    enabled: bool


def open_book(
    world: World,
    calendar: Calendar,
    portfolio: Portfolio,
    orders: OrderBook,
    chances: Chances,
    dedicated: Sequence[bool],
    own_risk: Cents,
    earning: Sequence[int] = (),
) -> Book:
    """Return the book of a run at its first moment.

    Args:
        dedicated: for each publisher line, whether only the publisher's products draw on it.
        own_risk: (a,) own-risk lines granted before the first day, cents.
        earning: for each way to earn lines, the most lines at a time.
    """
    stack = _stack(world, dedicated)
    accounts, lines = _accounts(world, calendar, portfolio, chances, len(stack), own_risk)
    resellers = _resellers(calendar, portfolio, orders, chances)
    items, carried = _items(calendar, portfolio, orders, resellers, len(stack))
    payables = np.empty(len(items), PAYABLE)
    draw_opening_invoices(resellers, items, payables, carried, lines, stack)
    distributors = [world.distributors[name] for name in portfolio.distributors]
    cells = (len(distributors), max(len(portfolio.insurers), 1))
    columns = (calendar.business_days, cells[0] * cells[1], FIRST_LINE + 4 * len(stack))
    return Book(
        calendar=calendar,
        resellers=resellers,
        wake=np.zeros(portfolio.resellers, np.int32),
        accounts=accounts,
        lines=lines,
        stack=stack,
        items=items,
        payables=payables,
        receivables=np.empty(len(items), RECEIVABLE),
        ordered_on=_order_days(portfolio, orders, resellers),
        waiting=np.empty(len(items), np.int32),
        carried=carried,
        products=_products(world, portfolio),
        insurers=_insurers(world, portfolio, chances.enabled),
        distributors=_distributors(distributors),
        earnings=np.zeros(len(earning), EARNING),
        earned=np.zeros((portfolio.accounts, len(earning)), EARNED),
        until=np.full((portfolio.accounts, len(earning), max([1, *earning])), NO_TERM, np.int32),
        review_on=_review_days(calendar),
        uniforms=chances.reviews,
        days=_days(calendar),
        due_day=np.array(
            [calendar.due_days(d.net_days, d.end_of_month_days) for d in distributors]
        ),
        rules=_rules(world, calendar),
        ledger=np.zeros(columns, np.int64),
        market=np.zeros((calendar.business_days, MARKET_COLUMNS), np.int64),
        log=np.empty(len(items), np.int32),
        failures=np.empty(portfolio.resellers, np.int32),
        counts=np.zeros(2, np.int64),
        cells=cells,
    )


def _stack(world: World, dedicated: Sequence[bool]) -> Records:
    last = FIRST_PUBLISHER + len(dedicated)
    places = {
        "insured": [INSURED],
        "public": [INSURED + 1],
        "publisher": list(range(FIRST_PUBLISHER, last)),
        "own_risk": [last],
    }
    stack = np.zeros(last + 1, STACK)
    stack["place"] = [place for name in world.line_order for place in places[name]]
    stack["dedicated"][FIRST_PUBLISHER:last] = dedicated
    return stack


def _days(calendar: Calendar) -> Records:
    days = np.zeros(calendar.business_days, DAY)
    ordinals = np.arange(calendar.business_days)
    payrolls = np.append(np.where(calendar.month_end, ordinals, NEVER), NEVER)
    days["day"] = calendar.day_of
    days["payroll"] = calendar.month_end
    days["next_payroll"] = np.minimum.accumulate(payrolls[::-1])[::-1][1:]
    return days


def _rules(world: World, calendar: Calendar) -> Records:
    rules = np.zeros(1, RULES)
    rules["first_day"] = calendar.first_day
    rules["after_days_overdue"] = world.failure.after_days_overdue
    rules["illiquid_days"] = world.failure.illiquid_days
    rules["financed_delay"] = world.financing.reseller_paid_in_days
    rules["prepayment"] = world.trading.prepayment
    return rules


def _distributors(distributors: Sequence[Distributor]) -> Records:
    rows = np.zeros(len(distributors), DISTRIBUTOR)
    for row, distributor in zip(rows, distributors, strict=True):
        row["stop_after"] = distributor.stop_after_days
        row["bridging_days"] = distributor.bridging_days
        row["budgeted"] = distributor.own_risk_budget_eur is not None
    return rows


def _products(world: World, portfolio: Portfolio) -> Records:
    products = np.zeros(len(portfolio.products), PRODUCT)
    for row, name in enumerate(portfolio.products):
        products[row]["distributor_margin"] = billionths(world.products[name].distributor_margin)
        products[row]["publisher"] = world.products[name].publisher
    return products


def _insurers(world: World, portfolio: Portfolio, chance: bool) -> Records:
    insurers = np.zeros(max(len(portfolio.insurers), 1), INSURER)
    insurers["factor"] = BILLION
    for row, name in enumerate(portfolio.insurers):
        insurers[row]["notice_days"] = world.insurers[name].notice_days
        if chance and world.insurers[name].review is not None:
            _state_review_rules(insurers[row], world.insurers[name])
    return insurers


def _state_review_rules(row: np.void, insurer: Insurer) -> None:
    review = insurer.review
    assert review is not None
    row["reviews"] = True
    row["hazard"] = review.cut_hazard_per_month
    row["cancelled"] = review.cancelled_share
    row["cut_low"], row["cut_mode"], row["cut_high"] = review.cut_to
    row["overdue_cut_to"] = billionths(review.overdue_cut_to)
    row["restore_hazard"] = review.restore_hazard_per_month
    row["restored_share"] = billionths(review.restored_share)
    row["weights"] = review.rating_weights
    row["overdue_notice_days"] = review.overdue_notice_days


def months_of(calendar: Calendar) -> Ints:
    """Return the month of each business day, counted from the run's first month, (b,)."""
    dates = [calendar.date_of(day) for day in calendar.day_of]
    first = calendar.date_of(calendar.first_day)
    return np.array([(d.year - first.year) * 12 + d.month - first.month for d in dates], np.int32)


def number_of_months(calendar: Calendar) -> int:
    """Return how many calendar months the run touches."""
    first, last = calendar.date_of(calendar.first_day), calendar.end
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _review_days(calendar: Calendar) -> Ints:
    months, count = months_of(calendar), number_of_months(calendar)
    days = np.full((POSITIONS, count + 1), NEVER, np.int32)
    for month in range(count):
        ordinals = np.flatnonzero(months == month)
        if len(ordinals):
            days[:, month] = ordinals[np.arange(POSITIONS) * len(ordinals) // POSITIONS]
    return days


def _accounts(
    world: World, calendar: Calendar, portfolio: Portfolio, chances: Chances, places: int,
    own_risk: Cents,
) -> tuple[Records, Records]:
    accounts = np.zeros(portfolio.accounts, ACCOUNT)
    insurers = max(len(portfolio.insurers), 1)
    accounts["reference"] = portfolio.reference_limit
    accounts["share"] = accounts["factor"] = BILLION
    accounts["pending_on"] = NEVER
    accounts["own_wish"] = accounts["wish"] = portfolio.own_risk_wish
    accounts["seen"] = portfolio.reference_limit
    accounts["bridge_until"] = -NEVER
    accounts["reseller"] = portfolio.account_reseller
    accounts["distributor"] = portfolio.account_distributor
    accounts["insurer"] = np.maximum(portfolio.account_insurer, 0)
    accounts["cell"] = accounts["distributor"].astype(np.int32) * insurers + accounts["insurer"]
    accounts["rating"] = portfolio.rating[portfolio.account_reseller]
    accounts["position"] = chances.review_position
    reviewing = [
        chances.enabled and world.insurers[name].review is not None for name in portfolio.insurers
    ]
    reviewed = np.array([*reviewing, False])[portfolio.account_insurer]
    reviewed &= portfolio.reference_limit > 0
    first = _review_days(calendar)[accounts["position"], 0]
    accounts["review"] = np.where(reviewed, first, NEVER)
    lines = np.zeros((portfolio.accounts, places), LINE)
    lines["limit"][:, INSURED] = portfolio.reference_limit
    lines["limit"][:, -1] = own_risk
    return accounts, lines


def _resellers(
    calendar: Calendar, portfolio: Portfolio, orders: OrderBook, chances: Chances
) -> Records:
    resellers = np.zeros(portfolio.resellers, RESELLER)
    for name in ("cash", "overdraft", "fixed_costs", "cash_reserve", "margin"):
        resellers[name] = getattr(portfolio, name)
    owners = portfolio.account_reseller[portfolio.opening.account]
    before = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=portfolio.resellers))])
    resellers["first_item"] = orders.start[:-1] + before[:-1]
    resellers["first_order"] = orders.start[:-1] + before[1:]
    resellers["next_item"] = resellers["first_order"]
    resellers["end_item"] = orders.start[1:] + before[1:]
    resellers["first_account"] = portfolio.account_start[:-1]
    resellers["end_account"] = portfolio.account_start[1:]
    resellers["median_order"] = lower_medians(orders.amount, orders.start)
    resellers["last_order_day"] = -NEVER
    resellers["below_since"] = resellers["failed_on"] = NEVER
    within = chances.fails_on < calendar.first_day + len(calendar.next_ordinal)
    at = np.maximum(chances.fails_on[within] - calendar.first_day, 0)
    resellers["fails"] = NEVER
    resellers["fails"][within] = calendar.next_ordinal[at]
    return resellers


def _items(
    calendar: Calendar, portfolio: Portfolio, orders: OrderBook, resellers: Records, places: int
) -> tuple[Records, Cents]:
    opening = portfolio.opening
    items = np.empty(len(orders) + len(opening.account), ITEM)
    lay_out_orders(
        items, resellers, orders.start, orders.day, orders.product, orders.amount,
        orders.pays_after, orders.patience, orders.financed, calendar.next_ordinal,
        calendar.first_day,
    )
    owners = portfolio.account_reseller[opening.account]
    written = np.zeros(len(resellers), np.int64)
    lay_out_opening(
        items, resellers, written, owners, opening.account, opening.amount, opening.due)
    return items, np.zeros((len(items), places), np.int64)


def _order_days(portfolio: Portfolio, orders: OrderBook, resellers: Records) -> Ints:
    if len(portfolio.opening.account) == 0:
        return orders.day
    days = np.full(int(resellers["end_item"][-1]), -NEVER, np.int32)
    counts = resellers["end_item"] - resellers["first_order"]
    shift = np.repeat(resellers["first_order"] - orders.start[:-1], counts)
    days[np.arange(len(orders)) + shift] = orders.day
    return days


@compiled
def lay_out_orders(
    items: Records, resellers: Records, start: npt.NDArray[np.int64], day: Ints,
    product: npt.NDArray[np.int8], amount: Cents, pays_after: npt.NDArray[np.int16],
    patience: npt.NDArray[np.int16], financed: npt.NDArray[np.bool_], next_ordinal: Ints,
    first_day: int,
) -> None:
    """Write the order book into the items, reseller by reseller."""
    for reseller in range(len(resellers)):
        at = resellers[reseller].first_order
        for order in range(start[reseller], start[reseller + 1]):
            item = items[at]
            item.amount = amount[order]
            index = min(day[order] - first_day, len(next_ordinal) - 1)
            item.ordinal = next_ordinal[index]
            item.product = product[order]
            item.pays_after = pays_after[order]
            item.patience = patience[order]
            item.financed = financed[order]
            item.paid = 0
            item.claimed = False
            item.carrier = NO_CARRIER
            item.delivered = -1
            item.due = NEVER
            item.settled = NEVER
            item.account = -1
            item.fate = PENDING
            item.blocked = 0
            item.blocked_cause = 0
            at += 1


@compiled
def lay_out_opening(
    items: Records, resellers: Records, written: Cents, owner: Ints, account: Ints, amount: Cents, due: Ints
) -> None:
    """Write the opening invoices before their resellers' orders, in the order of the file."""
    for row in range(len(account)):
        item = items[resellers[owner[row]].first_item + written[owner[row]]]
        written[owner[row]] += 1
        item.amount = amount[row]
        item.due = due[row]
        item.account = account[row]
        item.fate = OPENING
        item.product = -1
        item.paid = 0
        item.claimed = False
        item.carrier = NO_CARRIER
        item.delivered = -1
        item.settled = NEVER
        item.ordinal = -1
        item.pays_after = 0
        item.patience = 0
        item.financed = False
        item.blocked = 0
        item.blocked_cause = 0


@compiled
def draw_opening_invoices(
    resellers: Records, items: Records, payables: Records, carried: Cents, lines: Records,
    stack: Records,
) -> None:
    """Let the opening invoices draw the lines up to their limits; what is over is own risk."""
    for reseller in range(len(resellers)):
        debtor = resellers[reseller]
        for row in range(debtor.first_item, debtor.first_order):
            own = lines[items[row].account]
            over = draw(items[row], own, stack, carried[row], True)
            if over > 0:
                bear(items[row], own, carried[row], len(stack) - 1, over)
            open_invoice(debtor, payables, items[row].due, row)
