"""The page of a briefing: one file with charts that answer, and no request to anywhere."""

from simulator.briefing.web.writing import write_web_page

__all__ = ["write_web_page"]
