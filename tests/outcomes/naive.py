"""Every headline outcome once more, by plain loops over the audit's tables; euros and days."""

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.book.record import Record
from simulator.units import billionths, share_of
from tests.small_worlds import tables_of

HEADLINES = {
    "demand_eur",
    "blocked_eur",
    "blockage_rate",
    "lost_eur",
    "lost_rate",
    "lost_failed_eur",
    "mean_delay_days",
    "frozen_share_peak",
    "seizure_days",
    "seizure",
    "leakage_share",
    "publisher_revenue_eur",
    "programme_cost_eur",
    "guarantee_granted_peak_eur",
    "guarantee_drawn_peak_eur",
    "guarantee_claims_eur",
    "resellers_granted",
    "resellers_helped",
    "failures",
    "failures_illiquid",
    "failures_overdue",
    "failures_exogenous",
    "short_of_cash_share_peak",
    "reseller_cash_p05_eur",
    "reseller_cash_p50_eur",
    "dso_days",
    "dpo_days",
    "distributor_losses_eur",
    "uninsured_peak_eur",
    "insurer_loss_ratio",
}
DELIVERED = ("on_credit", "prepaid", "after_wait")
FAILURE = ("", "exogenous", "overdue", "illiquid")


def rate(part: float, whole: float) -> float:
    """Return part / whole, NaN if there is nothing."""
    return part / whole if whole else math.nan


