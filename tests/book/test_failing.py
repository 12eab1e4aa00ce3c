"""Three ways to fail, which of them names the cause, and what a failure leaves."""

import numpy as np
import pytest

from simulator.book.failing import fail, judge_failure
from simulator.book.invoices import open_invoice
from simulator.book.lines import draw, free
from simulator.book.state import (
    ALIVE,
    CLAIMED,
    CLAIMS,
    EXOGENOUS,
    FAILED,
    ILLIQUID,
    LIMIT_CHANGE,
    LIVING,
    LOST_FAILED,
    MARKET_COLUMNS,
    OVERDUE,
    PAYABLE,
    RULES,
    WAITING,
)
from simulator.units import NEVER
from tests.book.rows import (
    a_day,
    a_reseller,
    a_stack,
    an_account,
    an_item,
    flows,
    rows,
    the_lines,
)

NINETY_AND_THIRTY = rows(RULES, after_days_overdue=90, illiquid_days=30)


def judged(day, due=NEVER, **reseller):
    """Return the cause of a failure on `day` with one invoice due on `due`."""
    debtor, payables = a_reseller(**reseller), rows(PAYABLE)
    open_invoice(debtor[0], payables, due, 0)
    return judge_failure(debtor[0], an_item(100), payables, NINETY_AND_THIRTY[0], day, day)


def test_a_reseller_that_pays_lives():
    assert judged(100, due=100) == ALIVE


def test_an_invoice_may_be_ninety_days_overdue_and_no_more():
    assert judged(100, due=10) == ALIVE
    assert judged(101, due=10) == OVERDUE


def test_cash_may_stay_below_the_overdraft_for_thirty_days_and_no_more():
    short = {"cash": -11, "overdraft": 10, "below_since": 50}
    assert judged(80, **short) == ALIVE
    assert judged(81, **short) == ILLIQUID


def test_cash_at_the_overdraft_is_not_below_it():
    assert judged(81, cash=-10, overdraft=10, below_since=50) == ALIVE


def test_the_days_below_the_overdraft_count_from_the_first_and_start_again():
    debtor, payables = a_reseller(cash=-1), rows(PAYABLE)

    def judge(day):
        cause = judge_failure(debtor[0], an_item(1), payables, NINETY_AND_THIRTY[0], day, day)
        return cause, int(debtor["below_since"][0])

    assert judge(5) == (ALIVE, 5)
    assert judge(20) == (ALIVE, 5)
    debtor["cash"] = 0
    assert judge(30) == (ALIVE, NEVER)
    debtor["cash"] = -1
    assert judge(31) == (ALIVE, 31)
    assert judge(62) == (ILLIQUID, 31)


def test_an_exogenous_failure_comes_on_its_day():
    assert judged(49, fails=50) == ALIVE
    assert judged(50, fails=50) == EXOGENOUS


@pytest.mark.parametrize(
    ("exogenous", "overdue", "illiquid", "cause"),
    [
        (True, True, True, EXOGENOUS),
        (True, False, True, EXOGENOUS),
        (False, True, True, OVERDUE),
        (False, False, True, ILLIQUID),
    ],
)
def test_of_several_causes_the_outside_one_comes_first_and_then_the_overdue(
    exogenous, overdue, illiquid, cause
):
    found = judged(
        200,
        due=10 if overdue else NEVER,
        fails=200 if exogenous else NEVER,
        cash=-1 if illiquid else 0,
        below_since=100 if illiquid else NEVER,
    )
    assert found == cause


def test_a_failure_turns_invoices_into_claims_closes_lines_and_loses_what_waits():
    items = np.concatenate([an_item(80), an_item(60), an_item(500, fate=WAITING)])
    debtor = a_reseller(cash=33, waiting=1)
    account, carried = an_account(pending_on=12, review=14), np.zeros((3, 4), np.int64)
    lines = np.stack([the_lines([100, 0, 30, 10])])
    payables, waiting = rows(PAYABLE, 3), np.array([2, 0, 0], np.int32)
    ledger, market = np.zeros((9, 1, len(a_day())), np.int64), np.zeros((9, MARKET_COLUMNS))
    market = market.astype(np.int64)
    for row in (0, 1):
        draw(items[row], lines[0], a_stack(), carried[row], True)
        open_invoice(debtor[0], payables, 5, row)
    free(items[0], lines[0], a_stack(), carried[0], 30, a_day())

    fail(
        debtor[0], OVERDUE, items, payables, waiting, carried, account, lines, a_stack(), 7,
        ledger, market,
    )  # fmt: skip

    assert (debtor["state"][0], debtor["failed_on"][0], debtor["cash"][0]) == (OVERDUE, 7, 33)
    assert items["claimed"].tolist() == [True, True, False]
    assert items["fate"][2] == LOST_FAILED
    assert items["settled"].tolist() == [7, 7, 7]
    assert debtor["waiting"] == 0
    # the first owes 80 − 30, all insured; the second 60: insured 20, publisher 30, own risk 10
    assert ledger[7, 0, CLAIMED] == 110
    assert flows(ledger[7, 0], CLAIMS) == [70, 0, 30, 10]
    assert lines["used"].tolist() == [[0, 0, 0, 0]]
    assert lines["limit"].tolist() == [[0, 0, 0, 0]]
    assert flows(ledger[7, 0], LIMIT_CHANGE) == [-100, 0, -30, -10]
    assert (market[7, LIVING], market[7, FAILED]) == (-1, 1)
    assert (account["pending_on"][0], account["review"][0]) == (NEVER, NEVER)
