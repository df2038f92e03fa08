"""The whole hidden world of one demo company, drawn in a fixed order from named streams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.demo._customers import Customers, make_customers
from clientela.demo._life import Life, live
from clientela.demo._orders import Orders, chunk_orders, gather
from clientela.demo._plan import CHUNK, Ints, Plan
from clientela.demo._plants import Plants, make_plants
from clientela.demo._products import Products, make_products
from clientela.demo._sellers import Sellers, make_sellers


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is decided before a line is written."""

    plan: Plan
    products: Products
    customers: Customers
    sellers: Sellers
    orders: Orders
    lost_on: Ints
    back_on: Ints
    visits: Ints
    events: dict[str, tuple[Ints, Ints]]
    """Customer and month of each `handover` and each start of `trouble`."""
    plants: Plants


def _places(lives: list[Life], name: str) -> tuple[Ints, Ints]:
    found = [(np.nonzero(getattr(life, name)), life.start) for life in lives]
    rows = np.concatenate([places[0] + start for places, start in found])
    return rows.astype(np.int64), np.concatenate([places[1] for places, _ in found]).astype(np.int64)


def make_world(plan: Plan) -> World:
    """Draw the company; the same plan gives the same world."""
    products = make_products(plan)
    customers = make_customers(plan)
    sellers = make_sellers(plan, customers)
    lives, parts = [], []
    for chunk in range(-(-plan.customers // CHUNK)):
        life = live(plan, customers, sellers, chunk)
        parts.append(chunk_orders(plan, customers, life, chunk))
        # The intensities are the bulk of it and have served their turn.
        lives.append(
            Life(
                start=life.start,
                lost_on=life.lost_on,
                back_on=life.back_on,
                visits=life.visits,
                trouble=life.trouble,
                handover=life.handover,
                intensity=np.empty((0, 0)),
            )
        )
    orders = gather(parts)
    lost_on = np.concatenate([life.lost_on for life in lives])
    return World(
        plan=plan,
        products=products,
        customers=customers,
        sellers=sellers,
        orders=orders,
        lost_on=lost_on,
        back_on=np.concatenate([life.back_on for life in lives]),
        visits=np.concatenate([life.visits for life in lives]),
        events={name: _places(lives, name) for name in ("handover", "trouble")},
        plants=make_plants(plan, customers, products, sellers, orders, lost_on),
    )
