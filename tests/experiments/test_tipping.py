import json
import math
from dataclasses import dataclass

import numpy as np
import pytest

from simulator.errors import InputError, RefusedError
from simulator.experiments.results import read
from simulator.experiments.seeking import tip
from simulator.experiments.tipping import crossing_of, curve_of, in_words, searched
from simulator.study.study import load
from tests.experiments.fakes import FakeModel
from tests.experiments.small import write_study


def of(function, luck):
    """Return what runs a function of the value and of each replication's luck."""
    return lambda values: [np.array([function(value, one) for one in luck]) for value in values]


def test_the_root_of_a_known_curve_is_found():
    luck = np.zeros(2)
    curve, found, known = searched(of(lambda x, _: math.exp(x), luck), 0.0, 2.0, 3.0)
    assert found.at == pytest.approx(math.log(3), abs=2 / 256)
    assert found.below < math.log(3) < found.above
    assert len(known) <= 14
    assert found.times == 1
    assert curve.values.tolist() == sorted(known)


def test_the_interval_of_a_line_by_hand():
    # outcome x + luck, luck of mean 0 and sd 1 (n = 4): its mean's interval is x ± t(3) / 2
    luck = np.array([-1.0, 1.0, -1.0, 1.0]) * math.sqrt(3 / 4)
    _, found, _ = searched(of(lambda x, u: x + u, luck), 0.0, 10.0, 5.0)
    half = 3.182446305284263 / 2
    assert found.at == pytest.approx(5.0)
    assert found.ci_low == pytest.approx(5 - half)
    assert found.ci_high == pytest.approx(5 + half)


def test_the_interval_covers_the_true_crossing_as_often_as_it_says():
    rng = np.random.default_rng(2009)
    tries, held = 400, 0
    for _ in range(tries):
        luck = rng.normal(size=8)
        _, found, _ = searched(of(lambda x, u: x**2 + 2 * u, luck), 0.0, 10.0, 16.0)
        held += bool(found.ci_low <= 4.0 <= found.ci_high)
    assert abs(held / tries - 0.95) <= 4 * math.sqrt(0.95 * 0.05 / tries) + 0.01


def test_a_curve_that_does_not_cross_says_on_which_side_it_stays():
    curve, found, _ = searched(of(lambda x, u: x + u, np.zeros(3)), 0.0, 1.0, 5.0)
    assert math.isnan(found.at)
    assert in_words("p", "lost_eur", 5.0, curve, found) == [
        "lost_eur stays below 5 from p = 0 to 1: it goes from 0 to 1"
    ]


def test_several_crossings_are_told():
    curve, found, _ = searched(of(lambda x, _: math.sin(x), np.zeros(2)), 1.0, 12.0, 0.0)
    assert found.times == 3
    assert found.at == pytest.approx(math.pi, abs=0.05)
    assert "crosses 0 3 times" in in_words("p", "y", 0.0, curve, found)[1]


def test_an_interval_that_runs_out_of_the_range_says_so():
    luck = np.array([-30.0, 30.0, -20.0, 20.0])
    curve, found, _ = searched(of(lambda x, u: x + u, luck), 0.0, 10.0, 5.0)
    assert found.open_low
    assert found.open_high
    assert (found.ci_low, found.ci_high) == (0.0, 10.0)
    assert "the whole range; more replications are needed" in in_words("p", "y", 5, curve, found)[0]


def test_one_replication_has_a_crossing_and_no_interval():
    curve, found, _ = searched(of(lambda x, _: x, np.zeros(1)), 0.0, 8.0, 3.0)
    assert found.at == pytest.approx(3.0)
    assert math.isnan(found.ci_low)
    assert "one replication: no interval" in in_words("p", "y", 3.0, curve, found)[0]


def test_whole_numbers_stay_whole():
    asked = []

    def run_at(values):
        asked.extend(values)
        return [np.array([value, value]) for value in values]

    curve, found, _ = searched(run_at, 0, 100, 33.5, whole=True)
    assert all(value == int(value) for value in asked)
    assert (found.below, found.above) == (33.0, 34.0)
    said = in_words("days", "y", 33.5, curve, found, whole=True)[0]
    assert "between days = 33 and 34" in said


