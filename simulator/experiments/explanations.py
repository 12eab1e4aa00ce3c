"""What an explanation says: of an order, of a reseller, of where two programmes part."""

import html
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from simulator.experiments.hurdles import Account, Line, own_lines
from simulator.experiments.stories import Event, euros

if TYPE_CHECKING:
    import pandas as pd


class Explanation:
    """What an explanation of any kind offers: lines of text, and plain data."""

    def lines(self) -> Iterator[str]:
        """Return the explanation line by line."""
        raise TypeError(f"{type(self).__name__} does not say its lines")

    def plain(self) -> dict[str, Any]:
        """Return the explanation as plain data, amounts in euros."""
        raise TypeError(f"{type(self).__name__} does not say its data")

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(str(self))}</pre>"


@dataclass(frozen=True)
class OrderExplained(Explanation):
    """Why an order was delivered, blocked or lost.

    Attributes:
        accounts: as they stood when it was first tried, in the order in which they were; empty if
            it was not tried.
        cash, reserve: cents, at that time.
        events: what happened to the order itself.
    """

    order: str
    product: str
    amount: int
    ordered_on: date
    tried_on: date | None
    patience_days: int
    fate: str
    blocked_by: str
    prepayment: bool
    accounts: tuple[Account, ...]
    cash: int
    reserve: int
    events: tuple[Event, ...]

    def lines(self) -> Iterator[str]:
        """Return the explanation line by line."""
        yield (
            f"Order {self.order}: {euros(self.amount)} EUR of {self.product}, "
            f"placed on {self.ordered_on}; {self.fate.replace('_', ' ')}"
        )
        if self.tried_on is None:
            yield "It was never tried: its reseller had failed, or the run had ended."
        else:
            what = f"blocked by: {self.blocked_by}" if self.blocked_by else "not blocked"
            yield f"First tried on {self.tried_on}, {what}"
        for number, account in enumerate(self.accounts, 1):
            yield from self._account(number, account)
        if self.tried_on is not None and self.blocked_by:
            yield f"  to prepay it: {self._till()}"
        yield from (f"  {event}" for event in self.events)

    def _account(self, number: int, account: Account) -> Iterator[str]:
        missing = self.amount - account.headroom
        verdict = "it fits" if missing <= 0 else f"{euros(missing)} EUR missing"
        stop = f"on stop since {account.stopped_since}, " if account.stopped_since else ""
        name = f"{number}. {account.distributor}" + (" (home)" if number == 1 else "")
        yield f"  {name}: {stop}headroom {euros(account.headroom)} EUR, {verdict}"
        for line in own_lines(account):
            yield f"       {described(line)}"

    def _till(self) -> str:
        if not self.prepayment:
            return "the scenario allows no prepayment"
        left = self.cash - self.amount
        enough = "enough" if left >= self.reserve else "not enough"
        return (
            f"cash {euros(self.cash)} EUR would leave {euros(left)}, "
            f"{enough} for the reserve of {euros(self.reserve)}"
        )

    def plain(self) -> dict[str, Any]:
        """Return the explanation as plain data, amounts in euros."""
        return {
            "order_id": self.order,
            "product": self.product,
            "amount_eur": self.amount / 100,
            "ordered_on": self.ordered_on,
            "first_tried_on": self.tried_on,
            "patience_days": self.patience_days,
            "fate": self.fate,
            "blocked_by": self.blocked_by,
            "cash_eur": self.cash / 100,
            "cash_reserve_eur": self.reserve / 100,
            "accounts": [_plain_account(account) for account in self.accounts],
            "events": [_plain_event(event) for event in self.events],
        }


