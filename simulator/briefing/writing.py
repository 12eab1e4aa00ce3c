"""A briefing: results of a study, saved; its charts; a page that says what they mean."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from simulator.briefing.asking import SWEEP, ask, planned
from simulator.briefing.contents import SPLIT, Contents
from simulator.briefing.page import Form, Picture, written
from simulator.briefing.writers import write_documents
from simulator.catalogue import kinds
from simulator.charts.base import Language, Tables, Words
from simulator.experiments import folder as folders
from simulator.experiments import replicate
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.manifest import digest_of
from simulator.experiments.results import Comparison, Results
from simulator.study.scenario import Scenario
from simulator.study.study import Study, load

DEFAULT_PROGRAMMES = ("none", "lines-only", "demand-only", "announced")
"""Those told by default, of which a study has at least two."""
PICTURES = ("png", "svg")
NOTHING: Mapping[str, Any] = MappingProxyType({})


def write(
    study: Study | str | Path,
    out: str | Path,
    programmes: Sequence[str] | None = None,
    assumptions: Sequence[str] = ("base",),
    replications: int = 20,
    seed: int = 2009,
    workers: int | None = None,
    overrides: Mapping[str, Any] = NOTHING,
    language: Language = "en",
    split: int = 0,
    drivers: int | None = 0,
) -> Path:
    """Run a study, save the results in `out`, write the briefing beside them; return its page.

    Args:
        study: a study, its name or its folder.
        out: the folder; it is made.
        programmes: the first is the reference; by default `none`, `lines-only`, `demand-only` and
            `announced` where the study has them, else its first two.
        assumptions: names; each has its part of the page.
        replications, seed, workers: as in `compare`.
        overrides: parameters replaced, by dotted path.
        language: "en" or "fr".
        split: replications in which the costs of the programme with most measures are split into
            deadweight and incremental, into the folder `split` within `out`; each takes as many
            runs as the programme has measures, and one more.
        drivers: replications of what drives the answer and where it tips, by the study's sweep
            `briefing`, if it has one; None: as many as the sweep says.

    Raises:
        InputError: a name or a parameter is wrong; nothing was run or written.
        RefusedError: `out` holds results of other inputs.
        Interrupted: stopped from the keyboard; what had finished is saved.
    """
    Words(language)
    read_from = study if isinstance(study, Study) else load(study)
    chosen = programmes or _default_programmes(read_from)
    scenarios = scenarios_of(read_from, chosen, assumptions, overrides)
    asked = None
    if drivers != 0 and SWEEP in read_from.sweeps:
        under, told = scenarios[0].assumptions, _told(scenarios)
        asked = planned(read_from, Path(out), told, under, seed, overrides, drivers)
    with folders.claimed(Path(out), digest_of(scenarios, seed)):
        results = _run(scenarios, Path(out), replications, seed, workers)
        results.save(out)
    if split:
        _split(scenarios, Path(out) / SPLIT, min(split, replications), seed, workers)
    if asked is not None:
        ask(asked, Path(out), workers)
    return write_from(out, out, language)


def _told(scenarios: list[Scenario]) -> list[str]:
    """Return the reference and the programme with most measures, if it is another one."""
    widest = _widest(scenarios)
    return list(dict.fromkeys([scenarios[0].programme, widest.programme]))


def _widest(scenarios: list[Scenario]) -> Scenario:
    """Return the scenario with most measures under the first assumptions."""
    first = [one for one in scenarios if one.assumptions == scenarios[0].assumptions]
    return max(first, key=lambda scenario: len(scenario.measures))


def _split(
    scenarios: list[Scenario], out: Path, replications: int, seed: int, workers: int | None
) -> None:
    """Split the costs of the programme with most measures under the first assumptions."""
    widest = _widest(scenarios)
    if not widest.measures:
        return
    with folders.claimed(out, digest_of([widest], seed, "split")):
        try:
            replicate.split(widest, replications, seed, workers).save(out)
        except replicate.Interrupted as stopped:
            if stopped.results.manifest["replications"]:
                stopped.results.save(out)
            raise


def _run(
    scenarios: list[Scenario], out: Path, replications: int, seed: int, workers: int | None
) -> Results | Comparison:
    """Run the scenarios; if stopped from the keyboard, save what has finished."""
    try:
        if len(scenarios) == 1:
            return replicate.run(scenarios[0], replications, seed, workers)
        return replicate.compare(scenarios, replications, seed, workers)
    except replicate.Interrupted as stopped:
        stopped.results.save(out)
        raise


def write_from(
    source: Results | Comparison | Tables | str | Path, out: str | Path, language: Language = "en"
) -> Path:
    """Write the briefing on results that are there already; return its page, `summary.md`.

    `out` then holds the deck `briefing.pptx`, the workbook `briefing.xlsx`, the page
    `briefing.html`, the page of text `summary.md`, the same as plain text in `summary.txt`, and in
    `charts/` each chart as PNG and SVG (charts under further assumptions in a folder of their own
    below it). The same results give the same bytes.

    Args:
        source: results, a comparison, or a results folder, which may be `out` itself.
        out: the folder; it is made.
        language: "en" or "fr".

    Raises:
        StoreError: the results folder is damaged, or holds no results.
    """
    tables, words, out = Tables.of(source), Words(language), Path(out)
    pictures = [
        picture
        for place, assumptions in _places(tables).items()
        for picture in _drawn(tables, out, place, assumptions, language)
    ]
    for form in Form:
        text = written(tables, words, form, pictures)
        (out / form.file_name).write_text(text, encoding="utf-8", newline="\n")
    write_documents(Contents.of(source, language), out)
    return out / Form.MARKDOWN.file_name


def _places(tables: Tables) -> dict[str, str]:
    """Return the folders of the charts and their assumptions; the first set's is on top."""
    folders_of = ["charts", *(f"charts/assumptions-{i}" for i in range(2, 100))]
    return dict(zip(folders_of, tables.all_assumptions, strict=False))


def _drawn(
    tables: Tables, out: Path, place: str, assumptions: str, language: Language
) -> Iterator[Picture]:
    """Write every chart into a folder and yield what was written."""
    (out / place).mkdir(parents=True, exist_ok=True)
    for kind, chart in kinds("charts").items():
        if not chart.in_briefings:
            continue
        sheet = chart().draw(tables, language, assumptions=assumptions)
        for ending in PICTURES:
            sheet.savefig(out / place / f"{kind}.{ending}")
        yield Picture(assumptions, f"{place}/{kind}.png", sheet.finding)


def _default_programmes(study: Study) -> tuple[str, ...]:
    known = tuple(name for name in DEFAULT_PROGRAMMES if name in study.programmes)
    return known if len(known) > 1 else study.programmes[:2]
