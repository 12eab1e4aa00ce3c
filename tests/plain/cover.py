"""What an insurer keeps about one account: its share, factor and faults, and a cut announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.plain.amounts import BILLION, insured_limit
from tests.plain.book import Account

if TYPE_CHECKING:
    from tests.plain.insurer import Insurer


@dataclass
class Notice:
    """A cut that has been decided and does not bind yet."""

    limit: int
    binds: int
    cause: str


@dataclass(eq=False)
class Cover:
    """What an insurer keeps about one account.

    Its limit is reference × share × factor less what the publisher's lines crowd out, or 0 by a
    fault.
    """

    insurer: Insurer
    account: Account
    reference: int
    draws: Draws
    share: int = BILLION
    factor: int = BILLION
    crowded: int = 0
    faults: int = 0
    notice: Notice | None = None
    cut_by: str = ""
    cause: str = ""

    @property
    def limit(self) -> int:
        """The limit in force."""
        return self.account.line("insured").limit

    def put_in_force(self, limit: int, cause: str) -> None:
        self.notice = None
        self.cause = cause
        self.account.line("insured").limit = limit

    @property
    def decided(self) -> int:
        """The limit that has been decided, whether it binds yet or not."""
        limit = insured_limit(self.reference, self.share, self.factor)
        return max(0, limit - self.crowded)

    def decide(self, share: int, factor: int, cause: str, own_day: int | None = None) -> None:
        """Take a new share and factor; a cut by a wave counts from the account's own day."""
        before = self.decided
        self.share, self.factor = share, factor
        self.follow(before, cause, own_day)

    def crowd_out(self, crowded: int) -> None:
        """Take `crowded` cents off, for as long as the publisher's lines last."""
        before = self.decided
        self.crowded = crowded
        self.follow(before, "crowding", None)

    def follow(self, before: int, cause: str, own_day: int | None) -> None:
        """Let a new decision move the limit in force: a rise at once, a cut after the notice.

        The notice counts from `own_day`, by default today. What changes before a cut binds changes
        the limit that will bind; a further cut may bring it forward, a rise does not put it off.
        """
        after = self.decided
        if after < before:
            self.cut_by = cause
        if self.faults:
            return
        if after >= self.limit:
            self.put_in_force(after, self.cause)
        elif after < before:
            self.announce(after, cause, own_day)
        elif self.notice:
            self.notice.limit = after

    def announce(self, limit: int, cause: str, own_day: int | None) -> None:
        diary = self.insurer.town.diary
        since = diary.today if own_day is None else own_day
        binds = diary.business_day(since + self.insurer.terms.notice_days)
        if self.notice:
            binds = min(binds, self.notice.binds)
        self.notice = Notice(limit, binds, cause)
        self.let_notice_bind()

    def let_notice_bind(self) -> None:
        if self.notice and self.notice.binds <= self.insurer.town.diary.today:
            self.put_in_force(self.notice.limit, self.notice.cause)

    def strike(self) -> None:
        """Drop to zero by mistake, at once."""
        self.faults += 1
        self.put_in_force(0, "incident")

    def repair(self) -> None:
        self.faults -= 1
        if self.faults:
            return
        self.put_in_force(self.decided, self.cut_by)

    def close(self) -> None:
        self.notice = None


@dataclass(eq=False)
class Draws:
    """The uniforms of one account, by the name of the event; ½ where nothing is left to chance."""

    review_day: float
    reviews: list[float]
    waves: dict[str, list[float]]
    incidents: dict[str, float]
    reliefs: dict[str, float]
