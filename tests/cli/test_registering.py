import json


def test_every_assumption_is_listed_with_its_source_and_flag(typed, study):
    told = typed("assumptions", study, "--programme", "line")
    assert told.status == 0
    assert "programme.north_line.amount_eur" in told.out
    assert "no source, no grade" in told.out
    assert "figures that lack a source or a grade" in told.err


def test_json_counts_what_is_flagged(typed, study):
    found = json.loads(typed("assumptions", study, "--json").out)
    flags = [row["flag"] for row in found["parameters"]]
    assert all(found["flagged"][flag] == flags.count(flag) for flag in found["flagged"])
    assert sum(found["flagged"].values()) == len([flag for flag in flags if flag])


def test_a_file_is_written_by_its_ending(typed, study, tmp_path):
    for ending in ("md", "csv", "xlsx"):
        told = typed("assumptions", study, "--out", tmp_path / f"assumptions.{ending}")
        assert told.status == 0
        assert (tmp_path / f"assumptions.{ending}").stat().st_size > 1000
    told = typed("assumptions", study, "--out", tmp_path / "assumptions.cvs")
    assert told.status == 2
    assert "did you mean .csv?" in told.err
    assert not (tmp_path / "assumptions.cvs").exists()


def test_an_override_is_in_the_register(typed, study):
    found = json.loads(
        typed("assumptions", study, "--json", "--set", "distributors.north.net_days=45").out
    )
    row = {row["path"]: row for row in found["parameters"]}["distributors.north.net_days"]
    assert (row["value"], row["given_in"], row["flag"]) == ("45", "--set", "no source, no grade")
