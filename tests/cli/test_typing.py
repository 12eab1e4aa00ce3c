import importlib.metadata

import pytest

import simulator
from simulator.experiments.results import read

RUN = ("--workers", 1, "--replications", 3)


def test_each_command_has_help_with_an_example(typed):
    commands = (
        "list",
        "check",
        "run",
        "compare",
        "explain",
        "hindcast",
        "briefing",
        "assumptions",
        "new",
    )
    for command in (*commands, "schema"):
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
