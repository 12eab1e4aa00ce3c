import loky
import numpy as np
import pandas as pd
import pytest

import simulator as sim
from tests.experiments.small import write_study
from tests.experiments.spying import HEAVY, Spying

AUDIT = {
    "orders": "order_id ordered_on reseller_id product amount_eur fate delivered_on distributor_id "
    "insured_eur public_eur publisher_eur own_risk_eur blocked_by",
    "invoices": "order_id reseller_id distributor_id amount_eur due_on settled_on paid_eur "
    "written_off_eur",
    "cash": "date reseller_id cash_eur",
}
HEADLINES = """
demand_eur blocked_eur blockage_rate lost_eur lost_rate mean_delay_days frozen_share_peak
seizure_days seizure leakage_share publisher_revenue_eur programme_cost_eur
guarantee_granted_peak_eur guarantee_drawn_peak_eur guarantee_claims_eur resellers_granted
resellers_helped failures failures_illiquid failures_overdue failures_exogenous
short_of_cash_share_peak reseller_cash_p05_eur reseller_cash_p50_eur dso_days dpo_days
distributor_losses_eur uninsured_peak_eur insurer_loss_ratio
"""
FATES = {"on_credit", "prepaid", "after_wait", "lost_credit", "lost_failed", "waiting"}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return sim.load(write_study(tmp_path_factory.mktemp("studies") / "small"))


@pytest.fixture(scope="module")
def paired(study):
    scenarios = [study.scenario(programme=name) for name in ("none", "quiet", "line")]
    found = sim.compare(scenarios, 3, workers=1, audit=True)
    assert found.results.failed.empty
    return found


def tables_of(results, folder):
    results.save(folder)
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "manifest.json"}


def test_one_and_two_workers_give_the_same_bytes(study, tmp_path):
    scenario = study.scenario(programme="line")
    here = sim.run(scenario, 3, workers=1, audit=True)
    there = sim.run(scenario, 3, workers=2, audit=True)
    assert here.failed.empty
    assert tables_of(here, tmp_path / "one") == tables_of(there, tmp_path / "two")


def test_a_replication_alone_gives_to_the_cent_what_it_gives_among_others(study, paired):
    alone = sim.run(study.scenario(programme="line"), [2], audit=True)
    among = paired.results.audit("orders").query("programme == 'line' and replication == 2")
    pd.testing.assert_frame_equal(alone.audit("orders"), among.reset_index(drop=True))


def test_workers_run_the_model_without_pandas_or_matplotlib(study):
    # Workers are used again, and a model of another test may have loaded pandas in them.
    loky.get_reusable_executor().shutdown(wait=True, kill_workers=True)
    results = sim.run(study.scenario(), 2, workers=2, model=Spying())
    loaded = results.summary().set_index("outcome")["mean"]
    assert [loaded[f"loaded_{name}"] for name in HEAVY] == [0.0] * len(HEAVY)


def test_a_programme_that_does_nothing_changes_nothing(paired):
    quiet = paired.differences().query("programme == 'quiet'")
    assert (quiet["difference"].dropna() == 0).all()
    assert quiet["difference"].notna().sum() > 10


def test_programmes_meet_the_same_orders(paired):
    orders = paired.results.audit("orders")
    columns = ["replication", "order_id", "ordered_on", "amount_eur"]
    none, line = (
        orders.loc[orders["programme"] == name, columns].reset_index(drop=True)
        for name in ("none", "line")
    )
    pd.testing.assert_frame_equal(none, line)


def test_each_measure_has_its_cost(paired):
    outcomes = set(paired.differences()["outcome"])
    assert {"cost_north_line_eur", "programme_cost_eur"} <= outcomes


def test_the_audit_has_the_columns_that_were_promised(paired):
    for table, columns in AUDIT.items():
        found = list(paired.results.audit(table).columns)
        assert found[:3] == ["assumptions", "programme", "replication"]
        assert set(columns.split()) <= set(found), table


def test_every_order_has_a_fate(paired):
    assert set(paired.results.audit("orders")["fate"]) <= FATES


def test_each_sectors_flows_of_a_kind_are_somebody_elses(paired):
    flows = paired.results.flows
    assert (flows["from_sector"] != flows["to_sector"]).all()
    assert (flows["amount_eur"] * 100 % 1 < 1e-6).mean() > 0.5


def test_all_headline_outcomes_are_there(paired):
    assert set(HEADLINES.split()) <= set(paired.summary()["outcome"])


def test_series_run_over_the_window(paired):
    daily = paired.results.daily("blockage_rate")
    assert daily["date"].min() >= pd.Timestamp("2009-01-01")
    assert daily["date"].max() <= pd.Timestamp("2009-06-30")
    assert np.isfinite(daily["value"]).any()


def test_identities_hold_at_every_close(study):
    assert sim.run(study.scenario(programme="line"), 1, check=True).failed.empty


def test_the_public_names_are_all_there():
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    assert set(sim.__all__) <= set(dir(sim))
    with pytest.raises(AttributeError, match="nothing"):
        sim.nothing  # noqa: B018
