"""The fake model, for scenarios of a study."""

from dataclasses import dataclass

from tests.experiments.fakes import FakeModel


@dataclass(frozen=True)
class StudyModel(FakeModel):
    """The fake model for scenarios of a study: each measure takes a quarter off."""

    def prepare(self, scenario):
        return -0.25 if scenario.programme == "quiet" else 0.0
