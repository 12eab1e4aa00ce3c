"""Every identity notices a single cent, or a single order, that is out of place."""

import numpy as np
import pytest

from simulator.book.checking import check_identities
from simulator.book.state import (
    CLAIMED,
    DRAWN,
    FROM_CUSTOMERS,
    FROM_REBATES,
    INSURED,
    LIMIT_CHANGE,
    LIVING,
    LOST_CREDIT,
    PAID,
    PENDING,
    SHARED,
    WAITING,
    ledger_column,
)
from simulator.errors import BrokenBookError
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.small_worlds import run_market


@pytest.fixture
def book():
    """A finished run with a split invoice open, a lost order, and a failure."""
    shops = [Shop("ada", cash=100), Shop("bob", fails_on=20)]
    accounts = [
        Credit("ada", insured=300, own_risk=200, insurer="sfac"),
        Credit("bob", own_risk=99),
    ]
    orders = [
        Buys("paid", "ada", 0, 60, pays_after=10),
        Buys("open", "ada", 12, 400),
        Buys("lost", "ada", 13, 900),
        Buys("claim", "bob", 3, 99),
    ]
    chosen = market(shops, accounts, orders, insurers={"sfac": {}}, days=38)
    return run_market(chosen).book


def broken(book, message):
    with pytest.raises(BrokenBookError, match=message):
        check_identities(book)


def test_a_finished_run_is_in_order(book):
    check_identities(book)
    assert (book.items["carrier"] == SHARED).any()
    assert (book.items["fate"] == LOST_CREDIT).any()
    assert book.items["claimed"].any()


def test_a_line_that_uses_a_cent_more_than_its_invoices(book):
    book.lines["used"][0, INSURED] += 1
    broken(book, "use of lines and parts of invoices differ by up to 0.01 EUR")


def test_a_limit_below_nothing(book):
    book.lines["limit"][0, INSURED] = -1
    broken(book, "below nothing")


def test_a_drawing_that_no_use_explains(book):
    book.ledger[0, 0, ledger_column(INSURED, DRAWN)] += 1
    broken(book, "flows and use of lines")


def test_a_change_of_limits_that_no_limit_shows(book):
    book.ledger[0, 0, ledger_column(INSURED, LIMIT_CHANGE)] += 1
    broken(book, "changes and limits")


def test_a_split_invoice_whose_parts_are_more_than_it_owes(book):
    row = np.flatnonzero((book.items["carrier"] == SHARED) & ~book.items["claimed"])[0]
    account = book.accounts[book.items["account"][row]]
    book.carried[row, INSURED] += 1
    book.lines["used"][book.items["account"][row], INSURED] += 1
    book.ledger[0, account["cell"], ledger_column(INSURED, DRAWN)] += 1
    broken(book, "what is owed and what is used")


def test_a_payment_that_freed_no_line(book):
    book.ledger[0, 0, PAID] += 1
    broken(book, "payments and lines freed")


def test_a_claim_that_cleared_no_line(book):
    book.ledger[0, 0, CLAIMED] += 1
    broken(book, "claims and lines cleared")


def test_cash_from_nowhere(book):
    book.resellers["cash"][0] += 1
    broken(book, "cash and its movements")


def test_a_receipt_that_no_sale_explains(book):
    book.resellers["cash"][0] += 1
    book.market[0, FROM_CUSTOMERS] += 1
    broken(book, "receipts and the sales they settle")


def test_a_rebate_that_no_delivery_accrued(book):
    book.resellers["cash"][0] += 1
    book.market[0, FROM_REBATES] += 1
    broken(book, "rebates and what deliveries accrued")


def test_a_reseller_that_left_without_failing(book):
    book.market[0, LIVING] -= 1
    broken(book, "failures and the living")


@pytest.mark.parametrize(
    ("fate", "message"), [(PENDING, "without a fate"), (WAITING, "orders that wait")]
)
def test_an_order_that_was_forgotten(book, fate, message):
    book.items["fate"][book.items["fate"] == LOST_CREDIT] = fate
    broken(book, message)


def test_rebates_of_a_reseller_that_a_lever_does_not_reach_are_checked_without_it():
    reward = {"kind": "project_reward", "starts": day(0), "ends": day(59)}
    rewards = [
        {**reward, "name": "ada's", "reseller_kinds": ["reseller"], "reward_rate": 0.10},
        {**reward, "name": "bob's", "reseller_kinds": ["ssii"], "reward_rate": 0.20},
    ]
    shops = [Shop("ada", cash=10_000), Shop("bob", cash=10_000, kind="ssii")]
    orders = [Buys("a", "ada", 3, 5_000), Buys("b", "bob", 4, 5_000)]
    accounts = [Credit("ada", own_risk=5_000), Credit("bob", own_risk=5_000)]
    finished = run_market(market(shops, accounts, orders, measures=rewards, days=150)).book
    check_identities(finished)
    assert finished.market[:, FROM_REBATES].sum() == 500_00 + 1_000_00
