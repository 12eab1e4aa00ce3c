import json
import math
from dataclasses import dataclass

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiments.factors import Factor
from simulator.experiments.holding import Limit, Setting, levelled, pilot_of, standing_of
from simulator.experiments.optimising import optimise
from simulator.experiments.optimum import in_words, table_of
from simulator.experiments.results import read
from simulator.experiments.searching import AS_IT_IS, dominated, searched
from simulator.study.study import load
from tests.experiments.fakes import FakeModel
from tests.experiments.functions import factor
from tests.experiments.small import write_study

LEVERS = (factor("a", role="lever"), factor("b", role="lever"))


class Market:
    """A market of which everything is known; it counts its runs."""

    def __init__(self, outcomes):
        self.outcomes, self.runs = outcomes, []

    def __call__(self, asked):
        self.runs += [(tuple(levers.values()), n) for levers, numbers in asked for n in numbers]
        return [[self.outcomes(levers, n) for n in numbers] for levers, numbers in asked]


def bowl(levers, _):
    return {"lost_eur": (levers["a"] - 0.3) ** 2 + (levers["b"] - 0.6) ** 2}


def best(settings):
    return min(settings, key=lambda one: one.mean("lost_eur"))


def test_the_lowest_point_of_a_bowl_is_found_within_the_budget():
    market = Market(bowl)
    settings = searched(market, LEVERS, ["lost_eur"], [], 1_200, 2009)
    assert best(settings).mean("lost_eur") < 0.004
    assert len(market.runs) <= 1_200
    assert len(market.runs) == sum(len(one.runs) for one in settings)


def test_equal_seeds_give_equal_searches_and_others_do_not():
    one, other, third = (Market(bowl) for _ in range(3))
    for market, seed in ((one, 1), (other, 1), (third, 2)):
        searched(market, LEVERS, ["lost_eur"], [], 200, seed)
    assert one.runs == other.runs
    assert one.runs != third.runs


def line(levers, replication):
    """The more is spent, the less is blocked; blockage under 0.4 is wanted."""
    luck = 0.02 * (-1) ** replication
    spent = levers["a"]
    return {"programme_cost_eur": 100 * spent + luck, "blockage_rate": 1 - spent + luck, "b": 0.0}


def test_the_cheapest_that_holds_a_limit_is_found_and_the_front_is_the_line():
    limit = Limit("blockage_rate", "mean", 0.4)
    objectives = ["programme_cost_eur", "blockage_rate"]
    settings = searched(Market(line), LEVERS[:1], objectives, [limit], 1_000, 3)
    table = table_of(settings, LEVERS[:1], objectives, [limit])
    cheapest = table[table["cheapest"]].iloc[0]
    assert cheapest["feasible"] == "yes"
    assert 0.6 <= cheapest["a"] <= 0.65
    held = table[table["blockage_rate"] <= 0.4]
    assert held["on_front"].all()
    assert not table[table["blockage_rate"] > 0.4]["on_front"].any()
    assert "the lowest programme_cost_eur" in in_words(table, LEVERS[:1], objectives, [limit])[0]


def test_what_nothing_holds_is_said():
    limit = Limit("blockage_rate", "mean", -1.0)
    settings = searched(Market(line), LEVERS[:1], ["programme_cost_eur"], [limit], 60, 3)
    table = table_of(settings, LEVERS[:1], ["programme_cost_eur"], [limit])
    assert not table["cheapest"].any()
    assert (
        "holds blockage_rate<=-1" in in_words(table, LEVERS[:1], ["programme_cost_eur"], [limit])[0]
    )


def test_replications_go_where_the_ranking_is_undecided():
    def noisy(levers, n):
        rng = np.random.default_rng((int(1e6 * levers["a"]), n))
        return {"lost_eur": 10 * abs(levers["a"] - 0.5) + rng.normal()}

    settings = searched(Market(noisy), LEVERS[:1], ["lost_eur"], [], 800, 5)
    near = [len(one.runs) for one in settings if abs(one.levers["a"] - 0.5) < 0.05]
    far = [len(one.runs) for one in settings if abs(one.levers["a"] - 0.5) > 0.4]
    assert np.mean(near) > 1.5 * np.mean(far)


def test_the_cheapest_of_which_it_is_not_known_gets_what_decides_it():
    def seized(levers, _):
        return {"programme_cost_eur": 100 * levers["a"], "seizure": float(levers["a"] < 0.5)}

    limit = Limit("seizure", "mean", 0.05)
    settings = searched(Market(seized), LEVERS[:1], ["programme_cost_eur"], [limit], 1_000, 3)
    table = table_of(settings, LEVERS[:1], ["programme_cost_eur"], [limit])
    cheapest = table[table["cheapest"]].iloc[0]
    assert cheapest["feasible"] == "yes"
    assert cheapest["n"] >= 72
    assert 0.5 <= cheapest["a"] < 0.6


