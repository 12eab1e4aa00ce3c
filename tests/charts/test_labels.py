from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from simulator.charts.base.inputs import events, threshold, window, world_of
from simulator.charts.base.labels import Dot, End, label_dots, label_ends, spread
from simulator.charts.base.page import Sheet, legible, style

positions = st.lists(st.floats(-50, 150), min_size=1, max_size=12)


@given(positions)
def test_spread_positions_keep_their_distance_and_their_order(middles):
    placed = spread(np.array(middles), 5.0, 0.0, 100.0)
    order = np.argsort(middles, kind="stable")
    assert (np.diff(placed[order]) >= 5.0 - 1e-9).all()
    assert placed.min() >= -1e-9
    assert placed.max() <= 100 + 1e-9


@given(st.lists(st.integers(0, 10), min_size=1, max_size=10, unique=True))
def test_positions_that_are_far_enough_apart_stay(middles):
    middles = np.array(middles, float) * 8 + 5
    assert np.allclose(spread(middles, 5.0, 0.0, 100.0), middles)


def boxes(axes):
    texts = [t for t in axes.texts if isinstance(t, Text)]
    return [t.get_window_extent() for t in texts]


def apart(found):
    return all(not a.overlaps(b) for i, a in enumerate(found) for b in found[i + 1 :])


def test_labels_of_lines_that_end_together_do_not_overlap():
    with style():
        sheet = Sheet()
        axes = sheet.add_subplot()
        axes.set_ylim(0, 1)
        move_apart = label_ends(axes, [End(0.5, f"programme {i}", "#0072B2") for i in range(6)])
        sheet.arrange()
        assert not apart(boxes(axes))
        move_apart()
        assert apart(boxes(axes))


def test_labels_of_dots_that_lie_together_do_not_overlap():
    with style():
        sheet = Sheet()
        axes = sheet.add_subplot()
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        dots = [Dot(0.5 + 0.001 * i, 0.5, f"programme {i}", "#0072B2") for i in range(6)]
        place = label_dots(axes, dots)
        sheet.arrange()
        assert not apart(boxes(axes))
        place()
        assert apart(boxes(axes))


def test_pale_colours_are_darkened_for_letters_and_dark_ones_are_not():
    assert legible("#0072b2") == "#0072b2"
    assert legible("#f0e442") != "#f0e442"


def test_an_event_that_two_insurers_share_is_told_once(fabricated):
    found = events(fabricated.WORLD)
    assert [(e.kind, e.name) for e in found] == [
        ("wave", "jan"),
        ("wave", "feb"),
        ("incident", "fault"),
        ("relief", "reversal"),
    ]


def test_a_manifest_without_inputs_has_no_events_window_or_threshold():
    world = world_of({}, "base")
    assert (events(world), window(world), threshold(world)) == ([], None, None)


def test_the_window_is_the_studys(fabricated):
    world = world_of(fabricated.tables(replications=1).manifest, "base")
    assert window(world) == (date(2009, 1, 1), date(2009, 12, 31))
    assert threshold(world) == 0.15
