"""Every closed form that the shipped model is held against."""

from collections.abc import Callable, Iterator

from tests.theory import guaranteed, loss, ruin, waiting
from tests.theory.comparing import Check

Case = Callable[[], Iterator[Check]]

SECTIONS: dict[str, tuple[Case, ...]] = {
    "Blocked orders": loss.CASES,
    "Waiting and open invoices": waiting.CASES,
    "Ruin of a reseller's cash": ruin.CASES,
    "Losses of guarantees": guaranteed.CASES,
}
CASES = tuple(case for cases in SECTIONS.values() for case in cases)


def name_of(case: Case) -> str:
    return f"{case.__module__.rpartition('.')[2]}-{case.__name__}"
