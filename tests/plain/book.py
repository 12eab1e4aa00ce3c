"""What is owed: orders, invoices, lines and accounts, one object each; amounts in cents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.plain.amounts import part

if TYPE_CHECKING:
    from tests.plain.cover import Cover
    from tests.plain.distributor import Distributor
    from tests.plain.reseller import Reseller


@dataclass(eq=False)
class Order:
    """One order; `arrives` is its day or else the next business day.

    `listed` is what it costs at list prices, `amount` what it costs its reseller. `level` is the
    demand above which it is not placed; `sells` and `take_up` are its uniforms: how well its
    reference sells (small: best), and by measure whether its customer takes up financing.
    """

    id: str
    reseller: Reseller
    ordered: int
    arrives: int
    product: str
    publisher: bool
    listed: int
    pays_after: int
    patience: int
    financed: bool
    level: float = 0.5
    sells: float = 0.5
    take_up: dict[str, float] = field(default_factory=dict)
    # What the programme makes of it when it is placed; amounts by measure, cents.
    discounts: dict[str, int] = field(default_factory=dict)
    kept: int = 0
    passed_on: int = 0
    paid_fast_by: str = ""
    financed_anyway: bool = True
    # What becomes of it.
    fate: str = ""
    from_living: bool = True
    delivered: int | None = None
    account: Account | None = None
    parts: list[Part] = field(default_factory=list)
    blocked_by: str = ""
    blocked_cause: str = ""
    costs: Counter[str] = field(default_factory=Counter)

    @property
    def amount(self) -> int:
        return self.listed - sum(self.discounts.values())

    @property
    def price(self) -> int:
        """Return what the customer pays."""
        margin = part(self.amount, self.reseller.margin)
        return self.amount + margin + self.kept - self.passed_on

    @property
    def counts(self) -> bool:
        """Return whether it was placed in the window."""
        return self.ordered >= 0

    def drawn(self, kind: str) -> int:
        """Return what it drew on lines of a kind when it was delivered."""
        return sum(piece.amount for piece in self.parts if piece.line.kind == kind)


@dataclass(eq=False)
class Line:
    """One line of an account; `name` is its kind, or the name of the measure that grants it."""

    kind: str
    name: str
    limit: int = 0
    used: int = 0
    dedicated: bool = False

    @property
    def headroom(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(eq=False)
class Part:
    """How much of an invoice a line carries."""

    line: Line
    amount: int


@dataclass(eq=False)
class Invoice:
    """What an account owes for one delivery; `parts` are in drawing order and shrink when paid."""

    order: Order | None
    account: Account
    amount: int
    due: int
    number: int
    parts: list[Part]
    paid: int = 0
    written_off: int = 0
    settled: int | None = None

    @property
    def open(self) -> int:
        return sum(piece.amount for piece in self.parts)

    def pay(self, amount: int, today: int) -> None:
        """Take a payment, which frees the lines in reverse drawing order."""
        self.paid += amount
        for piece in reversed(self.parts):
            freed = min(amount, piece.amount)
            piece.amount -= freed
            piece.line.used -= freed
            amount -= freed
        if self.open == 0:
            self.settled = today

    def write_off(self) -> None:
        self.written_off = self.open
        for piece in self.parts:
            piece.line.used -= piece.amount
            piece.amount = 0


@dataclass(eq=False)
class Account:
    """One reseller at one distributor: a stack of lines in drawing order, and open invoices."""

    number: int
    reseller: Reseller
    distributor: Distributor
    lines: list[Line]
    own_risk_wish: int
    rating: int
    cover: Cover | None = None
    stopped: bool = False
    open_invoices: list[Invoice] = field(default_factory=list)
    # What the distributor's desk keeps about it.
    limit_seen: int = 0
    bridged_from: int | None = None
    bridged_until: int = 0
    wished: int = 0
    publisher_limits_seen: int = 0

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.name == name)

    @property
    def alive(self) -> bool:
        return self.reseller.alive

    @property
    def publisher_limits(self) -> int:
        return sum(line.limit for line in self.lines if line.kind == "publisher")

    @property
    def reference(self) -> int:
        return self.cover.reference if self.cover else 0

    def headroom_for(self, order: Order) -> int:
        """Return the headroom of the lines that an order may draw."""
        if self.stopped:
            return 0
        return sum(line.headroom for line in self.lines if may_draw(order, line))

    def draw(self, order: Order) -> list[Part]:
        """Draw an order on the lines, in their order."""
        parts, missing = [], order.amount
        for line in self.lines:
            if may_draw(order, line):
                drawn = min(missing, line.headroom)
                line.used += drawn
                missing -= drawn
                parts.append(Part(line, drawn))
        assert missing == 0
        return parts

    def draw_opening(self, amount: int) -> list[Part]:
        """Draw what is owed when the run begins; what is over the limits is own risk."""
        parts = []
        missing = amount
        for line in self.lines:
            drawn = min(missing, line.headroom)
            line.used += drawn
            missing -= drawn
            parts.append(Part(line, drawn))
        own_risk = next(piece for piece in parts if piece.line.kind == "own_risk")
        own_risk.amount += missing
        own_risk.line.used += missing
        return parts

    def days_overdue(self, today: int) -> int:
        """Return the age of its oldest open invoice past the due date (negative: none is due)."""
        return max((today - invoice.due for invoice in self.open_invoices), default=-1)

    def forget_settled(self) -> None:
        self.open_invoices = [invoice for invoice in self.open_invoices if invoice.open]

    # What would have let an order pass.

    def passes_without_stop(self, order: Order) -> bool:
        return sum(line.headroom for line in self.lines if may_draw(order, line)) >= order.amount

    def passes_with(self, order: Order, kind: str, limit: int) -> bool:
        """Return whether an order fits if the line of a kind had another limit."""
        if self.stopped:
            return False
        rooms = [
            max(0, limit - line.used) if line.kind == kind else line.headroom
            for line in self.lines
            if may_draw(order, line)
        ]
        return sum(rooms) >= order.amount

    def passes_with_old_insured_limit(self, order: Order) -> bool:
        return self.passes_with(order, "insured", self.reference)

    def passes_with_wish_granted(self, order: Order) -> bool:
        return self.passes_with(order, "own_risk", self.wished)

    def passes_with_dedicated_lines(self, order: Order) -> bool:
        return not self.stopped and sum(line.headroom for line in self.lines) >= order.amount


def may_draw(order: Order, line: Line) -> bool:
    return order.publisher or not line.dedicated
