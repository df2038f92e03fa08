"""What was agreed: bonuses at the end of the year, targets of the sellers, the order book, and who went into whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._dirt import MERGED
from clientela.demo._plan import (
    DAYS,
    FIRST_DAY,
    MONTH_STARTS,
    MONTHS,
    YEARS,
    Floats,
    Ints,
    stream,
    to_working_day,
)
from clientela.demo._taste import CHOICE_POWER, make_taste
from clientela.demo._view import texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

_BONUS_SIZE = 0.9
"""Size above which customers ask for a bonus."""
_OPEN_DAYS = 20
"""Orders younger than this may still be open."""


def rebates(view: View) -> Columns:
    """One row per bonus of a year, granted on its last working days: one to three per cent of the larger customers' revenue."""
    rng = stream(view.world.plan, "rebates")
    world, d, n = view.world, view.documents, view.world.plan.customers
    agreed = rng.random(n) < 0.55  # noqa: PLR2004 - share of the larger customers that have a bonus
    usual = np.where(agreed & (world.customers.size > _BONUS_SIZE), 0.01 + 0.02 * rng.random(n), 0.0)
    year = d["year"] - FIRST_DAY.year
    planted = world.plants.growing(d["customer"], 12 * year + 11)
    share = np.where(planted, world.plants.growth_bonus[d["customer"]], usual[d["customer"]])
    code = view.shown(d["customer"], d["day"], d["sequence"])
    cents = np.bincount(code * YEARS + year, share * d["net_units"] / 100, minlength=2 * n * YEARS)
    place = np.flatnonzero(np.rint(cents) >= 100)  # noqa: PLR2004 - nobody pays out less than a euro
    last = to_working_day(MONTH_STARTS[12 * np.arange(1, YEARS + 1)] - 2)
    return {
        "customer_id": view.shown_numbers(place // YEARS),
        "year": FIRST_DAY.year + place % YEARS,
        "granted_on": last[place % YEARS],
        "kind": texts(["bonus"])[np.zeros(len(place), dtype=np.int64)],
        "rebate_cents": np.rint(cents[place]).astype(np.int64),
    }


def targets(view: View) -> Columns:
    """One row per seller and month: what the seller's customers brought in that month a year ago, and four per cent more.

    In the first year, what they brought in it; so the targets know nothing of what a later year brought.
    """
    rng = stream(view.world.plan, "targets")
    world, d = view.world, view.documents
    people = len(world.sellers.ids)
    month = np.searchsorted(MONTH_STARTS, d["day"], side="right") - 1
    sold = np.bincount(d["customer"] * MONTHS + month, d["net_units"] / 10_000, world.plan.customers * MONTHS)
    sold = sold.reshape(-1, MONTHS)
    before = np.concatenate([sold[:, :12], sold[:, :-12]], axis=1)
    by_seller: Floats = np.zeros((people, MONTHS))
    for place in range(MONTHS):
        by_seller[:, place] = np.bincount(world.sellers.by_month[:, place], before[:, place], people)
    wanted = np.rint(by_seller * 1.04 * rng.normal(1, 0.03, by_seller.shape) / 500) * 500
    seller, at = np.nonzero(wanted > 0)
    return {
        "year": FIRST_DAY.year + at // 12,
        "month": at % 12 + 1,
        "seller_id": texts(list(world.sellers.ids))[seller],
        "measure": texts(["net_sales"])[np.zeros(len(seller), dtype=np.int64)],
        "target_cents": (100 * wanted[seller, at]).astype(np.int64),
    }


def orders(view: View) -> Columns:
    """One row per line of an order that is still open on the last day, whole or in part."""
    rng = stream(view.world.plan, "order_book")
    world, n = view.world, view.world.plan.customers
    customers, products = world.customers, world.products
    taste = make_taste(world.plan, customers)
    alive = view.active(np.arange(n), np.full(n, DAYS - 1)) & ~customers.one_timer
    count = rng.poisson(customers.rate * _OPEN_DAYS / 365 * 0.6)
    owner = np.repeat(np.arange(n), np.where(alive, count, 0))
    taken = to_working_day(DAYS - 1 - rng.integers(0, _OPEN_DAYS, len(owner)))
    lines = 1 + rng.poisson(np.maximum(customers.order_lines[owner] - 1, 0))
    order: Ints = np.repeat(np.arange(len(owner)), lines)
    who, line = owner[order], np.arange(len(order)) - (np.cumsum(lines) - lines)[order] + 1
    choice = (taste.count[who] * rng.random(len(who)) ** CHOICE_POWER).astype(np.int64)
    product = products.current(taste.articles[taste.offset[who] + choice], MONTHS - 1)
    price, pack = products.price[product, -1], products.pack[product]
    boxes = np.maximum(
        np.rint(customers.line_value[who] * rng.lognormal(-0.25, 0.7, len(who)) / (price / 10_000 * pack)), 1
    )
    quantity = boxes.astype(np.int64) * pack
    part = np.where(rng.random(len(who)) < 0.8, 1.0, rng.uniform(0.2, 0.9, len(who)))  # noqa: PLR2004 - most are wholly open
    wanted = taken[order] + rng.integers(5, 31, len(owner))[order]
    net = (quantity * price * (1000 - customers.discount[who]) + 50_000) // 100_000
    return {
        "order_id": texts([f"OR{FIRST_DAY.year + YEARS - 1}/{i + 1:05d}" for i in range(len(owner))])[order],
        "line_number": line,
        "customer_id": view.numbers[who],
        "product_id": texts(list(products.ids))[product],
        "ordered_on": taken[order],
        "requested_on": wanted,
        "confirmed_on": wanted
        + np.where(rng.random(len(owner)) < 0.75, 0, rng.integers(1, 8, len(owner)))[order],  # noqa: PLR2004 - mostly promised as asked
        "ordered_quantity": quantity,
        "open_quantity": np.minimum(np.ceil(boxes * part).astype(np.int64) * pack, quantity),
        "net_amount_cents": net,
    }


def customer_links(view: View) -> Columns:
    """One row per customer that went into another one, from the day of the merger on."""
    change = view.identities.change if view.identities is not None else np.zeros(0, dtype=np.int64)
    taken = np.flatnonzero(change == MERGED)
    into = np.array([int(view.identities.into[i]) for i in taken] if view.identities else [], dtype=np.int64)
    since = np.array(
        [int(view.identities.since[i]) for i in taken] if view.identities else [], dtype=np.int64
    )
    nothing = np.zeros(len(taken), dtype=np.int64)
    return {
        "customer_id": texts(list(view.world.customers.numbers))[taken],
        "other_id": texts(list(view.world.customers.numbers))[into],
        "kind": texts(["legal"])[nothing],
        "valid_from": since,
        "evidence": texts(["deed of merger"])[nothing],
    }
