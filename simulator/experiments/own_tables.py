"""Designs of one's own: a CSV with a column for each factor, and a row for each point."""

import csv
import io
from typing import Any

from simulator.errors import InputError, Mistake
from simulator.experiments.designs import Point
from simulator.experiments.factors import Placed
from simulator.study.designs import Factor, Sweep
from simulator.study.folders import fault_of_data_path
from simulator.study.overrides import value_of
from simulator.study.parsing import Document
from simulator.study.reading import read_text
from simulator.study.study import Study


def own_table(study: Study, sweep: Sweep, document: Document) -> tuple[list[Placed], list[Point]]:
    """Return the factors and the points of a sweep's own table.

    Raises:
        InputError: there is no such file, or something is wrong in it; all of it is said.
    """
    name = str(sweep.table)
    fault = fault_of_data_path(study.folder, name)
    if fault or not (study.folder / name).is_file():
        raise InputError.of(
            fault or f"no such file: {name}",
            "a CSV inside the folder of the study",
            file=document.file,
            line=document.line(("table",)),
            key="table",
        )
    header, *rows = _cells(read_text(study.folder / name, name), name)
    mistakes = list(_faults(name, header, rows))
    points: list[Point] = []
    for line, row in enumerate(rows, 2):
        try:
            points.append({path: _value(cell) for path, cell in zip(header, row, strict=False)})
        except InputError as error:
            mistakes += [Mistake(name, line, "", m.problem, m.allowed) for m in error.mistakes]
    if mistakes:
        raise InputError(mistakes)
    factors = [
        Placed(_column(path, points), name, 1)
        for path in header
    ]  # fmt: skip
    return factors, points


def _cells(text: str, name: str) -> list[list[str]]:
    try:
        rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except csv.Error as error:
        allowed = "cells with commas between them"
        raise InputError.of(f"no CSV: {error}", allowed, file=name) from None
    if len(rows) < 2:
        raise InputError.of("no rows", "a header of paths, and a row a point", file=name)
    return rows


def _faults(name: str, header: list[str], rows: list[list[str]]) -> "list[Mistake]":
    found = [
        Mistake(name, 1, path, "a path that comes twice", "each path once")
        for path in dict.fromkeys(header)
        if header.count(path) > 1
    ]
    for line, row in enumerate(rows, 2):
        if len(row) != len(header):
            allowed = f"{len(header)}, as in the header"
            found.append(Mistake(name, line, "", f"{len(row)} cells", allowed))
        elif not all(cell.strip() for cell in row):
            allowed = "a value; the word default for the parameter's own"
            found.append(Mistake(name, line, "", "a blank cell", allowed))
    return found


def _column(path: str, points: list[Point]) -> Factor:
    """Return a column as a factor; what its values may be is found with the points."""
    told: dict[str, Any] = dict.fromkeys(Factor.model_fields)
    told |= {"path": path, "values": _once(points, path), "distribution": "uniform"}
    return Factor.model_construct(None, **told)


def _value(cell: str) -> Any:
    return value_of(cell.strip())


def _once(points: list[Point], path: str) -> list[Any]:
    values: list[Any] = []
    for point in points:
        if not any(type(v) is type(point[path]) and v == point[path] for v in values[-500:]):
            values.append(point[path])
    return values
