"""What holds for all tests: how hard Hypothesis tries."""

from tests.effort import register_profiles

register_profiles()
