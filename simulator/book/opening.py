"""The position with which a run begins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.book.book import Book
from simulator.book.earning import NO_TERM
from simulator.book.laying_out import (
    draw_opening_invoices,
    items_and_parts,
    order_days,
    price_changes,
)
from simulator.book.medians import usual_orders as usual_orders_of
from simulator.book.rebates import rebates_of
from simulator.book.rules import (
    business_days,
    common_rules,
    cut_hazards,
    distributors_terms,
    due_days,
    insurers_stances,
    line_stack,
    products_terms,
    review_days,
)
from simulator.book.state import (
    ACCOUNT,
    EARNED,
    EARNING,
    INSURED,
    LINE,
    PAYABLE,
    RESELLER,
    Cents,
    Floats,
    Ints,
    Records,
)
from simulator.calendar import Calendar
from simulator.market.levers import Levers
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.memory import empty
from simulator.study.schema import World
from simulator.units import BILLION, NEVER, billionths

NO_LEVERS = Levers()


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
    levers: Levers = NO_LEVERS,
    usual_orders: Cents | None = None,
) -> Book:
    """Return the book of a run at its first moment.

    Args:
        dedicated: for each publisher line, whether only the publisher's products draw on it.
        own_risk: (a,) own-risk lines granted before the first day, cents.
        earning: for each way to earn lines, the most lines at a time.
        levers: what the programme pulls before the run; `orders` are those that it made.
        usual_orders: (n,) each reseller's median order, cents; by default that of `orders`.
    """
    stack = line_stack(world, dedicated)
    accounts, lines = _accounts(world, calendar, portfolio, chances, len(stack), own_risk)
    resellers = _resellers(calendar, portfolio, orders, chances)
    resellers["median_order"] = usual_orders_of(orders) if usual_orders is None else usual_orders
    items, carried = items_and_parts(calendar, portfolio, orders, resellers, len(stack))
    payables = empty(len(items), PAYABLE)
    draw_opening_invoices(resellers, items, payables, carried, lines, stack)
    distributors = [world.distributors[name] for name in portfolio.distributors]
    cells = (len(distributors), max(len(portfolio.insurers), 1))
    return Book(
        calendar=calendar,
        resellers=resellers,
        accounts=accounts,
        lines=lines,
        stack=stack,
        items=items,
        payables=payables,
        ordered_on=order_days(portfolio, orders, resellers),
        carried=carried,
        price_change=price_changes(portfolio, orders, resellers),
        products=products_terms(world, portfolio),
        insurers=insurers_stances(world, portfolio, chances.enabled),
        distributors=distributors_terms(distributors),
        earnings=np.zeros(len(earning), EARNING),
        earned=np.zeros((portfolio.accounts, len(earning)), EARNED),
        until=np.full((portfolio.accounts, len(earning), max([1, *earning])), NO_TERM, np.int32),
        rebates=rebates_of(world, calendar, portfolio, levers.rebates),
        hazards=cut_hazards(world, portfolio, calendar),
        review_on=review_days(calendar),
        uniforms=chances.reviews,
        days=business_days(calendar),
        due_day=due_days(calendar, distributors),
        rules=common_rules(world, calendar, levers.financing),
        cells=cells,
    )


def _accounts(
    world: World,
    calendar: Calendar,
    portfolio: Portfolio,
    chances: Chances,
    places: int,
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
    crowding = [billionths(world.insurers[i].crowding_out_share) for i in portfolio.insurers]
    accounts["crowding_out"] = np.array([*crowding, 0])[portfolio.account_insurer]
    reviewing = [
        chances.enabled and world.insurers[name].review is not None for name in portfolio.insurers
    ]
    reviewed = np.array([*reviewing, False])[portfolio.account_insurer]
    reviewed &= portfolio.reference_limit > 0
    reviews = review_days(calendar)[accounts["position"]]
    accounts["month"] = np.argmax(reviews >= 0, axis=1)
    first = reviews[np.arange(len(reviews)), accounts["month"]]
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
    resellers["last_order_day"] = -NEVER
    resellers["below_since"] = resellers["failed_on"] = NEVER
    within = chances.fails_on < calendar.first_day + len(calendar.next_ordinal)
    at = np.maximum(chances.fails_on[within] - calendar.first_day, 0)
    resellers["fails"] = NEVER
    resellers["fails"][within] = calendar.next_ordinal[at]
    return resellers
