import importlib.metadata
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

import simulator
from simulator.cli import main
from simulator.experiments.results import Comparison, read
from tests.experiments.fakes import FakeModel
from tests.experiments.small import write_study


@dataclass(frozen=True)
class StudyModel(FakeModel):
    """The fake model for scenarios of a study: each measure takes a quarter off."""

    def prepare(self, scenario):
        return -0.25 if scenario.programme == "quiet" else 0.0


@pytest.fixture(autouse=True)
def signals_as_they_were():
    names = [n for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n)]
    before = {n: signal.getsignal(getattr(signal, n)) for n in names}
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.fixture
def study(tmp_path):
    return str(write_study(tmp_path / "small"))


@pytest.fixture
def typed(capsys):
    """Return what a command gives: exit status, standard output, standard error."""

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        seen = capsys.readouterr()
        return SimpleNamespace(status=ended.value.code or 0, out=seen.out, err=seen.err)

    return command


@pytest.fixture
def faked(monkeypatch):
    """Put another model in the place of the shipped one; it serves this process only."""

    def put(**options):
        monkeypatch.setitem(sys.modules, "simulator.model", StudyModel(**options))

    put()
    return put


pytestmark = pytest.mark.usefixtures("faked")
RUN = ("--workers", 1, "--replications", 3)


# What is typed


def test_each_command_has_help_with_an_example(typed):
    for command in ("list", "check", "run", "compare", "briefing", "new", "schema"):
        told = typed(command, "--help")
        assert told.status == 0
        assert "Example" in told.out
        assert f"  simulator {command}" in told.out


def test_help_lists_the_exit_statuses(typed):
    assert "130 interrupted" in typed("--help").out


def test_the_version_is_that_of_the_installed_project(typed):
    version = importlib.metadata.version("trade-credit-simulator")
    assert typed("--version").out == f"simulator {version}\n"
    assert simulator.__version__ == version


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (("run", "x", "--replication", "10"), "--replications"),
        (("run", "x", "--sed", "10"), "--se"),
        (("runn", "x"), "run"),
    ],
)
def test_an_unknown_flag_or_command_is_refused_with_the_nearest(typed, arguments, meant):
    told = typed(*arguments)
    assert told.status == 2
    assert meant in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    "flag",
    [
        ("--workers", "0"),
        ("--workers", "-1"),
        ("--seed", "-1"),
        ("--seed", str(2**128)),
        ("--seed", "abc"),
        ("--replications", "0"),
    ],
)
def test_a_number_out_of_range_is_refused_with_the_range(typed, study, flag):
    told = typed("run", study, *flag)
    assert told.status == 2
    assert flag[0] in told.err


def test_too_many_workers_are_fewer_with_a_notice(typed, study, monkeypatch):
    monkeypatch.setattr("simulator.experiments.workers.cores", lambda: 1)
    told = typed("run", study, "--workers", 10_000, "--replications", 2)
    assert told.status == 0
    assert "--workers: 1 instead of 10000" in told.err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("distributors.north.net_days=5k", "net_days"),
        ("distributors.north.net_day=5", "did you mean distributors.north.net_days"),
        ("distributors.north.net_days", "path=value"),
        ("programme.line.amount_eur=5", "no measure line"),
    ],
)
def test_a_wrong_override_is_refused_as_in_a_file(typed, study, setting, said):
    told = typed("run", study, "--set", setting)
    assert told.status == 2
    assert said in told.err
    assert "Traceback" not in told.err


def test_overrides_reach_the_results(typed, study, tmp_path):
    settings = ("--set", "distributors.north.net_days=45", "--set", "insurers.alpha.buffer=3")
    typed("run", study, *RUN, *settings, "--out", tmp_path / "out")
    (scenario,) = read(tmp_path / "out").manifest["scenarios"]
    assert scenario["overrides"] == {"distributors.north.net_days": 45, "insurers.alpha.buffer": 3}
    assert scenario["resolved"]["world"]["distributors"]["north"]["net_days"] == 45


def test_all_mistakes_come_in_one_pass(typed, study):
    told = typed("compare", study, "--programmes", "nome,quite", "--assumptions", "base,sever")
    assert told.status == 2
    for meant in ("none", "quiet", "severe"):
        assert f"did you mean {meant}?" in told.err


