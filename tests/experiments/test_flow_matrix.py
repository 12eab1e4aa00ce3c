"""The flow matrix: rows and columns sum to zero, to the cent, and say what the ledger says."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from simulator import model
from simulator.book.ledger import CLAIM_KINDS
from simulator.errors import InputError
from simulator.experiments.flow_matrix import (
    LESS_CHANGE,
    OWED_BY_GIVER,
    SETTLING,
    flow_matrix,
    moves,
    net_positions,
)
from simulator.experiments.replicate import run
from simulator.experiments.tables import flows_table, replications_table
from simulator.experiments.tasks import Replicated
from tests.experiments.fakes import FakeModel, FakeScenario
from tests.small_worlds import Case, a_measure, crisis_world, run_case

LABELS = [("base", "lines")]
NAMES = ["assumptions", "programme", "block", "kind"]


@pytest.fixture(scope="module")
def records():
    """Three replications of a market in crisis, in which everything that can moves."""
    window = {"starts": date(2009, 2, 16), "ends": date(2009, 7, 31), "take_up_share": 1.0}
    schemes = {"cap": {"grants": "top_up", **window}, "plus": {"grants": "restore", **window}}
    changes = {
        "financing": {"take_up_share": 0.5, "least_amount_eur": 0.0},
        "rebates": {"rate": 0.02, "lag_days": 30},
        "public_cover": {"schemes": schemes, "waiting_days": 10},
    }
    case = Case(
        crisis_world(changes),
        (
            a_measure("guaranteed_line", coverage_share=0.5),
            a_measure("firm_order_line", "firm"),
            a_measure("double_back_margin", "double"),
            a_measure("fast_payment", "fast"),
        ),
    )
    return [run_case(case, replication=n) for n in range(3)]


@pytest.fixture(scope="module")
def tables(records):
    done = [Replicated(n, (model.measure(record),)) for n, record in enumerate(records)]
    return flows_table(LABELS, done), replications_table(LABELS, done)


def entries(matrix):
    return matrix.drop(columns=NAMES)


def table(*rows):
    columns = ["assumptions", "programme", "replication", "from_sector", "to_sector", "kind"]
    return pd.DataFrame([("base", "lines", *row) for row in rows], columns=[*columns, "amount_eur"])


def finished(*numbers):
    columns = ["assumptions", "programme", "replication", "outcome", "value"]
    return pd.DataFrame([(*LABELS[0], n, "lost_eur", 0.0) for n in numbers], columns=columns)


# By hand


def test_a_sale_on_credit_is_owed_and_its_payment_settles_it():
    flows = table(
        (0, "distributors", "resellers", "credit_sale", 100.0),
        (0, "resellers", "distributors", "invoice_payment", 60.0),
        (0, "resellers", "distributors", "write_off", 15.0),
    )
    found = flow_matrix(flows, finished(0), 0).set_index(["block", "kind"])
    wanted = {
        ("money", "invoice_payment"): (-6_000, 6_000),
        ("money", LESS_CHANGE): (6_000, -6_000),
        ("claims", "credit_sale"): (-10_000, 10_000),
        ("claims", "invoice_payment"): (6_000, -6_000),
        ("claims", "write_off"): (1_500, -1_500),
        ("claims", LESS_CHANGE): (2_500, -2_500),
    }
    amounts = found[["resellers", "distributors"]].itertuples(name=None)
    assert {key: (ours, theirs) for key, ours, theirs in amounts} == wanted


def test_a_guarantee_is_owed_by_its_giver_until_it_pays():
    flows = table(
        (0, "publisher", "distributors", "guarantee_noticed", 7.0),
        (0, "publisher", "distributors", "guarantee", 5.0),
    )
    (row,) = net_positions(flows, finished(0)).query("sector == 'publisher'").itertuples()
    assert (row.money_eur, row.claims_eur, row.net_eur) == (-5, -2, -7)


def test_what_an_estate_collects_its_reseller_was_owed():
    assert list(moves("estate_collection", "customers", "estates", 3)) == [
        ("money", "estate_collection", "estates", "customers", 3),
        ("claims", "estate_collection", "customers", "resellers", 3),
    ]


def test_the_mean_is_over_all_replications_those_without_the_flow_too():
    flows = table((0, "resellers", "households", "fixed_costs", 9.0))
    found = flow_matrix(flows, finished(0, 1, 2))
    assert list(found["households"]) == [3, -3, 0]
    (row,) = net_positions(flows, finished(0, 1, 2)).query("sector == 'households'").itertuples()
    assert (row.n, row.net_eur) == (3, 3)
    assert row.net_ci_low < 0 < row.net_ci_high


def test_sectors_that_are_new_stand_behind_those_that_are_known():
    flows = table((0, "banks", "publisher", "loan", 1.0), (0, "customers", "banks", "loan", 1.0))
    assert list(entries(flow_matrix(flows, finished(0)))) == ["customers", "publisher", "banks"]


def test_each_kind_of_claim_has_a_debtor():
    """A new kind of claim must say whether its giver owes or is owed."""
    of_credit = {"credit_sale", "sale", "write_off"}
    assert of_credit | OWED_BY_GIVER == CLAIM_KINDS
    assert {kind.rpartition("_")[0] for kind in OWED_BY_GIVER} <= SETTLING
    assert not SETTLING & CLAIM_KINDS


# Real runs


@pytest.mark.parametrize("replication", range(3))
def test_each_row_and_each_column_of_a_run_sums_to_zero_to_the_cent(tables, replication):
    matrix = flow_matrix(*tables, replication)
    cents = entries(matrix)
    assert {str(kind) for kind in cents.dtypes} == {"int64"}
    assert not cents.sum(axis=1).any()
    for block in ("money", "claims"):
        assert not cents[matrix["block"] == block].sum(axis=0).any()
    assert cents.to_numpy().any(axis=1).sum() >= 20, "the run moves many things"


def test_all_that_can_move_moves(tables):
    kinds = {
        *("guarantee", "guarantee_noticed", "indemnity", "indemnity_noticed", "recovery"),
        *("public_fee", "public_indemnity", "public_indemnity_noticed", "rebate", "premium"),
        *("financed_payment", "financed_collection", "financing_cost", "estate_collection"),
        *("credit_sale", "invoice_payment", "prepayment", "write_off", "sale", "supplies"),
        *("customer_payment", "fixed_costs"),
    }
    assert kinds <= set(tables[0]["kind"])


def test_the_means_are_those_of_the_replications(tables):
    mean = flow_matrix(*tables)
    each = [flow_matrix(*tables, n).set_index(NAMES) for n in range(3)]
    total = each[0].add(each[1], fill_value=0).add(each[2], fill_value=0)
    expected = total.loc[pd.MultiIndex.from_frame(mean[NAMES]), mean.columns[4:]].to_numpy() / 300
    assert entries(mean).to_numpy() == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_a_sectors_money_changes_by_what_the_ledger_moves(records, tables):
    for replication, record in enumerate(records):
        matrix = flow_matrix(*tables, replication).set_index(["block", "kind"])
        for sector in entries(matrix.reset_index()):
            moved = record.ledger.balance(sector)[record.measured].sum()
            assert -matrix.loc[("money", LESS_CHANGE), sector] == moved, sector


def test_trade_credit_changes_by_what_is_owed_at_the_end_less_at_the_start(records, tables):
    for replication, record in enumerate(records):
        matrix = flow_matrix(*tables, replication).set_index(["block", "kind"])
        credit = matrix.loc["claims", "distributors"]
        moved = credit[["credit_sale", "invoice_payment", "write_off"]].sum()
        first = record.calendar.first_measured
        assert moved == record.payables[-1] - record.payables[first - 1]


def test_customers_owe_what_is_sold_less_what_is_paid(tables):
    """Resellers' receivables, those of failed ones too, are all that customers and the arm owe."""
    for replication in range(3):
        claims = flow_matrix(*tables, replication).set_index(["block", "kind"]).loc["claims"]
        sold = ["sale", "customer_payment", "financed_payment", "estate_collection"]
        owed = claims.loc[sold, "resellers"].sum()
        debtors = claims.loc[LESS_CHANGE, ["customers", "financing"]].sum()
        assert owed == debtors
        assert owed != 0


