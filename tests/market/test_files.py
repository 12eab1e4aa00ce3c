"""A market from files."""

import numpy as np
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from simulator.errors import InputError
from simulator.market.drawing import draw_orders
from simulator.market.files import read_orders, read_portfolio
from simulator.streams import entity
from simulator.units import NEVER
from tests.market.worlds import a_world, calendar_of

RESELLERS = """\
reseller_id,kind,rating,annual_purchases_eur,cash_eur,overdraft_eur,fixed_costs_eur_per_month,margin
NA,reseller,3,100000,12000.50,0,900,0.12
007,services_firm,10,0,1,2.5,3,0.333333333
"""
ACCOUNTS = """\
reseller_id,distributor_id,insurer_id,insured_limit_eur,own_risk_limit_eur,rank
NA,south,sfac,8000,0,2
007,north,,0,250.25,1
NA,north,sfac,5000,100,1
"""
ORDERS = """\
order_id,ordered_on,reseller_id,product,amount_eur
O2,2009-01-06,NA,oem,10
O1,2009-01-06,NA,other_goods,20.02
O3,2009-01-05,NA,oem,30
O4,2009-01-05,007,oem,0.01
"""
INVOICES = """\
reseller_id,distributor_id,amount_eur,due_on
NA,south,100,2008-12-27
007,north,50.5,2009-05-01
NA,north,1,2009-01-05
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    write(tmp_path, resellers=RESELLERS, accounts=ACCOUNTS, orders=ORDERS)
    return tmp_path


def write(folder, **files):
    for name, text in files.items():
        (folder / "data" / f"{name}.csv").write_text(text, encoding="utf-8")


def world_of(changes=None):
    return a_world({"population": {"source": "files"}, **(changes or {})})


def portfolio_of(folder, changes=None):
    return read_portfolio(world_of(changes), folder)


def orders_of(folder, changes=None):
    world = world_of(changes)
    return read_orders(world, folder, read_portfolio(world, folder))


def mistakes_of(read, folder):
    with pytest.raises(InputError) as caught:
        read(folder)
    return [str(mistake).rpartition("/data/")[2] for mistake in caught.value.mistakes]


def worse(text, old, new):
    assert text.count(old) == 1
    return text.replace(old, new)


# The portfolio


def test_resellers_and_accounts_are_read_to_the_cent_and_sorted(folder):
    portfolio = portfolio_of(folder)
    assert portfolio.reseller_ids.tolist() == ["007", "NA"]
    assert [portfolio.kinds[k] for k in portfolio.kind] == ["services_firm", "reseller"]
    assert portfolio.rating.tolist() == [10, 3]
    assert portfolio.annual_purchases.tolist() == [0, 100_000_00]
    assert portfolio.cash.tolist() == [1_00, 12_000_50]
    assert portfolio.overdraft.tolist() == [2_50, 0]
    assert portfolio.fixed_costs.tolist() == [3_00, 900_00]
    assert portfolio.margin.tolist() == [333_333_333, 120_000_000]
    assert portfolio.cash_reserve.tolist() == [0, 0]
    assert portfolio.fails_on.tolist() == [NEVER, NEVER]
    assert portfolio.entities.tolist() == [entity("007"), entity("NA")]
    assert portfolio.account_start.tolist() == [0, 1, 3]
    assert portfolio.account_reseller.tolist() == [0, 1, 1]
    assert [portfolio.distributors[d] for d in portfolio.account_distributor] == [
        "north", "north", "south",
    ]  # fmt: skip
    assert portfolio.account_insurer.tolist() == [-1, 0, 0]
    assert portfolio.reference_limit.tolist() == [0, 5_000_00, 8_000_00]
    assert portfolio.own_risk_wish.tolist() == [250_25, 100_00, 0]
    assert portfolio.account_entities.tolist() == [
        entity("007", "north"), entity("NA", "north"), entity("NA", "south"),
    ]  # fmt: skip
    assert len(portfolio.opening.amount) == 0


def test_rows_in_another_order_are_the_same_market(folder):
    before = portfolio_of(folder)
    for name, text in (("resellers", RESELLERS), ("accounts", ACCOUNTS)):
        header, *rows = text.splitlines()
        write(folder, **{name: "\n".join([header, *rows[::-1]])})
    after = portfolio_of(folder)
    for name in vars(before):
        if name != "opening":
            assert np.array_equal(getattr(before, name), getattr(after, name)), name


def test_optional_columns_of_resellers(folder):
    header, first, second = RESELLERS.splitlines()
    write(folder, resellers="\n".join([
        f"{header},name,cash_reserve_eur,fails_on",
        f"{first},=Société,20.20,2009-03-01",
        f"{second},,,",
    ]))  # fmt: skip
    portfolio = portfolio_of(folder)
    assert portfolio.cash_reserve.tolist() == [0, 20_20]
    assert portfolio.fails_on.tolist() == [NEVER, 59]


def test_opening_invoices_fall_due_on_business_days(folder):
    write(folder, invoices=INVOICES)
    opening = portfolio_of(folder).opening
    assert opening.account.tolist() == [2, 0, 1]
    assert opening.amount.tolist() == [100_00, 50_50, 1_00]
    # Saturday 27 December 2008 to Monday 29; Friday 1 May 2009 (a holiday) to Monday 4.
    assert opening.due.tolist() == [-3, 123, 4]
    every_day = portfolio_of(folder, {"calendar": "every-day"}).opening
    assert every_day.due.tolist() == [-5, 120, 4]


def test_parquet_files_read_like_csv(folder):
    before = portfolio_of(folder)
    text = dict.fromkeys(("reseller_id", "distributor_id", "insurer_id", "kind"), "string")
    options = pyarrow.csv.ConvertOptions(column_types=text, strings_can_be_null=False)
    for name in ("resellers", "accounts"):
        table = pyarrow.csv.read_csv(folder / f"data/{name}.csv", convert_options=options)
        pq.write_table(table, folder / f"data/{name}.parquet")
        (folder / f"data/{name}.csv").unlink()
    after = portfolio_of(folder, {"population": {
        "source": "files", "resellers_file": "data/resellers.parquet",
        "accounts_file": "data/accounts.parquet",
    }})  # fmt: skip
    assert np.array_equal(before.cash, after.cash)
    assert np.array_equal(before.account_entities, after.account_entities)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("resellers", ",reseller,", ",retailer,", "resellers.csv:2: kind: the text"),
        ("resellers", ",10,", ",11,", "resellers.csv:3: rating: the text"),
        ("resellers", "007", "NA", 'resellers.csv:3: reseller_id: the text "NA" is given twice'),
        ("resellers", "12000.50", "-1", "resellers.csv:2: cash_eur: the text"),
        ("resellers", "0.12\n", "12\n", "80 % is 0.80"),
        ("accounts", "007,north", "7,north", "accounts.csv:3: reseller_id: the text"),
        ("accounts", "NA,south", "NA,nord", "accounts.csv:2: distributor_id: the text"),
        ("accounts", "south,sfac", "south,sfacc", "did you mean sfac?"),
        ("accounts", "NA,south", "NA,north", "distributor_id: given twice for one reseller"),
        ("accounts", "0,2\n", "0,1\n", "accounts.csv:4: rank: given twice for one reseller"),
        ("accounts", "0,2\n", "0,3\n", "accounts.csv:2: rank: the text"),
        ("accounts", "100,1\n", "100,2\n", "rank: given twice for one reseller"),
        ("accounts", "north,,0", "north,,1", "insurer_id: blank, with an insured limit above 0"),
        ("accounts", "250.25,1\n", "250.25,2\n", "rank: higher than the reseller has accounts"),
        ("invoices", "007,north", "007,south", "invoices.csv:3: distributor_id: the reseller"),
        ("invoices", "2009-05-01", "1899-05-01", "invoices.csv:3: due_on: the text"),
        ("invoices", ",1,", ",0,", "invoices.csv:4: amount_eur: the text"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(folder, name, old, new, said):
    write(folder, invoices=INVOICES)
    text = {"resellers": RESELLERS, "accounts": ACCOUNTS, "invoices": INVOICES}[name]
    write(folder, **{name: worse(text, old, new)})
    assert any(said in mistake for mistake in mistakes_of(portfolio_of, folder))


def test_a_reseller_without_an_account_is_refused(folder):
    write(folder, accounts=worse(ACCOUNTS, "007,north,,0,250.25,1\n", ""))
    (mistake,) = mistakes_of(portfolio_of, folder)
    assert "1 resellers without an account, first 007" in mistake


def test_the_mistakes_of_all_files_come_out_together(folder):
    write(
        folder,
        resellers=worse(RESELLERS, "12000.50", "12000,50"),
        accounts=worse(ACCOUNTS, "8000", "8k€"),
        invoices="reseller_id\n1\n",
    )
    told = mistakes_of(portfolio_of, folder)
    assert {mistake.partition(".")[0] for mistake in told} == {"resellers", "accounts", "invoices"}


def test_files_of_which_no_row_can_be_used_are_refused_without_traceback(folder):
    write(folder, resellers=RESELLERS.splitlines()[0] + "\nNA\n", invoices=INVOICES)
    assert any("a row of one cell" in mistake for mistake in mistakes_of(portfolio_of, folder))
    write(folder, resellers=RESELLERS, accounts=ACCOUNTS.splitlines()[0] + "\nNA\n")
    assert any("a row of one cell" in mistake for mistake in mistakes_of(portfolio_of, folder))


@pytest.mark.parametrize("name", ["resellers", "accounts"])
def test_a_file_that_is_missing_is_told_with_the_mistakes_of_the_others(folder, name):
    (folder / f"data/{name}.csv").unlink()
    write(folder, invoices="reseller_id\n1\n")
    told = mistakes_of(portfolio_of, folder)
    assert any(f"{name}.csv: cannot be read" in mistake for mistake in told)
    assert any("invoices.csv" in mistake for mistake in told)


# The order book


def test_orders_are_sorted_by_reseller_and_day_and_keep_their_rows_within_a_day(folder):
    orders = orders_of(folder)
    assert orders.ids.tolist() == ["O4", "O3", "O2", "O1"]
    assert orders.start.tolist() == [0, 1, 4]
    assert orders.day.tolist() == [4, 4, 5, 5]
    assert orders.product.tolist() == [0, 0, 0, 1]
    assert orders.amount.tolist() == [1, 30_00, 10_00, 20_02]
    assert orders.entities.tolist() == [entity(name) for name in orders.ids]


def test_optional_columns_of_orders_may_be_blank_cell_by_cell(folder):
    header, *rows = ORDERS.splitlines()
    more = [",30,5,true,0.25", ",,,,", ",0,0,false,0.75", ",3650,3650,,"]
    named = "customer_pays_after_days,patience_days,financed,mark"
    write(folder, orders="\n".join(
        [f"{header},{named}"] + [row + end for row, end in zip(rows, more, strict=True)]
    ))  # fmt: skip
    orders = orders_of(folder)
    assert orders.pays_after.tolist() == [3650, 0, 30, -1]
    assert orders.patience.tolist() == [3650, 0, 5, -1]
    assert orders.financed.tolist() == [-1, 0, 1, -1]
    assert np.array_equal(orders.mark, [np.nan, 0.75, 0.25, np.nan], equal_nan=True)


def test_a_recorded_book_becomes_an_order_book(folder):
    world = world_of({"chance": {"enabled": False}})
    portfolio = read_portfolio(world, folder)
    recorded = read_orders(world, folder, portfolio)
    book = draw_orders(world, portfolio, calendar_of(world), 1, 0, recorded)
    assert book.ids is not None
    assert book.ids.tolist() == ["O4", "O3", "O2", "O1"]
    assert book.pays_after.tolist() == [55] * 4
    columns = [column for column in vars(book).values() if column is not None]
    kinds = [column.dtype.str for column in columns]
    assert kinds == ["<i8", "<i4", "|i1", "<i8", "<i2", "<i2", "|i1", "<f4", "|O"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("O1", "O2", 'orders.csv:3: order_id: the text "O2" is given twice, first in line 2'),
        ("007", "7", "orders.csv:5: reseller_id: the text"),
        ("other_goods", "other-goods", "did you mean other_goods?"),
        (",0.01", ",0", "orders.csv:5: amount_eur: the text"),
        (",0.01", ",-1", "orders.csv:5: amount_eur: the text"),
        (",0.01", ",", "orders.csv:5: amount_eur: blank"),
        ("2009-01-05,007", "2008-12-31,007", "orders.csv:5: ordered_on: the text"),
        ("2009-01-05,007", "2010-01-01,007", "orders.csv:5: ordered_on: the text"),
        ("2009-01-05,007", "05/01/2009,007", "the year first"),
    ],
)
def test_a_mistake_in_the_order_book_is_named(folder, old, new, said):
    write(folder, orders=worse(ORDERS, old, new))
    assert any(said in mistake for mistake in mistakes_of(orders_of, folder))


def test_orders_of_the_warm_up_are_read(folder):
    write(folder, orders=worse(ORDERS, "2009-01-05,007", "2008-12-05,007"))
    assert orders_of(folder, {"warm_up_days": 30}).day.min() == -27


def test_without_an_order_book_orders_are_drawn(folder):
    (folder / "data/orders.csv").unlink()
    kinds = {kind: a_world().population.kinds["reseller"].model_dump() for kind in (
        "reseller", "services_firm")}  # fmt: skip
    world = world_of({"population": {"source": "files", "kinds": kinds}})
    portfolio = read_portfolio(world, folder)
    assert read_orders(world, folder, portfolio) is None
    book = draw_orders(world, portfolio, calendar_of(world), 1, 0)
    assert book.start[1] == 0  # 007 buys nothing
    assert len(book) > 10


def test_a_kind_without_a_table_cannot_be_drawn(folder):
    (folder / "data/orders.csv").unlink()
    (mistake,) = mistakes_of(orders_of, folder)
    assert "[population.kinds.services_firm]" in mistake


def test_without_chance_and_without_order_book_nothing_can_be_run(folder):
    (folder / "data/orders.csv").unlink()
    with pytest.raises(InputError, match="without chance no orders can be drawn"):
        orders_of(folder, {"chance": {"enabled": False}})


def test_the_last_day_counts(folder):
    write(folder, orders=worse(ORDERS, "2009-01-05,007", "2009-12-31,007"))
    assert orders_of(folder).day.max() == 364
