"""The documents of a briefing besides its charts and its page of text."""

from collections.abc import Callable
from pathlib import Path

from simulator.briefing.contents import Contents
from simulator.briefing.deck import deck
from simulator.briefing.web import write_web_page
from simulator.briefing.workbook import write_workbook

Writer = Callable[[Contents, Path], list[Path]]
"""Writes the contents (under all sets of assumptions: `whole`) into a folder; returns the files."""

DECK = "briefing.pptx"


def write_deck(contents: Contents, folder: Path) -> list[Path]:
    """Write `briefing.pptx` into a folder and return its path; same results, same bytes."""
    path = folder / DECK
    path.write_bytes(deck(contents))
    return [path]


WRITERS: tuple[Writer, ...] = (write_deck, write_workbook, write_web_page)
"""One for each document, in the order in which they are told."""


def write_documents(contents: Contents, folder: Path) -> list[Path]:
    """Write all documents into a folder, in the contents' language, and return their files."""
    return [path for writer in WRITERS for path in writer(contents, folder)]
