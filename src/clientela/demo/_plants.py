"""What is planted in the company to be found: costly customers, costly growth, a discount leak, a merger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._customers import usual_discount
from clientela.demo._plan import DAYS, MONTH_STARTS, MONTHS, Floats, Ints, Plan, month_of, stream
from clientela.demo._taste import make_taste

if TYPE_CHECKING:
    from clientela.demo._customers import Customers
    from clientela.demo._orders import Orders
    from clientela.demo._products import Products
    from clientela.demo._sellers import Sellers

CLAIMS_FROM = 900_000
"""Credit notes for planted returns have numbers of their own from here, so that no other document changes its number."""
LEAK_MONTH = MONTHS - 12
"""The leaking sellers give more from this month on: the last year."""
_GROWTH_MONTHS = 18
_RAMP_MONTHS = 6
_WON = (DAYS - 760, DAYS - 480)
"""Between these days the customers came whose growth brings nothing: young enough to be won, old enough to be judged."""
_MERGED = (MONTHS - 22, MONTHS - 16)
"""Months in which the merger may happen: inside the year before the last, so that the two structures differ."""
_YEAR_AGO = DAYS - 365
_ENOUGH = {"growth": 4, "leak": 3, "merger": 24}
"""Orders a customer must have had for a plant to show: in the last year; of the merged ones in all years."""
_CLAIM_SHARE = 0.22
"""Share of the orders of costly growth of which something is sent back on top."""


@dataclass(frozen=True, slots=True)
class Plants:
    """The planted customers; arrays over all customers hold -1, 0 or `MONTHS` where nothing is planted."""

    growth_from: Ints
    """Month from which a customer grows at our cost; `MONTHS` for all others."""
    growth_factor: Floats
    """By what its quantities are multiplied when the growth is complete."""
    growth_discount: Ints
    """Its discount from then on, in tenths of a percent."""
    growth_late: Ints
    """Days that it pays later than it used to."""
    growth_visits: Ints
    """Visits a year on top of the usual ones."""
    growth_bonus: Floats
    """Its bonus at the end of the year, as a share of revenue."""
    leak_seller: Ints
    """The seller that gives the customer too much; -1 for all others."""
    leak_points: Ints
    """How much too much, in tenths of a percent of the list price."""
    taken: int
    """The customer that goes into another one; -1 when there is no merger."""
    taker: int
    merged_on: int

    def growing(self, customer: Ints, month: Ints | int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Return whether a customer's month lies in its costly growth."""
        return np.asarray(self.growth_from[customer] <= month)

    def quantities(self, quantity: Ints, customer: Ints, pack: Ints, month: int) -> Ints:
        """Return quantities with the planted growth: whole packs, a third of the growth at once, all after half a year."""
        since = month - self.growth_from[customer]
        ramp = np.clip(0.3 + 0.7 * since / _RAMP_MONTHS, 0.3, 1.0)
        boxes = np.rint(quantity / pack * (1 + (self.growth_factor[customer] - 1) * ramp)).astype(np.int64)
        return np.where(since >= 0, boxes * pack, quantity)

    def discounts(self, discount: Ints, customer: Ints, seller: Ints, month: int) -> Ints:
        """Return discounts with the planted concessions, in tenths of a percent."""
        if month >= LEAK_MONTH:
            given = self.leak_seller[customer] == seller
            discount = discount + np.where(given, self.leak_points[customer], 0)
        return np.where(self.growing(customer, month), self.growth_discount[customer], discount)


def nothing(count: int) -> Plants:
    """Return the plants of a company without any."""
    return Plants(
        growth_from=np.full(count, MONTHS),
        growth_factor=np.ones(count),
        growth_discount=np.zeros(count, dtype=np.int64),
        growth_late=np.zeros(count, dtype=np.int64),
        growth_visits=np.zeros(count, dtype=np.int64),
        growth_bonus=np.zeros(count),
        leak_seller=np.full(count, -1),
        leak_points=np.zeros(count, dtype=np.int64),
        taken=-1,
        taker=-1,
        merged_on=DAYS,
    )


def _orders_since(orders: Orders, day: int, count: int) -> Ints:
    return np.bincount(orders.customer[orders.day >= day], minlength=count)


def _choose(rng: np.random.Generator, fits: Ints, wanted: int) -> Ints:
    return np.sort(rng.permutation(fits)[:wanted])


