"""How what the model gives is held against what theory says: rule, power, and what must fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Check:
    """One number of the shipped model beside its closed form.

    Attributes:
        name: what is compared, in words.
        source: where the formula stands.
        expected: what theory says.
        found: what the model gives.
        error: its standard error; 0 where the model has no chance left.
        detectable: the smallest difference that the comparison has to notice.
        bias: what theory leaves out, at most.
        wrong: what theory says of other markets, by name: each of them must fail.
        decimals: how many are shown.
    """

    name: str
    source: str
    expected: float
    found: float
    error: float
    detectable: float
    bias: float = 0.0
    wrong: Mapping[str, float] = field(default_factory=dict)
    decimals: int = 4

    @property
    def allowed(self) -> float:
        """How far the model may be from theory: four standard errors and the stated bias."""
        return 4 * self.error + self.bias

    @property
    def passes(self) -> bool:
        """Whether the model meets theory."""
        return abs(self.found - self.expected) <= self.allowed

    @property
    def has_power(self) -> bool:
        """Whether a difference of `detectable` fails in at least 97.7 % of samples.

        It does if it is two standard errors beyond what is allowed.
        """
        return self.allowed + 2 * self.error <= self.detectable

    @property
    def gap(self) -> float:
        """The difference in standard errors; 0 where there is none."""
        return (self.found - self.expected) / self.error if self.error else 0.0

    def passed_by_mistake(self) -> list[str]:
        """Return the wrong theories that the comparison does not tell from the model."""
        return [
            name for name, value in self.wrong.items() if abs(self.found - value) <= self.allowed
        ]
