"""The state's cover: public lines beside what credit insurers grant (CAP and CAP+)."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from simulator.study.fields import Euros, Share, Table, parameter


class Scheme(Table):
    """One scheme: it tops up limits that are left, or restores limits that were cancelled."""

    grants: Literal["top_up", "restore"] = parameter(
        unit="name",
        meaning="Whether it tops up limits that were cut, or restores limits that were cancelled.",
        example="top_up",
    )
    starts: date = parameter(unit="date", meaning="Its first day.", example="2009-06-01")
    ends: date = parameter(unit="date", meaning="Its last day.", example="2009-12-31")
    most_share: Share = parameter(
        1.0,
        unit="share",
        grade="A",
        source="CAP: at most as much again as the insurer leaves",
        meaning="Largest line, as a share of the limit left (top-up) or before (restoring).",
    )
    ceiling_eur: Euros = parameter(
        100_000.0,
        unit="EUR",
        grade="A",
        source="CAP+: up to about 100,000 EUR",
        meaning="Largest line of one account.",
    )
    worst_rating: int = parameter(
        10,
        low=1,
        high=10,
        unit="rating",
        grade="C",
        meaning="Worst rating that is eligible: the stand-in for positive equity.",
    )
    take_up_share: Share = parameter(
        0.05,
        unit="share",
        grade="C",
        plausible=(0.02, 0.05, 0.1),
        meaning="Share of the accounts for which the wholesaler asks.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the scheme ends ({self.ends}) before it starts ({self.starts})")
        return self


class PublicCover(Table):
    """What all public lines share."""

    covered_share: Share = parameter(
        0.8,
        unit="share",
        grade="C",
        plausible=(0.7, 0.8, 0.9),
        meaning="Share of the public part of a claim that the state pays.",
    )
    fee_rate: Share = parameter(
        0.024,
        unit="per year",
        grade="A",
        source="CAP+: 2.4 % a year on the line requested, used or not",
        meaning="Fee on the line granted, used or not, paid by the wholesaler each quarter.",
    )
    waiting_days: int = parameter(
        150,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        meaning="Days from failure until the state pays.",
    )
    schemes: dict[str, Scheme] = parameter({}, unit="table", meaning="Schemes of public cover.")