def test_a_share_of_events_has_the_interval_of_a_probability():
    none_in_eight = {0.0: np.zeros(8), 1.0: np.ones(8)}
    curve = curve_of(none_in_eight, event=True)
    assert curve.high[0] == pytest.approx(0.3694, abs=1e-4)
    assert curve.low[1] == pytest.approx(1 - 0.3694, abs=1e-4)
    assert crossing_of(curve, 0.5).at == 0.5


@dataclass(frozen=True)
class Tipped(FakeModel):
    """A model in which the outcome falls as a wholesaler's days grow."""

    fails: int | None = None

    def prepare(self, _):
        return None

    def draw(self, _, __, ___, replication):
        return replication

    def run(self, scenario, _, replication, *__):
        days = next(iter(scenario.world.distributors.values())).net_days
        if replication == self.fails and days > 40:
            raise ValueError("a fault")
        effect = 7.0 if scenario.programme == "quiet" else 0.0
        return scenario, 100.0 - days + (replication - 1.5) + effect


@pytest.fixture
def study(tmp_path):
    return load(write_study(tmp_path / "small"))


def path_of(study):
    return f"distributors.{next(iter(study.scenario().world.distributors))}.net_days"


def asked(study, **options):
    options = {
        "path": path_of(study),
        "outcome": "lost_eur",
        "level": 60.0,
        "low": 0,
        "high": 80,
        "replications": 4,
        "workers": 1,
        "progress": False,
        "model": Tipped(),
        **options,
    }
    return tip(study, **options)


def test_a_study_tips_where_its_model_does(study, tmp_path):
    found = asked(study)
    assert found.at == pytest.approx(40.0)
    low, high = found.interval
    half = 3.182446305284263 * math.sqrt(5 / 3) / 2  # t(3), sd of -1.5, -0.5, 0.5, 1.5
    assert low == pytest.approx(40 - half)
    assert high == pytest.approx(40 + half)
    assert "lost_eur under none falls below 60" in found.said[0]
    found.save(tmp_path / "out")
    back = read(tmp_path / "out")
    assert back.at == found.at
    assert back.said == found.said
    json.dumps(found.plain(), allow_nan=False)


def test_the_difference_from_a_reference_can_tip(study):
    found = asked(study, programme="quiet", reference="none", level=5.0)
    assert math.isnan(found.at)
    assert "quiet less none stays above 5" in found.said[0]
    assert found.table()["mean"].tolist() == [7.0] * len(found.table())


def test_a_replication_that_fails_somewhere_is_refused_or_dropped_everywhere(study):
    with pytest.raises(RefusedError, match="missing in 1 of 4 replications"):
        asked(study, model=Tipped(fails=0))
    found = asked(study, model=Tipped(fails=0), failed="drop")
    assert found.at == pytest.approx(40.5)  # luck -0.5, 0.5, 1.5 has the mean 0.5
    assert set(found.table()["n"]) == {3}
    assert found.failed["error"].iloc[0] == "ValueError: a fault"
    assert "1 of 4 replications failed and were dropped" in found.said[-1]


def test_what_is_wrong_is_said_before_anything_runs(study):
    for options, message in (
        ({"path": "distributors.nobody.net_days"}, "path: no parameter distributors.nobody"),
        ({"path": "start"}, "path: start is no number"),
        ({"outcome": "lost_eu"}, "no outcome 'lost_eu'; did you mean lost_eur"),
        ({"low": 80}, "low = 80 is not under high = 80"),
        ({"high": math.inf}, "finite"),
        ({"high": 10**6}, "out of range"),
        ({"programme": "nobody"}, "nobody"),
        ({"programme": "quiet", "reference": "quiet"}, "reference: quiet less itself"),
    ):
        with pytest.raises(InputError, match=message):
            asked(study, **options, model=Exploding())


@dataclass(frozen=True)
class Exploding(Tipped):
    """A model that must not be run."""

    def draw(self, *_):
        raise AssertionError("something was run")
