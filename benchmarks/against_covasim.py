"""Covasim's agent-days a CPU second beside our reseller-days, in turns on the same machine.

Covasim (pip install covasim) belongs into an environment of its own; give its Python.
"""

import argparse
import json
import subprocess
import time
from statistics import median

import simulator
from benchmarks.measuring import SEED, STUDY, calendar_days, describe_machine
from simulator import model

GOAL, AIM = 3, 5
COVASIM = """
import json, sys, time
import covasim
agents, days, rounds = (int(a) for a in sys.argv[1:])
rates = []
for k in range(rounds + 1):
    sim = covasim.Sim(pop_size=agents, n_days=days, rand_seed=k, verbose=0)
    began = time.process_time()
    sim.initialize()
    ready = time.process_time()
    sim.run()
    done = time.process_time()
    rates.append([agents * sim.npts / (done - began), agents * sim.npts / (done - ready)])
print(json.dumps({"version": covasim.__version__, "rates": rates[1:]}))
"""


def covasim_rates(python: str, agents: int, days: int, rounds: int) -> tuple[str, list[float]]:
    """Return Covasim's version and agent-days a CPU second of its days alone, compiled before."""
    command = [python, "-c", COVASIM, str(agents), str(days), str(rounds)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["version"], [alone for _, alone in answer["rates"]]


def our_rates(rounds: int) -> list[float]:
    """Return reseller-days (calendar days) a CPU second, draws and outcomes included."""
    scenario = simulator.load(STUDY).scenario(programme="lines-only")
    prepared = model.prepare(scenario)
    reseller_days = prepared.portfolio.resellers * calendar_days(prepared.calendar)
    rates = []
    for number in range(rounds + 1):
        began = time.process_time()
        draws = model.draw(scenario, prepared, SEED, number)
        model.measure(model.run(scenario, prepared, draws))
        rates.append(reseller_days / (time.process_time() - began))
    return rates[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", help="a Python that has Covasim")
    parser.add_argument("--agents", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    describe_machine()
    theirs: list[float] = []
    ours: list[float] = []
    for _ in range(asked.rounds):
        version, rates = covasim_rates(asked.python, asked.agents, asked.days, 3)
        theirs += rates
        ours += our_rates(3)
    for name, rates in ((f"Covasim {version}", theirs), (f"{STUDY}, lines-only", ours)):
        print(
            f"{name:24s} best {max(rates) / 1e6:5.2f}, median {median(rates) / 1e6:5.2f} "
            "million agent-days a CPU second"
        )
    print(
        f"ratio: best {max(ours) / max(theirs):.1f}, median {median(ours) / median(theirs):.1f}; "
        f"goal {GOAL}, aim {AIM}"
    )


if __name__ == "__main__":
    main()
