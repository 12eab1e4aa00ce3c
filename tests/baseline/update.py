"""Records the results of now as the baseline, and prints what moved.

python -m tests.baseline.update
"""

import simulator as sim
from tests.baseline.moving import moves, told
from tests.baseline.recording import FILE, STUDY, read, record, write


def main() -> None:
    before = read() if FILE.exists() else {}
    now = {}
    for assumptions in sim.load(STUDY).assumptions:
        now |= record(assumptions)
    found = moves(before, now)
    if before:
        print("\n".join(told(found, len(now))))
    if found:
        write(now)
        print(f"{FILE.name} is new; CHANGELOG.md needs a line that begins with **Results change**")


if __name__ == "__main__":
    main()
