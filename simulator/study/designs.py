"""A sweep as its file says it: which parameters move, over what, under which programmes."""

from datetime import date
from typing import Any, Literal, Self

from pydantic import ValidationError, model_validator

from simulator.errors import InputError, Mistake
from simulator.study.examining import in_order
from simulator.study.fields import Table, parameter
from simulator.study.files import named
from simulator.study.parsing import Document, dotted
from simulator.study.study import Study
from simulator.study.wording import worded

MOST_POINTS = 100_000
"""Points of a design, unless it raises its ceiling."""
MOST_RUNS_A_POINT = 100
"""A sweep may have so many runs for each point of its ceiling."""

Value = bool | int | float | str | date | list[Any]


class Factor(Table):
    """One thing that moves: a lever that can be pulled, or an uncertainty that cannot."""

    path: str = parameter(
        unit="path",
        meaning="Dotted path of a parameter; * stands for any name at its place.",
        example="insurers.*.waves.february.share",
    )
    title: str = parameter("", unit="text", meaning="What it is called where results are told.")
    title_fr: str = parameter("", unit="text", meaning="The same in French.")
    role: Literal["lever", "uncertainty", "constant"] | None = parameter(
        None,
        unit="name",
        meaning="What it is in the question; if not given, a programme's parameter is a lever, "
        "and the world's an uncertainty.",
    )
    value: Value | None = parameter(None, unit="value", meaning="The value of a constant.")
    values: list[Value] | None = parameter(
        None, unit="values", meaning="Values that it takes, each as likely as the other."
    )
    low: float | None = parameter(
        None, unit="value", meaning="Lowest value; the parameter's plausible range if not given."
    )
    central: float | None = parameter(
        None, unit="value", meaning="Most likely value, where the others are looked at in turn."
    )
    high: float | None = parameter(None, unit="value", meaning="Highest value.")
    distribution: Literal["uniform", "log-uniform", "triangular", "normal"] = parameter(
        "uniform",
        unit="name",
        meaning="How values lie between low and high; of a normal distribution these are the 5 % "
        "and 95 % quantiles.",
    )

    @model_validator(mode="after")
    def _one_way_to_move(self) -> Self:
        ranged = [key for key in ("low", "central", "high") if getattr(self, key) is not None]
        if self.part == "constant":
            if self.value is None or self.values is not None or ranged:
                raise ValueError("a constant has one `value`")
        elif self.value is not None:
            raise ValueError("`value` is for a constant; give `values`, or `low` and `high`")
        elif self.values is not None and ranged:
            raise ValueError("give `values`, or `low` and `high`, one of the two")
        if self.values is not None and not self.values:
            raise ValueError("`values` is empty: it needs at least one value")
        twice = [v for n, v in enumerate(self.values or []) if v in (self.values or [])[:n]]
        if twice:
            raise ValueError(f"values given twice: {twice[0]}")
        return self

    @property
    def part(self) -> str:
        """What it is in the question: lever, uncertainty or constant."""
        return self.role or ("lever" if self.path.startswith("programme.") else "uncertainty")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("`low` and `high` go together")
        if self.low is not None and self.high is not None:
            if self.low >= self.high:
                raise ValueError(f"low ({self.low:g}) is not under high ({self.high:g})")
            if self.central is not None and not self.low <= self.central <= self.high:
                raise ValueError(f"central ({self.central:g}) is not between low and high")
            if self.distribution == "log-uniform" and self.low <= 0:
                raise ValueError(f"low ({self.low:g}) of a log-uniform range must be above 0")
        return self


class Correlation(Table):
    """Two factors that go together."""

    between: list[str] = parameter(
        unit="paths", meaning="The paths of two factors.", example=["a.b", "c.d"]
    )
    rank: float = parameter(
        unit="correlation",
        low=-0.999,
        high=0.999,
        meaning="Spearman's rank correlation, by a Gaussian copula.",
        example=0.5,
    )

    @model_validator(mode="after")
    def _of_two(self) -> Self:
        if len(set(self.between)) != 2:
            raise ValueError("`between` names two different factors")
        return self


