import json


def test_the_list_names_studies_and_kinds(typed):
    told = typed("list")
    assert "france-2009" in told.out
    found = json.loads(typed("list", "--json").out)
    assert set(found) == {"studies", "measures", "outcomes", "observables", "charts"}
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
    every = json.loads(typed("schema").out)
    assert set(every) == {"world", "programme", "record", "sweep"}
    assert json.loads(typed("schema", "world").out) == every["world"]
    assert json.loads(typed("schema", "record").out) == every["record"]
    assert json.loads(typed("schema", "sweep").out) == every["sweep"]
    assert typed("schema", "wold").status == 2


def test_every_parameter_is_listed_with_unit_range_and_meaning(typed, study):
    found = {p["path"]: p for p in json.loads(typed("list", study, "--parameters", "--json").out)}
    net_days = found["distributors.north.net_days"]
    assert (net_days["unit"], net_days["low"], net_days["high"]) == ("days", 0, 365)
    assert net_days["value"] == 30
    assert "due" in net_days["meaning"]
    assert found["programme.north_line.amount_eur"]["value"] == 5000
    assert "insurers.alpha.waves.february.share" in found
    told = typed("list", study, "--parameters").out
    assert "programme.north_line.amount_eur" in told
    assert "0 to 365" in told


def test_a_check_reads_the_data_files_too(typed, study, tmp_path, monkeypatch):
    monkeypatch.undo()
    market = tmp_path / "small" / "market.toml"
    market.write_text(market.read_text().replace("[population]", '[population]\nsource = "files"'))
    data = tmp_path / "small" / "data"
    data.mkdir()
    columns = "reseller_id,kind,rating,annual_purchases_eur,cash_eur,overdraft_eur"
    rows = "r1,reseller,11,1000,1,1,1,0.1\n"
    (data / "resellers.csv").write_text(f"{columns},fixed_costs_eur_per_month,margin\n{rows}")
    (data / "accounts.csv").write_text(
        "reseller_id,distributor_id,insurer_id,insured_limit_eur,own_risk_limit_eur,rank\n"
        "r1,north,alpha,100,0,1\n"
    )
    told = typed("check", study)
    assert told.status == 2
    assert "resellers.csv:2: rating" in told.err
    assert told.err.count("resellers.csv:2") == 1
