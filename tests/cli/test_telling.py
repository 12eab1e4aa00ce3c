"""What `simulator briefing` is told: a study to run, or results that are there already."""

from simulator.experiments.results import read

RUN = ("--workers", 1, "--replications", 2)


def test_a_briefing_tells_the_programmes_and_assumptions_that_are_named(typed, study, tmp_path):
    told = typed(
        "briefing", study, *RUN, "--programmes", "quiet,none", "--assumptions", "base",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert told.status == 0
    scenarios = read(tmp_path / "out").manifest["scenarios"]
    assert [one["programme"] for one in scenarios] == ["quiet", "none"]
    assert (tmp_path / "out" / "briefing.pptx").is_file()


def test_results_are_told_where_they_are_without_running(typed, study, tmp_path):
    out = tmp_path / "out"
    typed("compare", study, *RUN, "--programmes", "none,quiet", "--out", out)
    before = (out / "manifest.json").read_bytes()
    told = typed("briefing", out, "--lang", "fr")
    assert (told.status, told.out) == (0, f"written to {out}\n")
    assert (out / "briefing.pptx").is_file()
    assert (out / "manifest.json").read_bytes() == before


def test_results_may_be_told_into_another_folder(typed, study, tmp_path):
    typed("compare", study, *RUN, "--programmes", "none,quiet", "--out", tmp_path / "results")
    assert typed("briefing", tmp_path / "results", "--out", tmp_path / "told").status == 0
    assert (tmp_path / "told" / "briefing.pptx").is_file()
    assert not (tmp_path / "results" / "briefing.pptx").exists()


def test_what_would_change_results_is_refused_with_them(typed, study, tmp_path):
    typed("compare", study, *RUN, "--programmes", "none,quiet", "--out", tmp_path / "results")
    told = typed("briefing", tmp_path / "results", *RUN, "--programmes", "none")
    assert told.status == 2
    assert "--programmes, --replications, --workers: " in told.err
    assert "only with a study" in told.err


def test_a_name_that_is_no_programme_is_found_before_anything_is_run(typed, study, tmp_path):
    told = typed("briefing", study, "--programmes", "none,quite", "--out", tmp_path / "out")
    assert told.status == 2
    assert "quite" in told.err
    assert not (tmp_path / "out").exists()
