"""The numbers of a briefing, in sentences and rows, under one set of assumptions."""

from collections.abc import Mapping
from types import MappingProxyType

from simulator.briefing.figure import verdict
from simulator.charts.base import Estimate, Tables, View, Words
from simulator.charts.base.findings import difference_scale, effect, level
from simulator.charts.base.words import literal

FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "blockage": (
        *("blockage_rate", "lost_rate", "mean_delay_days"),
        *("frozen_share_peak", "seizure", "seizure_days"),
    ),
    "cost": (
        *("programme_cost_eur", "publisher_revenue_eur", "guarantee_granted_peak_eur"),
        *("guarantee_drawn_peak_eur", "guarantee_claims_eur"),
    ),
    "cash": (
        *("reseller_cash_p50_eur", "reseller_cash_p05_eur", "short_of_cash_share_peak"),
        *("failures", "distributor_losses_eur", "uninsured_peak_eur"),
    ),
})  # fmt: skip
"""The outcomes of each part of the page; the first two are told in sentences."""


class Figures:
    """What the tables under one set of assumptions say, ready to be written."""

    def __init__(self, tables: Tables, words: Words, assumptions: str) -> None:
        self._tables, self._words = tables, words
        self._view = View(tables, words, assumptions)

    @property
    def window(self) -> str:
        """The measured window."""
        first, last = (self._words.day(day) for day in self._view.window)
        return self._words.say(en=f"{first} to {last}", fr=f"du {first} au {last}")

    def sentences(self, family: str) -> list[str]:
        """Return what each programme does to the family's first two outcomes."""
        found = [
            sentence
            for programme in self._tables.compared
            for outcome in FAMILIES[family][:2]
            if (sentence := effect(self._tables, self._words, outcome, programme)) is not None
        ]
        return [f"{sentence}." for sentence in found] or self._levels(family)

    def _levels(self, family: str) -> list[str]:
        """Return the levels of the family's first two outcomes, where nothing is compared."""
        return [
            f"{self._words.label(outcome)}, {literal(programme)}: "
            f"{level(self._tables, self._words, outcome, programme)}."
            for programme in self._tables.programmes
            for outcome in FAMILIES[family][:2]
            if self._tables.mean(outcome, programme) is not None
        ]

    def rows(self, family: str) -> list[list[str]]:
        """Return a table: each outcome's level, and its difference from the reference."""
        say, tables = self._words.say, self._tables
        if not tables.compared:
            heading = [say(en="outcome", fr="résultat"), say(en="mean", fr="moyenne"), "n"]
            return [heading, *self._level_rows(family)]
        heading = [
            say(en="outcome", fr="résultat"),
            literal(tables.reference),
            say(en="programme", fr="programme"),
            say(en="mean", fr="moyenne"),
            say(en="difference", fr="écart"),
            say(en="95 % interval", fr="intervalle à 95 %"),
            "n",
            say(en="finding", fr="constat"),
        ]
        found = [
            self._row(outcome, programme, difference)
            for outcome in FAMILIES[family]
            for programme in tables.compared
            if (difference := tables.difference(outcome, programme)) is not None
        ]
        return [heading, *found]

    def _level_rows(self, family: str) -> list[list[str]]:
        return [
            [
                f"{self._words.label(outcome)}, {literal(programme)}",
                level(self._tables, self._words, outcome, programme),
                self._words.number(found.n),
            ]
            for outcome in FAMILIES[family]
            for programme in self._tables.programmes
            if (found := self._tables.mean(outcome, programme)) is not None
        ]

    def _row(self, outcome: str, programme: str, difference: Estimate) -> list[str]:
        scale = difference_scale(self._tables, self._words, outcome, difference)
        to = self._words.say(en="to", fr="à")
        interval = f"{scale.bare(difference.low)} {to} {scale.bare(difference.high)}"
        return [
            self._words.label(outcome),
            self._mean(outcome, self._tables.reference or ""),
            literal(programme),
            self._mean(outcome, programme),
            scale.signed(difference.value),
            interval if difference.has_interval else "–",
            self._words.number(difference.n),
            verdict(difference, self._words),
        ]

    def _mean(self, outcome: str, programme: str) -> str:
        found = self._tables.mean(outcome, programme)
        if found is None:
            return "–"
        return self._words.scale(self._tables.unit(outcome), [found.value]).text(found.value)
