"""Postings: dated, later, by party and by sector."""

import numpy as np
import pytest

from simulator.book.ledger import Ledger
from simulator.units import NEVER


@pytest.fixture
def ledger():
    ledger = Ledger(4)
    ledger.post("insurers:sfac", "distributors:etc", "indemnity", [1, 3, 1], [10, 20, 5])
    ledger.post("insurers:coface", "distributors:etc", "indemnity", 2, 100)
    ledger.post("distributors:etc", "insurers:sfac", "premium", 0, 7)
    ledger.post("insurers:sfac", "distributors:etc", "indemnity_noticed", 0, 1_000)
    return ledger


def test_amounts_of_one_day_add_up(ledger):
    assert ledger.daily("insurers:sfac", "", "indemnity").tolist() == [0, 15, 0, 20]


def test_a_sector_holds_all_its_members_and_a_blank_everybody(ledger):
    assert ledger.daily("insurers", "distributors", "indemnity").tolist() == [0, 15, 100, 20]
    assert ledger.daily(kind="premium").tolist() == [7, 0, 0, 0]
    assert ledger.daily("insurers:nobody").tolist() == [0, 0, 0, 0]


def test_a_member_is_not_another_whose_name_begins_alike(ledger):
    ledger.post("insurers:sfac2", "estates", "gift", 0, 1)
    assert ledger.daily("insurers:sfac", "estates").sum() == 0


def test_what_falls_due_after_the_run_is_kept_as_later(ledger):
    ledger.post("estates", "publisher", "recovery", [3, 4, NEVER], [1, 2, 4])
    assert ledger.daily("estates").tolist() == [0, 0, 0, 1]
    assert ledger.later("estates") == 6
    assert ledger.later(kind="recovery") == 6
    assert ledger.later(taker="distributors") == 0


def test_nothing_later_is_no_entry(ledger):
    ledger.post("a", "b", "k", [NEVER], [0])
    assert ledger.later() == 0
    assert all(entry.giver != "a" for entry, _ in ledger)


def test_a_balance_is_what_came_in_less_what_went_out_and_claims_are_no_money(ledger):
    assert ledger.balance("distributors:etc").tolist() == [-7, 15, 100, 20]
    assert ledger.balance("insurers:sfac").tolist() == [7, -15, 0, -20]
    assert ledger.balance("insurers").tolist() == [7, -15, -100, -20]
    assert ledger.balance("").tolist() == [0, 0, 0, 0], "money only moves"


def test_daily_postings_add_to_what_is_there_and_empty_ones_leave_no_trace(ledger):
    ledger.post_daily("a", "b", "k", np.array([1, 0, 0, 2]))
    ledger.post_daily("a", "b", "k", np.array([1, 1, 0, 0]))
    ledger.post_daily("a", "c", "k", np.zeros(4, np.int64))
    assert [days.tolist() for entry, days in ledger if entry.giver == "a"] == [[2, 1, 0, 2]]


def test_entries_come_in_alphabetical_order_whatever_came_first(ledger):
    entries = [tuple(entry) for entry, _ in ledger]
    assert entries == sorted(entries)
