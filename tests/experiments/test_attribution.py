import math
from dataclasses import dataclass, replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiments.attributing import (
    Attributing,
    drawn_orders,
    every_subset,
    exact_shares,
    prefixes,
    sampled_shares,
)
from simulator.experiments.attribution import Attribution, attribute
from simulator.experiments.results import read
from simulator.outcomes.base import Measured
from tests.experiments.fakes import FakeScenario


def game(worth, count):
    return {subset: float(worth(subset)) for subset in every_subset(count)}


def test_where_only_all_together_achieve_anything_each_has_an_equal_share():
    unanimity = game(lambda s: len(s) == 4, 4)
    assert exact_shares(unanimity, 4) == pytest.approx([0.25] * 4)


def test_where_two_of_three_must_agree_the_third_who_adds_nothing_has_nothing():
    pair = game(lambda s: {0, 1} <= s, 3)
    assert exact_shares(pair, 3).tolist() == pytest.approx([0.5, 0.5, 0.0])


def test_measures_that_do_not_meet_have_what_they_do_alone():
    sums = game(lambda s: sum((7.0, -2.0, 0.5)[i] for i in s), 3)
    assert exact_shares(sums, 3) == pytest.approx([7.0, -2.0, 0.5])


def test_a_left_glove_and_two_right_ones():
    # Shapley values 2/3, 1/6, 1/6: the left glove is scarce
    gloves = game(lambda s: 0 in s and len(s) > 1, 3)
    assert exact_shares(gloves, 3) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_sampled_shares_over_all_orders_are_the_exact_ones():
    from itertools import permutations

    rng = np.random.default_rng(5)
    worth = game(lambda _: rng.normal(), 4)
    every = [list(order) for order in permutations(range(4))]
    assert sampled_shares(worth, every) == pytest.approx(exact_shares(worth, 4))


def test_sampled_shares_sum_to_the_whole_whatever_is_drawn():
    rng = np.random.default_rng(6)
    worth = game(lambda _: rng.normal(), 5)
    orders = drawn_orders(5, 6, 2009, 3)
    whole = worth[frozenset(range(5))] - worth[frozenset()]
    assert sampled_shares(worth, orders).sum() == pytest.approx(whole)
    assert len(orders) == 6
    assert orders[1] == orders[0][::-1]
    assert {frozenset(), frozenset(range(5))} <= set(prefixes(orders))


def test_sampled_shares_are_the_exact_ones_in_the_mean():
    rng = np.random.default_rng(8)
    worth = game(lambda _: rng.normal(), 4)
    found = np.array([sampled_shares(worth, drawn_orders(4, 4, 1, r)) for r in range(400)])
    error = found.std(axis=0, ddof=1) / math.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - exact_shares(worth, 4)) <= 4 * error + 1e-12).all()


@dataclass(frozen=True)
class Programme(FakeScenario):
    """A scenario of measures that are names."""

    measures: tuple = ()


@dataclass(frozen=True)
class Helping:
    """A model in which two measures help each other, and one replication has no such luck."""

    undefined_at: int | None = None

    def prepare(self, _):
        return None

    def draw(self, _, __, ___, replication):
        return replication

    def run(self, scenario, _, replication, *__):
        names = {measure.name for measure in scenario.measures}
        value = 100.0 * (1 + replication)
        value -= 10.0 * ("lines" in names) + 4.0 * ("promotion" in names)
        value -= 6.0 * replication * ({"lines", "promotion"} <= names)
        if replication == self.undefined_at and not names:
            value = math.nan
        costs = {f"cost_{name}_eur": 3.0 for name in names}
        return {"lost_eur": value, **costs}

    def measure(self, record, _=False):
        return Measured(dict(record), {}, [], [], {})


def programme(*names):
    return Programme(
        programme="plan", measures=tuple(SimpleNamespace(name=name, kind="k") for name in names)
    )


def asked(names=("lines", "promotion", "idle"), model=None, **options):
    options = {"replications": 3, "workers": 1, "outcomes": ["lost_eur"]} | options
    return attribute(programme(*names), model=model or Helping(), progress=False, **options)


