"""What is on the documents: articles, quantities, prices, costs, and the goods that come back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import (
    DAYS,
    FIRST_DAY,
    MONTH_STARTS,
    MONTHS,
    Bools,
    Floats,
    Ints,
    stream,
    to_working_day,
)
from clientela.demo._products import FAMILIES, PRICE_LEVEL, PRODUCTS, SUPERSEDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientela.demo._world import World

RETURN_SHARE = 0.028
"""Share of invoices of which something comes back."""
CHANNELS = ("Agente", "Banco", "Web")
_TASTE = np.array(
    [
        [3, 4, 1, 2, 1, 0.5, 1, 2, 1, 1, 0.7, 2, 2, 1],
        [1, 1, 1, 0.5, 2, 1, 2, 2, 1, 3, 2, 2, 3, 1],
        [3, 3, 2, 1, 3, 2, 2, 2, 2, 1, 2, 1, 0.5, 1],
        [2, 2, 5, 1, 2, 2, 2, 0.5, 3, 0.5, 2, 0.5, 0.2, 0.7],
        [2, 2, 3, 2, 2, 1, 1, 1, 2, 1, 1, 5, 0.5, 2],
    ]
)
"""How much each segment is drawn to each family."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The lines of one month in the order of the file; money in cents, prices in 1/10,000."""

    customer: Ints
    day: Ints
    credit: Bools
    sequence: Ints
    """Number of the document in its series and year."""
    line: Ints
    product: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    net: Ints
    cost: Ints
    cost_known: Bools
    seller: Ints
    channel: Ints

    @property
    def year(self) -> int:
        """Return the calendar year of the month."""
        return FIRST_DAY.year + self.month // 12

    @property
    def month(self) -> int:
        """Return the number of the month; a month without lines counts as the first."""
        return int(np.searchsorted(MONTH_STARTS, self.day[0], side="right")) - 1 if len(self.day) else 0


@dataclass(frozen=True, slots=True)
class Taste:
    """What each customer chooses from: articles in one flat array, favourites first."""

    articles: Ints
    offset: Ints
    count: Ints


