"""What publisher lines crowd out of the insurer's limit, to the cent."""

from simulator.book.crowding import crowd_out, publisher_lines
from simulator.book.state import INSURED, LIMIT_CHANGE
from simulator.units import NEVER, billionths
from tests.book.rows import a_day, an_account, flows, the_lines


def test_the_publishers_lines_are_all_but_the_insured_the_public_and_the_own_risk_line():
    assert publisher_lines(the_lines([1, 10, 100, 1_000, 10_000])) == 1_100
    assert publisher_lines(the_lines([1, 10, 100])) == 0


def crowded(limit, publisher, share, ordinal=5, binds=5, **account):
    """Return an insured limit in force and the one to come, once its publisher line is seen."""
    account = an_account(reference=limit, crowding_out=billionths(share), **account)
    own, day = the_lines([limit, 0, publisher, 0]), a_day()
    crowd_out(account[0], own, ordinal, binds, day)
    assert flows(day, LIMIT_CHANGE)[INSURED] == own["limit"][INSURED] - limit
    assert account["guaranteed"][0] == publisher
    coming = account["pending"][0] if account["pending_on"][0] < NEVER else None
    return int(own["limit"][INSURED]), coming


def test_half_of_a_line_comes_off_the_limit_rounded_once():
    assert crowded(10_000_00, 5_000_00, 0.5) == (7_500_00, None)
    assert crowded(1_000, 7, 0.5) == (996, None)  # 3.5 goes to the even 4


def test_a_small_limit_is_crowded_out_to_nothing():
    assert crowded(2_000_00, 5_000_00, 0.5) == (0, None)


def test_a_notice_comes_first():
    assert crowded(10_000_00, 5_000_00, 0.5, binds=9) == (10_000_00, 7_500_00)


def test_an_insurer_that_does_not_look_takes_nothing_off():
    assert crowded(10_000_00, 5_000_00, 0.0) == (10_000_00, None)


def test_an_account_without_a_limit_has_none_to_lose():
    assert crowded(0, 5_000_00, 0.5) == (0, None)


def test_a_line_that_ends_gives_back_what_it_crowded_out():
    reduced = {"guaranteed": 5_000_00, "crowded_out": 2_500_00}
    account = an_account(reference=10_000_00, crowding_out=billionths(0.5), **reduced)
    own, today = the_lines([7_500_00, 0, 0, 0]), a_day()
    crowd_out(account[0], own, 5, 9, today)
    assert own["limit"][INSURED] == 10_000_00
    assert account["crowded_out"][0] == 0
    assert flows(today, LIMIT_CHANGE)[INSURED] == 2_500_00
