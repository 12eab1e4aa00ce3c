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
from tests.plain.amounts import BILLION, billionths, part, ratio, triangular
from tests.plain.book import Account
from tests.plain.cover import Cover
from tests.plain.diary import CROWDING, INSURERS, REVIEWS

if TYPE_CHECKING:
    from tests.plain.town import Town


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
        rating = cover.account.rating
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

    # What the publisher's lines crowd out.

    def crowding(self) -> Generator[simpy.Event, None, None]:
        """See the publisher's lines each business day, after the measures."""
        diary, share = self.town.diary, billionths(self.terms.crowding_out_share)
        for day in diary.days:
            yield diary.at(day, CROWDING)
            for cover in self.covers:
                crowded = part(cover.account.publisher_limits, share)
                if cover.account.alive and crowded != cover.crowded:
                    cover.crowd_out(crowded)

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
        weight = terms.rating_weights[cover.account.rating - 1]
        share, overdue = cover.share, cover.account.days_overdue(day)
        downgrades = terms.downgrade_after_days is not None and cover.account.rating < 10
        if overdue > terms.overdue_notice_days:
            share = part(share, billionths(terms.overdue_cut_to))
        elif downgrades and overdue > (terms.downgrade_after_days or 0):
            share = part(share, self.downgrade(cover.account))
        elif cut < terms.cut_hazard_per_month * stress * weight:
            cancelled = depth_or_cancel < terms.cancelled_share
            left = 0.0 if cancelled else triangular(terms.cut_to, depth)
            share = part(share, billionths(left))
        elif share < BILLION and cut > 1 - terms.restore_hazard_per_month:
            share += part(BILLION - share, billionths(terms.restored_share))
        cover.decide(share, self.factor, "review")

    def downgrade(self, account: Account) -> int:
        """Worsen an account's rating for good; return what that leaves of its limit."""
        old, new = (
            billionths(factor)
            for factor in self.terms.rating_factors[account.rating - 1 : account.rating + 1]
        )
        account.rating += 1
        return min(BILLION, ratio(new, old)) if old else BILLION
