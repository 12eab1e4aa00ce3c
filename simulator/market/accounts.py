"""The accounts of a drawn population: at which wholesalers, how insured, with which limits."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.market.portfolio import Codes, Indices
from simulator.study.lenders import Distributor
from simulator.study.schema import World
from simulator.units import Cents, billionths, cents, shares_of

Floats = npt.NDArray[np.float64]

DAYS_A_YEAR = 365
HALF_A_MONTH = 15
"""Days that the wait for the end of the month adds, on average, to a wholesaler's terms."""


@dataclass(frozen=True)
class Accounts:
    """Accounts (a) of resellers (n), sorted by reseller and rank.

    Attributes:
        start: accounts of reseller i are start[i]:start[i + 1], shape (n + 1,).
        owner: row of the reseller, shape (a,).
        distributor: code, shape (a,).
        insurer: code, −1 where the wholesaler has none, shape (a,).
        share: of the reseller's annual purchases, shape (a,); over a reseller they sum to 1.
    """

    start: Indices
    owner: Indices
    distributor: Codes
    insurer: Codes
    share: Floats


def draw_accounts(world: World, kind: Codes, u_count: Floats, u_each: Floats) -> Accounts:
    """Return the accounts of resellers of `kind` (n,).

    Args:
        world: the study's world.
        kind: code of each reseller's kind.
        u_count: uniforms (n,) for the number of accounts.
        u_each: uniforms (n, distributors, 2) for where they are, and at which insurer.
    """
    numbers = _numbers(world, kind, u_count)
    order = _distributors_in_order(world, u_each[:, :, 0])
    most = order.shape[1]
    taken = np.arange(most) < numbers[:, None]
    owner, rank = np.nonzero(taken)
    distributor = order[owner, rank].astype(np.int8)
    split = _split(world, most)
    start = np.concatenate([[0], np.cumsum(numbers)]).astype(np.int32)
    return Accounts(
        start=start,
        owner=owner.astype(np.int32),
        distributor=distributor,
        insurer=_insurers(world, distributor, u_each[owner, distributor, 1]),
        share=split[numbers[owner], rank],
    )


def terms_days(distributor: Distributor) -> int:
    """Return a wholesaler's payment terms in days from delivery, on average."""
    if distributor.net_days is not None:
        return distributor.net_days
    assert distributor.end_of_month_days is not None
    return distributor.end_of_month_days + HALF_A_MONTH


def payable_days(world: World, accounts: Accounts) -> Floats:
    """Return the terms in days on which each reseller buys, over its accounts, shape (n,)."""
    terms = _terms(world)[accounts.distributor]
    days = np.bincount(accounts.owner, accounts.share * terms, len(accounts.start) - 1)
    return days.astype(np.float64)


def reference_limits(
    world: World, accounts: Accounts, annual_purchases: Cents, rating: Codes
) -> Cents:
    """Return the insured limit of each account before the crisis, cents, shape (a,).

    Purchases at the account over the wholesaler's terms × rating factor × the insurer's buffer, and
    no less than the smallest limit that the insurer grants, where it grants one.
    """
    if not world.insurers:
        return np.zeros(len(accounts.owner), np.int64)
    insurers = world.insurers.values()
    factors = np.array([i.rating_factors for i in insurers]) * [[i.buffer] for i in insurers]
    purchases = annual_purchases[accounts.owner] * accounts.share
    over_terms = purchases * _terms(world)[accounts.distributor] / DAYS_A_YEAR
    limits = over_terms * factors[accounts.insurer, rating[accounts.owner] - 1]
    least = np.array([cents(i.least_limit_eur) for i in insurers], np.float64)
    limits = np.where(limits > 0, np.maximum(limits, least[accounts.insurer]), 0)
    return np.where(accounts.insurer < 0, 0, np.rint(limits)).astype(np.int64)


def own_risk_wishes(world: World, distributor: Codes, reference_limit: Cents) -> Cents:
    """Return the own-risk line that each account's wholesaler would grant, cents, shape (a,)."""
    rates = [billionths(d.own_risk_share) for d in world.distributors.values()]
    return shares_of(reference_limit, np.array(rates, np.int64)[distributor])


def cumulated(weights: npt.ArrayLike) -> Floats:
    """Return the cumulated shares of `weights`, whose last is exactly 1."""
    sums = np.cumsum(np.asarray(weights, np.float64))
    return np.asarray(sums / sums[-1])


def _terms(world: World) -> Floats:
    return np.array([terms_days(d) for d in world.distributors.values()], np.float64)


def _numbers(world: World, kind: Codes, u: Floats) -> npt.NDArray[np.int64]:
    selling = sum(d.share > 0 for d in world.distributors.values())
    numbers = np.empty(len(kind), np.int64)
    for code, description in enumerate(world.population.kinds.values()):
        of_kind = kind == code
        drawn = 1 + np.searchsorted(cumulated(description.accounts_weights), u[of_kind])
        numbers[of_kind] = np.minimum(drawn, selling)
    return numbers


def _distributors_in_order(world: World, u: Floats) -> npt.NDArray[np.int64]:
    """Return the wholesalers of each reseller in rank order, those that sell, shape (n, selling).

    Drawn one after the other without repetition, with probabilities in proportion to their shares:
    the order in which exponential clocks with these rates ring (Efraimidis and Spirakis 2006).
    """
    shares = np.array([d.share for d in world.distributors.values()])
    with np.errstate(divide="ignore"):
        rings = -np.log(u) / shares
    return np.argsort(rings, axis=1, kind="stable")[:, : np.count_nonzero(shares)]


def _split(world: World, most: int) -> Floats:
    """Return the share of purchases at each rank, row m for a reseller with m accounts."""
    weights = world.population.account_split
    weights = weights[:most] + weights[-1:] * (most - len(weights))
    split = np.zeros((most + 1, most))
    for m in range(1, most + 1):
        split[m, :m] = np.array(weights[:m]) / sum(weights[:m])
    return split


def _insurers(world: World, distributor: Codes, u: Floats) -> Codes:
    codes = {name: code for code, name in enumerate(world.insurers)}
    insurer = np.full(len(distributor), -1, np.int8)
    for code, description in enumerate(world.distributors.values()):
        if description.insurers:
            of_distributor = distributor == code
            choice = np.array([codes[name] for name in description.insurers], np.int8)
            drawn = np.searchsorted(
                cumulated(list(description.insurers.values())), u[of_distributor]
            )
            insurer[of_distributor] = choice[drawn]
    return insurer
