"""Two small sound studies, from which every case of bad input departs."""

from pathlib import Path

from tests.experiments.small import write_study
from tests.experiments.sweeps import GRID, study_with

FROM_FILES = '[population]\nsource = "files"'
BOOKS = {
    "resellers": """\
reseller_id,kind,rating,annual_purchases_eur,cash_eur,overdraft_eur,fixed_costs_eur_per_month,margin
NA,reseller,3,100000,12000.50,0,900,0.12
007,services_firm,10,0,1,2.5,3,0.333333333
""",
    "accounts": """\
reseller_id,distributor_id,insurer_id,insured_limit_eur,own_risk_limit_eur,rank
NA,south,alpha,8000,0,2
007,north,,0,250.25,1
NA,north,alpha,5000,100,1
""",
    "orders": """\
order_id,ordered_on,reseller_id,product,amount_eur
O2,2009-01-06,NA,licences,10
O1,2009-01-06,NA,other_goods,20.02
O3,2009-01-05,NA,licences,30
O4,2009-01-05,007,licences,0.01
""",
    "invoices": """\
reseller_id,distributor_id,amount_eur,due_on
NA,south,100,2008-12-29
007,north,50.5,2009-05-04
""",
}


def write_shop(folder: Path) -> None:
    """Write a study whose market is drawn, with a sweep `design`."""
    study_with(folder, GRID)


def write_books(folder: Path) -> None:
    """Write a study whose market is read from four files."""
    write_study(folder)
    market = folder / "market.toml"
    market.write_text(market.read_text().replace("[population]", FROM_FILES))
    (folder / "data").mkdir()
    for name, text in BOOKS.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")
