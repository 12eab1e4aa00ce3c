"""A market from files: resellers, their accounts, what they owe, and a recorded order book.

Rows may come in any order: resellers are taken by id, accounts by rank, and orders by reseller and
day. Only orders of one day, and opening invoices, keep the order of their rows.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from simulator.calendar import is_business_day
from simulator.errors import InputError, Mistake
from simulator.market import cells
from simulator.market.population import nothing_owed
from simulator.market.portfolio import OpeningInvoices, Portfolio
from simulator.market.reading import Sheet, read_sheet
from simulator.market.recorded import BLANK, RecordedOrders
from simulator.streams import entity
from simulator.study.folders import as_shown
from simulator.study.schema import World
from simulator.units import BILLION, NEVER

Integers = npt.NDArray[np.int64]

KINDS = ("reseller", "services_firm", "large_account_reseller")
"""Kinds that a file may name, beside those that the study describes."""
RESELLERS = (
    "reseller_id", "kind", "rating", "annual_purchases_eur", "cash_eur", "overdraft_eur",
    "fixed_costs_eur_per_month", "margin",
)  # fmt: skip
RESELLERS_TOO = ("name", "cash_reserve_eur", "fails_on")
ACCOUNTS = (
    "reseller_id", "distributor_id", "insurer_id", "insured_limit_eur", "own_risk_limit_eur",
    "rank",
)  # fmt: skip
INVOICES = ("reseller_id", "distributor_id", "amount_eur", "due_on")
ORDERS = ("order_id", "ordered_on", "reseller_id", "product", "amount_eur")
ORDERS_TOO = ("customer_pays_after_days", "patience_days", "financed", "mark")
MOST_DAYS = 3650
TEN_YEARS = timedelta(days=MOST_DAYS)


def read_portfolio(world: World, folder: Path) -> Portfolio:
    """Return the resellers, accounts and opening invoices that the files in `folder` list.

    Raises:
        InputError: all mistakes of all files.
    """
    mistakes: list[Mistake] = []
    named = world.population
    resellers = _sheet(folder / named.resellers_file, RESELLERS, RESELLERS_TOO, mistakes)
    accounts = _sheet(folder / named.accounts_file, ACCOUNTS, (), mistakes)
    invoices = None
    if (folder / named.invoices_file).exists():
        invoices = _sheet(folder / named.invoices_file, INVOICES, (), mistakes)
    if resellers is None or accounts is None:
        raise InputError(mistakes)
    who = _resellers(world, resellers)
    where = _accounts(world, accounts, who["reseller_ids"])
    opening = _opening(world, invoices, who["reseller_ids"], where)
    sheets = (resellers, accounts, invoices)
    mistakes += [m for sheet in sheets if sheet is not None for m in sheet.mistakes]
    if mistakes:
        raise InputError(mistakes)
    return Portfolio(
        kinds=_kinds(world),
        products=tuple(world.products),
        distributors=tuple(world.distributors),
        insurers=tuple(world.insurers),
        opening=opening,
        **who,
        **where,
    )


def read_orders(world: World, folder: Path, portfolio: Portfolio) -> RecordedOrders | None:
    """Return the recorded order book of a portfolio, or None where there is no such file.

    Raises:
        InputError: all mistakes of the file; or there is none, and orders cannot be drawn.
    """
    path = folder / world.population.orders_file
    if not path.exists():
        _check_can_be_drawn(world, portfolio, as_shown(path))
        return None
    sheet = read_sheet(path, as_shown(path), ORDERS, ORDERS_TOO)
    first, text = _first_day(world), pa.large_string()
    names = cells.ids(sheet, "order_id", unique=True).to_numpy(zero_copy_only=False)
    day = cells.dates(sheet, "ordered_on", first, world.end, world.start)
    reseller = cells.references(sheet, "reseller_id", pa.array(portfolio.reseller_ids, text))
    columns: dict[str, npt.NDArray[Any]] = {
        "day": day.astype(np.int32),
        "product": cells.codes(sheet, "product", portfolio.products).astype(np.int8),
        "amount": cells.amounts(sheet, "amount_eur", low=1),
        "pays_after": _days(sheet, "customer_pays_after_days"),
        "patience": _days(sheet, "patience_days"),
        "financed": _flags(sheet, "financed"),
        "mark": _marks(sheet, "mark"),
    }
    if sheet.mistakes:
        raise InputError(sheet.mistakes)
    order = np.lexsort((day, reseller))
    drawing = names[order] if world.chance.enabled and _has_blank(columns) else []
    return RecordedOrders(
        start=np.searchsorted(reseller[order], np.arange(portfolio.resellers + 1)),
        ids=names[order],
        entities=np.array([entity(name) for name in drawing], np.uint64),
        **{key: column[order] for key, column in columns.items()},
    )


def _sheet(
    path: Path, required: tuple[str, ...], optional: tuple[str, ...], mistakes: list[Mistake]
) -> Sheet | None:
    try:
        return read_sheet(path, as_shown(path), required, optional)
    except InputError as error:
        mistakes += error.mistakes
        return None


def _first_day(world: World) -> date:
    return world.start - timedelta(days=world.warm_up_days)


def _kinds(world: World) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*world.population.kinds, *KINDS]))


def _resellers(world: World, sheet: Sheet) -> dict[str, Any]:
    """Return the portfolio's columns of resellers (n), sorted by id."""
    names = cells.ids(sheet, "reseller_id", unique=True).to_numpy(zero_copy_only=False)
    count = len(sheet)
    columns: dict[str, npt.NDArray[Any]] = {
        "kind": cells.codes(sheet, "kind", _kinds(world)).astype(np.int8),
        "rating": cells.whole(sheet, "rating", 1, 10).astype(np.int8),
        "annual_purchases": cells.amounts(sheet, "annual_purchases_eur"),
        "cash": cells.amounts(sheet, "cash_eur"),
        "overdraft": cells.amounts(sheet, "overdraft_eur"),
        "fixed_costs": cells.amounts(sheet, "fixed_costs_eur_per_month"),
        "margin": np.rint(cells.shares(sheet, "margin") * BILLION).astype(np.int64),
        "cash_reserve": np.zeros(count, np.int64),
        "fails_on": np.full(count, NEVER, np.int32),
    }
    if sheet.has("cash_reserve_eur"):
        columns["cash_reserve"] = cells.amounts(sheet, "cash_reserve_eur", blank=0)
    if sheet.has("fails_on"):
        last = world.end + TEN_YEARS
        days = cells.dates(sheet, "fails_on", _first_day(world), last, world.start, blank=NEVER)
        columns["fails_on"] = days.astype(np.int32)
    order = np.argsort(names, kind="stable")
    return {
        "reseller_ids": names[order],
        "entities": np.array([entity(name) for name in names[order]], np.uint64),
        **{key: column[order] for key, column in columns.items()},
    }


