"""What is recorded of the shipped scenarios."""

from tests.baseline.moving import is_whole
from tests.baseline.recording import FEW, read


def figures() -> dict[str, object]:
    """Return how much is compared at each run of the tests; they fail where any of it moves."""
    rows = read()
    texts = [text for row in rows.values() for name, text in row.items() if name != "cents"]
    whole = sum(is_whole(text) for text in texts)
    return {
        "shipped scenarios recorded": len({run[:2] for run in rows}),
        "runs of them": len(rows),
        "resellers in each": FEW["population.resellers"],
        "outcomes compared exactly": whole,
        "outcomes compared to a billionth": len(texts) - whole,
        "runs of which every order, invoice, limit and posting is compared, by a hash": len(rows),
    }
