"""The truth about what is planted: one file for each kind, with whom it concerns and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._dirt import MERGED
from clientela.demo._masters import write_rows
from clientela.demo._plan import DAYS, MONTH_STARTS, MONTHS, Floats, Ints, day_of
from clientela.demo._plants import LEAK_MONTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from clientela.demo._dirt import Identities
    from clientela.demo._lines import Batch
    from clientela.demo._world import World

PLANTED: dict[str, tuple[str, ...]] = {
    "planted_hidden_cost": (
        "customer_id", "cost_per_order", "ordinary_cost_per_order", "cost_share", "ordinary_cost_share", "orders_12m", "revenue_12m",
        "cost_12m", "extra_cost_12m",
    ),
    "planted_costly_growth": (
        "customer_id", "from_on", "quantity_factor", "discount_percent", "days_later", "visits_more_per_year", "bonus_share",
        "revenue_12m", "revenue_prior_12m", "returns_12m", "known_cost_12m",
    ),
    "planted_discount_leak": (
        "customer_id", "seller_id", "from_on", "points", "usual_discount_percent", "revenue_12m", "given_away_12m",
    ),
    "planted_merger": ("customer_id", "into_id", "from_on", "revenue_before", "revenue_after"),
}  # fmt: skip
"""The files of the folder `truth` of a planted company, and their columns; money in euros, the last twelve months of the ledger."""


class Given:
    """Adds up what the leaking sellers gave away, line by line, in cents."""

    def __init__(self, world: World) -> None:
        self._plants = world.plants
        self.cents: Ints = np.zeros(world.plan.customers, dtype=np.int64)

    def add(self, batch: Batch) -> None:
        """Add one month's lines. Formula: the net amount at the discount without the planted points, less the net amount."""
        if batch.month < LEAK_MONTH or not len(batch.net):
            return
        given = self._plants.leak_seller[batch.customer] == batch.seller
        who, discount = batch.customer[given], batch.discount[given]
        usual = discount - self._plants.leak_points[who]
        sign = np.where(batch.credit[given], -1, 1)
        whole = np.abs(batch.quantity[given]) * batch.price[given] * (1000 - usual)
        np.add.at(self.cents, who, sign * ((whole + 50_000) // 100_000) - batch.net[given])


def _euros(units: float) -> float:
    return round(float(units) / 10_000, 2)


def _hidden(world: World, orders: Ints, revenue: Ints) -> Iterable[Sequence[object]]:
    c = world.customers
    for i in np.flatnonzero(c.hard).tolist():
        sales = _euros(revenue[i])
        order, share = float(c.serve_cost_order[i]), float(c.serve_cost_share[i])
        plain_order, plain_share = float(c.plain_cost_order[i]), float(c.plain_cost_share[i])
        cost = order * int(orders[i]) + share * sales
        plain = plain_order * int(orders[i]) + plain_share * sales
        yield (
            c.numbers[i], round(order, 2), round(plain_order, 2), round(share, 5), round(plain_share, 5), int(orders[i]), sales,
            round(cost, 2), round(cost - plain, 2),
        )  # fmt: skip


def _growth(
    world: World, revenue: Ints, before: Ints, returns: Ints, cost: Ints
) -> Iterable[Sequence[object]]:
    plants = world.plants
    for i in np.flatnonzero(plants.growth_from < MONTHS).tolist():
        yield (
            world.customers.numbers[i], day_of(int(MONTH_STARTS[plants.growth_from[i]])).isoformat(),
            round(float(plants.growth_factor[i]), 3), int(plants.growth_discount[i]) / 10, int(plants.growth_late[i]),
            int(plants.growth_visits[i]), round(float(plants.growth_bonus[i]), 4), _euros(revenue[i]), _euros(before[i]),
            _euros(-returns[i]), _euros(cost[i]),
        )  # fmt: skip


def _leak(world: World, revenue: Ints, given: Given) -> Iterable[Sequence[object]]:
    plants, c = world.plants, world.customers
    since = day_of(int(MONTH_STARTS[LEAK_MONTH])).isoformat()
    for i in np.flatnonzero(plants.leak_seller >= 0).tolist():
        yield (
            c.numbers[i], world.sellers.ids[int(plants.leak_seller[i])], since, int(plants.leak_points[i]) / 10,
            int(c.discount[i]) / 10, _euros(revenue[i]), int(given.cents[i]) / 100,
        )  # fmt: skip


def _merger(
    world: World, identities: Identities | None, documents: dict[str, Ints]
) -> Iterable[Sequence[object]]:
    if identities is None:
        return
    for i in np.flatnonzero(identities.change == MERGED).tolist():
        since = int(identities.since[i])
        mine = documents["customer"] == i
        net, later = documents["net_units"][mine], documents["day"][mine] >= since
        yield (
            world.customers.numbers[i], identities.number[i], day_of(since).isoformat(), _euros(net[~later].sum()),
            _euros(net[later].sum()),
        )  # fmt: skip


def write_plants(
    world: World, folder: Path, documents: dict[str, Ints], identities: Identities | None, given: Given
) -> None:
    """Write the files of `PLANTED` into the folder of the truth; nothing for a company without plants."""
    if not world.plan.planted:
        return
    n = world.plan.customers
    start = int(MONTH_STARTS[MONTHS - 12])
    year = documents["day"] >= start
    previous = ~year & (documents["day"] >= int(MONTH_STARTS[MONTHS - 24])) & (documents["day"] < DAYS)

    def total(name: str, mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Ints:
        weights: Floats = documents[name][mask].astype(float)
        return np.rint(np.bincount(documents["customer"][mask], weights, n)).astype(np.int64)

    revenue, before = total("net_units", year), total("net_units", previous)
    orders = np.bincount(documents["customer"][year & (documents["credit"] == 0)], minlength=n)
    rows = {
        "planted_hidden_cost": _hidden(world, orders, revenue),
        "planted_costly_growth": _growth(
            world, revenue, before, total("net_units", year & (documents["credit"] == 1)), total("cost_units", year)
        ),
        "planted_discount_leak": _leak(world, revenue, given),
        "planted_merger": _merger(world, identities, documents),
    }  # fmt: skip
    for name, header in PLANTED.items():
        write_rows(folder / f"{name}.csv", header, iter(rows[name]))
