"""What unfolds in time: one SimPy process an institution."""
