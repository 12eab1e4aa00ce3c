"""What an experiment is by default, and how far it may go."""

REPLICATIONS = 20
MOST_REPLICATIONS = 1_000_000
SEED = 2009
LARGEST_SEED = 2**63 - 1
