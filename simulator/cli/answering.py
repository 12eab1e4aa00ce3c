"""How answers are shown: in words first, then the tables that they rest on."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import typer

from simulator.cli.ending import INTERRUPTED, PART, told
from simulator.cli.options import Language
from simulator.cli.printing import between, complain, number, put_json, put_table, tell
from simulator.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiments.answers import Answer
    from simulator.experiments.attribution import Attribution

MOST_ROWS = 20
PICTURES = (".png", ".svg", ".pdf")

Shown = tuple[str, Sequence[str], list[Sequence[str]]]
"""A table as it is printed: title, columns (">" behind a name: to the right), rows."""


def checked(picture: Path | None) -> None:
    """Raise unless a picture can go there."""
    if picture is None:
        return
    if picture.suffix.lower() not in PICTURES:
        allowed = f"a file that ends in {', '.join(PICTURES)}"
        raise InputError.of(f"{picture} is no picture", allowed, key="--plot")
    if not picture.resolve().parent.is_dir():
        raise InputError.of(f"{picture.parent} is not a folder", "one that is", key="--plot")


def show(
    answer: "Answer | Attribution",
    out: Path | None,
    as_json: bool,
    picture: Path | None,
    language: Language,
) -> None:
    """Write an answer on standard output, its folder's name and its picture."""
    if picture is not None:
        answer.plot(language=language.value).savefig(picture)
    if as_json:
        put_json(answer.plain() | {"out": None if out is None else str(out)})
        return
    tell("\n".join(answer.said) + "\n")
    for title, columns, rows in LAYOUTS[answer.manifest["experiment"]](answer):
        put_table(columns, rows[:MOST_ROWS], title)
        if len(rows) > MOST_ROWS:
            tell(f"... and {len(rows) - MOST_ROWS} more rows (--json shows all)\n")
    for place in (out, picture):
        if place is not None:
            tell(f"written to {place}")


def keep_and_show(
    answer: "Answer",
    out: Path | None,
    as_json: bool,
    picture: Path | None,
    language: Language,
) -> None:
    """Write an answer into its folder, if there is to be one, and show it."""
    if out is not None:
        answer.save(out)
    show(answer, out, as_json, picture, language)


def end(answer: "Answer | Attribution") -> None:
    """List the runs that failed, and end with the status that tells how it went."""
    failed = told(answer.manifest["failed"])
    if answer.manifest.get("interrupted"):
        complain("stopped; shown is what had finished")
        raise typer.Exit(INTERRUPTED)
    if failed:
        raise typer.Exit(PART)


def _rows(frame: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    yield from (
        {str(name): value for name, value in row.items()} for row in frame.to_dict("records")
    )


def _sensitivity(answer: Any) -> list[Shown]:
    table, shown = answer.table(), list[Shown]()
    for (outcome, index), one in table.groupby(["outcome", "index"], sort=False):
        by_chance, several = one["by_chance"].notna().any(), one["role"].nunique() > 1
        unit = "" if index in ("total", "first", "pawn") else str(one["unit"].iloc[0])
        rows: list[Sequence[str]] = [
            (
                _ranks(row),
                row["factor"],
                *([row["role"]] if several else []),
                row["grade"],
                number(row["value"], unit),
                between(row["ci_low"], row["ci_high"], unit),
                *([number(row["by_chance"])] if by_chance else []),
            )
            for row in _rows(one)
        ]
        chance = ["by chance>"] if by_chance else []
        role = ["role"] if several else []
        columns = ["rank", "factor", *role, "source", f"{index}>", "95 % interval>", *chance]
        converged = "" if one["converged"].all() else " (not converged)"
        shown.append((f"{outcome}: {index}{converged}", columns, rows))
    return shown


def _ranks(row: dict[str, Any]) -> str:
    if row["rank_low"] == row["rank_high"]:
        return str(row["rank"])
    return f"{row['rank']} ({row['rank_low']}-{row['rank_high']})"


def _attribution(answer: Any) -> list[Shown]:
    return [
        (
            f"{outcome}, {one['unit'].iloc[0]}",
            ("measure", "n>", "share>", "95 % interval>", "of the whole>"),
            [
                (
                    row["measure"],
                    str(row["n"]),
                    number(row["share"], row["unit"]),
                    between(row["ci_low"], row["ci_high"], row["unit"]),
                    "" if math.isnan(row["of_whole"]) else f"{row['of_whole']:.0%}",
                )
                for row in _rows(one)
            ],
        )
        for outcome, one in answer.shares().groupby("outcome", sort=False)
    ]


def _tipping(answer: Any) -> list[Shown]:
    asked = answer.manifest["asked"]
    unit = asked["unit"]
    rows: list[Sequence[str]] = [
        (
            f"{row['value']:,.6g}",
            str(row["n"]),
            number(row["mean"], unit),
            between(row["ci_low"], row["ci_high"], unit),
        )
        for row in _rows(answer.table())
    ]
    return [("", (f"{asked['path']}>", "n>", f"{asked['outcome']}>", "95 % interval>"), rows)]


def _discovery(answer: Any) -> list[Shown]:
    limits: list[Sequence[str]] = [
        (row["limit"], row["grade"], f"{row['density_without']:.0%}", f"{row['p_value']:.2g}")
        for row in _rows(answer.table("limits"))
    ]
    tree: list[Sequence[str]] = [
        (row["rule"], str(row["points"]), f"{row['density']:.0%}", f"{row['coverage']:.0%}")
        for row in _rows(answer.table("tree"))
    ]
    return [
        ("The box", ("limit", "source", "density without>", "by chance>"), limits),
        ("A tree of the same points", ("rule", "points>", "density>", "coverage>"), tree),
    ]


def _robustness(answer: Any) -> list[Shown]:
    asked, table = answer.manifest["asked"], answer.table()
    unit = asked["unit"]
    rows: list[Sequence[str]] = [
        (
            row["plan"],
            number(row["max_regret"], unit),
            between(row["max_regret_ci_low"], row["max_regret_ci_high"], unit),
            _share(row["first_share"]),
            number(row["mean_regret"], unit),
            number(row["mean"], unit),
            number(row["worst"], unit),
            _share(row["satisficing_share"]),
        )
        for row in _rows(table)
    ]
    columns = (
        *("plan", "largest regret>", "95 % interval>", "first in>", "mean regret>", "mean>"),
        *("worst>", "good enough>"),
    )
    return [(f"{asked['outcome']}, {unit}, over {answer.found('states')} states", columns, rows)]


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.0%}"


