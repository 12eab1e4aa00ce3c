"""The chart that the documentation writes is a chart."""

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from simulator.book.state import BLOCK_CAUSES
from simulator.catalogue import kinds
from simulator.charts.base import LANGUAGES
from simulator.charts.base.words import outcome_names, short_names
from simulator.experiments.answers import HOMES
from simulator.experiments.described import unit_of
from simulator.experiments.flow_matrix import SECTORS

DOCS = Path(__file__).parents[2] / "docs"
PAGE, HOW_TO = DOCS / "charts.md", DOCS / "how-to" / "new-chart.md"


@pytest.fixture(scope="module")
def documented(tmp_path_factory):
    text = HOW_TO.read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(\"\"\".*?)```", text, re.DOTALL)
    place = tmp_path_factory.mktemp("charts") / "failures_over_time.py"
    place.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("failures_over_time", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.FailuresOverTime()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_of_the_how_to_draws_itself(documented, language, two):
    renamed = two.daily.astype({"outcome": str}).replace({"outcome": {"blockage_rate": "failures"}})
    tables = type(two)(summary=two.summary, daily=renamed, manifest=two.manifest)
    assert documented.draw(tables, language).finding[0].isdigit()
    assert documented.draw(two, language).finding in {"Nothing to draw", "Rien à tracer"}


def test_every_chart_is_in_the_documentation():
    text = PAGE.read_text(encoding="utf-8")
    assert [kind for kind in kinds("charts") if f"| `{kind}` |" not in text] == []


def test_every_answer_names_a_chart_that_there_is():
    for home in HOMES.values():
        module, name = home.rsplit(".", 1)
        assert getattr(importlib.import_module(module), name).chart in kinds("charts")


def test_every_outcome_has_a_name_in_both_languages():
    outcomes = [kind for kind in kinds("outcomes") if kind != "cost_by_measure"]
    assert [kind for kind in outcomes if kind not in outcome_names()] == []


def test_every_named_outcome_has_a_unit():
    assert all(unit_of(name) for name in outcome_names())


@pytest.mark.parametrize(("family", "names"), [("cause", BLOCK_CAUSES), ("sector", SECTORS)])
def test_every_cause_and_sector_has_a_short_name_in_both_languages(family, names):
    assert set(short_names()[family]) == set(names)
    assert all(set(found) == set(LANGUAGES) for found in short_names()[family].values())
