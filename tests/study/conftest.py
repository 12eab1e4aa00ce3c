"""A minimal valid study, written into a temporary folder and changed from there."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from simulator.study.study import Study, load

MARKET = """\
start = 2009-01-01
end = 2009-12-31

[population]
resellers = 100

[population.kinds.reseller]
share_of_resellers = 1.0
purchases_median_eur = 100_000
product_mix = { oem = 0.1, other_goods = 0.9 }

[products.oem]
elasticity = -0.9

[products.other_goods]
publisher = false

[distributors.etc]
share = 0.4
net_days = 30
insurers = { sfac = 1.0 }

[distributors.actebis]
share = 0.6
net_days = 45  # C [30, 40, 60]

[insurers.sfac]
premium_rate = 0.0025
"""

BASE = """\
[failure]
recovery_share = 0.05  # C: estimate

[insurers.sfac.waves.feb]
starts = 2009-02-02
ends = 2009-02-27
share = 0.2
"""

LINE = """\
[[measure]]
kind = "guaranteed_line"
name = "line"
starts = 2009-03-16
ends = 2009-06-30
distributors = ["etc"]
amount_eur = 5_000
"""

FILES = {"market.toml": MARKET, "assumptions/base.toml": BASE, "programmes/line.toml": LINE}


@pytest.fixture
def texts() -> dict[str, str]:
    """The files of the minimal study, by place."""
    return dict(FILES)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a study; the working folder is the one that holds it, so that messages are short."""
    monkeypatch.chdir(tmp_path)

    def writing(files: Mapping[str, str | bytes] = FILES, **more: str | bytes) -> Path:
        folder = tmp_path / "study"
        for place, content in {**files, **more}.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return writing


@pytest.fixture
def study(write: Callable[..., Path]) -> Study:
    """The minimal study, loaded."""
    return load(write())


@pytest.fixture
def day() -> Callable[..., date]:
    """A date from month, day of month and year."""
    return lambda month, of_month, year=2009: date(year, month, of_month)