def test_a_budget_that_decides_nothing_is_said_to_leave_it_undecided():
    def safe(levers, _):
        return {"programme_cost_eur": 1 + levers["a"], "seizure": 0.0}

    limit = Limit("seizure", "mean", 0.05)
    settings = searched(Market(safe), LEVERS[:1], ["programme_cost_eur"], [limit], 60, 3)
    table = table_of(settings, LEVERS[:1], ["programme_cost_eur"], [limit])
    said = in_words(table, LEVERS[:1], ["programme_cost_eur"], [limit])
    assert "undecided at 95 %: that takes 72 replications" in said[1]


def test_the_programme_as_it_is_is_judged_with_the_others():
    market = Market(bowl)
    settings = searched(market, LEVERS, ["lost_eur"], [], 200, 1, {"a": 0.9, "b": 0.9})
    assert settings[0].number == AS_IT_IS
    assert settings[0].mean("lost_eur") == pytest.approx(0.36 + 0.09)


def test_a_setting_whose_runs_fail_is_never_chosen():
    def broken(levers, _):
        return {} if levers["a"] < 0.5 else {"lost_eur": levers["a"]}

    settings = searched(Market(broken), LEVERS[:1], ["lost_eur"], [], 200, 1)
    table = table_of(settings, LEVERS[:1], ["lost_eur"], [])
    assert table[table["cheapest"]]["a"].iloc[0] >= 0.5
    assert table[table["a"] < 0.5]["lost_eur"].isna().all()


def test_dominance_by_hand():
    others = np.array([[1.0, 4.0], [3.0, 3.0]])
    assert dominated(np.array([3.0, 4.0]), others)
    assert not dominated(np.array([2.0, 3.5]), others)
    assert not dominated(np.array([1.0, 4.0]), others[:1])


@pytest.mark.parametrize(
    ("levers", "objectives", "limits", "budget", "message"),
    [
        ((), ["lost_eur"], [], 100, "nothing to set"),
        (LEVERS, [], [], 100, "minimise: nothing to be low"),
        (LEVERS, ["lost_eur"], [], 11, "budget: a budget of 11 runs; at least 12"),
        (LEVERS, ["lost_eur"], [Limit("x", "es95", 1.0)], 200, "at least 295"),
    ],
)
def test_what_cannot_be_searched_is_said(levers, objectives, limits, budget, message):
    with pytest.raises(InputError, match=message):
        searched(Market(bowl), levers, objectives, limits, budget, 1)


SWEEP = """
design = "grid"
steps = 2
programmes = ["none", "line"]

[[factor]]
path = "programme.{measure}.amount_eur"
role = "lever"
low = 1000
high = 20000
"""


@dataclass(frozen=True)
class Lined(FakeModel):
    """A model in which a line costs its amount and blocks less the larger it is, up to 10,000."""

    fails: bool = False

    def prepare(self, _):
        return None

    def draw(self, _, __, ___, replication):
        return replication

    def run(self, scenario, *_):
        amount = max((m.amount_eur for m in scenario.measures), default=0)
        if self.fails and scenario.programme == "none":
            raise ValueError("a fault")
        return scenario, float(amount)

    def measure(self, record, _=False):
        from simulator.outcomes.base import Measured

        amount = record[1]
        rate = max(0.5 - amount / 20_000, 0.0)
        return Measured({"programme_cost_eur": amount, "blockage_rate": rate}, {}, [], [], {})


@pytest.fixture
def study(tmp_path):
    folder = write_study(tmp_path / "small")
    names = {m.name for m in load(folder).scenario(programme="line").measures}
    (folder / "sweeps").mkdir(exist_ok=True)
    (folder / "sweeps" / "levers.toml").write_text(SWEEP.format(measure=min(names)))
    return load(folder)


def asked(study, **options):
    options = {
        "minimise": ["programme_cost_eur"],
        "subject": ["blockage_rate<=0.25"],
        "budget": 300,
        "workers": 1,
        "progress": False,
        "model": Lined(),
        **options,
    }
    return optimise(study, "levers", **options)