@dataclass(frozen=True, slots=True)
class _Returned:
    """Lines that come back on a later day; parallel arrays."""

    order: Ints
    customer: Ints
    day: Ints
    product: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    unit_cost: Ints
    channel: Ints

    def where(self, mask: Bools | Ints) -> _Returned:
        return _Returned(**{f.name: getattr(self, f.name)[mask] for f in fields(self)})

    def joined(self, other: _Returned) -> _Returned:
        parts = {
            f.name: np.concatenate([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)
        }
        return _Returned(**parts)


def make_taste(world: World) -> Taste:
    """Draw the customers' own assortments: a few families each, liked by the segment."""
    rng = stream(world.plan, "taste")
    customers = world.customers
    n = world.plan.customers
    liking = np.log(_TASTE[customers.segment]) + rng.gumbel(0, 1, (n, len(FAMILIES)))
    favourite = np.argsort(-liking, axis=1)
    breadth = np.clip(np.rint(4.5 + 1.6 * customers.size + rng.normal(0, 1.5, n)), 1, len(FAMILIES)).astype(
        np.int64
    )
    count = np.clip(np.rint(14 * np.exp(0.45 * customers.size + rng.normal(0, 0.4, n))), 3, 90).astype(
        np.int64
    )
    owner = np.repeat(np.arange(n), count)
    place = (breadth[owner] * rng.random(len(owner)) ** 1.4).astype(np.int64)
    family = favourite[owner, place]
    original = PRODUCTS - SUPERSEDED
    rows = (original - family + len(FAMILIES) - 1) // len(FAMILIES)
    article = family + len(FAMILIES) * (rows * rng.random(len(owner)) ** 1.6).astype(np.int64)
    return Taste(articles=article, offset=np.cumsum(count) - count, count=count)


def _net(quantity: Ints, price: Ints, discount: Ints) -> Ints:
    # Half up on integers: price is in 1/10,000, discount in tenths of a percent, the answer in cents.
    return (quantity * price * (1000 - discount) + 50_000) // 100_000


def _cost(quantity: Ints, unit_cost: Ints) -> Ints:
    return (quantity * unit_cost + 50) // 100


def _quantities(world: World, rng: np.random.Generator, owner: Ints, product: Ints, year: int) -> Ints:
    customers, products = world.customers, world.products
    # Sensitive customers answer the price rises with smaller quantities.
    answer = np.exp(-customers.price_sensitivity[owner] * np.log(PRICE_LEVEL[year]))
    wanted: Floats = customers.line_value[owner] * answer * rng.lognormal(-0.25, 0.7, len(owner))
    box = products.price[product, 0] / 10_000 * products.pack[product]
    return np.asarray(np.maximum(np.rint(wanted / box), 1).astype(np.int64) * products.pack[product])


def _back_on(day: Ints) -> Ints:
    # What comes back after the last day of the ledger must not be pulled into it.
    return np.where(day < DAYS, to_working_day(day), day)


def _credits(world: World, back: _Returned, month: int, numbered: int) -> tuple[Batch, int]:
    order = np.lexsort((back.order, back.day))
    back = back.where(order)
    new = np.ones(len(order), dtype=bool)
    new[1:] = back.order[1:] != back.order[:-1]
    first = np.flatnonzero(new)
    document = np.cumsum(new) - 1
    lines = np.arange(len(order)) - (first[document] if len(first) else 0) + 1
    return Batch(
        customer=back.customer,
        day=back.day,
        credit=np.ones(len(order), dtype=bool),
        sequence=numbered + document + 1,
        line=lines,
        product=back.product,
        quantity=-back.quantity,
        price=back.price,
        discount=back.discount,
        net=-_net(back.quantity, back.price, back.discount),
        cost=-_cost(back.quantity, back.unit_cost),
        cost_known=world.products.cost_known[back.product],
        seller=world.sellers.by_month[back.customer, month].astype(np.int64),
        channel=back.channel,
    ), numbered + len(first)


def _invoices(
    world: World, taste: Taste, month: int, span: tuple[int, int], numbered: int
) -> tuple[Batch, _Returned]:
    rng = stream(world.plan, "lines", month)
    customers, products, year = world.customers, world.products, month // 12
    who, when = world.orders.customer[span[0] : span[1]], world.orders.day[span[0] : span[1]]
    count = 1 + rng.poisson(customers.order_lines[who] - 1)
    order = np.repeat(np.arange(len(who)), count)
    owner = who[order]
    line = np.arange(len(order)) - (np.cumsum(count) - count)[order] + 1
    choice = (taste.count[owner] * rng.random(len(owner)) ** 1.5).astype(np.int64)
    product = products.current(taste.articles[taste.offset[owner] + choice], month)
    quantity = _quantities(world, rng, owner, product, year)
    price, unit_cost = products.price[product, year], products.cost[product, year]
    deal = customers.discount[who] + 5 * rng.integers(-4, 5, len(who))
    discount = np.clip(deal, 0, 450)[order]
    web = np.where(rng.random(len(who)) < 0.04 + 0.03 * year, 2, np.where(rng.random(len(who)) < 0.25, 1, 0))  # noqa: PLR2004 - counter sales
    batch = Batch(
        customer=owner,
        day=when[order],
        credit=np.zeros(len(order), dtype=bool),
        sequence=numbered + order + 1,
        line=line,
        product=product,
        quantity=quantity,
        price=price,
        discount=discount,
        net=_net(quantity, price, discount),
        cost=_cost(quantity, unit_cost),
        cost_known=products.cost_known[product],
        seller=world.sellers.by_month[owner, month].astype(np.int64),
        channel=web[order],
    )
    comes_back = rng.random(len(who)) < RETURN_SHARE
    day_back = _back_on(when + rng.integers(3, 29, len(who)))
    picked = np.flatnonzero(comes_back[order] & ((line == 1) | (rng.random(len(order)) < 0.3)))  # noqa: PLR2004 - share of further lines
    share = rng.uniform(0.15, 1.0, len(picked))
    returned = _Returned(
        order=span[0] + order[picked],
        customer=owner[picked],
        day=day_back[order[picked]],
        product=product[picked],
        quantity=np.ceil(quantity[picked] * share).astype(np.int64),
        price=price[picked],
        discount=discount[picked],
        unit_cost=unit_cost[picked],
        channel=web[order[picked]],
    )
    return batch, returned


def make_batches(world: World) -> Iterator[Batch]:
    """Yield the months' lines one after the other; each month draws from its own stream."""
    taste = make_taste(world)
    nothing = np.empty(0, dtype=np.int64)
    waiting = _Returned(*[nothing] * len(fields(_Returned)))
    invoiced = credited = 0
    for month in range(MONTHS):
        if month % 12 == 0:
            invoiced = credited = 0
        begin, end = (int(x) for x in np.searchsorted(world.orders.day, MONTH_STARTS[month : month + 2]))
        batch, returned = _invoices(world, taste, month, (begin, end), invoiced)
        invoiced += end - begin
        waiting = waiting.joined(returned)
        # What comes back after the last day of the ledger stays unwritten.
        due = waiting.day < MONTH_STARTS[month + 1]
        back, credited = _credits(world, waiting.where(due), month, credited)
        waiting = waiting.where(~due)
        order = np.argsort(np.concatenate([batch.day, back.day]), kind="stable")
        yield Batch(
            **{
                f.name: np.concatenate([getattr(batch, f.name), getattr(back, f.name)])[order]
                for f in fields(Batch)
            }
        )
