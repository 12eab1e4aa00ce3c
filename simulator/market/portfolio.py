"""Who trades, as arrays: the one form in which a drawn population and a filed one look alike."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.units import Cents, Days

Codes = npt.NDArray[np.int8]
Indices = npt.NDArray[np.int32]


@dataclass(frozen=True)
class OpeningInvoices:
    """What is owed when the run begins; rows in file order, shape (invoices,).

    Attributes:
        account: row of the account.
        amount: cents.
        due: day number, a business day.
    """

    account: Indices
    amount: Cents
    due: Days


@dataclass(frozen=True)
class Portfolio:
    """Resellers (n) and their accounts (a), sorted by reseller id and then by rank.

    Attributes:
        kinds, products, distributors, insurers: names behind the codes.
        reseller_ids: shape (n,), text.
        kind, rating: shape (n,); rating 1 best to 10.
        annual_purchases, cash, overdraft, fixed_costs, cash_reserve: cents, shape (n,);
            fixed costs are per month.
        margin: billionths of the purchase price, shape (n,).
        fails_on: day number of a failure that a file dates, or `NEVER`, shape (n,).
        entities: numbers under which resellers draw, shape (n,), uint64.
        account_start: accounts of reseller i are account_start[i]:account_start[i + 1].
        account_reseller, account_distributor, account_insurer: shape (a,); insurer −1: none.
        reference_limit: insured limit before the crisis, cents, shape (a,).
        own_risk_wish: cents, shape (a,).
        account_entities: numbers under which accounts draw, shape (a,), uint64.
    """

    kinds: tuple[str, ...]
    products: tuple[str, ...]
    distributors: tuple[str, ...]
    insurers: tuple[str, ...]
    reseller_ids: npt.NDArray[np.object_]
    kind: Codes
    rating: Codes
    annual_purchases: Cents
    cash: Cents
    overdraft: Cents
    fixed_costs: Cents
    cash_reserve: Cents
    margin: npt.NDArray[np.int64]
    fails_on: Days
    entities: npt.NDArray[np.uint64]
    account_start: Indices
    account_reseller: Indices
    account_distributor: Codes
    account_insurer: Codes
    reference_limit: Cents
    own_risk_wish: Cents
    account_entities: npt.NDArray[np.uint64]
    opening: OpeningInvoices

    @cached_property
    def decile(self) -> Codes:
        """Each reseller's size decile by annual purchases, 0 the smallest, shape (n,)."""
        order = np.argsort(self.annual_purchases, kind="stable")
        deciles = np.empty(len(order), np.int8)
        deciles[order] = np.arange(len(order)) * 10 // max(len(order), 1)
        return deciles

    @property
    def resellers(self) -> int:
        """The number of resellers."""
        return len(self.kind)

    @property
    def accounts(self) -> int:
        """The number of accounts."""
        return len(self.account_reseller)
