"""What a board lets its user move, and over which range."""

import pytest

import simulator as sim
from simulator.boards.sliders import sliders_of


@pytest.fixture(scope="module")
def plan():
    return sim.load("france-2009").scenario("announced")


def paths_of(sliders):
    return [one.path for one in sliders]


def test_by_default_it_is_the_deepest_wave_customers_terms_and_one_lever_a_measure(plan):
    assert paths_of(sliders_of(plan)) == [
        "insurers.sfac.waves.february.share",
        "insurers.sfac.waves.february.cancelled_share",
        "customers.terms_days",
        "programme.actebis_line.amount_eur",
        "programme.etc_line.amount_eur",
        "programme.techdata_line.joins_probability",
        "programme.ingram_line.joins_probability",
        "programme.open_discount.discount",
        "programme.software_assurance.discount",
    ]


def test_a_slider_stands_at_the_studys_value_within_the_plausible_range(plan):
    (one,) = sliders_of(plan, ["customers.terms_days"])
    assert (one.low, one.start, one.high, one.step) == (40, 55, 75, 1)
    assert one.is_whole
    assert not one.is_lever


def test_the_range_is_widened_to_the_studys_value(plan):
    (one,) = sliders_of(plan, ["insurers.sfac.waves.autumn.cancelled_share"])
    assert (one.low, one.start, one.high) == (0.3, 0.3, 0.8)


def test_an_amount_without_a_plausible_range_goes_from_nothing_to_four_times_its_value(plan):
    (one,) = sliders_of(plan, ["programme.etc_line.amount_eur"])
    assert (one.low, one.start, one.high, one.step) == (0, 5_000, 20_000, 500)
    assert one.is_lever


def test_a_share_never_goes_over_one(plan):
    (one,) = sliders_of(plan, ["distributors.etc.insurers".replace("insurers", "share")])
    assert one.high == pytest.approx(2 * one.start)
    (most,) = sliders_of(plan, ["programme.etc_line.coverage_share"])
    assert most.high == 1


def test_the_user_may_say_where_it_ends(plan):
    (one,) = sliders_of(plan, {"distributors.etc.bridging_days": (0, 120)})
    assert (one.low, one.start, one.high) == (0, 0, 120)


def test_a_measure_that_the_programme_does_not_have_is_passed_over(plan):
    asked = ["customers.terms_days", "programme.other_line.amount_eur"]
    assert paths_of(sliders_of(plan, asked)) == ["customers.terms_days"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("customers.term_days", "did you mean customers.terms_days?"),
        ("programme.etc_line.amount", "did you mean programme.etc_line.amount_eur?"),
        ("customers.lateness", "cannot be slid"),
        ("chance.enabled", "cannot be slid"),
        ("distributors.etc.bridging_days", "no range is known"),
    ],
)
def test_what_cannot_be_slid_is_refused_in_a_sentence(plan, path, said):
    with pytest.raises(sim.InputError, match="^" + path.replace(".", r"\.")) as refused:
        sliders_of(plan, [path])
    assert said in str(refused.value)
