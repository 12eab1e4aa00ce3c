"""The publisher's measures that move orders: discounts, fast payment, back margins, rewards."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import Any

from tests.plain.amounts import billionths, cents, part, typed, yearly
from tests.plain.book import Account, Order
from tests.plain.programme import Measure
from tests.plain.seasons import Episode


class Incentive(Measure):
    """A measure that reaches resellers, by their home accounts as they are before the run."""

    def enrol(self, candidates: dict[Any, tuple[Account, float]]) -> None:
        super().enrol(candidates)
        reached = {who for who, (home, _) in candidates.items() if self.fits(home)}
        self.taking_part &= reached if self.has_days else set()

    def reaches(self, order: Order) -> bool:
        return order.reseller in self.taking_part

    def concerns(self, order: Order) -> bool:
        """Return whether an order that goes by a business day of the window is concerned."""
        return self.reaches(order) and self.in_window(order.arrives)

    def cost(self, order: Order, amount: int) -> None:
        if order.counts and amount:
            order.costs[self.terms.name] += amount

    def episode(self, first: int, last: int, days_after: int) -> Episode:
        return Episode(self.town.seasons, first, last, days_after)


class Discount(Incentive, ABC):
    """A share of the list price off the best-selling references of some products."""

    @abstractmethod
    def products(self) -> list[str]: ...

    def is_on(self, order: Order) -> bool:
        return (
            self.reaches(order)
            and order.product in self.products()
            and order.sells < self.terms.best_selling_share
        )

    def demand(self, order: Order) -> float:
        if not self.is_on(order):
            return 1.0
        terms = self.terms
        elasticity = self.town.world.products[order.product].elasticity
        gain = (1 - terms.discount * terms.pass_through) ** elasticity - 1
        sale = self.episode(self.first_day, self.last_day, terms.timing_days)
        return sale.gain(order.product, order.arrives, gain, terms.timing_share)

    def discount(self, order: Order) -> int:
        if self.is_on(order) and self.in_window(order.arrives):
            return part(order.listed, billionths(self.terms.discount))
        return 0

    def passed_through(self, discount: int) -> int:
        return part(discount, billionths(self.terms.pass_through))

    def see(self, order: Order) -> None:
        """Bear the discount, less what the wholesaler's margin loses by it."""
        given = order.discounts.get(self.terms.name, 0)
        margin = self.town.world.products[order.product].distributor_margin
        self.cost(order, given - part(given, billionths(margin)))


class OpenDiscount(Discount):
    """The discount on one product."""

    def products(self) -> list[str]:
        return [self.terms.product]


class SoftwareAssurancePromotion(Discount):
    """The same on a list of products."""

    def products(self) -> list[str]:
        return list(self.terms.products)


class FastPayment(Incentive):
    """Financed orders are paid sooner, and more orders are financed."""

    def would_finance(self, order: Order) -> bool:
        financing = self.town.world.financing
        if not order.publisher or order.listed < cents(financing.least_amount_eur):
            return False
        others = 1 - financing.take_up_share
        taken_up = order.take_up[self.terms.name] < self.terms.take_up_increase / others
        return self.concerns(order) and taken_up

    def pays_fast(self, order: Order) -> bool:
        return self.concerns(order)

    def see(self, order: Order) -> None:
        """Pay the financing arm for its money, and for the losses on whom it would not finance."""
        if order.paid_fast_by != self.terms.name:
            return
        price, paid_in = order.price, self.terms.paid_in_days
        usual = self.town.world.financing.reseller_paid_in_days
        earlier = (usual if order.financed_anyway else order.pays_after) - paid_in
        amount = yearly(price, billionths(self.terms.funding_rate), max(0, earlier))
        if not order.financed_anyway:
            amount += part(price, billionths(self.terms.loss_share))
        self.cost(order, amount)
        self.town.record.post("publisher", "financing", "financing_cost", amount)


class Accruing(Incentive):
    """A measure by which deliveries earn money that is paid after the quarter."""

    posting = "rebate"

    def accrue(self, order: Order, rate: int) -> None:
        amount = part(order.amount, rate)
        self.cost(order, amount)
        self.town.owe_back_margin(order, self.posting, amount)

    @property
    def today(self) -> int:
        return self.town.diary.today

    def is_its(self, product: str) -> bool:
        """Return whether a product is one of those named; of all the publisher's if none is."""
        named = self.terms.products
        return product in named if named else self.town.world.products[product].publisher


class DoubleBackMargin(Accruing):
    """Back margins are multiplied; resellers pass on a share and try harder."""

    @property
    def extra(self) -> Fraction:
        return typed(self.town.world.rebates.rate) * (typed(self.terms.multiplier) - 1)

    def is_on(self, order: Order) -> bool:
        return self.concerns(order) and self.is_its(order.product)

    def demand(self, order: Order) -> float:
        if not self.is_on(order):
            return 1.0
        terms, world = self.terms, self.town.world
        elasticity = world.products[order.product].elasticity
        price = float(1 - self.extra * typed(terms.pass_through)) ** elasticity
        before = terms.front_margin + world.rebates.rate
        after = terms.front_margin + world.rebates.rate * terms.multiplier
        effort = (after / before) ** terms.effort_elasticity if before else 1.0
        return float(price * effort)

    def passed_on(self, order: Order) -> int:
        if not self.is_on(order):
            return 0
        return part(order.amount, billionths(self.extra * typed(self.terms.pass_through)))

    def see(self, order: Order) -> None:
        if self.reaches(order) and self.in_window(self.today) and self.is_its(order.product):
            self.accrue(order, billionths(self.extra))


class ProjectReward(Accruing):
    """Services firms are rewarded for large projects, which count double in a window."""

    posting = "reward"

    @property
    def double(self) -> Episode | None:
        """Return the double window with the days from which it draws projects, if there is one."""
        terms, number = self.terms, self.town.diary.number
        if terms.double_starts is None or terms.double_ends is None:
            return None
        first, last = number(terms.double_starts), number(terms.double_ends)
        return self.episode(first, last, terms.pulled_days)

    def demand(self, order: Order) -> float:
        terms, day, factor = self.terms, order.arrives, 1.0
        if not self.reaches(order):
            return factor
        if self.is_its(order.product) and self.in_window(day - terms.detection_lag_days):
            factor *= 1 + terms.detection_uplift
        if order.product in terms.double_products and self.double:
            factor *= self.double.pull(order.product, day, terms.pulled_share)
        return factor

    def see(self, order: Order) -> None:
        terms, today = self.terms, self.today
        large = order.amount >= cents(terms.least_project_eur)
        if not (self.reaches(order) and large and self.in_window(today)):
            return
        if self.is_its(order.product):
            self.accrue(order, billionths(terms.reward_rate))
            double = self.double and self.double.in_window(today)
            if double and order.product in terms.double_products:
                self.accrue(order, billionths(terms.reward_rate))
