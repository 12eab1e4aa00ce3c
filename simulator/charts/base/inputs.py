"""What a manifest says of the run: its window, its name, and the dated events it assumes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulator.charts.base.words import Words

RUN_ID_LENGTH = 10
"""Digits of the inputs' hash that name a run in a source line."""


@dataclass(frozen=True, order=True)
class Event:
    """A dated event of insurers: a wave of cuts, a fault, or the return of limits."""

    starts: date
    ends: date
    kind: str
    name: str

    def label(self, words: Words) -> str:
        """Return the event's name in a chart."""
        day = words.day(self.starts, year=False)
        if self.kind == "wave":
            return words.say(en=f"wave from {day}", fr=f"vague du {day}")
        if self.kind == "incident":
            return words.say(en=f"fault {day}", fr=f"panne {day}")
        return words.say(en=f"relief {day}", fr=f"retour {day}")


def world_of(manifest: Mapping[str, Any], assumptions: str) -> Mapping[str, Any]:
    """Return the resolved inputs of the first scenario under these assumptions; empty: unknown."""
    for scenario in manifest.get("scenarios", ()):
        if scenario.get("assumptions") == assumptions:
            resolved = scenario.get("resolved", {})
            world: Mapping[str, Any] = resolved.get("world", resolved)
            return world
    return {}


def events(world: Mapping[str, Any]) -> list[Event]:
    """Return the insurers' dated events in order of date, each once though several share it."""
    found = {event for insurer in world.get("insurers", {}).values() for event in _of(insurer)}
    return sorted(found)


def _of(insurer: Mapping[str, Any]) -> Iterator[Event]:
    for name, wave in insurer.get("waves", {}).items():
        yield Event(_day(wave["starts"]), _day(wave["ends"]), "wave", name)
    for kind in ("incident", "relief"):
        for name, event in insurer.get(f"{kind}s", {}).items():
            yield Event(_day(event["on"]), _day(event["on"]), kind, name)


def _day(written: str | date) -> date:
    return written if isinstance(written, date) else date.fromisoformat(written)


def window(world: Mapping[str, Any]) -> tuple[date, date] | None:
    """Return the measured window's first and last day."""
    return (_day(world["start"]), _day(world["end"])) if "start" in world else None


def threshold(world: Mapping[str, Any]) -> float | None:
    """Return the rolling blockage rate above which the market counts as seized."""
    found = world.get("trading", {}).get("seizure_threshold")
    return None if found is None else float(found)


def title_of(world: Mapping[str, Any], family: str, name: str) -> str:
    """Return the title of an insurer, distributor or product, or else its name."""
    return str(world.get(family, {}).get(name, {}).get("title") or name)


def run_id(manifest: Mapping[str, Any]) -> str:
    """Return the first digits of the hash of all inputs; "–" where there is none."""
    return str(manifest.get("digest") or "–")[:RUN_ID_LENGTH]
