"""A scenario is a frozen value: equal by content, the same in any process."""

import pickle
import sys
from dataclasses import FrozenInstanceError
from subprocess import run

import pytest
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.study.study import load


def test_a_scenario_cannot_be_changed(study):
    scenario = study.scenario("line")
    with pytest.raises(FrozenInstanceError):
        scenario.programme = "none"
    with pytest.raises(ValidationError):
        scenario.world.population.resellers = 5


def test_a_scenario_survives_the_way_to_another_process(study):
    scenario = study.scenario("line").with_({"population.seed": 5})
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario
    assert copy.digest == scenario.digest
    assert copy.overrides == {"population.seed": 5}
    assert copy.with_({"population.seed": 6}).world.population.seed == 6


def test_a_study_can_be_pickled(study):
    assert pickle.loads(pickle.dumps(study)).scenario("line") == study.scenario("line")


def test_the_digest_is_of_what_is_assumed_and_not_of_how_it_is_written(write, texts):
    digest = load(write(texts)).scenario("line").digest
    swapped = texts["market.toml"].replace(
        "share = 0.4\nnet_days = 30", "net_days = 30  # so\nshare = 0.40"
    )
    assert load(write({**texts, "market.toml": swapped})).scenario("line").digest == digest
    explicit = texts["market.toml"] + "waiting_days = 150\n"
    assert load(write({**texts, "market.toml": explicit})).scenario("line").digest == digest


def test_the_digest_does_not_depend_on_names_of_files(write, texts):
    study = load(write(**{"programmes/copy.toml": texts["programmes/line.toml"]}))
    assert study.scenario("copy").digest == study.scenario("line").digest
    assert study.scenario("copy") != study.scenario("line")


def test_any_parameter_changes_the_digest(study):
    scenario = study.scenario("line")
    digests = {
        scenario.digest,
        study.scenario("none").digest,
        scenario.with_({"failure.recovery_share": 0.06}).digest,
        scenario.with_({"programme.line.amount_eur": 5_001}).digest,
    }
    assert len(digests) == 4


def test_the_digest_is_the_same_in_a_fresh_process_with_another_hash_seed(study):
    code = (
        "from simulator.study.study import load;"
        f"print(load({str(study.folder)!r}).scenario().digest)"
    )
    env = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    said = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert said.stdout.strip() == study.scenario().digest


def filed(texts):
    market = texts["market.toml"].replace("[population]\n", '[population]\nsource = "files"\n')
    return {
        **texts,
        "market.toml": market,
        "data/resellers.csv": "reseller_id\n1\n",
        "data/accounts.csv": "reseller_id\n1\n",
    }


def test_data_files_belong_to_the_digest(write, texts):
    folder = write(filed(texts))
    before = load(folder).scenario()
    assert set(before.resolved()["data_sha256"]) == {"data/resellers.csv", "data/accounts.csv"}
    (folder / "data" / "resellers.csv").write_text("reseller_id\n22\n")
    assert load(folder).scenario().digest != before.digest


def test_a_market_from_files_needs_kinds_to_draw_orders_unless_it_has_an_order_book(write, texts):
    files = filed(texts)
    market = files["market.toml"]
    kinds = market[market.index("[population.kinds") : market.index("[products.oem]")]
    files["market.toml"] = market.replace(kinds, "")
    with pytest.raises(InputError, match=r"no kind of reseller, and no order book data/orders.csv"):
        load(write(files)).scenario()
    files["data/orders.csv"] = "order_id\n"
    assert load(write(files)).scenario().world.population.kinds == {}


def test_resolved_inputs_are_plain_json_with_every_default(study):
    resolved = study.scenario("line").with_({"population.seed": 5}).resolved()
    assert resolved["programme"] == "line"
    assert resolved["overrides"] == {"population.seed": 5}
    assert resolved["world"]["start"] == "2009-01-01"
    assert resolved["world"]["insurers"]["sfac"]["waiting_days"] == 150
    assert resolved["measures"][0]["name"] == "line"


def test_the_order_in_a_file_means_nothing(study):
    assert list(study.scenario().world.distributors) == ["actebis", "etc"]


def test_a_study_is_a_snapshot(study):
    digest = study.scenario("line").digest
    (study.folder / "programmes" / "line.toml").write_text("")
    assert study.scenario("line").digest == digest


def test_a_broken_file_is_said_only_by_the_scenarios_that_need_it(write):
    study = load(write(**{"programmes/broken.toml": "x ="}))
    assert study.scenario("line").programme == "line"
    with pytest.raises(InputError, match=r"programmes/broken.toml:1: "):
        study.scenario("broken")


def test_studies_and_scenarios_show_themselves_in_a_notebook(study):
    assert "<td>base</td>" in study._repr_html_()
    assert "guaranteed_line, 2009-03-16 to 2009-06-30" in study.scenario("line")._repr_html_()


def test_the_study_room_brings_in_no_tables_pictures_or_clock():
    code = (
        "import sys, simulator.study.study;"
        "print([m for m in ('pandas', 'matplotlib', 'simpy', 'pyarrow') if m in sys.modules])"
    )
    said = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
