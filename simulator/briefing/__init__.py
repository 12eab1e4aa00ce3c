"""What executives open: charts and a page of text."""

from simulator.briefing.writing import write, write_from

__all__ = ["write", "write_from"]
