"""What must hold of every observable, of those not yet written too."""

from datetime import date
from typing import get_type_hints

import pytest

from simulator.catalogue import kinds
from simulator.observables.base import Observable
from tests.observables.markets import an_observation, seen, watched
from tests.plain.markets import Credit, Shop, day, market

KINDS = sorted(kinds("observables"))
every_kind = pytest.mark.parametrize("kind", KINDS)


def keys_of(kind):
    """Return a date for each date that an observable asks for."""
    hints = get_type_hints(kinds("observables")[kind])
    days = {"base_on": day(1), "on": day(7), "starts": day(2), "ends": day(9)}
    return {key: value for key, value in days.items() if hints.get(key) is date}


@every_kind
def test_it_says_what_it_is(kind):
    cls = kinds("observables")[kind]
    assert issubclass(cls, Observable)
    assert cls.unit
    assert cls.meaning.endswith(".")
    assert cls.__doc__


@every_kind
def test_it_speaks_of_a_day_or_of_a_window(kind):
    assert keys_of(kind)
    assert an_observation(kind, **keys_of(kind)).when in {"2009-01-12", "2009-01-07 to 2009-01-14"}


@every_kind
def test_it_measures_one_plain_number_of_a_market_in_which_nothing_happens(kind):
    record = watched(market([Shop("ada")], [Credit("ada")], [], days=30))
    assert type(seen(record, kind, **keys_of(kind))) is float


def test_what_was_observed_is_a_range():
    assert an_observation("public_relations", on=day(1), value=5.0, tolerance=2.0).observed == (
        3,
        7,
    )
    assert an_observation("public_relations", on=day(1), low=5.0).observed == (5, float("inf"))
    assert an_observation("public_relations", on=day(1), high=5.0).observed == (-float("inf"), 5)
