import json
import math

import pytest

from simulator.experiments.results import Comparison, read

RUN = ("--workers", 1, "--replications", 3)


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


def test_tails_are_shown_once_there_are_replications_enough(typed, study):
    assert "value at risk" not in typed("run", study, "--programme", "quiet", *RUN).out
    enough = ("--programme", "quiet", "--workers", 1, "--replications", 59)
    told = typed("run", study, *enough)
    assert "What quiet may come to, under base" in told.out
    assert "cost_quiet_eur" in told.out
    rows = json.loads(typed("run", study, *enough, "--json").out)["tails"]
    assert [(row["level"], row["var"]) for row in rows] == [(0.95, 5.0), (0.99, None)]
    assert rows[1]["reason"] == "needs 299 replications"


def test_a_comparison_shows_what_a_programme_is_worth(typed, study):
    told = typed("compare", study, "--programmes", "none,quiet", *RUN)
    assert "What quiet is worth against none, under base" in told.out
    assert "cost per euro of blockage avoided" in told.out
    (row,) = json.loads(typed("compare", study, "--programmes", "none,quiet", *RUN, "--json").out)[
        "worth"
    ]
    assert (row["programme"], row["finding"], row["net_eur"]) == ("quiet", "not available", None)


def test_a_run_says_how_many_replications_a_precision_takes(typed, study):
    told = typed("run", study, *RUN, "--precision", "lost_eur=0.01")
    assert told.status == 0
    assert "How precisely lost_eur is known, at 95 %" in told.out
    assert "± 0.01" in told.out
    (row,) = json.loads(typed("run", study, *RUN, "--precision", "lost_eur=0.01", "--json").out)[
        "precision"
    ]
    assert row["n"] == 3
    assert row["needed"] == math.ceil(3 * (row["half_width"] / 0.01) ** 2)


def test_a_comparison_says_it_of_the_difference_and_one_replication_says_nothing(typed, study):
    precision = ("--precision", "lost_eur=0.01")
    told = typed("compare", study, "--programmes", "none,quiet", *RUN, *precision)
    assert "quiet less none" in told.out
    once = typed("run", study, "--replications", 1, *precision).out
    assert once.splitlines()[-2].split()[-2:] == ["not", "available"]


@pytest.mark.parametrize("text", ["lost_eur", "lost_eu=1", "lost_eur=0", "cost_by_measure=1"])
def test_a_precision_that_makes_no_sense_is_refused_before_the_run(typed, study, tmp_path, text):
    told = typed("run", study, "--precision", text, "--out", tmp_path / "out")
    assert told.status == 2
    assert "--precision" in told.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [("run",), ("compare", "--programmes", "none,quiet"), ("split", "--programme", "line")],
    ids=lambda command: command[0],
)
def test_a_check_at_every_close_is_asked_for(command, typed, study, faked):
    faked(unbalanced=True)
    name, *more = command
    told = typed(name, study, *more, *RUN, "--check")
    assert told.status != 0
    assert "a cent is missing" in told.err
    assert "a cent is missing" not in typed(name, study, *more, *RUN).err
