"""What a worker does for a hindcast: it runs the model and measures what was observed.

Like `tasks`, this module loads neither pandas nor matplotlib.
"""

from dataclasses import dataclass
from typing import Any

from simulator.experiments.tasks import shipped
from simulator.outcomes.base import Measured
from simulator.study.scenario import Scenario


@dataclass(frozen=True)
class Observing:
    """The shipped model, of whose runs an observation each is measured and nothing else.

    Attributes:
        observations: what to measure, by name.
    """

    observations: tuple[Any, ...]

    def prepare(self, scenario: Scenario) -> Any:
        """Return what does not depend on chance."""
        return shipped().prepare(scenario)

    def same_draws(self, one: Scenario, other: Scenario) -> bool:
        """Return whether two scenarios draw alike."""
        model: Any = shipped()
        return bool(model.same_draws(one, other))

    def draw(self, scenario: Scenario, prepared: Any, seed: int, replication: int) -> Any:
        """Return all chance of one replication."""
        return shipped().draw(scenario, prepared, seed, replication)

    def run(
        self,
        scenario: Scenario,
        prepared: Any,
        draws: Any,
        check: bool = False,
        audit: bool = False,
    ) -> Any:
        """Return the record of one run, account by account."""
        model: Any = shipped()
        return model.run(scenario, prepared, draws, check, audit, keep_limits=True)

    def measure(self, record: Any, audit: bool = False) -> Measured:  # noqa: ARG002
        """Return what the model has for each observation, by its name."""
        values = {one.name: one.measure(record) for one in self.observations}
        return Measured(values, {}, [], [], {})
