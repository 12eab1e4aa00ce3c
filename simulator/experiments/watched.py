"""One reseller of one replication, watched at every close: the ground of every explanation."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator import model
from simulator.auditing import order_ids
from simulator.book.lines import all_parts
from simulator.book.record import Record
from simulator.book.state import OPENING, Cents, Records
from simulator.errors import InputError
from simulator.processes.watching import Watch
from simulator.study.names import nearest
from simulator.study.scenario import Scenario


@dataclass(frozen=True)
class Watched:
    """A finished run and the watch that was kept on one reseller.

    Attributes:
        scenario: what was run.
        seed, replication: of the draws.
    """

    scenario: Scenario
    seed: int
    replication: int
    record: Record
    watch: Watch

    @property
    def reseller(self) -> str:
        """The reseller's id."""
        return str(self.record.portfolio.reseller_ids[self.watch.reseller])

    @cached_property
    def rows(self) -> npt.NDArray[np.int64]:
        """The rows of the reseller's orders among the items, in book order, (m,)."""
        reseller = self.record.book.resellers[self.watch.reseller]
        rows = np.arange(int(reseller["first_item"]), int(reseller["end_item"]))
        is_order: npt.NDArray[np.bool_] = self.record.book.items["fate"][rows] != OPENING
        return rows[is_order]

    @cached_property
    def orders(self) -> Records:
        """The reseller's orders, (m,)."""
        orders: Records = self.record.book.items[self.rows]
        return orders

    @cached_property
    def order_ids(self) -> list[str]:
        """The ids of the reseller's orders, (m,)."""
        return [str(name) for name in order_ids(self.record)[self.rows]]

    @cached_property
    def parts(self) -> Cents:
        """What each line bore of each order at its delivery, (m, l) cents."""
        carried = self.record.book.carried[self.rows]
        parts = np.zeros(carried.shape, np.int64)
        all_parts(self.orders, carried, parts)
        return parts

    @cached_property
    def accounts(self) -> list[str]:
        """The distributors of the reseller's accounts, the home account first."""
        portfolio = self.record.portfolio
        codes = portfolio.account_distributor[self.account_rows]
        return [portfolio.distributors[code] for code in codes]

    @cached_property
    def account_rows(self) -> npt.NDArray[np.int64]:
        """The rows of the reseller's accounts, in the order in which it tries them."""
        reseller = self.record.book.resellers[self.watch.reseller]
        return np.arange(int(reseller["first_account"]), int(reseller["end_account"]))

    @cached_property
    def lines(self) -> list[str]:
        """The names of an account's lines by place."""
        measures = [m.name for m in self.record.measures if m.grants_line]
        return ["insured", "public", *measures, "own_risk"]

    def date(self, ordinal: int) -> date:
        """Return the date of a business day."""
        return self.record.calendar.date_of(int(self.record.calendar.day_of[ordinal]))

    def place_of(self, order_id: str) -> int:
        """Return an order's place among the reseller's.

        Raises:
            InputError: the reseller has no such order in this replication.
        """
        if order_id not in self.order_ids:
            meant = nearest(order_id, self.order_ids)
            allowed = f"{self.reseller} has {len(self.order_ids)} orders in this replication"
            raise InputError.of(f"no order {order_id}", allowed, key="--order", nearest=meant)
        return self.order_ids.index(order_id)


def watched(scenario: Scenario, reseller: str, seed: int, replication: int) -> Watched:
    """Run one replication with a watch on one reseller.

    Raises:
        InputError: there is no such reseller.
    """
    prepared = model.prepare(scenario)
    names = prepared.portfolio.reseller_ids
    at = np.flatnonzero(names == reseller)
    if len(at) == 0:
        meant = nearest(reseller, [str(name) for name in names])
        allowed = f"ids of the market's {len(names):,} resellers"
        raise InputError.of(f"no reseller {reseller}", allowed, key="--reseller", nearest=meant)
    watch = Watch(int(at[0]))
    draws = model.draw(scenario, prepared, seed, replication)
    record = model.run(scenario, prepared, draws, watch=watch)
    return Watched(scenario, seed, replication, record, watch)


def reseller_of(scenario: Scenario, order_id: str) -> str:
    """Return the reseller to whom an order belongs, by its id.

    Raises:
        InputError: no reseller can have such an order.
    """
    prepared = model.prepare(scenario)
    names = prepared.portfolio.reseller_ids
    if prepared.recorded is not None:
        at = np.flatnonzero(prepared.recorded.ids == order_id)
        if len(at):
            owner = np.searchsorted(prepared.recorded.start, at[0], side="right") - 1
            return str(names[owner])
        meant = nearest(order_id, [str(name) for name in prepared.recorded.ids])
        raise InputError.of(
            f"no order {order_id}", "ids of the order book", key="--order", nearest=meant
        )
    known = {str(name) for name in names}
    stem = order_id
    while "-" in stem:
        stem = stem.rpartition("-")[0]
        if stem in known:
            return stem
    raise InputError.of(
        f"no order {order_id}", f"<reseller>-<number>, such as {names[0]}-1", key="--order"
    )
