import json
import sys
from dataclasses import dataclass

import pytest

from simulator.experiments.results import read
from simulator.outcomes.base import Measured
from tests.experiments.fakes import FakeModel

SWEEP = """
design = "{design}"
points = 32
replications = 2
programmes = ["none", "line"]

[[factor]]
path = "distributors.{distributor}.net_days"
low = 20
central = 40
high = 60

[[factor]]
path = "customers.terms_days"
low = 30
central = 40
high = 50
"""
LEVERS = """
design = "grid"
programmes = ["line"]

[[factor]]
path = "programme.north_line.amount_eur"
low = 1000
high = 20000
"""


@dataclass(frozen=True)
class Market(FakeModel):
    """A market that loses more the shorter the terms, and less with a line."""

    fails: bool = False

    def prepare(self, _):
        return None

    def draw(self, _, __, ___, replication):
        return replication

    def run(self, scenario, _, replication, *__):
        days = next(iter(scenario.world.distributors.values())).net_days
        days += scenario.world.customers.terms_days - 40
        if self.fails and days > 60:
            raise ValueError("a fault")
        amount = sum(getattr(m, "amount_eur", 0.0) for m in scenario.measures)
        return 100.0 - days + replication, amount

    def measure(self, record, _=False):
        lost, amount = record
        values = {
            "lost_eur": lost - amount / 1_000,
            "blockage_rate": max(lost - amount / 1_000, 0.0) / 200,
            "programme_cost_eur": amount,
        }
        return Measured(values, {}, [], [], {})


@pytest.fixture(autouse=True)
def market(monkeypatch):
    def put(**options):
        monkeypatch.setitem(sys.modules, "simulator.model", Market(**options))

    put()
    return put


@pytest.fixture
def swept(typed, study, tmp_path):
    """Write sweeps into the study, run one and return its folder."""
    from pathlib import Path

    from simulator.study.study import load

    folder = Path(study) / "sweeps"
    folder.mkdir(exist_ok=True)
    first = next(iter(load(study).scenario().world.distributors))
    for name, design in (("drivers", "latin-hypercube"), ("one", "one-at-a-time")):
        (folder / f"{name}.toml").write_text(SWEEP.format(design=design, distributor=first))
    (folder / "levers.toml").write_text(LEVERS)

    def run(name="drivers", status=0):
        out = tmp_path / name
        told = typed("sweep", study, name, "--workers", 1, "--out", out)
        assert told.status == status, told.err
        return out

    return run


def test_sensitivity_ranks_the_drivers_and_keeps_them(typed, swept, tmp_path):
    folder, out, picture = swept(), tmp_path / "out", tmp_path / "drivers.png"
    told = typed(
        "sensitivity", folder, "--programme", "none", "--outcomes", "lost_eur", "--out", out,
        "--plot", picture,
    )  # fmt: skip
    assert told.status == 0
    assert "net_days drives it most" in told.out
    assert "95 % interval" in told.out
    assert max(map(len, told.out.splitlines()[2:])) <= 100
    assert read(out).drivers("lost_eur")["factor"].iloc[0].endswith("net_days")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_tornado_is_drawn_in_french(typed, swept, tmp_path):
    picture = tmp_path / "tornado.svg"
    told = typed(
        "sensitivity", swept("one"), "--programme", "none", "--plot", picture, "--lang", "fr"
    )
    assert told.status == 0
    assert "swing" in told.out
    assert picture.stat().st_size > 1_000


def test_of_several_programmes_one_must_be_named(typed, swept):
    told = typed("sensitivity", swept())
    assert told.status == 2
    assert "of which programme?; none, line" in told.err
    assert told.out == ""


def test_failed_runs_are_refused_with_the_flag_that_drops_them(typed, swept, market):
    market(fails=True)
    folder = swept(status=1)
    told = typed("sensitivity", folder, "--programme", "none", "--outcomes", "lost_eur")
    assert told.status == 3
    assert "--failed drop" in told.err
    again = ("sensitivity", folder, "--programme", "none", "--outcomes", "lost_eur")
    assert typed(*again, "--failed", "drop").status == 0


def test_a_picture_that_cannot_be_is_refused_at_once(typed, swept, tmp_path):
    folder = swept()
    for place, said in (("x.doc", ".png, .svg, .pdf"), ("nowhere/x.png", "is not a folder")):
        told = typed("sensitivity", folder, "--programme", "none", "--plot", tmp_path / place)
        assert told.status == 2
        assert "--plot" in told.err
        assert said in told.err