def test_money_and_claims_of_the_financing_arm_balance(tables):
    """It pays face value and collects face value: its gain is what it is paid for doing so."""
    (row,) = net_positions(*tables).query("sector == 'financing'").itertuples()
    paid = flow_matrix(*tables).set_index(["block", "kind"]).loc["money", "financing"]
    assert row.claims_eur != 0
    assert row.net_eur == pytest.approx(paid["financing_cost"])


def test_net_positions_of_all_sectors_sum_to_zero(tables):
    found = net_positions(*tables)
    assert np.abs(found[["money_eur", "claims_eur", "net_eur"]].sum()).max() < 0.005
    assert (found["n"] == 3).all()
    assert (found["net_ci_low"] <= found["net_eur"]).all()


# Results


def test_results_give_their_matrix_and_refuse_a_replication_that_is_not_there():
    results = run(FakeScenario(), 2, workers=1, model=FakeModel())
    matrix = results.flow_matrix()
    assert list(matrix.columns) == [*NAMES, "distributor", "reseller"]
    assert list(matrix["kind"]) == ["invoice", LESS_CHANGE, LESS_CHANGE]
    assert list(matrix["reseller"]) == [-1.5, 1.5, 0]
    assert list(results.flow_matrix(1)["distributor"]) == [150, -150, 0]
    assert list(results.net_positions()["net_eur"]) == [1.5, -1.5]
    with pytest.raises(InputError, match="no replication 2"):
        results.flow_matrix(2)


def test_without_a_finished_replication_the_matrix_is_empty():
    results = run(FakeScenario(), 1, workers=1, model=FakeModel(raises_at=0))
    assert results.flow_matrix().empty
    assert results.net_positions().empty
    assert results.tails().empty
