"""What each measure costs the publisher, and the programme as a whole."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome
from simulator.units import euros


def guarantee_cost(record: Record, measure: str) -> int:
    """Return what a measure's guarantee costs: claims less recoveries expected and paid, cents."""
    lines = [m.name for m in record.measures if m.grants_line]
    if measure not in lines:
        return 0
    place = record.publisher_places[lines.index(measure)]
    return record.borne(place) - record.recovered(place)


class CostByMeasure(Outcome):
    """What each measure costs the publisher, and the programme as a whole."""

    unit, better = "EUR", "lower"
    meaning = (
        "Discounts given, rebates and rewards accrued, guarantees claimed less recoveries, fees."
    )

    def values(self, record: Record, name: str) -> dict[str, float]:
        """Return `cost_<measure>_eur` for each measure and their sum, `programme_cost_eur`."""
        costs = {f"cost_{m.name}_eur": guarantee_cost(record, m.name) for m in record.measures}
        total = sum(costs.values())
        named = {key: euros(cost) for key, cost in costs.items()}
        return {**named, "programme_cost_eur": euros(total)}