def test_robustness_and_information_answer_over_states(typed, swept):
    folder = swept()
    told = typed("robustness", folder, "--outcome", "lost_eur", "--level", 70)
    assert told.status == 0
    assert "line is the plan that is never far wrong in lost_eur" in told.out
    assert "good enough" in told.out
    plain = json.loads(typed("information", folder, "--outcome", "lost_eur", "--json").out)
    assert plain["information"][-1]["worth"] == 0.0
    assert plain["asked"]["outcome"] == "lost_eur"


def test_discover_describes_where_an_outcome_is_beyond_a_level(typed, swept):
    told = typed("discover", swept(), "--outcome", "lost_eur", "--level", 65, "--programme", "none")
    assert told.status == 0
    assert "net_days <=" in told.out
    assert "A tree of the same points" in told.out


def test_attribution_adds_up(typed, study, tmp_path):
    asked = ("attribute", study, "--programme", "line", "--outcomes", "lost_eur")
    told = typed(*asked, "--replications", 3, "--workers", 1, "--out", tmp_path / "a")
    assert told.status == 0
    assert "all measures" in told.out
    plain = json.loads(typed(*asked, "--replications", 3, "--workers", 1, "--json").out)
    *shares, whole = plain["attribution"]
    assert sum(row["share"] for row in shares) == pytest.approx(whole["share"])
    assert read(tmp_path / "a").shares()["share"].iloc[-1] == whole["share"]


def tipped(study, swept_path="customers.terms_days", **options):
    given = {"path": swept_path, "outcome": "lost_eur", "level": 60, "low": 10, "high": 80}
    given |= {"replications": 3, "workers": 1} | options
    return ["tip", study, *(part for k, v in given.items() for part in (f"--{k}", v))]


def test_tip_finds_the_crossing(typed, study, tmp_path):
    told = typed(*tipped(study), "--out", tmp_path / "tip", "--plot", tmp_path / "tip.png")
    assert told.status == 0
    assert "lost_eur under none falls below 60" in told.out
    assert read(tmp_path / "tip").at == pytest.approx(51.0)
    assert (tmp_path / "tip.png").exists()


def test_tip_lists_what_failed_and_says_so_with_its_status(typed, study, market):
    market(fails=True)
    assert typed(*tipped(study)).status == 3
    told = typed(*tipped(study, high=50))
    assert told.status == 0


def test_a_folder_of_other_answers_is_refused_before_anything_runs(typed, study, tmp_path):
    assert typed(*tipped(study), "--out", tmp_path / "tip").status == 0
    told = typed(*tipped(study, level=61), "--out", tmp_path / "tip")
    assert told.status == 3
    assert "results of other inputs" in told.err
    assert typed(*tipped(study), "--out", tmp_path / "tip").status == 0


def test_a_path_that_leads_nowhere_is_answered_with_the_nearest(typed, study):
    told = typed(*tipped(study, swept_path="customers.term_days"))
    assert told.status == 2
    assert "did you mean customers.terms_days?" in told.err


def test_optimise_finds_the_cheapest_setting(typed, study, swept, tmp_path):
    del swept
    asked = ("optimise", study, "levers", "--minimise", "programme_cost_eur", "--workers", 1)
    told = typed(
        *asked, "--subject", "blockage_rate<=0.3", "--budget", 200, "--out", tmp_path / "opt",
        "--plot", tmp_path / "front.png",
    )  # fmt: skip
    assert told.status == 0, told.err
    assert "the lowest programme_cost_eur" in told.out
    assert "as it is" in told.out
    assert max(map(len, told.out.splitlines()[3:])) <= 100
    assert read(tmp_path / "opt").cheapest["programme.north_line.amount_eur"] >= 1_000
    wrong = typed(*asked, "--subject", "blockage<=0.3", "--budget", 200)
    assert wrong.status == 2
    assert "did you mean blockage_rate?" in wrong.err


def test_each_question_has_help_with_an_example(typed):
    for command in (
        *("sensitivity", "attribute", "tip", "discover", "robustness", "information"),
        "optimise",
    ):
        told = typed(command, "--help")
        assert told.status == 0
        assert f"  simulator {command}" in told.out
