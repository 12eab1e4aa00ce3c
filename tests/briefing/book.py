"""A workbook opened and read back, as its cells hold it."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Book:
    """A workbook as a reader sees it: by sheet, rows of numbers, texts and formulas."""

    def __init__(self, data):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        found = self.xml("xl/sharedStrings.xml").iter(f"{MAIN}si")
        self.texts = ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in found]
        sheets = self.xml("xl/workbook.xml").iter(f"{MAIN}sheet")
        self.names = [sheet.get("name") for sheet in sheets]

    def xml(self, path):
        return ET.fromstring(self.zip.read(path))

    def sheet(self, name):
        return self.xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def cells(self, name):
        """Return what stands in each cell, by row and column; a formula as its value."""
        found = {}
        for cell in self.sheet(name).iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if value is not None:
                letters, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
                is_text = cell.get("t") == "s"
                held = self.texts[int(value.text)] if is_text else float(value.text)
                found[(int(row), number_of(letters))] = held
        return found

    def rows(self, name):
        """Return the rows below the titles, each by its titles; of alike titles the first."""
        cells = self.cells(name)
        wide = max(column for row, column in cells if row == 4)
        titles = [cells[(4, column)] for column in range(wide + 1)]
        last = max(row for row, _ in cells)
        places = {title: titles.index(title) for title in titles}
        return [
            {title: cells.get((row, at)) for title, at in places.items()}
            for row in range(5, last + 1)
        ]


def number_of(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
