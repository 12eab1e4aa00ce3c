"""The workbook of a briefing: every table of the results, for finance."""

from simulator.briefing.workbook.writing import write_workbook

__all__ = ["write_workbook"]
