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
from clientela.demo._plants import CLAIMS_FROM, claims
from clientela.demo._products import PRICE_LEVEL
from clientela.demo._taste import CHOICE_POWER, Taste, make_taste

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientela.demo._world import World

RETURN_SHARE = 0.028
"""Share of invoices of which something comes back."""
CHANNELS = ("Agente", "Banco", "Web")


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
    choice = (taste.count[owner] * rng.random(len(owner)) ** CHOICE_POWER).astype(np.int64)
    product = products.current(taste.articles[taste.offset[owner] + choice], month)
    quantity = _quantities(world, rng, owner, product, year)
    price, unit_cost = products.price[product, year], products.cost[product, year]
    deal = customers.discount[who] + 5 * rng.integers(-4, 5, len(who))
    seller = world.sellers.by_month[owner, month].astype(np.int64)
    quantity = world.plants.quantities(quantity, owner, products.pack[product], month)
    discount = world.plants.discounts(np.clip(deal, 0, 450)[order], owner, seller, month)
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
        seller=seller,
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


def _claimed(world: World, batch: Batch, returned: _Returned, month: int, first: int) -> _Returned:
    """Return what planted customers send back on top of the usual returns, of the first lines of their orders."""
    lines = np.flatnonzero(batch.line == 1)
    order = first + np.arange(len(lines))
    share = claims(world.plan, world.plants, batch.customer[lines], month)
    picked = (share > 0) & ~np.isin(order, returned.order)
    lines, order, share = lines[picked], order[picked], share[picked]
    days = stream(world.plan, "plant_claim_days", month).integers(4, 26, len(lines))
    return _Returned(
        order=order,
        customer=batch.customer[lines],
        day=_back_on(batch.day[lines] + days),
        product=batch.product[lines],
        quantity=np.ceil(batch.quantity[lines] * share).astype(np.int64),
        price=batch.price[lines],
        discount=batch.discount[lines],
        unit_cost=world.products.cost[batch.product[lines], month // 12],
        channel=batch.channel[lines],
    )


def make_batches(world: World) -> Iterator[Batch]:
    """Yield the months' lines one after the other; each month draws from its own stream."""
    taste = make_taste(world.plan, world.customers)
    nothing = np.empty(0, dtype=np.int64)
    waiting = [_Returned(*[nothing] * len(fields(_Returned)))] * 2
    invoiced = 0
    numbered = [0, CLAIMS_FROM]
    for month in range(MONTHS):
        if month % 12 == 0:
            invoiced, numbered = 0, [0, CLAIMS_FROM]
        begin, end = (int(x) for x in np.searchsorted(world.orders.day, MONTH_STARTS[month : month + 2]))
        batch, returned = _invoices(world, taste, month, (begin, end), invoiced)
        invoiced += end - begin
        parts = [batch]
        for kind, sent in enumerate((returned, _claimed(world, batch, returned, month, begin))):
            all_sent = waiting[kind].joined(sent)
            # What comes back after the last day of the ledger stays unwritten.
            due = all_sent.day < MONTH_STARTS[month + 1]
            back, numbered[kind] = _credits(world, all_sent.where(due), month, numbered[kind])
            waiting[kind] = all_sent.where(~due)
            parts.append(back)
        order = np.argsort(np.concatenate([part.day for part in parts]), kind="stable")
        yield Batch(
            **{
                f.name: np.concatenate([getattr(part, f.name) for part in parts])[order]
                for f in fields(Batch)
            }
        )
