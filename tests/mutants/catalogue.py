"""Mistakes that a modeller of trade credit makes, each as one edit, and the tests that must see it.

An edit replaces a piece of text that stands once in a file by another.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Attributes:
        name: what is wrong.
        file: of the package.
        old, new: the piece of text, and what it becomes.
        tests: files or tests that are run, the likeliest to see it first.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def book(name: str, file: str, old: str, new: str, *tests: str) -> Mutant:
    return Mutant(name, f"simulator/book/{file}", old, new, tests)


def statistics(name: str, file: str, old: str, new: str, *tests: str) -> Mutant:
    return Mutant(name, f"simulator/experiments/{file}", old, new, tests)


ADVANCING = "tests/book/test_advancing.py"
EVERY_MEASURE = "tests/measures/test_every_measure.py"
IDENTITIES = "tests/theory/test_identities_in_time.py"
STATISTICS = "tests/experiments/test_statistics.py"
TAILS = "tests/experiments/test_tails.py"

BOOK = (
    book(
        "payments after trading",
        "advancing.py",
        """            if reseller.state == ALIVE:
                settle(
                    reseller, row, items, payables, receivables, waiting, carried, accounts, lines,
                    stack, distributors, days, rules[0], ordinal, ledger, market, failures, failed,
                )  # fmt: skip
            if reseller.state == ALIVE:
                trade(
                    reseller, items, payables, receivables, waiting, carried, price_change,
                    accounts, lines, stack, products, days, due_day, next_ordinal, rules[0],
                    earnings, earned, accruing, reached[row], accrued[row], ordinal, ledger,
                )  # fmt: skip
            else:
                lose_orders(reseller, items, ordinal)
""",
        """            if reseller.state == ALIVE:
                trade(
                    reseller, items, payables, receivables, waiting, carried, price_change,
                    accounts, lines, stack, products, days, due_day, next_ordinal, rules[0],
                    earnings, earned, accruing, reached[row], accrued[row], ordinal, ledger,
                )  # fmt: skip
            else:
                lose_orders(reseller, items, ordinal)
            if reseller.state == ALIVE:
                settle(
                    reseller, row, items, payables, receivables, waiting, carried, accounts, lines,
                    stack, distributors, days, rules[0], ordinal, ledger, market, failures, failed,
                )  # fmt: skip
