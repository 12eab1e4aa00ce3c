"""How far a factor moves before a programme is used up."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.experiments.ladder import ladder_of, tipping_of
from simulator.experiments.swept import Swept

SHARE, DAYS = "insurers.*.share", "customers.days"
LUCK = np.array([0.0, 0.01, 0.02])


def factor(name, values):
    return {"name": name, "role": "uncertainty", "values": values, "unit": "share",
            "title": "the share", "title_fr": "la part", "grade": "C"}  # fmt: skip


def swept(broken=None):
    """A sweep whose blockage is the share moved plus luck; with the line 0.1 less."""
    factors = [factor(SHARE, [0.3, 0.1, 0.5]), factor(DAYS, [40.0, 75.0])]
    points = pd.DataFrame({"point": range(4), SHARE: [0.3, 0.1, 0.5, 0.3], DAYS: [40.0] * 3 + [75]})
    rows = [
        {
            "point": point,
            "assumptions": "base",
            "programme": programme,
            "replication": replication,
            "status": "done",
            "blockage_rate": share + luck - less if (point, replication) != broken else np.nan,
        }
        for point, share in enumerate(points[SHARE])
        for programme, less in (("none", 0.0), ("line", 0.1))
        for replication, luck in enumerate(LUCK)
    ]
    told = {"factors": factors, "study": "s", "sweep_name": "briefing", "digest": "d",
            "scenarios": [], "design": "one-at-a-time", "sweep": {"replications": 3}}  # fmt: skip
    return Swept(told, points, pd.DataFrame(rows), np.empty((4, 0)))


def test_a_programme_that_takes_off_a_tenth_makes_up_for_a_tenth_more():
    one = swept()
    found = tipping_of(one, ladder_of(one), "blockage_rate", "line", "none")
    assert found.at == pytest.approx(0.4)
    assert found.interval == pytest.approx((0.4, 0.4)), "all luck is shared"
    assert found.table()["value"].tolist() == [0.1, 0.3, 0.5]
    assert found.table()["mean"].tolist() == pytest.approx([-0.3, -0.1, 0.1])
    assert found.manifest["asked"]["assumed"] == 0.3


def test_points_in_which_another_factor_moves_are_left_out():
    one = swept()
    one.runs.loc[one.runs["point"] == 3, "blockage_rate"] = 99.0
    assert tipping_of(one, ladder_of(one), "blockage_rate", "line", "none").at == pytest.approx(0.4)


def test_a_replication_that_failed_somewhere_is_left_out_everywhere_and_said():
    one = swept(broken=(2, 1))
    found = tipping_of(one, ladder_of(one), "blockage_rate", "line", "none")
    assert found.table()["n"].tolist() == [2, 2, 2]
    assert "1 of 3 replications failed and were dropped" in found.said


def test_a_ladder_has_three_numbers_or_more():
    two, words = factor("a", [1.0, 2.0]), factor("b", ["x", "y", "z"])
    assert ladder_of(SimpleNamespace(factors=[two, words])) is None
    assert ladder_of(swept())["name"] == SHARE


def test_an_outcome_that_the_sweep_did_not_keep_is_refused():
    one = swept()
    with pytest.raises(InputError, match="blockage_rat"):
        tipping_of(one, ladder_of(one), "blockage_rat", "line", "none")