def _information(answer: Any) -> list[Shown]:
    asked = answer.manifest["asked"]
    unit = asked["unit"]
    rows: list[Sequence[str]] = [
        (
            row["uncertainty"],
            number(row["worth"], unit),
            between(row["ci_low"], row["ci_high"], unit),
            "" if math.isnan(row["by_chance"]) else number(row["by_chance"], unit),
            _share(row["share_of_perfect"]),
        )
        for row in _rows(answer.table())
    ]
    columns = ("to know", "is worth>", "95 % interval>", "by chance>", "of all>")
    return [(f"{asked['outcome']}, {unit}", columns, rows)]


def _optimum(answer: Any) -> list[Shown]:
    table, asked = answer.table(), answer.manifest["asked"]
    levers = answer.manifest["found"]["levers"]
    told = table[table["cheapest"] | table["on_front"] | (table["setting"] == -1)]
    chosen = [row for row in _rows(table) if row["cheapest"] or row["setting"] == -1]
    values: list[Sequence[str]] = [(name, *(str(row[name]) for row in chosen)) for name in levers]
    limits = _estimates(answer)
    return [
        ("The front, and the programme as it is", *_measured(told, asked["minimise"])),
        *([("What is limited", *_measured(told, limits))] if limits else []),
        ("Their levers", ["lever", *(f"{_setting(row)}>" for row in chosen)], values),
    ]


def _measured(
    told: "pd.DataFrame", outcomes: Sequence[str]
) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return columns and rows of settings with outcomes and their intervals."""
    from simulator.experiments.described import unit_of

    rows: list[Sequence[str]] = []
    for row in _rows(told):
        cells = [_setting(row)]
        for name in outcomes:
            unit = unit_of(name.removeprefix("es95_"))
            ends = between(row[f"{name}_ci_low"], row[f"{name}_ci_high"], unit)
            cells += [number(row[name], unit), ends]
        rows.append([*cells, str(row["n"]), row["feasible"]])
    heads = [head for name in outcomes for head in (f"{name}>", "95 % interval>")]
    return ["setting", *heads, "n>", "holds"], rows


def _setting(row: dict[str, Any]) -> str:
    if row["setting"] == -1:
        return "as it is"
    return "cheapest" if row["cheapest"] else str(row["setting"])


def _estimates(answer: Any) -> list[str]:
    """Return the columns of the limits' estimates."""
    ends = "_ci_low"
    names = [str(name).removesuffix(ends) for name in answer.table() if str(name).endswith(ends)]
    return [name for name in names if name not in answer.manifest["asked"]["minimise"]]


LAYOUTS: "MappingProxyType[str, Callable[[Any], list[Shown]]]" = MappingProxyType(
    {
        "sensitivity": _sensitivity,
        "attribute": _attribution,
        "tip": _tipping,
        "discover": _discovery,
        "robustness": _robustness,
        "information": _information,
        "optimise": _optimum,
    }
)