def test_shares_by_hand_are_exact_and_add_up_in_every_replication():
    found = asked()
    groups = found.groups.pivot(index="replication", columns="group", values="value")
    # what they do together, 6 r, is shared by the two
    assert groups["lines"].tolist() == pytest.approx([-10.0, -13.0, -16.0])
    assert groups["promotion"].tolist() == pytest.approx([-4.0, -7.0, -10.0])
    assert groups["idle"].tolist() == [0.0, 0.0, 0.0]
    whole = found.replications.set_index("replication")["value"]
    assert groups.sum(axis=1).tolist() == pytest.approx(whole.tolist())
    table = found.shares().set_index("measure")
    assert table.loc["lines", "share"] == pytest.approx(-13.0)
    assert table["share"][:-1].sum() == pytest.approx(table["share"].iloc[-1])
    assert table.loc["lines", "of_whole"] == pytest.approx(13 / 20)
    half = 4.302652729911275 * 3 / math.sqrt(3)  # t(2, 97.5 %), sd 3
    assert table.loc["lines", "ci_high"] == pytest.approx(-13 + half)


def test_drawn_orders_give_shares_that_add_up_too():
    found = asked(orders=2)
    groups = found.groups.pivot(index="replication", columns="group", values="value")
    whole = found.replications.set_index("replication")["value"]
    assert groups.sum(axis=1).tolist() == pytest.approx(whole.tolist())


def test_a_replication_without_the_outcome_is_in_no_row():
    table = asked(model=Helping(undefined_at=1)).shares()
    assert table["n"].tolist() == [2] * 4
    assert table["share"][:-1].sum() == pytest.approx(table["share"].iloc[-1])
    assert not table["share"].isna().any()


def test_a_measure_costs_nothing_where_it_is_not():
    table = asked(outcomes=["cost_lines_eur"]).shares().set_index("measure")
    assert table["share"].to_dict() == {
        "lines": 3.0, "promotion": 0.0, "idle": 0.0, "all measures": 3.0,
    }  # fmt: skip


def test_ten_measures_are_run_in_all_subsets_and_eleven_in_drawn_orders():
    runs = []

    @dataclass(frozen=True)
    class Counting(Helping):
        def run(self, scenario, *rest, **more):
            runs.append(len(scenario.measures))
            return super().run(scenario, *rest, **more)

    asked([f"m{i}" for i in range(10)], Counting(), replications=1)
    assert len(runs) == 1024
    runs.clear()
    asked([f"m{i}" for i in range(11)], Counting(), replications=1)
    assert 0 < len(runs) < 32 * 12


def test_the_model_is_told_nothing_of_the_order_in_which_subsets_are_run():
    model = Attributing(("lost_eur",), 0, Helping())
    plan = programme("lines", "promotion")
    draws = model.draw(plan, None, 1, 2)
    values = {frozenset(s): None for n in range(3) for s in combinations(range(2), n)}
    assert set(model.run(plan, None, draws)[0].values) == set(values)


def test_what_is_wrong_is_said_before_anything_runs():
    with pytest.raises(InputError, match="programme: the programme plan holds no measure"):
        asked([])
    with pytest.raises(InputError, match=r"outcomes: no outcome 'lost_eu'; did you mean lost_eur"):
        asked(outcomes=["lost_eu"])
    with pytest.raises(InputError, match=r"orders: all subsets of 12 measures.*4,096"):
        asked([f"m{i}" for i in range(12)], orders=0)


def test_a_folder_gives_an_attribution_back(tmp_path):
    found = asked()
    found.save(tmp_path / "out")
    back = read(tmp_path / "out")
    assert isinstance(back, Attribution)
    assert back.shares().equals(found.shares())
    assert "lines" in back._repr_html_()
    assert back.said == found.said
    assert found.said[0].startswith(
        "lost_eur: all measures change it by -20 EUR; of that lines -13"
    )


def test_other_outcomes_are_other_results():
    one, other = asked(), asked(outcomes=["cost_lines_eur"])
    assert one.manifest["digest"] != other.manifest["digest"]
    assert replace(one).manifest["experiment"] == "attribute"
