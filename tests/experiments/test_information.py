import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiments.designs import grid, latin_hypercube
from simulator.experiments.factors import Factor
from simulator.experiments.information import EVERYTHING, value_of_information, worth
from simulator.experiments.results import read
from tests.experiments.functions import factor, swept

WEATHER = Factor("wave", ("wave",), "uncertainty", (0, 1))


def two_states(point, programme, *_):
    """Doing nothing costs 0 or 100, the lines 30 either way."""
    return 30.0 if programme == "lines" else 100.0 * point["wave"]


def row(answer, name):
    table = answer.table()
    return table[table["uncertainty"] == name].iloc[0]


def test_two_states_and_two_plans_by_hand():
    answer = value_of_information(
        swept(grid((WEATHER,), 2), two_states, programmes=("none", "lines")), "lost_eur"
    )
    # unknowing: lines, 30; knowing: 0 or 30, on average 15
    assert row(answer, "wave")["worth"] == 15.0
    assert row(answer, EVERYTHING)["worth"] == 15.0
    assert row(answer, EVERYTHING)["best_plan"] == "lines"
    assert row(answer, "wave")["share_of_perfect"] == 1.0
    assert "lines is best on average" in answer.said[0]


def test_where_more_is_better_it_is_the_same_question_upside_down():
    upside_down = swept(
        grid((WEATHER,), 2), lambda p, q, *_: -two_states(p, q), programmes=("none", "lines")
    )
    assert (
        row(value_of_information(upside_down, "lost_eur", better="higher"), "wave")["worth"] == 15
    )


def test_to_know_what_changes_no_choice_is_worth_nothing():
    same = swept(
        grid((WEATHER,), 2),
        lambda p, q, *_: p["wave"] + (q == "none"),
        programmes=("none", "lines"),
    )
    answer = value_of_information(same, "lost_eur")
    assert row(answer, EVERYTHING)["worth"] == 0.0
    assert "best in every state" in answer.said[1]


def test_a_useless_uncertainty_is_worth_no_more_than_chance():
    design = latin_hypercube((factor("wave"), factor("idle")), 300, 8)
    answer = value_of_information(
        swept(design, lambda p, q, *_: 30.0 if q == "lines" else 60 * p["wave"] + p["idle"] / 50,
              programmes=("none", "lines")),
        "lost_eur",
    )  # fmt: skip
    idle, wave = row(answer, "idle"), row(answer, "wave")
    assert idle["worth"] <= idle["by_chance"]
    assert wave["worth"] > wave["by_chance"]
    # E min(30, 60 U) = 22.5, against 30 for either plan
    assert wave["worth"] == pytest.approx(7.5, abs=0.5)
    assert wave["ci_low"] <= 7.5 <= wave["ci_high"]
    assert "wave is worth most to know" in answer.said[1]


def test_one_of_two_uncertainties_is_worth_its_part():
    # costs of none: 40 a + 40 b; lines 40: knowing a alone chooses none at a = 0 (20), lines at 1
    two = tuple(Factor(name, (name,), "uncertainty", (0, 1)) for name in "ab")
    answer = value_of_information(
        swept(grid(two, 2), lambda p, q, *_: 40.0 if q == "lines" else 40.0 * (p["a"] + p["b"]),
              programmes=("none", "lines")),
        "lost_eur",
    )  # fmt: skip
    assert row(answer, "a")["worth"] == 10.0
    assert row(answer, EVERYTHING)["worth"] == 10.0


def test_assumptions_can_be_worth_knowing():
    answer = value_of_information(
        swept(grid((), 2), lambda _, q, a, __: 30.0 if q == "lines" else 100.0 * (a == "severe"),
              programmes=("none", "lines"), assumptions=("base", "severe")),
        "lost_eur",
    )  # fmt: skip
    assert row(answer, "assumptions")["worth"] == 15.0


def test_worth_is_never_negative_nor_above_that_of_everything():
    rng = np.random.default_rng(3)
    for _ in range(50):
        cost, codes = rng.normal(size=(12, 3)), rng.integers(0, 3, 12)
        assert -1e-12 <= worth(cost, codes) <= worth(cost, np.arange(12)) + 1e-12


def test_one_plan_is_no_choice():
    with pytest.raises(InputError, match="one plan only"):
        value_of_information(swept(grid((WEATHER,), 2), two_states), "lost_eur")


def test_a_folder_gives_the_answer_back(tmp_path):
    answer = value_of_information(
        swept(grid((WEATHER,), 2), two_states, programmes=("none", "lines")), "lost_eur"
    )
    answer.save(tmp_path / "out")
    assert read(tmp_path / "out").table().equals(answer.table())
