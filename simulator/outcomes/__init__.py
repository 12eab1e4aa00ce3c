"""What is measured: one file an outcome."""