""",
        ADVANCING,
    ),
    book(
        "headroom without max(0)",
        "lines.py",
        "max(0, line.limit - line.used)",
        "line.limit - line.used",
        "tests/book/test_lines.py",
    ),
    book(
        "free lines in drawing order",
        "lines.py",
        """    before, left = item.paid, payment
    for rank in range(len(stack) - 1, -1, -1):""",
        """    before, left = item.paid, payment
    for rank in range(len(stack)):""",
        "tests/book/test_lines.py",
    ),
    book(
        "cut recalls used credit",
        "lines.py",
        "    own[place].limit = limit\n    if FIRST",
        "    own[place].limit = limit\n"
        "    own[place].used = min(own[place].used, limit)\n    if FIRST",
        "tests/book/test_lines.py",
        "tests/plain/test_lines_by_hand.py",
    ),
    book(
        "waiting orders newest first",
        "trading.py",
        "row = waiting[base + at]",
        "row = waiting[base + waited - 1 - at]",
        "tests/book/test_trading.py",
    ),
    book(
        "a non-fitting order blocks later ones",
        "trading.py",
        "            fate = deliver_somehow(",
        "            fate = WAITING if kept > 0 else deliver_somehow(",
        "tests/book/test_trading.py",
    ),
    book(
        "recovery not pro rata",
        "claims.py",
        "recovered = pro_rata_rows(shares_of(total, recovery_share), borne)",
        "recovered = pro_rata_rows(shares_of(total, recovery_share), np.ones_like(borne))",
        "tests/book/test_claims.py",
    ),
    book(
        "cover applied to limit instead of used",
        "claims.py",
        "shares_of(parts[:, INSURED], percentage)",
        "shares_of(np.where(parts[:, INSURED], accounts['reference'][account], 0), percentage)",
        "tests/book/test_claims.py",
        "tests/plain/test_failing_by_hand.py",
    ),
    book(
        "margin on wrong base",
        "invoices.py",
        "return amount + share_of(amount, reseller.margin)",
        "return amount + share_of(amount + share_of(amount, reseller.margin), reseller.margin)",
        "tests/book/test_invoices.py",
    ),
    book(
        "warm-up counted",
        "tallies.py",
        "if ordered_on[at] >= 0:",
        "if ordered_on[at] >= -NEVER:",
        "tests/book/test_tallies.py",
    ),
    book(
        "int32 cents",
        "state.py",
        '        ("amount", "i8"),\n        ("paid", "i8"),',
        '        ("amount", "i4"),\n        ("paid", "i4"),',
        f"{IDENTITIES}::test_amounts_beyond_thirty_two_bits_of_cents_are_kept_to_the_cent",
    ),
)

MARKET = (
    Mutant(
        "due day not moved to a business day",
        "simulator/calendar.py",
        "return self.next_business_day(delivered + net_days)",
        "return delivered + net_days",
        ("tests/test_calendar.py",),
    ),
    Mutant(
        "end of month then n days",
        "simulator/calendar.py",
        """        then = self.date_of(delivered + end_of_month_days)
        following = date(then.year + then.month // 12, then.month % 12 + 1, 1)
        return self.next_business_day(self.number(following) - 1)""",
        """        then = self.date_of(delivered)
        following = date(then.year + then.month // 12, then.month % 12 + 1, 1)
        return self.next_business_day(self.number(following) - 1 + end_of_month_days)""",
        ("tests/test_calendar.py",),
    ),
    Mutant(
        "half-even for half-up",
        "simulator/units.py",
        "if twice > _BILLION or (twice == _BILLION and quotient & _ONE == _ONE):",
        "if twice >= _BILLION:",
        ("tests/test_units.py",),
    ),
    Mutant(
        "discount sign",
        "simulator/market/terms.py",
        "            amount -= discount\n",
        "            amount += discount\n",
        ("tests/market/test_terms.py",),
    ),
    Mutant(
        "Φ⁻¹ sign",
        "simulator/streams.py",
        "    return -numerator / denominator if q < 0.0 else numerator / denominator",
        "    return numerator / denominator if q < 0.0 else -numerator / denominator",
        ("tests/test_streams.py",),
    ),
    Mutant(
        "ρ for √ρ",
        "simulator/market/failures.py",
        "math.sqrt(correlation) * z + math.sqrt(1 - correlation) * normals(u)",
        "correlation * z + math.sqrt(1 - correlation**2) * normals(u)",
        ("tests/market/test_failures.py",),
    ),
    Mutant(
        "one Z per reseller",
        "simulator/market/failures.py",
        'z = normal(Stream(seed, replication, "failures/market").uniform())',
        "z = normals(\n"
        '        Stream(seed, replication, "failures/market").uniforms(portfolio.entities)[:, 0]\n'
        "    )",
        ("tests/market/test_failures.py",),
    ),
    Mutant(
        "shared stream between measures",
        "simulator/measures/base/measure.py",
        'f"take-part/{self.name}"',
        '"take-part"',
        (f"{EVERY_MEASURE}::test_measures_of_different_names_draw_apart_who_takes_part",),
    ),
    Mutant(
        "seed without replication",
        "simulator/streams.py",
        'f"{self.seed}/{self.replication}/{self.name}"',
        'f"{self.seed}/{self.name}"',
        ("tests/test_streams.py",),
    ),
)

RESULTS = (
    statistics(
        "VaR by interpolation off by one",
        "tails.py",
        "    return float(ordered[rank(len(ordered), level) - 1])",
        "    return float(np.percentile(ordered, level))",
        TAILS,
    ),
    statistics(
        "ES including the atom wrongly",
        "tails.py",
        "    return quantile + 100 * mean(_beyond(ordered, quantile)) / (100 - level)",
        "    return mean(ordered[ordered >= quantile])",
        TAILS,
    ),
    statistics(
        "sd with n",
        "statistics.py",
        "math.fsum((values - centre) ** 2) / (len(values) - 1)",
        "math.fsum((values - centre) ** 2) / len(values)",
        STATISTICS,
    ),
    statistics(
        "t with z",
        "statistics.py",
        "    half = float(stdtrit(n - 1, (1 + confidence) / 2))",
        "    half = float(stdtrit(1e9, (1 + confidence) / 2))",
        STATISTICS,
    ),
    statistics(
        "unpaired difference",
        "statistics.py",
        "    differences = ours - theirs\n",
        "    differences = np.sort(ours) - np.sort(theirs)\n",
        STATISTICS,
    ),
    statistics(
        "failed runs dropped",
        "results.py",
        "        failed = self.failed.iloc[:0] if allow_missing else self.failed\n",
        "        failed = self.failed.iloc[:0]\n",
        TAILS,
    ),
    statistics(
        "NaN as 0",
        "statistics.py",
        "    return values[~np.isnan(values)]",
        "    return np.nan_to_num(values)",
        STATISTICS,
    ),
)

MUTANTS = (*BOOK, *MARKET, *RESULTS)
