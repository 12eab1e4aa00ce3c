"""A small study on disk, and how to write it."""

from pathlib import Path

from simulator.study.new import new


def write_study(folder: Path, resellers: int = 30) -> Path:
    """Write the study that `simulator new` gives, with few resellers and a short year."""
    new(folder)
    market = folder / "market.toml"
    text = market.read_text()
    text = text.replace("resellers = 500", f"resellers = {resellers}")
    text = text.replace("end = 2009-12-31", "end = 2009-06-30")
    text = text.replace("warm_up_days = 120", "warm_up_days = 60")
    market.write_text(text)
    quiet = folder / "programmes" / "quiet.toml"
    quiet.write_text('title = "A programme that does nothing"\n')
    return folder
