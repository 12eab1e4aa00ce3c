"""Dates that must agree: the horizon, insurers' events and measures' windows inside it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from simulator.calendar import is_business_day
from simulator.errors import shown
from simulator.study.inputs import PROGRAMME, Findings
from simulator.study.lines import Path
from simulator.study.references import table
from simulator.study.schema import World

FIRST_YEAR, LAST_YEAR = 1990, 2100
LONGEST_HORIZON_DAYS = 3660


def check_dates(findings: Findings) -> None:
    """Find events and measures outside the horizon; report what acts on no business day."""
    world = findings.inputs.world
    start, end = _date(world.get("start")), _date(world.get("end"))
    if start is None or end is None:
        return
    for key, day in (("start", start), ("end", end)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            findings.mistake((key,), f"{day} is out of range", f"{FIRST_YEAR} to {LAST_YEAR}")
            return
    if (end - start).days > LONGEST_HORIZON_DAYS:
        findings.mistake(
            ("end",),
            f"{(end - start).days:,} days from {start} to {end}",
            f"at most {LONGEST_HORIZON_DAYS:,} days",
        )
    warm_up = world.get("warm_up_days", World.model_fields["warm_up_days"].default)
    known = type(warm_up) is int and 0 <= warm_up <= LONGEST_HORIZON_DAYS
    first = start - timedelta(days=warm_up if known else 0)
    calendar = "every-day" if world.get("calendar") == "every-day" else "french"
    horizon = _Horizon(findings, first, start, end, calendar)
    horizon.check_window_of_run()
    for insurer, raw in table(world, "insurers").items():
        horizon.check_events(("insurers", insurer), raw)
    for scheme, raw in table(world, "public_cover", "schemes").items():
        horizon.check_window(("public_cover", "schemes", scheme), raw)
    for position, measure in enumerate(findings.inputs.measures):
        horizon.check_measure((PROGRAMME, position), measure)


class _Horizon:
    """The days of a run, against which events and windows are checked."""

    def __init__(
        self, findings: Findings, first: date, start: date, end: date, calendar: str
    ) -> None:
        self.findings = findings
        self.first, self.start, self.end = first, start, end
        self.calendar = calendar
        warm_up = f", after a warm-up from {first}" if first < start else ""
        self.said = f"the run is from {start} to {end}{warm_up}"

    def check_window_of_run(self) -> None:
        """Check that something can happen: that a business day counts."""
        longest_pause = timedelta(days=10)
        some = _days(self.start, min(self.end, self.start + longest_pause))
        if self.start <= self.end and not any(self.is_business(day) for day in some):
            problem = f"from {self.start} to {self.end} there is no business day: nothing happens"
            self.findings.mistake(("end",), problem, "a window with a business day or more")

    def check_events(self, path: Path, insurer: Any) -> None:
        """Check an insurer's dated events."""
        for name, wave in table(insurer, "waves").items():
            self.check_window((*path, "waves", name), wave)
        for family in ("incidents", "reliefs"):
            for name, event in table(insurer, family).items():
                on = _date(table(event).get("on"))
                at = (*path, family, name, "on")
                if on is not None and not self.first <= on <= self.end:
                    self.findings.mistake(at, f"{on} is outside the horizon", self.said)
                elif on is not None:
                    self.report_first_business_day(at, on)

    def check_window(self, path: Path, raw: Any) -> bool:
        """Check a window `starts`–`ends`; return whether it lies in the horizon and in order."""
        starts, ends = _date(table(raw).get("starts")), _date(table(raw).get("ends"))
        if starts is None or ends is None or ends < starts:
            return False
        if ends < self.first or starts > self.end:
            problem = f"the window {starts} to {ends} is outside the horizon"
            self.findings.mistake((*path, "starts"), problem, self.said)
            return False
        if not any(
            self.is_business(day) for day in _days(max(starts, self.first), min(ends, self.end))
        ):
            problem = f"from {starts} to {ends} there is no business day: it does nothing"
            self.findings.notice((*path, "starts"), problem)
            return True
        if starts < self.first:
            self.findings.notice((*path, "starts"), f"before the run's first day, {self.first}")
        else:
            self.report_first_business_day((*path, "starts"), starts)
        if ends > self.end:
            self.findings.notice((*path, "ends"), f"the run ends before, on {self.end}")
        return True

    def check_measure(self, path: Path, measure: Any) -> None:
        """Check a measure's window, and that it is active where outcomes count."""
        ends = _date(measure.get("ends"))
        if self.check_window(path, measure) and ends is not None and ends < self.start:
            self.findings.notice(
                (*path, "ends"), f"active in the warm-up only, which ends on {self.start}"
            )

    def report_first_business_day(self, path: Path, day: date) -> None:
        """Report the business day on which something begins that is dated on another day."""
        following = next(d for d in _days(day, day + timedelta(days=30)) if self.is_business(d))
        if following != day:
            problem = f"{shown(day)} is no business day; it begins on {following}"
            self.findings.notice(path, problem)

    def is_business(self, day: date) -> bool:
        """Return whether wholesalers work on a day."""
        return is_business_day(day, self.calendar)


def _date(value: Any) -> date | None:
    return value if type(value) is date else None


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
