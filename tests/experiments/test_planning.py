import re

import pytest

import simulator as sim
from simulator.errors import InputError, RefusedError
from simulator.experiments.planning import plan
from tests.cli.small_model import StudyModel
from tests.experiments.sweeps import GRID, planned, study_with

CONSTANT = '[[factor]]\npath = "population.seed"\nrole = "constant"\nvalue = 4\n'


def said(tmp_path, text, kind=InputError, **options):
    with pytest.raises(kind) as error:
        planned(tmp_path / "small", text, **options)
    return re.sub(r"\S*/small/", "", str(error.value))


def table(tmp_path, cells, more=""):
    """Write a table of one's own, and return the text of a sweep that reads it."""
    folder = study_with(tmp_path / "small")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "mine.csv").write_text(cells)
    return f'design = "table"\ntable = "data/mine.csv"\nprogrammes = ["none", "line"]\n{more}'


def test_scenarios_are_numbered_by_point_then_assumptions_then_programme(tmp_path):
    one = planned(tmp_path / "small")
    assert (one.scenarios, one.runs) == (12, 24)
    assert one.labels(0) == (0, "base", "none")
    assert one.labels(11) == (5, "base", "line")
    scenario = one.scenario(11)
    assert [insurer.buffer for insurer in scenario.world.insurers.values()] == [2.0]
    assert [measure.amount_eur for measure in scenario.measures] == [5000.0]


def test_a_lever_of_one_programme_leaves_the_others_as_they_are(tmp_path):
    one = planned(tmp_path / "small")
    assert one.scenario(0).digest == one.scenario(2).digest
    assert one.scenario(1).digest != one.scenario(3).digest


def test_the_identity_changes_with_whatever_decides_results_and_not_with_titles(tmp_path):
    first = planned(tmp_path / "small").digest
    assert planned(tmp_path / "small", 'title = "Other"\n' + GRID).digest == first
    others = [
        GRID.replace("replications = 2", "replications = 3"),
        GRID.replace("high = 2.0", "high = 2.5"),
        "seed = 1\n" + GRID,
        GRID + CONSTANT,
    ]
    digests = {planned(tmp_path / "small", text).digest for text in others}
    assert len(digests | {first}) == 5
    assert planned(tmp_path / "small", model=StudyModel()).digest != first
    assert planned(tmp_path / "small", overrides={"population.seed": 9}).digest != first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            GRID.replace('"line"]', '"lines"]'),
            (
                "sweeps/design.toml:5: programmes[2]: no programme lines; there are none, line, "
                "quiet; did you mean line?"
            ),
        ),
        (
            'assumptions = ["bas"]\n' + GRID,
            (
                "sweeps/design.toml:1: assumptions[1]: no assumption bas; there are base, "
                "no-crisis, severe; did you mean base?"
            ),
        ),
        (
            'outcomes = ["lost_eur", "lost_euro"]\n' + GRID,
            "sweeps/design.toml:1: outcomes[2]: no outcome lost_euro",
        ),
        (
            GRID.replace("high = 2.0", "high = 200.0"),
            "sweeps/design.toml:8: insurers.alpha.buffer: point 2 and 3 others: 100.5 is",
        ),
    ],
)
def test_what_is_wrong_with_a_sweep_is_found_before_the_first_run(tmp_path, text, expected):
    assert expected in said(tmp_path, text)


def test_the_cost_of_a_measure_is_a_known_outcome(tmp_path):
    text = 'outcomes = ["cost_north_line_eur", "programme_cost_eur", "blockage_rate"]\n' + GRID
    assert planned(tmp_path / "small", text).runs == 24


def test_a_fault_of_all_points_is_said_once(tmp_path):
    text = GRID + '[[factor]]\npath = "population.resellers"\nvalues = ["many"]\n'
    assert said(tmp_path, text) == (
        'sweeps/design.toml:16: population.resellers: point 0 and 5 others: the text "many" where '
        "a whole number is expected; from 1 to 1,000,000,000"
    )


