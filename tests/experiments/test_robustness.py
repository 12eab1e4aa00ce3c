import math

import numpy as np
import pytest

from simulator.errors import InputError, RefusedError
from simulator.experiments.designs import grid, latin_hypercube
from simulator.experiments.factors import Factor
from simulator.experiments.results import read
from simulator.experiments.robustness import robustness
from tests.experiments.functions import factor, swept

STATES = Factor("harsh", ("harsh",), "uncertainty", (0, 1))
PLANS = ("none", "lines", "rewards")
COSTS = {("none", 0): 2.0, ("none", 1): 10.0, ("lines", 0): 4.0, ("lines", 1): 5.0,
         ("rewards", 0): 3.0, ("rewards", 1): 8.0}  # fmt: skip


def cost(point, programme, *_):
    return COSTS[programme, point["harsh"]]


def of_hand(outcome=cost, **options):
    return swept(grid((STATES,), 2), outcome, programmes=PLANS, **options)


def test_a_regret_table_by_hand():
    answer = robustness(of_hand(), "lost_eur", level=5.0)
    # state 0: best 2; state 1: best 5
    assert answer.regret.to_numpy().tolist() == [[0.0, 2.0, 1.0], [5.0, 0.0, 3.0]]
    table = answer.table().set_index("plan")
    assert table.index.tolist() == ["lines", "rewards", "none"]
    assert table["max_regret"].tolist() == [2.0, 3.0, 5.0]
    assert table["mean_regret"].tolist() == [1.0, 2.0, 2.5]
    assert table["worst"].tolist() == [5.0, 8.0, 10.0]
    assert table["maximin_rank"].tolist() == [1, 2, 3]
    assert table["satisficing_share"].tolist() == [1.0, 0.5, 0.5]
    assert table.loc["none", "percentile"] == pytest.approx(2 + 0.9 * 8)
    assert "lines is the plan that is never far wrong" in answer.said[0]


def test_where_more_is_better_the_signs_turn():
    answer = robustness(of_hand(), "lost_eur", better="higher", level=5.0)
    assert answer.regret.to_numpy().tolist() == [[2.0, 0.0, 1.0], [0.0, 5.0, 2.0]]
    table = answer.table().set_index("plan")
    assert table.loc["none", "worst"] == 2.0
    assert table.loc["lines", "satisficing_share"] == 0.5


def test_a_minimised_outcome_that_beats_all_others_has_regret_zero():
    always = swept(
        grid((STATES,), 2), lambda p, q, *_: -1.0 if q == "lines" else p["harsh"], programmes=PLANS
    )
    assert robustness(always, "lost_eur").table().iloc[0]["max_regret"] == 0.0


def test_a_lever_of_one_programme_makes_no_plans_of_another():
    amount = Factor("amount", ("programme.line.amount",), "lever", (5, 20))

    def outcome(point, programme, *_):
        return 10.0 if programme == "none" else point["amount"] + 8 * point["harsh"]

    two = swept(
        grid((STATES, amount), 2), outcome, programmes=("none", "lines"),
        knows={"none": ["harsh"]},
    )  # fmt: skip
    answer = robustness(two, "lost_eur")
    assert set(answer.table()["plan"]) == {"none", "lines, amount=5", "lines, amount=20"}
    assert answer.regret.loc["base, harsh=1"].to_dict() == {
        "none": 0.0, "lines, amount=5": 3.0, "lines, amount=20": 18.0,
    }  # fmt: skip


def test_assumptions_are_states_too():
    both = swept(
        grid((), 2), lambda _, q, a, __: {"base": 1.0, "severe": 9.0}[a] + (q == "lines"),
        programmes=("none", "lines"), assumptions=("base", "severe"),
    )  # fmt: skip
    answer = robustness(both, "lost_eur")
    assert answer.values.index.tolist() == ["base", "severe"]
    assert answer.regret["lines"].tolist() == [1.0, 1.0]


def test_a_ranking_that_luck_decides_is_said_to_be_undecided():
    def noisy(point, programme, _, r):
        return cost(point, programme) * 0.01 + (r - 1.5) * (programme == "lines")

    answer = robustness(of_hand(noisy, replications=4), "lost_eur")
    table = answer.table().set_index("plan")
    assert table["first_share"].sum() == pytest.approx(1.0)
    assert "undecided" in answer.said[1]
    assert table.loc["lines", "max_regret_ci_high"] > table.loc["lines", "max_regret"]


def test_common_luck_decides_nothing_and_one_replication_has_no_interval():
    def shared(point, programme, _, r):
        return cost(point, programme) + 100 * r

    table = robustness(of_hand(shared, replications=4), "lost_eur").table()
    assert table["max_regret_ci_low"].tolist() == pytest.approx(table["max_regret"].tolist())
    assert table["first_share"].tolist() == [1.0, 0.0, 0.0]
    assert robustness(of_hand(), "lost_eur").table()["first_share"].isna().all()


def test_a_state_in_which_a_run_failed_is_refused_or_dropped():
    def broken(point, programme, *_):
        return None if (programme, point["harsh"]) == ("none", 1) else cost(point, programme)

    with pytest.raises(RefusedError, match="1 of 2 states have no lost_eur"):
        robustness(of_hand(broken), "lost_eur")
    answer = robustness(of_hand(broken), "lost_eur", failed="drop")
    assert answer.regret.to_numpy().tolist() == [[0.0, 2.0, 1.0]]
    assert "1 states were dropped" in answer.said[-1]


def test_what_cannot_be_compared_is_said():
    lever = factor("amount", role="lever")
    together = swept(
        latin_hypercube((lever, factor("harsh")), 4, 1),
        lambda *_: 1.0,
        programmes=("none", "lines"),
    )
    for asked, options, message in (
        (together, {}, "pairs of plan and state were not run: levers and uncertainties moved"),
        (swept(grid((STATES,), 2), cost), {}, "one plan only"),
        (of_hand(), {"percent": 120.0}, "percent 120; 0 to 100"),
    ):
        with pytest.raises(InputError, match=message):
            robustness(asked, "lost_eur", **options)
    neither = of_hand(name="demand_eur")
    with pytest.raises(InputError, match="better: neither more nor less of demand_eur is better"):
        robustness(neither, "demand_eur")
    with pytest.raises(InputError, match="no outcome 'lost'"):
        robustness(of_hand(), "lost")


def test_a_folder_gives_a_regret_table_back(tmp_path):
    answer = robustness(of_hand(), "lost_eur")
    answer.save(tmp_path / "out")
    back = read(tmp_path / "out")
    assert back.regret.equals(answer.regret)
    assert np.isfinite(back.values.to_numpy()).all()
    assert math.isnan(back.table()["satisficing_share"].iloc[0])
