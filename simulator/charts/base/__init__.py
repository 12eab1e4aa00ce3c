"""What charts share: the chart's frame, the result tables, words, findings and marks."""

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.page import Sheet
from simulator.charts.base.tables import Estimate, Source, Tables
from simulator.charts.base.words import LANGUAGES, Language, Words

__all__ = [
    "LANGUAGES",
    "Chart",
    "Estimate",
    "Language",
    "Sheet",
    "Source",
    "Tables",
    "View",
    "Words",
]
