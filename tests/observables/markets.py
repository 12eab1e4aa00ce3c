"""Runs of small markets that are watched account by account, and observations of them."""

from simulator import model
from simulator.book.record import Record
from simulator.catalogue import kinds
from tests.plain.markets import Market
from tests.plain.product import draws_of

SAID = {"name": "seen", "value": 0.0, "source": "a test", "grade": "A", "use": "check"}


def watched(market: Market) -> Record:
    """Return the run of a market from keyword arguments, its limits watched."""
    prepared = model.Prepared(market.prepared.calendar, market.prepared.portfolio, None)
    return model.run(market, prepared, draws_of(market), check=True, keep_limits=True)  # type: ignore[arg-type]


def an_observation(quantity, **keys):
    """Return an observation; its value is 0 unless something else is said."""
    said = (
        SAID if not {"low", "high"} & set(keys) else {k: v for k, v in SAID.items() if k != "value"}
    )
    return kinds("observables")[quantity].model_validate(said | {"quantity": quantity} | keys)


def seen(record, quantity, **keys):
    """Return what a run has for a quantity."""
    return an_observation(quantity, **keys).measure(record)
