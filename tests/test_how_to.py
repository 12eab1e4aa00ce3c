"""What the how-to pages show is done as they say, and works."""

import importlib.util
import re
import shlex
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.cli import main
from simulator.measuring import measure
from simulator.outcomes.base import Outcome
from simulator.study.study import load
from tests.measures.every_kind import lively_world
from tests.small_worlds import Case, run_case

DOCS = Path(__file__).parents[1] / "docs"


def blocks(page, language):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def loaded(code, place, name):
    path = place / f"{name}.py"
    path.write_text(code, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def typed(line, capsys):
    """Type a command and return what it says; it must end well."""
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(line)[1:])
    said = capsys.readouterr()
    assert ended.value.code == 0, said.err
    return said.out


# A market from the team's own files


@pytest.fixture
def own(tmp_path, monkeypatch, capsys):
    """The study that the page builds."""
    monkeypatch.chdir(tmp_path)
    (new,) = (line for line in commands("how-to/own-market.md") if " new " in line)
    typed(new, capsys)
    folder = tmp_path / "scenarios" / "own"
    market = folder / "market.toml"
    text = market.read_text(encoding="utf-8")
    (population,) = blocks("how-to/own-market.md", "toml")
    market.write_text(text.replace("[population]\n", population, 1), encoding="utf-8")
    (folder / "data").mkdir()
    names = ("resellers", "accounts", "orders", "invoices")
    for name, table in zip(names, blocks("how-to/own-market.md", "csv"), strict=True):
        (folder / "data" / f"{name}.csv").write_text(table, encoding="utf-8-sig", newline="\r\n")
    return folder


def commands(page):
    return [
        line.removeprefix("$ ")
        for block in blocks(page, "console")
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("$ simulator")
    ]


def test_the_tables_shown_are_checked_and_run_as_excel_saves_them(own, capsys):
    assert own.is_dir()
    for line in commands("how-to/own-market.md")[1:]:
        typed(line + (" --workers 1" if " compare " in line else ""), capsys)


def test_the_orders_shown_are_the_demand(own):
    as_filed = load(own).scenario().with_({"chance.enabled": False})
    run = sim.run(as_filed, 1, workers=1)
    means = run.summary().set_index("outcome")["mean"]
    assert means["demand_eur"] == 900 + 7_400 + 1_250 + 4_800 + 640.5
    assert means["failures"] == 0


def test_a_decimal_comma_is_named_with_file_and_line(own):
    orders = own / "data" / "orders.csv"
    orders.write_text(orders.read_text().replace("900.00", "900,00"))
    with pytest.raises(sim.InputError, match=r"orders\.csv:2: amount_eur: .*decimal point"):
        sim.run(load(own).scenario(), 1, workers=1)


# New kinds


@pytest.fixture
def small_firm_discount(tmp_path):
    (code,) = blocks("how-to/new-measure.md", "python")
    return loaded(code, tmp_path, "small_firm_discount").SmallFirmDiscount


def test_the_measure_shown_costs_on_small_firms_alone(small_firm_discount):
    limit_eur = 60_000
    discount = small_firm_discount(
        kind="small_firm_discount",
        name="small_firms",
        starts=date(2009, 3, 2),
        ends=date(2009, 5, 29),
        products=["oem"],
        most_purchases_eur=limit_eur,
        discount=0.1,
    )
    record = run_case(Case(lively_world(), (discount,)))
    costly = record.costs["small_firms"]
    buyers = np.searchsorted(record.orders.start, costly.items, side="right") - 1
    assert costly.cents.sum() > 0
    assert record.portfolio.annual_purchases[buyers].max() <= limit_eur * 100


def test_the_outcome_shown_is_what_the_tables_say(tmp_path):
    (code,) = blocks("how-to/new-outcome.md", "python")
    outcome = loaded(code, tmp_path, "failed_share").FailedShare()
    assert issubclass(type(outcome), Outcome)
    record = run_case(Case(lively_world()))
    failures = measure(record).values["failures"]
    assert failures > 0
    assert outcome.values(record, "failed_share") == {
        "failed_share": failures / len(record.portfolio.kind)
    }
