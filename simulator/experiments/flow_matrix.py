"""The transaction-flow matrix: what moved between sectors, so that nothing is lost between them.

Rows are kinds of flow, columns are sectors. In the block `money` a sector receives (+) or pays (−);
in the block `claims` it is owed more (+) or owes more (−). Each row sums to zero, since what one
sector gives another takes; the last row of a block holds what the sector's money or claims changed
by, with its sign turned, so that each column sums to zero too (Godley and Lavoie 2007, chapter 2).
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.book.ledger import CLAIM_KINDS
from simulator.experiments.statistics import interval, mean
from simulator.experiments.tables import LABELS

Cents = npt.NDArray[np.int64]
Move = tuple[str, str, str, str, int]
"""Block, kind, who is better off by it, who is worse off, and by how much, cents."""

SECTORS = (
    *("customers", "financing", "resellers", "estates", "households"),
    *("distributors", "suppliers", "publisher", "insurers", "state"),
)
"""The order of the columns; sectors that are not named here follow."""
MONEY, CLAIMS = "money", "claims"
LESS_CHANGE = "less_change"
"""The last row of a block."""
OWED_BY_GIVER = frozenset(k for k in CLAIM_KINDS if k.endswith(("_noticed", "_accrued")))
"""Claims that the giver will have to pay to the taker; of other claims the giver is the creditor,
as of goods sold on credit, or the debtor whose debt is written off."""
SETTLING = frozenset(
    {
        *("invoice_payment", "customer_payment", "financed_payment"),
        *("financed_collection", "estate_collection"),
        *(kind.rpartition("_")[0] for kind in OWED_BY_GIVER),
    }
)
"""Payments that settle, or buy, a claim recorded before."""
NET_POSITIONS = (
    *(*LABELS, "sector", "n"),
    *("money_eur", "claims_eur", "net_eur", "net_ci_low", "net_ci_high"),
)


def flow_matrix(
    flows: pd.DataFrame, replications: pd.DataFrame, replication: int | None = None
) -> pd.DataFrame:
    """Return the matrix of each scenario: `assumptions, programme, block, kind`, then the sectors.

    Args:
        flows: one row a scenario, replication and flow, in euros.
        replications: one row a scenario, replication and outcome: those that did not fail.
        replication: number of the one wanted, exact, in cents (int64); None: the mean over all,
            in EUR.
    """
    sectors = sectors_of(flows)
    parts = []
    for names, n, one in _scenarios(flows, replications):
        chosen = one if replication is None else one[one["replication"] == replication]
        kinds, cents = _matrix(chosen, sectors)
        amounts = cents if replication is not None else cents / n / 100
        part = pd.DataFrame(amounts, columns=pd.Index(sectors))
        for at, (name, values) in enumerate(
            zip((*LABELS, "block", "kind"), (*names, *zip(*kinds, strict=True)), strict=True)
        ):
            part.insert(at, name, values)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else _nothing(sectors)


def net_positions(flows: pd.DataFrame, replications: pd.DataFrame) -> pd.DataFrame:
    """Return one row a scenario and sector: by how much its money, claims and both changed, EUR.

    Means over replications, and the mean's 95 % interval of both together.
    """
    rows, sectors = [], sectors_of(flows)
    for names, n, one in _scenarios(flows, replications):
        changes = np.zeros((n, 2, len(sectors)), np.int64)
        for at, (_, each) in enumerate(one.groupby("replication", sort=False)):
            kinds, cents = _matrix(each, sectors)
            last = [row for row, (_, kind) in enumerate(kinds) if kind == LESS_CHANGE]
            changes[at] = -cents[last]
        for code, sector in enumerate(sectors):
            money, claims = changes[:, 0, code] / 100, changes[:, 1, code] / 100
            net = changes[:, :, code].sum(axis=1) / 100
            means = mean(money), mean(claims), mean(net)
            rows.append((*names, sector, n, *means, *interval(net)))
    return pd.DataFrame(rows, columns=pd.Index(NET_POSITIONS))


def moves(kind: str, giver: str, taker: str, cents: int) -> Iterator[Move]:
    """Yield what a flow does to money and to claims.

    >>> list(
    ...     moves("invoice_payment", "resellers", "distributors", 5)
    ... )  # doctest: +NORMALIZE_WHITESPACE
    [('money', 'invoice_payment', 'distributors', 'resellers', 5),
     ('claims', 'invoice_payment', 'resellers', 'distributors', 5)]
    """
    if kind not in CLAIM_KINDS:
        yield MONEY, kind, taker, giver, cents
    if kind in OWED_BY_GIVER:
        yield CLAIMS, kind, taker, giver, cents
    elif kind in CLAIM_KINDS or kind in SETTLING:
        # what an estate collects, its reseller was owed
        creditor = "resellers" if taker == "estates" else taker
        yield CLAIMS, kind, giver, creditor, cents


def sectors_of(flows: pd.DataFrame) -> list[str]:
    """Return the sectors between which anything moves, in the order of the columns."""
    found = {str(s) for name in ("from_sector", "to_sector") for s in flows[name].unique()}
    return [s for s in SECTORS if s in found] + sorted(found - set(SECTORS))


def _scenarios(
    flows: pd.DataFrame, replications: pd.DataFrame
) -> Iterator[tuple[tuple[str, str], int, pd.DataFrame]]:
    """Yield each scenario's names, how many replications it has, and its flows."""
    for names, done in replications.groupby(list(LABELS), sort=False, observed=True):
        its = (flows[list(LABELS)] == list(names)).all(axis=1)
        yield (str(names[0]), str(names[1])), int(done["replication"].nunique()), flows[its]


def _matrix(flows: pd.DataFrame, sectors: Sequence[str]) -> tuple[list[tuple[str, str]], Cents]:
    """Return rows by (block, kind) and their amounts by sector, cents; each block's change last."""
    columns = ("kind", "from_sector", "to_sector", "amount_eur")
    found = [
        move
        for kind, giver, taker, eur in zip(*(flows[c] for c in columns), strict=True)
        for move in moves(kind, giver, taker, round(eur * 100))
    ]
    kinds: list[tuple[str, str]] = []
    blocks: list[Cents] = []
    for block in (MONEY, CLAIMS):
        names = sorted({kind for its, kind, *_ in found if its == block})
        cents = _amounts([m for m in found if m[0] == block], names, sectors)
        kinds += [(block, kind) for kind in (*names, LESS_CHANGE)]
        blocks += [cents, -cents.sum(axis=0, keepdims=True)]
    return kinds, np.concatenate(blocks)


def _amounts(found: Iterable[Move], kinds: Sequence[str], sectors: Sequence[str]) -> Cents:
    cents = np.zeros((len(kinds), len(sectors)), np.int64)
    for _, kind, better, worse, amount in found:
        row = kinds.index(kind)
        cents[row, sectors.index(better)] += amount
        cents[row, sectors.index(worse)] -= amount
    return cents


def _nothing(sectors: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=pd.Index((*LABELS, "block", "kind", *sectors)))
