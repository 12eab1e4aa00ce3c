import json

import pytest

import simulator as sim
from simulator.errors import InputError
from simulator.study.designs import Factor, Sweep, load_sweep
from simulator.study.json_schema import sweep_schema
from tests.experiments.sweeps import GRID, study_with

HYPERCUBE = 'design = "latin-hypercube"\n[[factor]]\npath = "a.b"\nlow = 1.0\nhigh = 2.0\n'


def said(tmp_path, text):
    """Return what is said of a sweep's file, without the folder before it."""
    study = sim.load(study_with(tmp_path / "small", text))
    with pytest.raises(InputError) as error:
        load_sweep(study, "design")
    return [line.partition("sweeps/design.toml")[2] for line in str(error.value).splitlines()]


def test_a_design_is_read_with_its_defaults(tmp_path):
    sweep, document = load_sweep(sim.load(study_with(tmp_path / "small")), "design")
    assert (sweep.design, sweep.steps, sweep.replications, sweep.seed) == ("grid", 3, 2, 2009)
    assert sweep.assumptions == ["base"]
    assert [one.path for one in sweep.factor] == [
        "insurers.*.buffer",
        "programme.north_line.amount_eur",
    ]
    assert document.line(("factor", 1, "path")) == 13


def test_what_a_programme_sets_is_a_lever_and_what_the_world_sets_an_uncertainty():
    parts = [Factor(path=path, values=[1]).part for path in ("programme.a.b", "insurers.a.b")]
    assert parts == ["lever", "uncertainty"]
    assert Factor(path="insurers.a.b", role="lever", values=[1]).part == "lever"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GRID.replace("steps", "stepz"), ":3: stepz: unknown key; did you mean steps?"),
        (
            GRID.replace('"grid"', '"gird"'),
            (
                ':2: design: the text "gird" is not known here; one of grid, latin-hypercube, '
                "sobol, morris, one-at-a-time, table; did you mean grid?"
            ),
        ),
        (
            GRID.replace("replications = 2", "replications = 0"),
            ":4: replications: 0 is out of range; from 1 to 1,000,000",
        ),
        (
            GRID.replace("high = 2.0", "high = nan"),
            ":10: factor[1].high: nan is not a finite number; a number must be finite",
        ),
        (
            GRID.replace("low = 1.0", "low = 3.0"),
            ":9: factor[1].low: low (3) is not under high (2)",
        ),
        (
            GRID.replace("low = 1.0", "low = 2.0"),
            ":9: factor[1].low: low (2) is not under high (2)",
        ),
        (GRID.replace("low = 1.0\n", ""), ":9: factor[1].high: `low` and `high` go together"),
        (
            GRID.replace("low = 1.0", 'low = 0.0\ndistribution = "log-uniform"'),
            ":9: factor[1].low: low (0) of a log-uniform range must be above 0",
        ),
        (
            GRID.replace("low = 1.0", "low = 1.0\ncentral = 9.0"),
            ":10: factor[1].central: central (9) is not between low and high",
        ),
        (
            GRID.replace("[1_000.0, 5_000.0]", "[]"),
            ":14: factor[2].values: `values` is empty: it needs at least one value",
        ),
        (
            GRID.replace("[1_000.0, 5_000.0]", "[1, 2, 1]"),
            ":14: factor[2].values: values given twice: 1",
        ),
        (
            GRID.replace("low = 1.0", "values = [1.0]\nlow = 1.0"),
            ":9: factor[1].values: give `values`, or `low` and `high`, one of the two",
        ),
        (
            GRID.replace("low = 1.0\nhigh = 2.0", 'role = "constant"\nhigh = 2.0'),
            ":7: factor[1]: a constant has one `value`",
        ),
        (
            GRID.replace("low = 1.0", "value = 1.0\nlow = 1.0"),
            ":9: factor[1].value: `value` is for a constant; give `values`, or `low` and `high`",
        ),
        (
            GRID.replace('["none", "line"]', '["none", "none"]'),
            ":5: programmes: programmes given twice: none",
        ),
        (
            GRID.replace('["none", "line"]', "[]"),
            ":5: programmes: no programmes given: at least one",
        ),
        (
            'design = "sobol"\n',
            ": no factor moves: at least one [[factor]]",
        ),
        (
            HYPERCUBE.replace("latin-hypercube", "morris").replace("[[", "levels = 3\n[["),
            ":2: levels: levels must be even, and 3 is odd",
        ),
        (
            HYPERCUBE.replace("latin-hypercube", "table"),
            ":1: design: a `table` of points goes with the design `table`, and with no other",
        ),
        (
            HYPERCUBE + '[[correlation]]\nbetween = ["a.b", "c.d"]\nrank = 0.5\n',
            ":6: correlation: correlation of c.d, which is no factor that moves",
        ),
        (
            HYPERCUBE + '[[correlation]]\nbetween = ["a.b", "a.b"]\nrank = 0.5\n',
            ":7: correlation[1].between: `between` names two different factors",
        ),
        (
            HYPERCUBE + '[[correlation]]\nbetween = ["a.b", "c.d"]\nrank = 1.0\n',
            ":8: correlation[1].rank: 1 is out of range; from -0.999 to 0.999 (correlation)",
        ),
    ],
)
def test_what_is_wrong_in_a_sweeps_file_is_said_with_its_line(tmp_path, text, expected):
    assert expected in said(tmp_path, text)


def test_all_mistakes_of_a_sweeps_file_are_said_at_once(tmp_path):
    text = GRID.replace("steps", "stepz").replace("low = 1.0", "low = 3.0")
    assert len(said(tmp_path, text)) == 2


def test_an_unknown_sweep_is_named_with_the_nearest(tmp_path):
    study = sim.load(study_with(tmp_path / "small"))
    with pytest.raises(InputError, match=r"desing: no such sweep; there are design; did you mean"):
        load_sweep(study, "desing")


def test_the_schema_for_editors_knows_every_key():
    schema = sweep_schema()
    assert set(schema["properties"]) == set(Sweep.model_fields)
    assert schema["required"] == ["design"]
    assert json.loads(json.dumps(schema)) == schema
