"""A town is founded from what a run is given: institutions, resellers, accounts, orders."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.market.portfolio import Portfolio
from tests.plain.amounts import cents
from tests.plain.book import Account, Invoice, Line
from tests.plain.catalogue import grants_lines, kind_of
from tests.plain.cover import Cover, Draws
from tests.plain.distributor import Distributor
from tests.plain.insurer import Insurer
from tests.plain.ordering import bring_orders
from tests.plain.reseller import Reseller
from tests.plain.town import Chances, Scenario, Town


def found_town(scenario: Scenario, portfolio: Portfolio, draws: Chances) -> Town:
    """Return everybody as they stand before the run's first day."""
    town = Town(scenario.world, draws)
    found_institutions(town, portfolio)
    settle_resellers(town, portfolio, draws)
    open_accounts(town, scenario, portfolio, draws)
    enrol(town, scenario, portfolio)
    ask_for_public_cover(town, portfolio)
    take_opening_invoices(town, portfolio)
    bring_orders(town, portfolio, draws)
    return town


def found_institutions(town: Town, portfolio: Portfolio) -> None:
    for name in portfolio.distributors:
        terms = town.world.distributors[name]
        cash = cents(terms.opening_cash_eur)
        town.distributors.append(Distributor(town, name, terms, cash))
    for name in portfolio.insurers:
        town.insurers.append(Insurer(town, name, town.world.insurers[name]))


def settle_resellers(town: Town, portfolio: Portfolio, draws: Chances) -> None:
    p = portfolio
    for i, name in enumerate(p.reseller_ids):
        town.resellers.append(
            Reseller(
                town,
                str(name),
                p.kinds[p.kind[i]],
                int(p.rating[i]),
                int(p.cash[i]),
                int(p.overdraft[i]),
                int(p.fixed_costs[i]),
                int(p.cash_reserve[i]),
                int(p.margin[i]),
                int(draws.fails_on[i]),
            )
        )


def open_accounts(town: Town, scenario: Scenario, portfolio: Portfolio, draws: Chances) -> None:
    p = portfolio
    for i, owner in enumerate(p.account_reseller):
        reseller = town.resellers[owner]
        distributor = town.distributors[p.account_distributor[i]]
        lines = stack(town.world.line_order, scenario.measures)
        wish = int(p.own_risk_wish[i])
        account = Account(i, reseller, distributor, lines, wish, reseller.rating)
        reseller.accounts.append(account)
        distributor.accounts.append(account)
        town.accounts.append(account)
    take_out_insurance(town, portfolio, draws)


def stack(line_order: Iterable[str], measures: Iterable[Any]) -> list[Line]:
    """Return an account's lines in drawing order, one publisher line for each measure."""
    lines = []
    for kind in line_order:
        if kind == "publisher":
            granting = [m for m in measures if grants_lines(m)]
            lines += [Line(kind, m.name, dedicated=m.dedicated) for m in granting]
        else:
            lines.append(Line(kind, kind))
    return lines


def take_out_insurance(town: Town, portfolio: Portfolio, draws: Chances) -> None:
    entities = portfolio.account_entities

    def uniforms(name: str, count: int) -> list[list[float]]:
        rows: list[list[float]] = draws.uniforms(name, entities, count).tolist()
        return rows

    days, reviews = uniforms("review-day", 1), uniforms("review", 3 * town.diary.months)
    for code, insurer in enumerate(town.insurers):
        of, terms = insurer.name, insurer.terms
        waves = {name: uniforms(f"wave/{of}/{name}", 4) for name in terms.waves}
        incidents = {name: uniforms(f"incident/{of}/{name}", 1) for name in terms.incidents}
        reliefs = {name: uniforms(f"relief/{of}/{name}", 1) for name in terms.reliefs}
        for i, account in enumerate(town.accounts):
            if portfolio.account_insurer[i] == code:
                luck = Draws(
                    days[i][0],
                    reviews[i],
                    {name: rows[i] for name, rows in waves.items()},
                    {name: rows[i][0] for name, rows in incidents.items()},
                    {name: rows[i][0] for name, rows in reliefs.items()},
                )
                reference = int(portfolio.reference_limit[i])
                account.cover = Cover(insurer, account, reference, luck)
                account.line("insured").limit = account.limit_seen = reference
                insurer.covers.append(account.cover)


def enrol(town: Town, scenario: Scenario, portfolio: Portfolio) -> None:
    """Let accounts take part in what grants lines, and resellers, by home account, in the rest."""
    for terms in scenario.measures:
        measure = kind_of(terms)(town, terms)
        stream = f"take-part/{terms.name}"
        if grants_lines(terms):
            lucks = town.chances.uniforms(stream, portfolio.account_entities, 1)[:, 0].tolist()
            pairs = zip(town.accounts, lucks, strict=True)
            measure.enrol({account: (account, luck) for account, luck in pairs})
        else:
            lucks = town.chances.uniforms(stream, portfolio.entities, 1)[:, 0].tolist()
            pairs = zip(town.resellers, lucks, strict=True)
            measure.enrol({r: (r.accounts[0], luck) for r, luck in pairs if r.accounts})
        town.measures.append(measure)


def ask_for_public_cover(town: Town, portfolio: Portfolio) -> None:
    for name, scheme in town.world.public_cover.schemes.items():
        rows = town.chances.uniforms(f"public/{name}", portfolio.account_entities, 1).tolist()
        town.state.asked[name] = {
            account
            for account, row in zip(town.accounts, rows, strict=True)
            if row[0] < scheme.take_up_share
        }


def take_opening_invoices(town: Town, portfolio: Portfolio) -> None:
    """Draw what is owed on limits before the crisis and own risk as the desks would grant it."""
    for distributor in town.distributors:
        distributor.sit(town.diary.first_day)
    opening = portfolio.opening
    for i, amount, due in zip(opening.account, opening.amount, opening.due, strict=True):
        account = town.accounts[i]
        parts = account.draw_opening(int(amount))
        number = len(account.reseller.invoices)
        account.reseller.owe(Invoice(None, account, int(amount), int(due), number, parts))