def test_a_programme_given_twice_is_refused(typed, study):
    told = typed("compare", study, "--programmes", "none,none")
    assert told.status == 2
    assert "given twice" in told.err


def test_an_unknown_study_names_the_nearest(typed):
    told = typed("run", "france-209")
    assert told.status == 2
    assert "france-2009" in told.err


# What is run


def test_a_run_shows_its_outcomes_with_intervals(typed, study):
    told = typed("run", study, *RUN)
    assert told.status == 0
    assert "none under base" in told.out
    assert "lost_eur" in told.out
    assert "95 % interval" in told.out
    assert told.err == ""


def test_one_replication_has_intervals_that_are_not_available(typed, study):
    assert "not available" in typed("run", study, "--replications", 1).out


def test_json_is_all_that_standard_output_gets(typed, study, tmp_path):
    told = typed("run", study, *RUN, "--json", "--out", tmp_path / "out", "--seed", 7)
    result = json.loads(told.out)
    assert result["seed"] == 7
    assert result["replications"] == [0, 1, 2]
    assert result["out"] == str(tmp_path / "out")
    by_name = {row["outcome"]: row for row in result["summary"]}
    assert by_name["lost_eur"]["n"] == 3
    assert by_name["insurer_loss_ratio"]["mean"] is None


def test_a_comparison_shows_differences_under_each_set_of_assumptions(typed, study):
    programmes, under = ("--programmes", "none,quiet"), ("--assumptions", "base,severe")
    told = typed("compare", study, *programmes, *under, *RUN)
    assert "quiet less none, under base" in told.out
    assert "quiet less none, under severe" in told.out
    assert "-0.25" not in told.err
    rows = json.loads(typed("compare", study, *programmes, *under, *RUN, "--json").out)
    lost = [row for row in rows["comparison"] if row["outcome"] == "lost_eur"]
    assert [row["assumptions"] for row in lost] == ["base", "severe"]
    assert all(row["difference"] == pytest.approx(-0.25) for row in lost)


def test_a_results_folder_reads_back_in_python(typed, study, tmp_path):
    told = typed("compare", study, "--programmes", "none,quiet", *RUN, "--out", tmp_path / "out")
    assert told.status == 0
    assert isinstance(read(tmp_path / "out"), Comparison)


def test_the_audit_needs_a_place(typed, study, tmp_path):
    told = typed("run", study, "--audit")
    assert told.status == 2
    assert "--out" in told.err
    typed("run", study, *RUN, "--audit", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "orders.parquet").exists()


# How it ends


def test_a_failed_replication_is_listed_the_rest_kept_and_the_status_is_1(
    typed, study, faked, tmp_path
):
    faked(raises_at=1)
    told = typed("run", study, *RUN, "--out", tmp_path / "out")
    assert told.status == 1
    assert "replication 1 of none under base failed at run: ValueError" in told.err
    assert "Traceback" not in told.err
    assert sorted(read(tmp_path / "out").replications["replication"].unique()) == [0, 2]


def test_an_interrupt_keeps_what_finished_and_the_status_is_130(typed, study, faked, tmp_path):
    faked(stops_at=2)
    told = typed("run", study, *RUN, "--out", tmp_path / "out")
    assert told.status == 130
    assert "2 replications are kept" in told.err
    assert read(tmp_path / "out").manifest["replications"] == [0, 1]


def test_an_interrupt_before_anything_finished_leaves_no_folder(typed, study, faked, tmp_path):
    faked(stops_at=0)
    assert typed("run", study, *RUN, "--out", tmp_path / "out").status == 130
    assert not (tmp_path / "out").exists()


def test_a_folder_of_other_results_is_refused_before_the_first_run(typed, study, faked, tmp_path):
    out = ("--out", tmp_path / "out")
    typed("run", study, *RUN, *out)
    faked(log=tmp_path / "log")
    told = typed("run", study, *RUN, *out, "--seed", 2)
    assert told.status == 3
    assert read(tmp_path / "out").manifest["digest"] in told.err
    assert not (tmp_path / "log").exists()