class Naive:
    """One run's tables, and what they come to."""

    def __init__(self, record: Record) -> None:
        self.world, self.portfolio, self.book = record.world, record.portfolio, record.orders
        tables = tables_of(record)
        self.start = pd.Timestamp(self.world.start)
        self.closes = sorted(tables["cash"]["date"].unique())
        self.window = [close for close in self.closes if close >= self.start]
        self.failed_on = dict(
            zip(tables["failures"]["reseller_id"], tables["failures"]["date"], strict=True)
        )
        self.causes = tables["failures"]
        self.all_orders = [dict(row) for _, row in tables["orders"].iterrows()]
        self.orders = [o for o in self.all_orders if o["ordered_on"] >= self.start]
        self.invoices, self.limits, self.cash = (tables[n] for n in ("invoices", "limits", "cash"))
        self.postings = tables["postings"]
        self.lines = [m.name for m in record.measures if m.grants_line]

    def arrives(self, order: dict[str, Any]) -> pd.Timestamp:
        """Return the business day on which an order trades first."""
        return next((c for c in self.closes if c >= order["ordered_on"]), self.closes[-1])

    def demanded(self) -> list[dict[str, Any]]:
        """Return the window's orders from resellers that lived when they came."""
        return [
            order
            for order in self.orders
            if order["reseller_id"] not in self.failed_on
            or self.arrives(order) < self.failed_on[order["reseller_id"]]
        ]

    def value(self, orders: list[dict[str, Any]], **wanted: Any) -> float:
        """Return the value of orders, of those with some fate only."""
        kept = [o for o in orders if all(o[key] in values for key, values in wanted.items())]
        return math.fsum(o["amount_eur"] for o in kept)

    def blockage(self) -> dict[str, float]:
        """Return the outcomes of orders."""
        demanded = self.demanded()
        blocked = [o for o in demanded if o["blocked_by"]]
        delivered = [o for o in demanded if o["fate"] in DELIVERED]
        delay = sum(o["amount_eur"] * (o["delivered_on"] - self.arrives(o)).days for o in delivered)
        lost = self.value(demanded, fate=["lost_credit"])
        revenue = 0
        for order in delivered:
            product = self.world.products[order["product"]]
            amount = round(order["amount_eur"] * 100)
            if product.publisher:
                revenue += amount - share_of(amount, billionths(product.distributor_margin))
        return {
            "demand_eur": self.value(demanded),
            "blocked_eur": self.value(blocked),
            "blockage_rate": rate(self.value(blocked), self.value(demanded)),
            "lost_eur": lost,
            "lost_rate": rate(lost, self.value(demanded)),
            "lost_failed_eur": self.value(self.orders, fate=["lost_failed"]),
            "mean_delay_days": rate(delay, self.value(delivered)),
            "publisher_revenue_eur": revenue / 100,
            **self.seizure(demanded, blocked),
        }

    def seizure(
        self, demanded: list[dict[str, Any]], blocked: list[dict[str, Any]]
    ) -> dict[str, float]:
        """Return the days over the threshold, and whether five came in a row."""
        sums = {close: [0.0, 0.0] for close in self.window}
        for column, orders in enumerate((blocked, demanded)):
            for order in orders:
                sums[self.arrives(order)][column] += order["amount_eur"]
        above, row, longest = 0, 0, 0
        for last in range(19, len(self.window)):
            days = [sums[close] for close in self.window[last - 19 : last + 1]]
            over = rate(sum(d[0] for d in days), sum(d[1] for d in days))
            row = row + 1 if over > self.world.trading.seizure_threshold else 0
            above += row > 0
            longest = max(longest, row)
        return {
            "seizure_days": above,
            "seizure": float(longest >= self.world.trading.seizure_days),
        }

    def resellers(self) -> dict[str, float]:
        """Return the outcomes of cash and failures."""
        causes = self.causes[self.causes["date"] >= self.start]["cause"].tolist()
        shares = []
        for close, rows in self.cash[self.cash["date"] >= self.start].groupby("date"):
            alive = [
                cash
                for name, cash in zip(rows["reseller_id"], rows["cash_eur"], strict=True)
                if self.failed_on.get(name, pd.Timestamp.max) > close
            ]
            if alive:
                shares.append(sum(cash < 0 for cash in alive) / len(alive))
        return {
            "failures": len(causes),
            **{f"failures_{cause}": causes.count(cause) for cause in FAILURE[1:]},
            "short_of_cash_share_peak": max(shares),
            "reseller_cash_p05_eur": float(np.percentile(alive, 5)),
            "reseller_cash_p50_eur": float(np.percentile(alive, 50)),
        }

    def limit_paths(self) -> dict[pd.Timestamp, dict[tuple[str, str, str], float]]:
        """Return every limit at every close, by reseller, distributor and line."""
        moves: dict[Any, list[Any]] = defaultdict(list)
        for row in self.limits.itertuples():
            moves[row.date].append(row)
        paths: dict[pd.Timestamp, dict[tuple[str, str, str], float]] = {}
        now: dict[tuple[str, str, str], float] = {}
        for close in self.closes:
            for row in moves[close]:
                now[row.reseller_id, row.distributor_id, row.line] = row.limit_eur
            paths[close] = dict(now)
        return paths

    def programme(self) -> dict[str, float]:
        """Return the outcomes of publisher lines that need no invoice's history."""
        paths = self.limit_paths()
        granted = {
            close: sum(v for (_, _, line), v in path.items() if line in self.lines)
            for close, path in paths.items()
        }
        holders = {
            key[0]
            for path in paths.values()
            for key, v in path.items()
            if key[2] in self.lines and v
        }
        drew = [o for o in self.orders if o["publisher_eur"] > 0]
        others = [n for n, p in self.world.products.items() if not p.publisher]
        leaked = math.fsum(o["publisher_eur"] for o in drew if o["product"] in others)
        return {
            "guarantee_granted_peak_eur": max(granted[close] for close in self.window),
            "resellers_granted": len(holders),
            "resellers_helped": len({o["reseller_id"] for o in drew}),
            "leakage_share": rate(leaked, math.fsum(o["publisher_eur"] for o in drew)),
        }

    def posted(self, kind: str) -> float:
        """Return what was posted of a kind in the window."""
        return math.fsum(self.flow(kind)[-len(self.window) :])

    def lenders(self) -> dict[str, float]:
        """Return the outcomes of insurers and distributors that postings tell."""
        turnover: dict[str, int] = defaultdict(int)
        for order in self.orders:
            turnover["sfac"] += round(order["insured_eur"] * 100)
        premium = sum(
            share_of(cents, billionths(self.world.insurers[name].premium_rate))
            for name, cents in turnover.items()
        )
        indemnities, guarantees, written_off = (
            self.posted(kind) for kind in ("indemnity_noticed", "guarantee_noticed", "write_off")
        )
        return {
            "insurer_loss_ratio": rate(indemnities, premium / 100),
            "guarantee_claims_eur": guarantees,
            "programme_cost_eur": guarantees,
            "distributor_losses_eur": written_off - indemnities - guarantees,
        }

    def days(self) -> dict[str, float]:
        """Return DSO and DPO, from what is open at each close."""
        owed = self.flow("credit_sale") - self.flow("invoice_payment") - self.flow("write_off")
        bought = self.flow("credit_sale") + self.flow("prepayment")
        span = (self.world.end - self.world.start).days + 1
        first = len(self.closes) - len(self.window)
        sold, receivable = 0.0, 0.0
        for price, delivered, received in self.sales():
            sold += price * (delivered >= first)
            receivable += price * len(range(max(delivered, first), min(received, len(self.closes))))
        return {
            "dso_days": rate(receivable / len(self.window), sold) * span,
            "dpo_days": np.cumsum(owed)[first:].mean() / bought[first:].sum() * span,
        }

    def sales(self) -> Iterator[tuple[float, int, int]]:
        """Iterate over sales: price, and the closes of delivery and from which it is not open."""
        place = {close: n for n, close in enumerate(self.closes)}
        row = {name: n for n, name in enumerate(self.portfolio.reseller_ids)}
        for n, order in enumerate(self.all_orders):
            if order["fate"] not in DELIVERED:
                continue
            amount = round(order["amount_eur"] * 100)
            margin = int(self.portfolio.margin[row[order["reseller_id"]]])
            wait = pd.Timedelta(days=int(self.book.pays_after[n]))
            delivered = place[order["delivered_on"]]
            paid = order["delivered_on"] + wait
            received = next((k for k, c in enumerate(self.closes) if c >= paid), len(self.closes))
            failed = self.failed_on.get(order["reseller_id"], pd.Timestamp.max)
            until = min(max(received, delivered + 1), place.get(failed, len(self.closes)))
            yield (amount + share_of(amount, margin)) / 100, delivered, until

    def flow(self, kind: str) -> npt.NDArray[np.float64]:
        """Return what was posted of a kind at each close."""
        rows = self.postings[self.postings["kind"] == kind].groupby("date")["amount_eur"].sum()
        return np.array([rows.get(close, 0.0) for close in self.closes])


def naive_outcomes(record: Record) -> dict[str, float]:
    """Return headline outcomes by plain loops; no order is financed, nothing is recovered."""
    naive = Naive(record)
    parts = (naive.blockage, naive.resellers, naive.programme, naive.lenders, naive.days)
    return {name: value for part in parts for name, value in part().items()}
