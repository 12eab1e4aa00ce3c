"""What a programme's measures may not ask of the world, or of each other."""

import pytest

from simulator.errors import InputError
from simulator.study.study import load

WINDOW = "starts = 2009-03-16\nends = 2009-06-30\n"


def measure(kind, name="m", *lines):
    return f'[[measure]]\nkind = "{kind}"\nname = "{name}"\n{WINDOW}' + "\n".join(lines) + "\n"


def said(write, programme, **more):
    """Return the messages about a programme file, without their study's folder."""
    files = {"programmes/line.toml": programme, **more}
    with pytest.raises(InputError) as caught:
        load(write(**files)).scenario("line")
    return [line.removeprefix("study/") for line in str(caught.value).splitlines()]


def sound(write, programme):
    return load(write(**{"programmes/line.toml": programme})).scenario("line")


@pytest.mark.parametrize(
    ("kind", "lines", "message"),
    [
        (
            "open_discount",
            ['product = "oem"', "discount = 1.0"],
            "7: programme.m.discount: 1 is out of range; a share in [0, 0.99]; 80 % is 0.80",
        ),
        (
            "open_discount",
            ['product = "opn"'],
            '6: programme.m.product: no product "opn"; declared are oem, other_goods',
        ),
        (
            "open_discount",
            ['product = "other_goods"'],
            (
                "6: programme.m.product: other_goods is no product of the publisher; "
                "its products are oem"
            ),
        ),
        (
            "open_discount",
            ['product = "oem"', "discount = 0.99"],
            (
                "7: programme.m.discount: at an elasticity of -0.9 demand for oem would be 63.1 "
                "times normal; at most 10 times"
            ),
        ),
        (
            "software_assurance_promotion",
            ['products = ["oem", "other_goods"]'],
            (
                "6: programme.m.products: other_goods is no product of the publisher; "
                "its products are oem"
            ),
        ),
        (
            "double_back_margin",
            ["multiplier = 0.5"],
            "6: programme.m.multiplier: 0.5 is out of range; from 1 to 10 (factor)",
        ),
        (
            "project_reward",
            ['double_products = ["oem"]'],
            "6: programme.m.double_products: double_products need double_starts and double_ends",
        ),
        (
            "project_reward",
            ["double_starts = 2009-03-20"],
            "6: programme.m.double_starts: give double_starts and double_ends, or neither",
        ),
        (
            "project_reward",
            ["double_starts = 2009-03-02", "double_ends = 2009-03-31"],
            (
                "6: programme.m.double_starts: double_starts to double_ends (2009-03-02 to "
                "2009-03-31) is outside the measure's window (2009-03-16 to 2009-06-30)"
            ),
        ),
        (
            "project_reward",
            ["double_starts = 2009-04-02", "double_ends = 2009-03-31"],
            (
                "7: programme.m.double_ends: double_ends (2009-03-31) is before double_starts "
                "(2009-04-02)"
            ),
        ),
        (
            "project_reward",
            ['double_products = ["sql"]', "double_starts = 2009-04-02", "double_ends = 2009-04-30"],
            '6: programme.m.double_products[1]: no product "sql"; declared are oem, other_goods',
        ),
        (
            "project_reward",
            ["pulled_share = 1.2"],
            "6: programme.m.pulled_share: 1.2 is out of range; a share in [0, 1]; 80 % is 0.80",
        ),
        (
            "negotiated_extension",
            ["joins_after_days = [30, 20, 60]"],
            (
                "6: programme.m.joins_after_days: these values are not allowed; three numbers of "
                "days [low, central, high] in rising order, 0 to 3,650"
            ),
        ),
        (
            "fast_payment",
            ['distributors = ["etv"]'],
            (
                '6: programme.m.distributors[1]: no distributor "etv"; declared are etc, actebis; '
                "did you mean etc?"
            ),
        ),
    ],
)
def test_a_measure_that_cannot_be_meant_is_said_with_its_line(write, kind, lines, message):
    assert said(write, measure(kind, "m", *lines)) == [f"programmes/line.toml:{message}"]


def test_a_back_margin_of_more_than_the_price_is_refused(write, texts):
    market = texts["market.toml"] + "\n[rebates]\nrate = 0.3\n"
    (message,) = said(
        write, measure("double_back_margin", "m", "multiplier = 4"), **{"market.toml": market}
    )
    assert message.endswith(
        "multiplier: a back margin of 120% of the price; at most 100 %: rebates.rate × multiplier"
    )


def test_a_fourth_fast_payment_is_refused_where_it_stands(write):
    names = ["one", "two", "three", "four"]
    (message,) = said(write, "".join(measure("fast_payment", name) for name in names))
    assert message == (
        "programmes/line.toml:20: programme.four.kind: the programme's 4th measure that pays "
        "financed orders sooner; at most 3"
    )
    assert len(sound(write, "".join(measure("fast_payment", n) for n in names[:3])).measures) == 3


def test_discounts_that_give_a_product_away_together_are_refused(write):
    half = ['product = "oem"', "discount = 0.5", "pass_through = 0.5"]
    (message,) = said(
        write, measure("open_discount", "a", *half) + measure("open_discount", "b", *half)
    )
    assert message == (
        "programmes/line.toml:15: programme.b.discount: the programme's discounts on oem sum to "
        "100%; less than 100 %"
    )


def test_what_counts_double_must_count(write, texts):
    market = texts["market.toml"].replace("[products.oem]", "[products.sql]\n\n[products.oem]")
    days = ["double_starts = 2009-04-01", "double_ends = 2009-04-30"]
    lines = ['products = ["oem"]', 'double_products = ["sql"]', *days]
    (message,) = said(write, measure("project_reward", "m", *lines), **{"market.toml": market})
    assert message == (
        "programmes/line.toml:7: programme.m.double_products: sql earns no reward; "
        "one of products: oem"
    )


def test_each_measures_parameters_are_listed_with_unit_grade_and_range(write):
    from simulator.study.register import parameters

    scenario = sound(write, measure("fast_payment", "m") + measure("double_back_margin", "n"))
    found = {one.path: one for one in parameters(scenario)}
    assert found["programme.m.paid_in_days"].source == "announced plan: within 48 hours"
    assert found["programme.n.pass_through"].plausible == (0.1, 0.3, 0.6)
    assert found["programme.m.adverse_selection"].plausible == (0.0, 0.5, 1.5)
    assert all(one.unit and one.meaning for one in found.values())