def test_a_damaged_folder_is_5(typed, study, tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    assert typed("run", study, *RUN, "--out", tmp_path).status == 5


@pytest.mark.parametrize("place", ["file", "file/below", "small/results"])
def test_a_place_that_cannot_hold_results_is_found_before_the_first_run(
    typed, study, faked, tmp_path, place
):
    (tmp_path / "file").write_text("mine")
    faked(log=tmp_path / "log")
    told = typed("run", study, *RUN, "--out", tmp_path / place)
    assert told.status == 2
    assert "--out" in told.err
    assert not (tmp_path / "log").exists()
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_wrong_with_the_market_leaves_no_folder(typed, study, tmp_path, monkeypatch):
    def prepare(*_):
        raise simulator.InputError.of("a wrong file", file="resellers.csv", line=3)

    monkeypatch.setattr(StudyModel, "prepare", prepare)
    told = typed("run", study, "--out", tmp_path / "deep" / "out")
    assert (told.status, told.err) == (2, "resellers.csv:3: a wrong file\n")
    assert not (tmp_path / "deep").exists()


def test_a_fault_of_the_simulator_is_one_sentence_unless_debugging(typed, study, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("simulator.study.study.load", broken)
    told = typed("run", study)
    assert told.status == 70
    assert told.err.count("\n") == 1
    assert "oops" in told.err
    with pytest.raises(ZeroDivisionError):
        main(["run", study, "--debug"])


# Lists, checks, new studies


def test_the_list_names_studies_and_kinds(typed):
    told = typed("list")
    assert "france-2009" in told.out
    found = json.loads(typed("list", "--json").out)
    assert set(found) == {"studies", "measures", "outcomes", "charts"}
    assert "cost_against_blockage" in found["charts"]


def test_the_list_of_a_study_names_what_it_offers(typed, study):
    found = json.loads(typed("list", study, "--json").out)
    assert list(found["assumptions"]) == ["base", "no-crisis", "severe"]
    assert list(found["programmes"]) == ["none", "line", "quiet"]
    assert found["sweeps"] == {}
    assert "A programme that does nothing" in typed("list", study).out


def test_parameters_of_no_study_cannot_be_listed(typed):
    assert typed("list", "--parameters").status == 2


def test_a_check_says_how_many_scenarios_are_right(typed, study):
    told = typed("check", study)
    assert (told.status, told.out) == (0, "small: 9 scenarios, nothing wrong\n")


def test_a_check_says_all_that_is_wrong_with_file_and_line(typed, study, tmp_path):
    market = tmp_path / "small" / "market.toml"
    market.write_text(market.read_text().replace("net_days = 30", "net_dayz = 30"))
    severe = tmp_path / "small" / "assumptions" / "severe.toml"
    severe.write_text(severe.read_text().replace("share = 0.35", "share = 35"))
    told = typed("check", study)
    assert told.status == 2
    assert "market.toml:40: distributors.north.net_dayz" in told.err
    assert "severe.toml:6: insurers.alpha.waves.february.share" in told.err
    assert json.loads(typed("check", study, "--json").out)["mistakes"]


def test_a_new_study_passes_its_check(typed, tmp_path):
    told = typed("new", tmp_path / "mine")
    assert told.status == 0
    assert "simulator check" in told.out
    assert typed("check", tmp_path / "mine").status == 0
    assert typed("new", tmp_path / "mine").status == 2


def test_the_schemas_are_json(typed):
    both = json.loads(typed("schema").out)
    assert set(both) == {"world", "programme"}
    assert json.loads(typed("schema", "world").out) == both["world"]
    assert typed("schema", "wold").status == 2


# In a shell


def shell(*arguments, **options):
    command = [sys.executable, "-m", "simulator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_it_starts_as_a_module():
    assert shell("--version").stdout.startswith("simulator ")


def test_a_closed_pipe_is_no_error():
    command = f"'{sys.executable}' -m simulator schema; echo $? >&2"
    pipe = f"({command}) | head -c 1"
    done = subprocess.run(["bash", "-c", pipe], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{", "0\n")


def test_a_narrow_terminal_and_a_poor_encoding_change_no_status():
    poor = {**os.environ, "COLUMNS": "20", "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    done = shell("list", env=poor)
    assert done.returncode == 0
    assert "france-2009" in done.stdout
    assert "\x1b" not in done.stdout


def test_help_loads_neither_pandas_nor_the_model():
    code = (
        "import sys\nfrom simulator.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pandas', 'numba', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")
