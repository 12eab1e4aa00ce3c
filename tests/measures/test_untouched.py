"""What a measure cannot touch stays as it is, to the cent; a longer one never grants less."""

from datetime import date

import numpy as np
import pytest

from tests.measures.every_kind import KINDS, LINES, lively_without_coupling, lively_world, usual
from tests.small_worlds import Case, run_case

LIVELY = lively_world()


def test_fast_payment_leaves_resellers_without_financed_deals_identical_to_the_cent():
    """Nothing couples accounts in this world, and each reseller's orders are its own."""
    world = lively_without_coupling()
    without = run_case(Case(world))
    record = run_case(Case(world, (usual("fast_payment"),)))
    has_deals = np.zeros(record.portfolio.resellers, bool)
    owners = np.repeat(np.arange(len(has_deals)), np.diff(record.orders.start))
    has_deals[owners[record.orders.financed > 1]] = True
    assert 0 < has_deals.sum() < len(has_deals)
    same = [
        resellers_path(without, row) == resellers_path(record, row) for row in owners_of(record)
    ]
    assert all(np.array(same)[~has_deals])
    assert not all(np.array(same)[has_deals])


def owners_of(record):
    return range(record.portfolio.resellers)


def resellers_path(record, row):
    """Return all that one reseller owed, paid and had in the end, cents."""
    reseller = record.book.resellers[row]
    items = record.book.items[reseller["first_item"] : reseller["end_item"]]
    told = items[["amount", "paid", "fate", "delivered", "account", "settled", "blocked"]].tolist()
    return told, reseller["cash"], reseller["state"]


@pytest.mark.parametrize("kind", LINES)
def test_a_longer_window_never_lowers_the_guarantee_granted(kind):
    """Where failures are dated, and so alike, each line is kept at least as long.

    Until the shorter window ends the runs are the same; after it only the longer one still grants.
    """
    never = {"after_days_overdue": 36_500, "illiquid_days": 36_500}
    world = lively_without_coupling().model_dump()
    world["failure"] |= never
    granted = []
    for ends in (date(2009, 4, 30), date(2009, 6, 12), date(2009, 7, 31)):
        case = Case(
            type(lively_without_coupling()).model_validate(world), (usual(kind, ends=ends),)
        )
        record = run_case(case)
        granted.append(record.limits[:, :, record.publisher_places].sum(axis=(1, 2)))
    short, longer, longest = granted
    assert (short <= longer).all()
    assert (longer <= longest).all()
    assert short.sum() < longer.sum() < longest.sum()


@pytest.mark.parametrize("kind", KINDS)
def test_no_measure_on_the_publishers_products_moves_a_bit_of_other_vendors_orders(kind):
    """What customers order of other goods, and all that is drawn with it, no lever can touch."""
    without, record = run_case(Case(LIVELY)), run_case(Case(LIVELY, (usual(kind),)))
    assert others_orders(record) == others_orders(without)


def others_orders(record):
    """Return all orders of other vendors' goods as they were placed, to the bit."""
    book = record.orders
    others = ~record.book.products["publisher"][book.product].astype(bool)
    columns = (book.day, book.amount, book.pays_after, book.patience, book.financed, book.mark)
    assert others.sum() > 100
    return [book.owners[others].tobytes(), *(column[others].tobytes() for column in columns)]
