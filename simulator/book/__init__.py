"""What is owed: arrays, and the compiled kernels that keep their invariants."""