def test_a_refused_point_is_named(tmp_path):
    text = GRID.replace("[1_000.0, 5_000.0]", "[1_000.0, 900_000_000.0]")
    text = said(tmp_path, text, RefusedError)
    assert text.startswith("sweeps/design.toml: point 1: programme.north_line.amount_eur: a line")


def test_too_many_points_are_refused_with_time_and_disk_before_they_are_laid(tmp_path):
    text = GRID.replace("steps = 3", "steps = 1000").replace(
        "values = [1_000.0, 5_000.0]", "low = 1.0\nhigh = 100_000.0"
    )
    text = said(tmp_path, text, RefusedError)
    assert text == (
        "1,000,000 points and 4,000,000 runs would take about 7 hours of one core and 10.0 GB on "
        "disk; at most 100,000 points and 10,000,000 runs unless points_ceiling is raised"
    )


def test_the_ceiling_can_be_raised(tmp_path):
    text = GRID.replace("steps = 3", "steps = 60\npoints_ceiling = 119")
    assert "120 points" in said(tmp_path, text, RefusedError)
    text = text.replace("119", "120")
    assert planned(tmp_path / "small", text, most_points=2).runs == 480


def test_notices_tell_of_one_value_and_of_rows_that_come_twice(tmp_path):
    text = GRID.replace("[1_000.0, 5_000.0]", "[1_000.0]")
    assert (
        "programme.north_line.amount_eur has one value only, so it does not move"
        in planned(tmp_path / "small", text).notices
    )
    text = table(tmp_path, "population.seed\n1\n2\n1\n")
    assert "1 rows of the table are there already" in planned(tmp_path / "small", text).notices


def test_a_table_of_ones_own_gives_the_points(tmp_path):
    cells = "population.seed,programme.north_line.amount_eur\n1,1000.0\n2,default\n"
    one = planned(tmp_path / "small", table(tmp_path, cells, CONSTANT.replace("seed", "resellers")))
    seed, amount = "population.seed", "programme.north_line.amount_eur"
    assert one.design.points == (
        {"population.resellers": 4, seed: 1, amount: 1000.0},
        {"population.resellers": 4, seed: 2, amount: None},
    )
    assert [factor.role for factor in one.design.factors] == ["uncertainty", "lever", "constant"]
    assert one.scenario(1).measures[0].amount_eur == 1000.0
    assert one.runs == 2 * 2 * 10


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("population.sed\n1\n", "data/mine.csv:1: population.sed: no such parameter in these"),
        ("population.seed\n", "data/mine.csv: no rows; a header of paths, and a row a point"),
        ("population.seed\n1,2\n", "data/mine.csv:2: 2 cells; 1, as in the header"),
        ("population.seed\n 1\n' '\n", "point 1"),
        ("population.seed,end\n1,\n", "data/mine.csv:2: a blank cell; a value; the word default"),
        ("population.seed,population.seed\n1,2\n", "a path that comes twice; each path once"),
        ("population.seed\n[1\n", "data/mine.csv:2: "),
        ('population.seed\n"1\n', "data/mine.csv: no CSV: unexpected end of data"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_its_row(tmp_path, cells, expected):
    assert expected in said(tmp_path, table(tmp_path, cells))


@pytest.mark.parametrize("place", ["data/none.csv", "../outside.csv", "/etc/passwd"])
def test_a_table_lies_in_the_folder_of_the_study(tmp_path, place):
    text = table(tmp_path, "population.seed\n1\n").replace("data/mine.csv", place)
    assert "sweeps/design.toml:2: table: " in said(tmp_path, text)


def test_a_large_design_is_checked_at_so_many_points_if_that_is_asked_for(tmp_path):
    text = GRID.replace("steps = 3", "steps = 50").replace("high = 2.0", "high = 200.0")
    study = sim.load(study_with(tmp_path / "small", text))
    with pytest.raises(InputError, match="point 66 and 1 others: 135"):
        plan(study, "design", most_points=4)
