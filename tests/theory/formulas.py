"""Closed forms of queueing and of sums that are drawn, each with its source; days and orders."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm
from scipy.optimize import brentq
from scipy.stats import binom, multivariate_normal, norm, poisson

Floats = npt.NDArray[np.float64]


def erlang_b(lines: int, load: float) -> float:
    """Return the probability that all lines are busy (Erlang 1917), by its recursion."""
    inverse = 1.0
    for k in range(1, lines + 1):
        inverse = 1.0 + inverse * k / load
    return 1.0 / inverse


def one_order_line(orders_a_day: float, terms: int) -> float:
    """Return the exact share blocked where the line carries one order.

    A line that is taken on one day is free in the morning `terms` days later, and is taken again on
    the first day with an order: a cycle of D + 1/(e^λ − 1) days, λ orders a day, one delivered.
    """
    return 1 - 1 / (orders_a_day * (terms + 1 / math.expm1(orders_a_day)))


def one_day_terms(orders_a_day: float, lines: int) -> float:
    """Return the exact share blocked where all that is bought one day is paid the next morning."""
    k = np.arange(lines + 1)
    weights = poisson.pmf(k, orders_a_day)
    delivered = (weights * k).sum() + lines * (1 - weights.sum())
    return float(1 - delivered / orders_a_day)


def kaufman_roberts(units: int, loads: Sequence[float], sizes: Sequence[int]) -> list[float]:
    """Return the share blocked of orders of each size on a line of so many units.

    j q(j) = Σ loadᵢ sizeᵢ q(j − sizeᵢ); size s is blocked where fewer than s units are free
    (Kaufman 1981; Roberts 1981).
    """
    q = np.zeros(units + 1)
    q[0] = 1.0
    for j in range(1, units + 1):
        q[j] = sum(a * s * q[j - s] for a, s in zip(loads, sizes, strict=True) if j >= s) / j
    q /= q.sum()
    return [float(q[units - s + 1 :].sum()) for s in sizes]


def stationary(step: Floats) -> Floats:
    """Return the stationary distribution of a chain with transition matrix `step` (n, n)."""
    n = len(step)
    system = step.T - np.eye(n)
    system[-1] = 1.0
    return np.linalg.solve(system, np.append(np.zeros(n - 1), 1.0))


def paid_each_morning(most: int, chance: float, lines: int) -> Floats:
    """Return the chain in which each of min(n, lines) invoices is paid with some probability."""
    step = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        open_now = min(n, lines)
        paid = np.arange(open_now + 1)
        step[n, n - paid] = binom.pmf(paid, open_now, chance)
    return step


@lru_cache(maxsize=32)
def orders_of_a_day(most: int, orders_a_day: float) -> Floats:
    """Return the chain that adds a Poisson number of orders and stops at `most`."""
    law = poisson.pmf(np.arange(most + 1), orders_a_day)
    step = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        step[n, n:most] = law[: most - n]
        step[n, most] = 1 - step[n].sum()
    return step


def geometric_payment(orders_a_day: float, days: float, lines: int) -> float:
    """Return the exact share blocked where each morning an invoice is paid with probability 1/D.

    A chain on 0 … k invoices at closes; what is delivered a day is what is paid a day, E[n] / D.
    """
    step = paid_each_morning(lines, 1 / days, lines) @ orders_of_a_day(lines, orders_a_day)
    open_at_close = stationary(step) @ np.arange(lines + 1)
    return float(1 - open_at_close / days / orders_a_day)


def geometric_waiting(orders_a_day: float, days: float, lines: int, most: int = 150) -> float:
    """Return the exact mean delay, days, of orders that wait for ever, payment as above.

    By Little's law: orders that wait at closes over orders a day.
    """
    step = paid_each_morning(most, 1 / days, lines) @ orders_of_a_day(most, orders_a_day)
    waiting = np.maximum(np.arange(most + 1) - lines, 0)
    return float(stationary(step) @ waiting / orders_a_day)


def erlang_c_delay(orders_a_day: float, days: float, lines: int) -> float:
    """Return the mean delay, days, in M/M/k (Erlang 1917): C(k, a) D / (k − a)."""
    load = orders_a_day * days
    busy = erlang_b(lines, load)
    waits = busy / (1 - load / lines * (1 - busy))
    return waits * days / (lines - load)


def fixed_waiting(orders_a_day: float, days: int, lines: int, terms: int = 2_000) -> float:
    """Return the exact mean delay, days, in M/D/k (Crommelin 1934).

    D Σᵢ [P(N ≥ i k) − k/a P(N ≥ i k + 1)], N Poisson with mean i a, a = λ D.
    """
    load = orders_a_day * days
    i = np.arange(1, terms + 1)
    reached = poisson.sf(i * lines - 1, i * load)
    passed = poisson.sf(i * lines, i * load)
    return float(days * (reached - lines / load * passed).sum())


def fixed_waiting_by_chain(orders_a_day: float, days: int, lines: int, most: int = 150) -> float:
    """Return the same from the chain of D-day steps: N ← max(N − k, 0) + Poisson(λ D)."""
    served = np.zeros((most + 1, most + 1))
    served[np.arange(most + 1), np.maximum(np.arange(most + 1) - lines, 0)] = 1.0
    law = stationary(served @ orders_of_a_day(most, orders_a_day * days))
    waiting = np.maximum(np.arange(most + 1) - lines, 0)
    return float(law @ waiting / orders_a_day)


def two_sizes(
    units: int, orders_a_day: Sequence[float], sizes: Sequence[int], days: float
) -> list[float]:
    """Return the exact share blocked of orders of two sizes, each morning paid with chance 1/D.

    Between two mornings orders come one by one in continuous time, so a day's trading is a pure
    birth process over a unit of time; blocked = 1 − E[nᵢ] / (D λᵢ), as above.
    """
    states = [
        (a, b)
        for a in range(units // sizes[0] + 1)
        for b in range((units - a * sizes[0]) // sizes[1] + 1)
    ]
    row = {state: at for at, state in enumerate(states)}
    births, paid = np.zeros((len(states),) * 2), np.zeros((len(states),) * 2)
    for (a, b), at in row.items():
        for rate, other in zip(orders_a_day, ((a + 1, b), (a, b + 1)), strict=True):
            if other in row:
                births[at, row[other]] += rate
                births[at, at] -= rate
        for i in range(a + 1):
            for j in range(b + 1):
                paid[at, row[a - i, b - j]] += binom.pmf(i, a, 1 / days) * binom.pmf(j, b, 1 / days)
    law = stationary(paid @ expm(births))
    return [
        float(1 - law @ np.array([state[size] for state in states]) / days / rate)
        for size, rate in enumerate(orders_a_day)
    ]


def ruin_for_ever(start: int, income: float) -> float:
    """Return the probability that cash is ever below zero, exactly e^(−R (start + 1)).

    Cash begins at `start` units, gains a Poisson(`income`) number of units a month and pays one: it
    falls by one unit at most, so to be ruined it has to be ruined of each unit in turn. R > 0
    solves e^(−R) = e^(income (e^(−R) − 1)) (the dual risk model; Avanzi, Gerber and Shiu 2007).
    """
    unit = brentq(lambda z: math.exp(income * (z - 1)) - z, 0.0, 1.0 - 1e-9 if income > 1 else 1.0)
    return float(unit ** (start + 1))


def ruin_by_month(start: int, costs: int, incomes: Sequence[float], most: int = 150) -> Floats:
    """Return the probability of cash below zero by each month's end, (months,): a lattice.

    Args:
        start, costs: units of cash at first, and paid at each month's end.
        incomes: mean number of units, Poisson, that come before each month's end.
    """
    cash = np.zeros(most + 1)
    cash[start] = 1.0
    ruined = []
    for income in incomes:
        cash = cash @ orders_of_a_day(most, income)
        ruined.append(float(cash[:costs].sum()))
        cash = np.append(cash[costs:], np.zeros(costs))
    return np.cumsum(ruined)


def failures_by_month(
    start: int, costs: int, incomes: Sequence[float], next_day: float, most: int = 150
) -> Floats:
    """Return the probability to have failed after each month's end, (months,), exactly.

    As above, but cash below zero is forgiven if what comes on the next day, Poisson(`next_day`)
    units that are part of the next month's, lifts it to zero.
    """
    level = np.arange(-costs, most + 1)
    law = (level == start).astype(float)
    failed, after_rescue = [], 0.0
    for income in incomes:
        gain = poisson.pmf(np.arange(len(level)), income - after_rescue)
        law = np.convolve(law, gain)[: len(level)]
        law = np.append(law[costs:], np.zeros(costs))
        law = np.convolve(law, poisson.pmf(np.arange(len(level)), next_day))[: len(level)]
        failed.append(float(law[level < 0].sum()))
        law = np.where(level < 0, 0.0, law)
        after_rescue = next_day
    return np.cumsum(failed)


@lru_cache
def together_by(names: int, chance: float, correlation: float) -> Floats:
    """Return P(failures ≤ m), m = 0 … names: the binomial integrated over the common factor.

    Given Z each fails with probability Φ((Φ⁻¹(p) − √ρ Z) / √(1 − ρ)) (Vasicek 2002).
    """
    if correlation == 0:
        return binom.cdf(np.arange(names + 1), names, chance)
    z = np.linspace(-8, 8, 801)
    given = norm.cdf((norm.ppf(chance) - math.sqrt(correlation) * z) / math.sqrt(1 - correlation))
    weights = norm.pdf(z) / norm.pdf(z).sum()
    return weights @ binom.cdf(np.arange(names + 1), names, given[:, None])


def vasicek_quantile(level: float, chance: float, correlation: float) -> float:
    """Return the quantile of the share that fails among infinitely many names (Vasicek 2002)."""
    reached = norm.ppf(chance) + math.sqrt(correlation) * norm.ppf(level)
    return float(norm.cdf(reached / math.sqrt(1 - correlation)))


def vasicek_shortfall(level: float, chance: float, correlation: float) -> float:
    """Return the mean share that fails in the worst 1 − level: Φ₂(Φ⁻¹(p), Φ⁻¹(1 − level); √ρ)."""
    both = [[1.0, math.sqrt(correlation)], [math.sqrt(correlation), 1.0]]
    corner = [norm.ppf(chance), norm.ppf(1 - level)]
    return float(multivariate_normal(cov=both).cdf(corner) / (1 - level))