@dataclass(frozen=True)
class ResellerExplained(Explanation):
    """A reseller's dated story."""

    reseller: str
    scenario: str
    replication: int
    events: tuple[Event, ...]

    def lines(self) -> Iterator[str]:
        """Return the story line by line."""
        yield f"Reseller {self.reseller}, {self.scenario}, replication {self.replication}"
        yield from (str(event) for event in self.events)

    def plain(self) -> dict[str, Any]:
        """Return the story as plain data, amounts in euros."""
        return {
            "reseller_id": self.reseller,
            "scenario": self.scenario,
            "replication": self.replication,
            "events": [_plain_event(event) for event in self.events],
        }

    def table(self) -> "pd.DataFrame":
        """Return the story as a table, one row an event; amounts in EUR."""
        import pandas as pd

        columns = ["day", "kind", "about", "distributor", "what", "amount_eur", "before_eur", "why"]
        return pd.DataFrame([_plain_event(event) for event in self.events], columns=columns)


@dataclass(frozen=True)
class Parting(Explanation):
    """Where a reseller's paths under two programmes part, and what followed.

    Attributes:
        on: the first day on which anything differs, None if nothing ever does.
        cause: that day's events that only one of them has, the first first.
        followed: later events that only one of them has.
        cash: at the end under each, cents.
    """

    reseller: str
    scenarios: tuple[str, str]
    on: date | None
    cause: tuple[tuple[str, Event], ...]
    followed: tuple[tuple[str, Event], ...]
    cash: tuple[int, int]

    def lines(self) -> Iterator[str]:
        """Return the explanation line by line."""
        one, other = self.scenarios
        if self.on is None:
            yield f"Reseller {self.reseller}: {one} and {other} are the same to the cent"
            return
        yield f"Reseller {self.reseller}: {one} and {other} part on {self.on}"
        if not self.cause:
            yield "  by cash alone: an amount paid or received differs"
        yield from (f"  only {which}: {event}" for which, event in self.cause)
        if self.followed:
            yield "What followed"
        yield from (f"  only {which}: {event}" for which, event in self.followed)
        cash, others = self.cash
        yield f"Cash at the end: {euros(cash)} EUR ({one}), {euros(others)} EUR ({other})"

    def plain(self) -> dict[str, Any]:
        """Return the explanation as plain data, amounts in euros."""
        return {
            "reseller_id": self.reseller,
            "scenarios": list(self.scenarios),
            "part_on": self.on,
            "cause": [{"only": which, **_plain_event(event)} for which, event in self.cause],
            "followed": [{"only": which, **_plain_event(event)} for which, event in self.followed],
            "cash_at_the_end_eur": [cents / 100 for cents in self.cash],
        }


def described(line: Line) -> str:
    """Return a line in words: its limit, since when and why, and what is drawn on it.

    >>> since = date(2009, 2, 9)
    >>> described(Line("etc", "insured", True, 50_000, 20_000, since, 90_000, 90_000, "wave"))
    'insured: limit 500.00 (900.00 before 2009-02-09: wave), used 200.00, headroom 300.00'
    """
    since = ""
    if line.since is not None:
        why = f": {line.why}" if line.why else ""
        first = f"; {euros(line.at_first)} at first" if line.at_first != line.before else ""
        since = f" ({euros(line.before)} before {line.since}{why}{first})"
    closed = "" if line.open_to_it else ", dedicated to the publisher's products"
    return (
        f"{line.name}: limit {euros(line.limit)}{since}, used {euros(line.used)}, "
        f"headroom {euros(line.headroom)}{closed}"
    )


def _plain_event(event: Event) -> dict[str, Any]:
    told = {f.name: getattr(event, f.name) for f in fields(event)}
    amount, before = told.pop("amount"), told.pop("before")
    told["amount_eur"] = amount / 100
    told["before_eur"] = None if before < 0 else before / 100
    return told


def _plain_account(account: Account) -> dict[str, Any]:
    lines = []
    for line in own_lines(account):
        told = asdict(line)
        limit, used, first, before = (
            told.pop(key) for key in ("limit", "used", "at_first", "before")
        )
        told |= {"limit_eur": limit / 100, "used_eur": used / 100, "at_first_eur": first / 100}
        told["before_eur"] = None if before < 0 else before / 100
        told["headroom_eur"] = line.headroom / 100
        lines.append(told)
    return {
        "distributor": account.distributor,
        "stopped_since": account.stopped_since,
        "headroom_eur": account.headroom / 100,
        "lines": lines,
    }
