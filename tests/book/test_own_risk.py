"""What a distributor lends at its own risk: a standing line, and bridges over lost limits."""

import numpy as np

from simulator.book.own_risk import desk_looks_on, grant_own_risk, see_limit, see_limits
from simulator.book.state import DISTRIBUTOR, INSURED, LIMIT_CHANGE
from simulator.units import NEVER, billionths
from tests.book.rows import OWN_RISK, a_day, an_account, flows, rows, the_lines


def wishes(looks, bridging_days=60, own_wish=0, seen=1_000, guaranteed=0, crowding=0.0):
    """Return what the desk wishes to grant after each look (day, insured limit)."""
    account = an_account(own_wish=own_wish, seen=seen, guaranteed=guaranteed)
    desk = rows(DISTRIBUTOR, bridging_days=bridging_days, crowding_out=billionths(crowding))[0]
    out = []
    for day, limit in looks:
        see_limit(account[0], limit, desk, day)
        out.append(int(account["wish"][0]))
    return out


def test_a_fall_is_bridged_for_so_many_days_from_that_day_on():
    assert wishes([(10, 400), (69, 400), (70, 400)]) == [600, 600, 0]


def test_the_bridge_comes_on_top_of_the_standing_line():
    assert wishes([(9, 1_000), (10, 400), (70, 400)], own_wish=50) == [50, 650, 50]


def test_a_further_fall_extends_the_bridge_and_counts_from_the_first_limit():
    assert wishes([(10, 400), (30, 100), (89, 100), (90, 100)]) == [600, 900, 900, 0]


def test_a_limit_that_comes_back_in_part_shortens_what_is_bridged_and_not_its_days():
    assert wishes([(10, 400), (20, 700), (69, 700), (70, 700)]) == [600, 300, 300, 0]


def test_a_limit_that_is_back_where_it_was_ends_the_bridge():
    assert wishes([(10, 400), (20, 1_000), (30, 800)]) == [600, 0, 200]
    assert wishes([(10, 400), (20, 1_200), (30, 900)]) == [600, 0, 300], "the fall from 1,200"


def test_a_fall_after_a_bridge_has_ended_is_bridged_from_the_limit_before_it():
    assert wishes([(10, 400), (70, 400), (71, 250)]) == [600, 0, 150]


def test_a_desk_that_does_not_bridge_grants_its_standing_line():
    assert wishes([(10, 400), (20, 0)], bridging_days=0, own_wish=50) == [50, 50]


def test_a_desk_takes_a_share_of_the_publishers_lines_off_its_standing_line():
    # half of 7.01 is 3.505, which goes to the even cent: 3.50
    assert wishes([(10, 1_000)], own_wish=500, guaranteed=701, crowding=0.5) == [150]
    assert wishes([(10, 1_000)], own_wish=500, guaranteed=701) == [500]


def test_a_standing_line_is_crowded_out_at_most_to_nothing_and_a_bridge_stays_on_top():
    assert wishes([(10, 400)], own_wish=100, guaranteed=5_000, crowding=0.5) == [600]
    assert wishes([(10, 400)], own_wish=300, guaranteed=400, crowding=0.5) == [700]


def test_a_desk_without_a_budget_grants_its_wish_each_day():
    own, account, day = the_lines([400, 0, 0, 5]), an_account(own_wish=5, seen=1_000), a_day()
    grant_own_risk(account[0], own, rows(DISTRIBUTOR, bridging_days=60)[0], 10, day)
    assert own["limit"].tolist() == [400, 0, 0, 605]
    assert flows(day, LIMIT_CHANGE) == [0, 0, 0, 600]


def test_a_desk_with_a_budget_leaves_that_to_its_sitting():
    own, account, day = the_lines([400, 0, 0, 5]), an_account(own_wish=5, seen=1_000), a_day()
    budgeted = rows(DISTRIBUTOR, bridging_days=60, budgeted=True)
    grant_own_risk(account[0], own, budgeted[0], 10, day)
    assert own["limit"][OWN_RISK] == 5


def test_a_sitting_sees_the_limits_that_bind_that_day():
    accounts = np.concatenate([an_account(seen=1_000, pending=400, pending_on=on) for on in (7, 8)])
    lines = np.stack([the_lines([1_000, 0, 0, 0])] * 2)
    bridging = rows(DISTRIBUTOR, bridging_days=60)[0]
    see_limits(accounts, lines, np.array([0, 1], np.int32), bridging, 7, 7)
    assert accounts["wish"].tolist() == [600, 0]
    assert lines["limit"][:, INSURED].tolist() == [1_000, 1_000], "seeing changes no limit"


def test_the_desk_looks_again_when_a_limit_has_moved_or_a_bridge_ends():
    bridging = rows(DISTRIBUTOR, bridging_days=60)[0]
    own = the_lines([400, 0, 0, 0])
    assert desk_looks_on(an_account(seen=1_000)[0], own, bridging, False, 10) == 11
    assert desk_looks_on(an_account(seen=400, bridge_until=70)[0], own, bridging, False, 10) == 70
    assert desk_looks_on(an_account(seen=400)[0], own, bridging, False, 10) == NEVER
    plain = rows(DISTRIBUTOR)[0]
    crowded = rows(DISTRIBUTOR, crowding_out=1)[0]
    assert desk_looks_on(an_account()[0], own, crowded, True, 10) == 11
    assert desk_looks_on(an_account()[0], own, crowded, False, 10) == NEVER
    assert desk_looks_on(an_account()[0], own, plain, True, 10) == NEVER
    assert desk_looks_on(an_account(seen=1_000)[0], own, plain, False, 10) == NEVER