def _growth(
    plan: Plan, customers: Customers, products: Products, usable: Ints, recent: Ints
) -> tuple[Ints, dict[str, Ints | Floats]]:
    rng = stream(plan, "plant_growth")
    came = customers.since[usable]
    fits = usable[(came >= _WON[0]) & (came <= _WON[1]) & (recent[usable] >= _ENOUGH["growth"])]
    chosen = _choose(rng, fits, max(3, plan.customers // 200))
    n = len(chosen)
    usual = customers.rate[chosen] * customers.order_lines[chosen] * customers.line_value[chosen]
    wanted = rng.uniform(100_000, 230_000, n)  # a year at list prices: an A customer by its sales
    taste = make_taste(plan, customers)
    cost = np.array([taste.cost_share(i, products) for i in chosen.tolist()])
    # Conceded is what leaves one to five per cent above the cost of goods: a margin, until it is served.
    conceded = 1 - cost / (1 - rng.uniform(0.01, 0.05, n))
    return chosen, {
        "growth_from": np.maximum(month_of(customers.since[chosen]), MONTHS - _GROWTH_MONTHS),
        "growth_factor": np.clip(wanted / usual, 4, 80),
        "growth_discount": 5 * np.rint(200 * np.clip(conceded, 0.28, 0.47)).astype(np.int64),
        "growth_late": rng.integers(40, 71, n),
        "growth_visits": rng.integers(24, 41, n),
        "growth_bonus": rng.uniform(0.03, 0.05, n),
    }


def _leak(
    plan: Plan, customers: Customers, sellers: Sellers, usable: Ints, recent: Ints
) -> tuple[Ints, Ints, Ints]:
    rng = stream(plan, "plant_leak")
    year = sellers.by_month[usable, LEAK_MONTH:].astype(np.int64)
    usual = 10 * usual_discount(customers.size[usable])
    # Those who ask get more already: the seller has no measure for what is usual at a size.
    fits = (
        (year == year[:, :1]).all(axis=1)
        & (recent[usable] >= _ENOUGH["leak"])
        & (customers.discount[usable] >= usual)
    )
    customer, seller = usable[fits], year[fits, 0]
    most = np.argsort(-np.bincount(seller, minlength=len(sellers.ids)), kind="stable")
    leaking = most[: max(1, plan.territories // 6)]
    mine = np.isin(seller, leaking)
    return customer[mine], seller[mine], 5 * rng.integers(16, 31, int(mine.sum()))


def _merger(plan: Plan, customers: Customers, usable: Ints, orders: Orders) -> tuple[int, int, int]:
    rng = stream(plan, "plant_merger")
    count = np.bincount(orders.customer, minlength=plan.customers)
    fits = usable[(count[usable] > _ENOUGH["merger"]) & (customers.since[usable] < 365)]  # noqa: PLR2004 - years on both sides
    pair = rng.permutation(fits)[:2]
    if len(pair) < 2:  # noqa: PLR2004 - it takes two
        return -1, -1, DAYS
    taken, taker = sorted(pair.tolist(), key=lambda i: float(customers.size[i]))
    return taken, taker, int(MONTH_STARTS[rng.integers(*_MERGED)])


def make_plants(
    plan: Plan, customers: Customers, products: Products, sellers: Sellers, orders: Orders, lost_on: Ints
) -> Plants:
    """Choose who is planted, each kind from a stream of its own; nobody is planted twice."""
    plants = nothing(plan.customers)
    if not plan.planted:
        return plants
    recent = _orders_since(orders, _YEAR_AGO, plan.customers)
    free = (lost_on == DAYS) & ~customers.one_timer & ~customers.project & ~customers.hard
    growing, what = _growth(plan, customers, products, np.flatnonzero(free), recent)
    for name, values in what.items():
        getattr(plants, name)[growing] = values
    free[growing] = False
    taken, taker, merged_on = _merger(plan, customers, np.flatnonzero(free), orders)
    free[[i for i in (taken, taker) if i >= 0]] = False
    leaked, seller, points = _leak(plan, customers, sellers, np.flatnonzero(free), recent)
    plants.leak_seller[leaked] = seller
    plants.leak_points[leaked] = points
    # The dirty company has a merger of its own among the faults.
    return plants if plan.dirty else replace(plants, taken=taken, taker=taker, merged_on=merged_on)


def claims(plan: Plan, plants: Plants, customer: Ints, month: int) -> Floats:
    """Return for each invoice of a month which share of its first line is sent back on top; 0 for none."""
    rng = stream(plan, "plant_claims", month)
    drawn = rng.random((2, len(customer)))
    sent = plants.growing(customer, month) & (drawn[0] < _CLAIM_SHARE)
    return np.where(sent, 0.3 + 0.4 * drawn[1], 0.0)
