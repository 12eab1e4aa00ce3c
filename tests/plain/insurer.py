"""A credit insurer: it reviews, cuts in waves, errs, relents, and follows its losses."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import simpy

from simulator.study.insurers import Incident, Relief, Wave
from simulator.study.insurers import Insurer as Terms
from tests.plain.amounts import BILLION, billionths, insured_limit, part, triangular
from tests.plain.book import Account
from tests.plain.diary import INSURERS, REVIEWS

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclass
class Notice:
    """A cut that has been decided and does not bind yet."""

    limit: int
    binds: int
    cause: str


@dataclass(eq=False)
class Cover:
    """What an insurer keeps about one account: limit = reference × share × factor, or 0."""

    insurer: Insurer
    account: Account
    reference: int
    draws: Draws
    share: int = BILLION
    factor: int = BILLION
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

    def decide(self, share: int, factor: int, cause: str, own_day: int | None = None) -> None:
        """Take a new share and factor: a rise holds at once, a cut after the notice.

        The notice counts from `own_day`, by default today. What changes before a cut binds changes
        the limit that will bind; a further cut may bring it forward, a rise does not put it off.
        """
        before = insured_limit(self.reference, self.share, self.factor)
        after = insured_limit(self.reference, share, factor)
        self.share, self.factor = share, factor
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
        limit = insured_limit(self.reference, self.share, self.factor)
        self.put_in_force(limit, self.cut_by)

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


@dataclass(eq=False)
class Insurer:
    """One insurer and its covers, in the accounts' order."""

    town: Town
    name: str
    terms: Terms
    covers: list[Cover] = field(default_factory=list)
    factor: int = BILLION
    premiums: list[tuple[int, int]] = field(default_factory=list)
    repairs: dict[int, list[Cover]] = field(default_factory=lambda: defaultdict(list))

    def underwriting(self) -> Generator[simpy.Event, None, None]:
        """On each business day: notices bind, the factor is set, then what is dated happens."""
        diary = self.town.diary
        first_days = {name: self.wave_days(wave)[0] for name, wave in self.terms.waves.items()}
        for day in diary.days:
            yield diary.at(day, INSURERS)
            for cover in self.covers:
                cover.let_notice_bind()
            if diary.opens_month(day) and self.terms.loss_ratio_rule:
                self.factor = self.factor_after(self.loss_ratio(day))
            for name, wave in sorted(self.terms.waves.items()):
                if day == first_days[name]:
                    self.cut(name, wave)
            for cover in self.repairs.pop(day, []):
                if cover.account.alive:
                    cover.repair()
            for name, incident in sorted(self.terms.incidents.items()):
                struck_on = self.happens(incident.on)
                if day == struck_on and self.repaired_on(incident) > struck_on:
                    self.err(name, incident)
            for name, relief in sorted(self.terms.reliefs.items()):
                if day == self.happens(relief.on):
                    self.relent(name, relief)

    def happens(self, on: date) -> int:
        return self.town.diary.business_day(self.town.diary.number(on))

    # Its own losses.

    def loss_ratio(self, day: int) -> float | None:
        """Return indemnities noticed over premiums of the last 365 days, before today."""
        claims = [c for c in self.town.record.claims if day - 365 <= c.day < day]
        indemnities = sum(claim.borne_by("insurers", self.name) for claim in claims)
        premiums = sum(amount for when, amount in self.premiums if day - 365 <= when < day)
        return indemnities / premiums if premiums else None

    def factor_after(self, loss_ratio: float | None) -> int:
        rule = self.terms.loss_ratio_rule
        assert rule is not None
        if not loss_ratio:
            return BILLION
        factor = (loss_ratio / rule.normal_loss_ratio) ** -rule.elasticity
        return billionths(max(min(factor, 1.0), rule.least_factor))

    # Waves.

    def wave_days(self, wave: Wave) -> list[int]:
        """Return the wave's business days; if it has none, the next one."""
        diary = self.town.diary
        first, last = diary.number(wave.starts), diary.number(wave.ends)
        days = [day for day in range(first, last + 1) if diary.is_business(day)]
        return days or [diary.business_day(first)]

    def cut(self, name: str, wave: Wave) -> None:
        """Choose whom the wave hits and what it leaves; it binds on the account's own day."""
        limited = [c for c in self.covers if c.account.alive and c.limit > 0]
        number = part(len(limited), billionths(wave.share))
        chosen = sorted(limited, key=lambda c: self.luck(c, name, wave))[:number]
        to_cancel = part(number, billionths(wave.cancelled_share))
        cancelled = sorted(chosen, key=lambda c: c.draws.waves[name][2])[:to_cancel]
        chance = self.town.world.chance.enabled
        days = self.wave_days(wave)
        for cover in chosen:
            _, when, _, depth = cover.draws.waves[name]
            left = triangular(wave.cut_to, depth) if chance else wave.cut_to[1]
            position = math.floor(when * len(days)) if chance else 0
            kept = 0 if cover in cancelled else billionths(left)
            cover.decide(part(cover.share, kept), cover.factor, "wave", own_day=days[position])

    def luck(self, cover: Cover, name: str, wave: Wave) -> float:
        """Return what must be small for the account to be cut."""
        use = min(1.0, cover.account.line("insured").used / cover.limit)
        rating = cover.account.reseller.rating
        weight = math.exp(
            wave.bad_rating_weight * (rating - 5) / 5 + wave.low_use_weight * (1 - use)
        )
        return -math.log(cover.draws.waves[name][0]) / weight

    # Incidents and reliefs.

    def err(self, name: str, incident: Incident) -> None:
        limited = [c for c in self.covers if c.account.alive and c.limit > 0]
        number = part(len(limited), billionths(incident.share))
        struck = sorted(limited, key=lambda c: c.draws.incidents[name])[:number]
        for cover in struck:
            cover.strike()
        self.repairs[self.repaired_on(incident)] += struck

    def repaired_on(self, incident: Incident) -> int:
        """Return the business day of the repair, or a day that never comes."""
        diary = self.town.diary
        if incident.restored_on is not None:
            return self.happens(incident.restored_on)
        if incident.restored_after_days is not None:
            restored = diary.number(incident.on) + incident.restored_after_days
            return diary.business_day(restored)
        return 10**9

    def relent(self, name: str, relief: Relief) -> None:
        harmed = [
            c
            for c in self.covers
            if c.account.alive
            and c.share < BILLION
            and c.reference > 0
            and (relief.cancelled_too or c.share > 0)
            and (not relief.distributors or c.account.distributor.name in relief.distributors)
        ]
        number = part(len(harmed), billionths(relief.share))
        for cover in sorted(harmed, key=lambda c: c.draws.reliefs[name])[:number]:
            back = part(BILLION - cover.share, billionths(relief.restored_share))
            cover.decide(cover.share + back, cover.factor, "relief")

    # Reviews.

    def reviewing(self) -> Generator[simpy.Event, None, None]:
        """Review each account once a month, on its own day, last in the cover phase."""
        diary = self.town.diary
        if self.terms.review is None or not self.town.world.chance.enabled:
            return
        for day in diary.days:
            yield diary.at(day, REVIEWS)
            month = diary.business_days_of_month(day)
            for cover in self.covers:
                position = math.floor(20 * cover.draws.review_day) * len(month) // 20
                if cover.account.alive and day == month[position]:
                    self.review(cover, day)

    def review(self, cover: Cover, day: int) -> None:
        terms = self.terms.review
        assert terms is not None
        month = self.town.diary.month(day)
        cut, depth_or_cancel, depth = cover.draws.reviews[3 * month : 3 * month + 3]
        stress = self.town.step(terms.stress, day)
        weight = terms.rating_weights[cover.account.reseller.rating - 1]
        share = cover.share
        if cover.account.days_overdue(day) > terms.overdue_notice_days:
            share = part(share, billionths(terms.overdue_cut_to))
        elif cut < terms.cut_hazard_per_month * stress * weight:
            cancelled = depth_or_cancel < terms.cancelled_share
            left = 0.0 if cancelled else triangular(terms.cut_to, depth)
            share = part(share, billionths(left))
        elif share < BILLION and cut > 1 - terms.restore_hazard_per_month:
            share += part(BILLION - share, billionths(terms.restored_share))
        cover.decide(share, self.factor, "review")