def test_the_cheapest_line_of_a_study_is_found(study, tmp_path):
    found = asked(study)
    cheapest = found.cheapest
    assert cheapest["programme"] == "line"
    amount = next(value for name, value in cheapest.items() if name != "programme")
    assert 5_000 <= amount < 6_000
    assert found.found("spent") <= 300
    assert (found.table()["setting"] == AS_IT_IS).sum() == 1
    found.save(tmp_path / "out")
    back = read(tmp_path / "out")
    assert back.cheapest == cheapest
    assert back.said == found.said
    json.dumps(found.plain(), allow_nan=False)


def test_settings_that_fail_are_listed(study):
    found = asked(study, model=Lined(fails=True), budget=120)
    assert "ValueError: a fault" in set(found.failed["error"])


def test_uncertainties_are_met_by_turns_and_by_all_settings_alike(study):
    sweep = study.folder / "sweeps" / "levers.toml"
    first = next(iter(study.scenario().world.distributors))
    more = f'\n[[factor]]\npath = "distributors.{first}.net_days"\nvalues = [30, 60]\n'
    sweep.write_text(sweep.read_text() + more)

    @dataclass(frozen=True)
    class Delayed(Lined):
        def run(self, scenario, *_):
            days = next(iter(scenario.world.distributors.values())).net_days
            return scenario, float(days)

    found = asked(load(study.folder), model=Delayed(), subject=[], budget=60)
    means = found.table()
    alike = means[means["n"] == 4]["programme_cost_eur"]
    assert alike.nunique() == 1
    assert set(means["programme_cost_eur"]) != {30.0}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"minimise": ["programme_cost"]}, "minimise: no outcome 'programme_cost'; did you mean"),
        ({"subject": ["blockage<=0.2"]}, "subject: no outcome 'blockage'; did you mean blockage_"),
        ({"budget": 5}, "budget"),
        ({"budget": 10**9}, "at most 1,000,000"),
    ],
)
def test_what_is_wrong_is_said_before_anything_runs(study, options, message):
    with pytest.raises(InputError, match=message):
        asked(study, **options)


def test_choosing_among_programmes_alone_is_a_search_too(study):
    (study.folder / "sweeps" / "levers.toml").write_text(
        'design = "grid"\nprogrammes = ["none", "quiet", "line"]\n'
    )
    found = asked(load(study.folder), budget=60)
    assert set(found.table()["programme"]) == {"none", "quiet", "line"}
    assert found.cheapest is None or not math.isnan(found.table()["programme_cost_eur"].iloc[0])


def test_a_lever_of_values_takes_no_others():
    lever = Factor("terms", ("terms",), "lever", (30, 60, 90))
    settings = searched(
        Market(lambda levers, _: {"lost_eur": levers["terms"]}), (lever,), ["lost_eur"], [], 60, 1
    )
    assert {one.levers["terms"] for one in settings} == {30, 60, 90}


def test_settings_with_different_replications_are_compared_as_if_on_the_same_luck():
    luck = [0.0, 2.0, 10.0, 16.0]  # the later replications are the worse ones
    pilot = Setting(0, {}, [{"lost_eur": 100.0 + one} for one in luck])
    cheaper = Setting(1, {}, [{"lost_eur": 99.0 + one} for one in luck])
    short = Setting(2, {}, [{"lost_eur": 103.0 + one} for one in luck[:2]])
    settings = [pilot, cheaper, short]
    assert pilot_of(settings) is pilot
    assert short.mean("lost_eur") == 104.0 < cheaper.mean("lost_eur") == 106.0
    assert levelled(short, pilot, "lost_eur")[0] == 110.0
    table = table_of(settings, (), ["lost_eur"], [])
    assert table.set_index("setting")["lost_eur"].to_dict() == {0: 107.0, 1: 106.0, 2: 110.0}
    assert table[table["cheapest"]]["setting"].iloc[0] == 1


def test_an_interval_on_anothers_luck_covers_as_often_as_it_says():
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(400):
        luck = 5 * rng.normal(size=40)
        pilot = Setting(0, {}, [{"lost_eur": one} for one in luck])
        runs = [{"lost_eur": one + 1 + rng.normal()} for one in luck[:8]]
        _, low, high = levelled(Setting(1, {}, runs), pilot, "lost_eur")
        held += bool(low <= 1.0 <= high)
    assert held / 400 >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / 400)


def test_a_limit_is_not_held_by_the_luck_of_few_replications():
    luck = [0.0, 1.0, 10.0, 11.0]
    pilot = Setting(0, {}, [{"lost_eur": 100.0 + one} for one in luck])
    lucky = Setting(1, {}, [{"lost_eur": 100.0 + one} for one in luck[:2]])
    limit = Limit("lost_eur", "mean", 107.0)
    assert standing_of(lucky, [limit]) == "yes"
    assert standing_of(lucky, [limit], pilot) == "undecided"
