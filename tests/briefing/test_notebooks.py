"""Each notebook has its text twin, and the two say the same."""

from pathlib import Path

import jupytext
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


def cells_of(path):
    return [(cell.cell_type, cell.source) for cell in jupytext.read(path).cells]


def test_there_is_a_quick_start():
    assert [path.stem for path in NOTEBOOKS if path.stem == "quick-start"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_and_its_text_twin_say_the_same(notebook):
    assert cells_of(notebook) == cells_of(notebook.with_suffix(".py"))
