"""What common random numbers are worth: how many times as many replications would be needed."""

from tests.experiments.luck import REPLICATIONS, RESELLERS, paired

OUTCOMES = ("blockage_rate", "blocked_eur", "lost_eur", "publisher_revenue_eur")


def figures() -> dict[str, object]:
    """Return by how much luck that is shared lowers the variance of differences."""
    rows = paired().differences().set_index("outcome")
    return {"resellers": RESELLERS, "replications": REPLICATIONS} | {
        f"variance of the difference in `{name}`": (
            f"{float(rows.loc[name, 'variance_reduction']):,.0f} times smaller"
        )
        for name in OUTCOMES
    }
