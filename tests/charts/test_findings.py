import pandas as pd
import pytest

from simulator.charts.base import Tables, Words
from simulator.charts.base.findings import effect, level, strongest

EN, FR = Words("en"), Words("fr")


def compared(*rows, n=20):
    """Return tables of programmes with a difference, its interval and p_better each."""
    columns = ["programme", "outcome", "difference", "ci_low", "ci_high", "p_better"]
    comparison = pd.DataFrame(rows, columns=columns)
    comparison = comparison.assign(reference="none", assumptions="base", variance_reduction=2.0)
    summary = pd.DataFrame(
        {
            "programme": ["none", *comparison["programme"]],
            "outcome": comparison["outcome"].iloc[0],
            "assumptions": "base",
            "unit": "share",
            "n": n,
            "mean": 0.13,
            "ci_low": 0.12,
            "ci_high": 0.14,
        }
    )
    return Tables(summary=summary, comparison=comparison)


def said(words, *row, **options):
    tables = compared(("plan", "blockage_rate", *row), **options)
    return effect(tables, words, "blockage_rate", "plan").replace("\N{NO-BREAK SPACE}", " ")


def test_a_decided_fall_is_stated_with_its_interval_in_rising_order():
    assert said(EN, -0.004, -0.005, -0.003, 1.0) == (
        "Programme plan lowers the share of demand blocked by 0.40 points against none "
        "(95 % interval 0.30 to 0.50)"
    )


def test_a_decided_rise_is_stated_in_french():
    assert said(FR, 0.021, 0.011, 0.031, 0.0) == (
        "Le programme plan augmente la part de la demande bloquée de 2,1 points par rapport à none "
        "(intervalle à 95 % : 1,1 à 3,1)"
    )


@pytest.mark.parametrize("interval", [(-0.001, 0.003), (0.0, 0.002), (float("nan"), float("nan"))])
def test_an_interval_that_spans_touches_or_lacks_zero_decides_nothing(interval):
    assert said(EN, 0.001, *interval, 0.6).startswith("Undecided")
    assert said(FR, 0.001, *interval, 0.6).startswith("Effet indécis")


def test_one_replication_is_told():
    missing = float("nan")
    assert "one replication: no interval" in said(EN, 0.001, missing, missing, 1.0, n=1)


def test_no_difference_in_any_replication_is_no_change():
    assert said(EN, 0.0, 0.0, 0.0, 0.5) == (
        "Programme plan leaves the share of demand blocked as with none in all 20 replications"
    )


def test_the_strongest_programme_is_the_largest_decided_effect():
    tables = compared(
        ("wide", "blockage_rate", -0.09, -0.2, 0.02, 0.8),
        ("firm", "blockage_rate", -0.03, -0.04, -0.02, 1.0),
        ("weak", "blockage_rate", -0.01, -0.02, -0.005, 1.0),
    )
    assert strongest(tables, "blockage_rate") == "firm"


def test_where_nothing_is_decided_the_last_programme_is_told():
    tables = compared(
        ("first", "blockage_rate", -0.09, -0.2, 0.02, 0.8),
        ("last", "blockage_rate", -0.01, -0.2, 0.02, 0.8),
    )
    assert strongest(tables, "blockage_rate") == "last"


def test_what_was_not_compared_gives_no_finding():
    assert effect(Tables(), EN, "blockage_rate", "plan") is None
    assert strongest(Tables(), "blockage_rate") is None


def test_a_level_has_its_interval():
    tables = compared(("plan", "blockage_rate", -0.1, -0.2, 0.1, 0.5))
    found = level(tables, EN, "blockage_rate", "none").replace("\N{NO-BREAK SPACE}", " ")
    assert found == "13.0 % (95 % interval 12.0 to 14.0)"
    assert level(tables, EN, "lost_rate", "none") == "–"
