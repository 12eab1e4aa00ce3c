"""Why it came out so: one order, one reseller, or where two programmes part."""

from simulator.book.state import BY_INSURED, FATES, LOST_FAILED
from simulator.errors import InputError
from simulator.experiments.explanations import OrderExplained, Parting, ResellerExplained
from simulator.experiments.hurdles import accounts_at, cash_at
from simulator.experiments.limits import LARGEST_SEED, SEED
from simulator.experiments.stories import Event, blocked_by, story
from simulator.experiments.watched import Watched, reseller_of, watched
from simulator.model import same_draws
from simulator.study.scenario import Scenario


def explain(
    scenario: Scenario,
    *,
    order: str | None = None,
    reseller: str | None = None,
    against: Scenario | None = None,
    replication: int = 0,
    seed: int = SEED,
) -> OrderExplained | ResellerExplained | Parting:
    """Return why an order fared as it did, or a reseller's story, or where two stories part.

    Args:
        order: an order's id; or
        reseller: a reseller's id.
        against: with `reseller`: another scenario of the same market and assumptions.
        replication, seed: which run.

    Raises:
        InputError: there is no such order or reseller, or not just one of them is given.
    """
    if (order is None) == (reseller is None):
        raise InputError.of("one of them is needed", "--order ID or --reseller ID", key="explain")
    if not 0 <= seed <= LARGEST_SEED or replication < 0:
        raise InputError.of("a seed or replication out of range", f"0 to {LARGEST_SEED}")
    if order is not None:
        if against is not None:
            raise InputError.of("compares resellers", "--reseller ID", key="--against")
        seen = watched(scenario, reseller_of(scenario, order), seed, replication)
        return explained_order(seen, order)
    assert reseller is not None
    seen = watched(scenario, reseller, seed, replication)
    if against is None:
        return ResellerExplained(reseller, scenario.name, replication, tuple(story(seen)))
    if not same_draws(scenario, against):
        raise InputError.of(
            "another market or other assumptions", "programmes under the same ones", key="--against"
        )
    return parting(seen, watched(against, reseller, seed, replication))


def explained_order(seen: Watched, name: str) -> OrderExplained:
    """Return why an order of a watched reseller fared as it did."""
    place = seen.place_of(name)
    order, record = seen.orders[place], seen.record
    in_run = order["ordinal"] < record.calendar.business_days
    failed_on = int(record.book.resellers["failed_on"][seen.watch.reseller])
    tried = bool(in_run and not (order["fate"] == LOST_FAILED and order["ordinal"] >= failed_on))
    cash, reserve = cash_at(seen, place) if tried else (0, 0)
    by = blocked_by(order) if order["blocked"] else ""
    if order["blocked"] == BY_INSURED:
        by = f"the insured limit ({by})"
    return OrderExplained(
        order=name,
        product=record.portfolio.products[order["product"]],
        amount=int(order["amount"]),
        ordered_on=record.calendar.date_of(int(record.book.ordered_on[seen.rows[place]])),
        tried_on=seen.date(int(order["ordinal"])) if tried else None,
        patience_days=int(order["patience"]),
        fate=FATES[order["fate"]],
        blocked_by=by,
        prepayment=record.world.trading.prepayment,
        accounts=accounts_at(seen, place) if tried else (),
        cash=cash,
        reserve=reserve,
        events=tuple(e for e in story(seen) if e.kind == "order" and e.about == name),
    )


def parting(seen: Watched, other: Watched) -> Parting:
    """Return where the paths of one reseller under two programmes part."""
    names = (seen.scenario.programme, other.scenario.programme)
    stories = story(seen), story(other)
    only = [
        (which, event)
        for which, mine, theirs in zip(names, stories, reversed(stories), strict=True)
        for event in _less(mine, theirs)
    ]
    only.sort(key=lambda pair: pair[1].day)
    days = [event.day for _, event in only]
    cash = zip(seen.watch.cash, other.watch.cash, strict=True)
    moved = [at for at, (one, theirs) in enumerate(cash) if one != theirs]
    if moved:
        days.append(seen.date(max(moved[0] - 1, 0)))
    on = min(days, default=None)
    return Parting(
        reseller=seen.reseller,
        scenarios=names,
        on=on,
        cause=tuple(pair for pair in only if pair[1].day == on),
        followed=tuple(pair for pair in only if pair[1].day != on),
        cash=(seen.watch.cash[-1], other.watch.cash[-1]),
    )


def _less(mine: list[Event], theirs: list[Event]) -> list[Event]:
    """Return my events that they do not have, in order."""
    others = set(theirs)
    return [event for event in mine if event not in others]
