"""What can be observed of the market, as a run has it: one file each, named as in a record."""