def _accounts(world: World, sheet: Sheet, reseller_ids: npt.NDArray[np.object_]) -> dict[str, Any]:
    """Return the portfolio's columns of accounts, by reseller and rank; none if one is wrong."""
    known = pa.array(reseller_ids, pa.large_string())
    reseller = cells.references(sheet, "reseller_id", known)
    distributor = cells.codes(sheet, "distributor_id", tuple(world.distributors))
    insurer = cells.codes(sheet, "insurer_id", tuple(world.insurers), blank=-1)
    rank = cells.whole(sheet, "rank", 1, len(world.distributors))
    limit = cells.amounts(sheet, "insured_limit_eur")
    wish = cells.amounts(sheet, "own_risk_limit_eur")
    if not sheet.mistakes:
        uninsured = np.flatnonzero((insurer < 0) & (limit > 0))
        sheet.tell_all(
            "insurer_id", uninsured, "blank, with an insured limit above 0", "an insurer"
        )
        _check_places(sheet, reseller, distributor, rank, reseller_ids)
    if sheet.mistakes:
        return {}
    order = np.lexsort((rank, reseller))
    names = tuple(world.distributors)
    pairs = zip(reseller_ids[reseller[order]], distributor[order], strict=True)
    return {
        "account_start": np.searchsorted(reseller[order], np.arange(len(reseller_ids) + 1)).astype(
            np.int32
        ),
        "account_reseller": reseller[order].astype(np.int32),
        "account_distributor": distributor[order].astype(np.int8),
        "account_insurer": insurer[order].astype(np.int8),
        "reference_limit": limit[order],
        "own_risk_wish": wish[order],
        "account_entities": np.array([entity(r, names[d]) for r, d in pairs], np.uint64),
    }


