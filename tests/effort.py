"""How many examples Hypothesis tries: each property says how many, and the profile multiplies."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings

PER_CENT = {"default": 100, "long": 1_000}
"""Of what a property asks for, by profile: `pytest --hypothesis-profile=long` tries ten times."""


def register_profiles() -> None:
    """Make the profiles known to Hypothesis."""
    for name, per_cent in PER_CENT.items():
        settings.register_profile(
            name,
            max_examples=per_cent,
            deadline=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow],
        )
    settings.load_profile("default")


def tried(examples: int) -> Callable[[Any], Any]:
    """Return settings by which a property is tried on so many examples in the default profile."""
    return settings(max_examples=examples * settings.default.max_examples // 100)
