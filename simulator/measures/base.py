"""What every measure of a programme has: a name, a window, and whom it applies to."""

from datetime import date
from typing import ClassVar, Self

from pydantic import model_validator

from simulator.study.fields import Share, Table, parameter


class Measure(Table):
    """One `[[measure]]` of a programme: the base checks, the kind's file adds what differs."""

    kind: str = parameter(unit="name", meaning="The kind of measure.", example="guaranteed_line")
    name: str = parameter(unit="name", meaning="Its name in results.", example="etc_line")
    starts: date = parameter(unit="date", meaning="Its first day.", example="2009-03-16")
    ends: date = parameter(unit="date", meaning="Its last day.", example="2009-06-30")
    distributors: list[str] = parameter(
        [], unit="names", meaning="Wholesalers it applies to; empty: all.")
    products: list[str] = parameter(
        [], unit="names", meaning="Products it applies to; empty: all that its kind can touch.")
    reseller_kinds: list[str] = parameter(
        [], unit="names", meaning="Kinds of reseller it applies to; empty: all.")
    ratings: list[int] = parameter(
        [], unit="ratings", meaning="Ratings it applies to, 1 best to 10; empty: all.")
    take_part_share: Share = parameter(
        1.0, unit="share", meaning="Share of those eligible who take part.")

    grants_line: ClassVar[bool] = False
    """Whether the measure opens a publisher line on accounts."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the measure ends ({self.ends}) before it starts ({self.starts})")
        return self
