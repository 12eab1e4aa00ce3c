"""The command `simulator`: parsing and printing only."""

from simulator.cli.app import main

__all__ = ["main"]
