"""The shipped study with and without its programme, on shared luck."""

import simulator as sim

RESELLERS, REPLICATIONS = 500, 20


def paired() -> sim.Comparison:
    """Return what was announced against no programme, of 500 resellers instead of all."""
    study = sim.load("france-2009")
    scenarios = [
        study.scenario(programme=name).with_({"population.resellers": RESELLERS})
        for name in ("none", "announced")
    ]
    return sim.compare(scenarios, REPLICATIONS, workers=1, progress=False)
