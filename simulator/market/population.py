"""The drawn population: resellers by kind, their size, rating, margin, cash and accounts.

Every figure of a reseller is a quantile of its own uniforms, so that one reseller more changes
nobody else. The population has a seed of its own: replications differ in what happens, not in who
is there.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from simulator.compiling import compiled_with_memory
from simulator.market.accounts import (
    DAYS_A_YEAR,
    cumulated,
    draw_accounts,
    own_risk_wishes,
    payable_days,
    reference_limits,
)
from simulator.market.portfolio import Codes, OpeningInvoices, Portfolio
from simulator.market.quantiles import mean_of, normals, table_of, triangular
from simulator.streams import Stream
from simulator.study.schema import World
from simulator.study.traders import Kind
from simulator.units import BILLION, NEVER, Cents, billionths

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SIZE, RATING, MARGIN, PROFIT, CASH, OVERDRAFT, ACCOUNTS = range(7)
"""Columns of a reseller's uniforms; two for each wholesaler follow."""


def draw_portfolio(world: World) -> Portfolio:
    """Return the population that `world` describes, with nothing owed yet."""
    count = world.population.resellers
    numbers = np.arange(1, count + 1, dtype=np.uint64)
    stream = Stream(world.population.seed, 0, "population")
    u = stream.uniforms(numbers, ACCOUNTS + 1 + 2 * len(world.distributors))
    kind = kinds_in_turn(_shares(world), count)
    rating = _ratings(world, kind, u[:, RATING])
    purchases = _annual_purchases(world, kind, u[:, SIZE])
    accounts = draw_accounts(
        world, kind, u[:, ACCOUNTS], u[:, ACCOUNTS + 1 :].reshape(count, -1, 2)
    )
    limits = reference_limits(world, accounts, purchases, rating)
    distributors = accounts.distributor.astype(np.uint64)
    return Portfolio(
        kinds=tuple(world.population.kinds),
        products=tuple(world.products),
        distributors=tuple(world.distributors),
        insurers=tuple(world.insurers),
        reseller_ids=_names(count),
        kind=kind,
        rating=rating,
        annual_purchases=purchases,
        **_money(world, kind, u, purchases, payable_days(world, accounts)),
        fails_on=np.full(count, NEVER, np.int32),
        entities=numbers,
        account_start=accounts.start,
        account_reseller=accounts.owner,
        account_distributor=accounts.distributor,
        account_insurer=accounts.insurer,
        reference_limit=limits,
        own_risk_wish=own_risk_wishes(world, accounts.distributor, limits),
        account_entities=(numbers[accounts.owner] << np.uint64(8)) | distributors,
        opening=nothing_owed(),
    )


def nothing_owed() -> OpeningInvoices:
    """Return an opening position without an invoice."""
    return OpeningInvoices(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32))


@compiled_with_memory
def kinds_in_turn(shares: Integers, count: int) -> Codes:
    """Return the kind of each of `count` resellers, in turn, by `shares` (billionths).

    Of the first n resellers share × n are of each kind, to within less than one, whatever n:
    where share × n is whole it is met exactly, and one reseller more changes no other. Among the
    kinds that are due, the one that would fall behind first takes its turn (Tijdeman 1980,
    "The chairman assignment problem").
    """
    kinds = shares.shape[0]
    slack = 1.0 if kinds == 1 else 1.0 - 1.0 / (2.0 * kinds - 2.0)
    taken = np.zeros(kinds, np.int64)
    turn = np.zeros(count, np.int8)
    for n in range(1, count + 1):
        first = np.inf
        for k in range(kinds):
            due = shares[k] * n / BILLION - taken[k]
            if shares[k] > 0 and due > 1.0 - slack - 1e-9:
                falls_behind = (taken[k] + slack) * BILLION / shares[k]
                if falls_behind < first:
                    first = falls_behind
                    turn[n - 1] = k
        taken[turn[n - 1]] += 1
    return turn


def _shares(world: World) -> Integers:
    kinds = world.population.kinds.values()
    return np.array([billionths(kind.share_of_resellers) for kind in kinds], np.int64)


def _names(count: int) -> npt.NDArray[np.object_]:
    width = max(5, len(str(count)))
    return np.array([f"R{number:0{width}d}" for number in range(1, count + 1)], object)


def _of_kind(world: World, kind: Codes, figure: Callable[[Kind], float]) -> Floats:
    """Return a figure of each reseller's kind, shape (n,)."""
    return np.array([figure(k) for k in world.population.kinds.values()], np.float64)[kind]


def _annual_purchases(world: World, kind: Codes, u: Floats) -> Cents:
    """Return lognormal annual purchases, cents, shape (n,)."""
    median = _of_kind(world, kind, lambda k: k.purchases_median_eur)
    sigma = _of_kind(world, kind, lambda k: k.purchases_sigma)
    return np.rint(100 * median * np.exp(sigma * normals(u))).astype(np.int64)


def _ratings(world: World, kind: Codes, u: Floats) -> Codes:
    rating = np.empty(len(kind), np.int8)
    for code, description in enumerate(world.population.kinds.values()):
        of_kind = kind == code
        rating[of_kind] = 1 + np.searchsorted(cumulated(description.rating_weights), u[of_kind])
    return rating


def _money(
    world: World, kind: Codes, u: Floats, purchases: Cents, payable: Floats
) -> dict[str, npt.NDArray[np.int64]]:
    """Return margin (billionths) and what a reseller has and spends (cents), each shape (n,).

    Opening cash holds, beside the days of costs that the reseller keeps, the working capital that
    trade will absorb: what customers will owe less what will be owed to wholesalers.
    """
    margin = _triangular(world, kind, u[:, MARGIN], lambda k: k.margin)
    profit = _triangular(world, kind, u[:, PROFIT], lambda k: k.profit_share)
    costs_a_day = purchases * (1 + margin * (1 - profit)) / DAYS_A_YEAR
    cash_days = _of_kind(world, kind, lambda k: k.cash_days_median) * np.exp(
        _of_kind(world, kind, lambda k: k.cash_days_sigma) * normals(u[:, CASH])
    )
    has_overdraft = u[:, OVERDRAFT] < _of_kind(world, kind, lambda k: k.overdraft_share)
    overdraft_days = _of_kind(world, kind, lambda k: k.overdraft_days) * has_overdraft
    reserve_days = _of_kind(world, kind, lambda k: k.cash_reserve_days)
    customers = world.customers.terms_days + mean_of(table_of(world.customers.lateness))
    working_capital = purchases * ((1 + margin) * customers - payable) / DAYS_A_YEAR
    euro_figures = {
        "cash": np.maximum(cash_days * costs_a_day + working_capital, 0),
        "overdraft": overdraft_days * costs_a_day,
        "fixed_costs": purchases * margin * (1 - profit) / 12,
        "cash_reserve": reserve_days * costs_a_day,
        "margin": margin * BILLION,
    }
    return {name: np.rint(figure).astype(np.int64) for name, figure in euro_figures.items()}


def _triangular(
    world: World, kind: Codes, u: Floats, figure: Callable[[Kind], list[float]]
) -> Floats:
    ranges = np.array([figure(k) for k in world.population.kinds.values()])[kind]
    return triangular(u, ranges[:, 0], ranges[:, 1], ranges[:, 2])