def _check_places(
    sheet: Sheet,
    reseller: Integers,
    distributor: Integers,
    rank: Integers,
    reseller_ids: npt.NDArray[np.object_],
) -> None:
    """Note resellers without account, twice at one wholesaler, or with ranks other than 1, 2 ..."""
    number = np.bincount(reseller, minlength=len(reseller_ids))
    for name in reseller_ids[number == 0][:1]:
        missing = f"{np.count_nonzero(number == 0):,} resellers without an account, first {name}"
        sheet.mistakes.append(Mistake(sheet.file, None, "reseller_id", missing, "one or more each"))
    for key, column in (("distributor_id", distributor), ("rank", rank)):
        pair = reseller * 1000 + column
        _, first = np.unique(pair, return_index=True)
        again = np.setdiff1d(np.arange(len(pair)), first)
        sheet.tell_all(key, again, "given twice for one reseller", "each of its accounts its own")
    beyond = np.flatnonzero(rank > number[reseller])
    sheet.tell_all("rank", beyond, "higher than the reseller has accounts", "1, 2 ... in a row")


def _opening(
    world: World, sheet: Sheet | None, reseller_ids: npt.NDArray[np.object_], where: dict[str, Any]
) -> OpeningInvoices:
    """Return the opening invoices in the order of their rows; without a file there are none."""
    if sheet is None:
        return nothing_owed()
    known = pa.array(reseller_ids, pa.large_string())
    reseller = cells.references(sheet, "reseller_id", known)
    distributor = cells.codes(sheet, "distributor_id", tuple(world.distributors))
    low, high = world.start - TEN_YEARS, world.end + TEN_YEARS
    due = cells.dates(sheet, "due_on", low, high, world.start)
    amount = cells.amounts(sheet, "amount_eur", low=1)
    if sheet.mistakes or not where:
        return nothing_owed()
    accounts = where["account_reseller"].astype(np.int64) * 1000 + where["account_distributor"]
    wanted = reseller * 1000 + distributor
    order = np.argsort(accounts)
    account = order[np.minimum(np.searchsorted(accounts, wanted, sorter=order), len(order) - 1)]
    missing = np.flatnonzero(accounts[account] != wanted)
    sheet.tell_all("distributor_id", missing, "the reseller has no account there", "an account")
    days, at = np.unique(due, return_inverse=True)
    moved = np.array([_business_day(world, int(day)) for day in days], np.int32)
    return OpeningInvoices(account.astype(np.int32), amount, moved[at])


def _business_day(world: World, day: int) -> int:
    """Return the day number of `day`, or else of the next business day."""
    while not is_business_day(world.start + timedelta(days=day), world.calendar):
        day += 1
    return day


def _days(sheet: Sheet, key: str) -> npt.NDArray[np.int16]:
    if not sheet.has(key):
        return np.full(len(sheet), BLANK, np.int16)
    return cells.whole(sheet, key, 0, MOST_DAYS, blank=BLANK).astype(np.int16)


def _flags(sheet: Sheet, key: str) -> npt.NDArray[np.int8]:
    if not sheet.has(key):
        return np.full(len(sheet), BLANK, np.int8)
    return cells.codes(sheet, key, ("false", "true"), blank=BLANK).astype(np.int8)


def _marks(sheet: Sheet, key: str) -> npt.NDArray[np.float32]:
    if not sheet.has(key):
        return np.full(len(sheet), np.nan, np.float32)
    return cells.marks(sheet, key)


def _has_blank(columns: dict[str, npt.NDArray[Any]]) -> bool:
    """Return whether there is a cell for chance to fill."""
    whole = (columns[key] for key in ("pays_after", "patience", "financed"))
    return bool(np.isnan(columns["mark"]).any() or any((c == BLANK).any() for c in whole))


def _check_can_be_drawn(world: World, portfolio: Portfolio, file: str) -> None:
    """Refuse a missing order book where no orders can be drawn instead."""
    if not world.chance.enabled:
        raise InputError.of(
            "no such file, and without chance no orders can be drawn",
            "a recorded order book, or chance.enabled = true", file=file,
        )  # fmt: skip
    strange = [
        portfolio.kinds[code]
        for code in np.unique(portfolio.kind)
        if portfolio.kinds[code] not in world.population.kinds
    ]
    if strange:
        raise InputError(
            Mistake(file, None, f"population.kinds.{kind}",
                    "no such file, and nothing to draw orders from",
                    f"a table [population.kinds.{kind}], or a recorded order book")
            for kind in strange
        )  # fmt: skip