class Sweep(Table):
    """One design: factors × programmes × assumptions × replications."""

    title: str = parameter("", unit="text", meaning="What it asks.")
    design: Literal["grid", "latin-hypercube", "sobol", "morris", "one-at-a-time", "table"] = (
        parameter(unit="name", meaning="How points are laid.", example="latin-hypercube")
    )
    points: int = parameter(
        64, low=1, high=10**9, unit="count",
        meaning="Points of a Latin hypercube; rows of each Sobol' matrix (a power of two).",
    )  # fmt: skip
    steps: int = parameter(
        5, low=2, high=1_000, unit="count", meaning="Values of a range in a grid or one at a time."
    )
    trajectories: int = parameter(
        10, low=2, high=10_000, unit="count", meaning="Trajectories of a Morris design."
    )
    levels: int = parameter(
        4, low=2, high=100, unit="count", meaning="Levels of a Morris design (even)."
    )
    table: str | None = parameter(
        None, unit="file", meaning="CSV of a design of one's own: a column for each factor's path."
    )
    points_ceiling: int = parameter(
        MOST_POINTS, low=1, high=10**9, unit="count",
        meaning="Refuse more points than this, and more than 100 runs for each of them.",
    )  # fmt: skip
    allow_unbalanced: bool = parameter(
        False, unit="yes/no", meaning="Whether Sobol' rows need not be a power of two."
    )
    replications: int = parameter(
        10, low=1, high=1_000_000, unit="count", meaning="Replications at each point."
    )
    seed: int = parameter(2009, low=0, high=2**63 - 1, unit="number", meaning="Of all luck.")
    programmes: list[str] = parameter(
        ["none"], unit="names", meaning="Programmes; the first one is the reference."
    )
    assumptions: list[str] = parameter(["base"], unit="names", meaning="Assumptions.")
    outcomes: list[str] = parameter([], unit="names", meaning="Outcomes that are kept; empty: all.")
    factor: list[Factor] = parameter([], unit="table", meaning="What moves, [[factor]] each.")
    correlation: list[Correlation] = parameter(
        [], unit="table", meaning="What goes together, [[correlation]] each."
    )

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        for what, names in (
            ("factor", [one.path for one in self.factor]),
            ("programmes", self.programmes),
            ("assumptions", self.assumptions),
            ("outcomes", self.outcomes),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} given twice: {', '.join(twice)}")
            if what in ("programmes", "assumptions") and not names:
                raise ValueError(f"no {what} given: at least one")
        return self

    @model_validator(mode="after")
    def _fits_its_design(self) -> Self:
        moving = [one for one in self.factor if one.part != "constant"]
        if (self.design == "table") != (self.table is not None):
            raise ValueError("a `table` of points goes with the design `table`, and with no other")
        if self.design == "table" and moving:
            raise ValueError("a factor that moves is a column of the table, not a [[factor]]")
        if self.design in ("sobol", "morris", "one-at-a-time", "latin-hypercube") and not moving:
            raise ValueError("no factor moves: at least one [[factor]]")
        if self.design == "morris" and self.levels % 2:
            raise ValueError(f"levels must be even, and {self.levels} is odd")
        if self.correlation and self.design != "latin-hypercube":
            raise ValueError("a correlation needs a Latin hypercube: no other design can hold it")
        known = {one.path for one in moving}
        strange = sorted({p for one in self.correlation for p in one.between} - known)
        if strange:
            raise ValueError(f"correlation of {', '.join(strange)}, which is no factor that moves")
        return self


def load_sweep(study: Study, name: str) -> tuple[Sweep, Document]:
    """Return a sweep of a study, checked as far as its own file goes, and its document.

    Raises:
        InputError: there is no such sweep, or its file breaks a rule; all mistakes are said.
    """
    document = named(study.files, "sweeps", name, usual="")
    assert document is not None
    mistakes = list(document.mistakes)
    try:
        sweep = Sweep.model_validate(in_order(document.tree))
    except ValidationError as error:
        for found in error.errors(include_url=False):
            wording = worded(found, Sweep)
            line = document.line(wording.path)
            mistakes.append(Mistake(document.file, line, dotted(wording.path), *wording[1:]))
        raise InputError(mistakes) from None
    if mistakes:
        raise InputError(mistakes)
    return sweep, document
