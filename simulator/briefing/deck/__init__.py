"""The briefing's slides: a PowerPoint deck with native charts, the data behind each."""

from simulator.briefing.deck.building import deck

__all__ = ["deck"]
