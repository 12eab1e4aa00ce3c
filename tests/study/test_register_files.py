"""The assumption register as a table, a page, a CSV and a workbook, and the page that ships."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.study.observations import observed
from simulator.study.register import parameters
from simulator.study.register_files import csv_text, markdown, workbook, write_register
from simulator.study.register_table import COLUMNS, counts_of, flag_of, is_figure, rows_of
from simulator.study.study import load

PAGE = Path(__file__).parents[2] / "docs" / "assumptions.md"


@pytest.fixture
def scenario(study):
    return study.scenario("line")


@pytest.fixture
def rows(scenario):
    return {row["path"]: row for row in rows_of(scenario)}


def test_the_page_that_ships_is_what_the_command_writes():
    study = load("france-2009")
    record = observed(study).head
    scenario = study.scenario(record.programme, record.assumptions)
    assert PAGE.read_text(encoding="utf-8") == markdown(scenario), (
        f"write it again: simulator assumptions france-2009 --assumptions {record.assumptions} "
        f"--programme {record.programme} --out docs/assumptions.md"
    )


def test_a_figure_is_a_number_or_a_date_of_the_world(scenario):
    figures = {one.path for one in parameters(scenario) if is_figure(one)}
    assert {"distributors.etc.net_days", "insurers.sfac.waves.feb.starts"} < figures
    assert "customers.lateness" in figures
    assert not {"schema_version", "population.seed", "title", "allow_unusual"} & figures
    assert "insurers.sfac.review.cut_hazard_per_month" not in figures, "it is not in force"


def test_a_figure_that_lacks_a_source_or_a_grade_says_which(rows):
    assert rows["distributors.etc.net_days"]["flag"] == "no source, no grade"
    assert rows["distributors.actebis.net_days"]["flag"] == ""
    assert rows["insurers.sfac.waiting_days"]["flag"] == "", "the schema's own source"
    assert rows["start"]["flag"] == "no source, no grade"
    assert rows["calendar"]["flag"] == "", "a choice, no figure"


def test_a_grade_alone_and_a_source_alone_are_told_apart(write, texts):
    texts["market.toml"] = texts["market.toml"].replace("= 30\n", "= 30  # C\n")
    texts["market.toml"] = texts["market.toml"].replace("# C [30, 40, 60]", "# as they say")
    scenario = load(write(texts)).scenario()
    flags = {one.path: flag_of(one) for one in parameters(scenario)}
    assert flags["distributors.etc.net_days"] == "no source"
    assert flags["distributors.actebis.net_days"] == "no grade"
    counts = counts_of(rows_of(scenario))
    assert counts["no grade"] == 1
    assert sum(counts.values()) == sum(bool(flag) for flag in flags.values())


def test_a_scenario_gives_its_register_as_a_frame(scenario):
    frame = scenario.register()
    assert tuple(frame.columns) == COLUMNS
    row = frame.set_index("path").loc["distributors.actebis.net_days"]
    assert row[["value", "unit", "range", "grade"]].tolist() == ["45", "days", "0 to 365", "C"]
    assert row["given_in"] == "study/market.toml:25"


def test_the_page_counts_and_marks_what_is_flagged(scenario, rows):
    text = markdown(scenario)
    flagged = [row for row in rows.values() if row["flag"]]
    assert f"**⚠ {len(flagged)} figures lack a source or a grade**" in text
    assert text.count("⚠") == len(flagged) + 1
    assert "⚠ no source, no grade" in line_of(text, "distributors.etc.net_days")
    assert "## programme.line" in text


def test_what_would_break_the_page_is_written_out(write, texts):
    texts["market.toml"] = texts["market.toml"].replace("= 30\n", "= 30  # C: a | b <script>\n")
    line = line_of(markdown(load(write(texts)).scenario()), "distributors.etc.net_days")
    assert "a &#124; b &lt;script>" in line
    assert line.count("|") == 9


def line_of(text, path):
    """Return a parameter's line of the page."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| `{path}` ")]
    return line


def formula(write, texts):
    """Return a scenario whose source is what a spreadsheet takes for a formula."""
    texts["market.toml"] = texts["market.toml"].replace("= 30\n", '= 30  # =HYPERLINK("x")\n')
    return load(write(texts)).scenario()


def test_no_cell_of_the_csv_is_a_formula(write, texts):
    read = csv.DictReader(io.StringIO(csv_text(formula(write, texts))))
    sources = {row["path"]: row["source"] for row in read}
    assert sources["distributors.etc.net_days"] == '\'=HYPERLINK("x")'


def test_the_workbook_has_texts_as_texts_and_numbers_as_numbers(write, texts):
    data = workbook(formula(write, texts))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
        assert b"Assumptions" in book.read("xl/workbook.xml")
    assert "<f>" not in sheet
    assert "'=HYPERLINK" in strings
    assert "<v>30</v>" in sheet
    assert data == workbook(formula(write, texts)), "the same register, the same bytes"


def test_a_file_of_another_kind_is_refused(scenario, tmp_path):
    with pytest.raises(InputError, match=r"a file ending in \.md, \.csv, \.xlsx"):
        write_register(scenario, tmp_path / "register.pdf")
    (tmp_path / "taken").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write_register(scenario, tmp_path / "taken" / "register.md")


def test_a_date_is_shown_as_a_file_has_it(rows):
    assert rows["insurers.sfac.waves.feb.starts"]["value"] == date(2009, 2, 2).isoformat()
