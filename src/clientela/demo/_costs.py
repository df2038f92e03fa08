"""What serving the customers costs as the company's records show it: freight, and activities by their minutes.

Together they give the hidden cost to serve back, order by order and euro by euro, with noise; visits, complaints, bonuses and the
cost of late payment stand in other tables and come on top.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import FIRST_DAY, YEARS, Floats, Ints, stream
from clientela.demo._view import texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

FREIGHT_SHARE = 0.35
"""Share of the hidden cost to serve that is freight."""
_LEAST_FREIGHT = 150


@dataclass(frozen=True, slots=True)
class Activity:
    """One pool of people and the driver by which its time is counted."""

    pool: str
    step: str
    driver: str
    minutes: float
    """Minutes of one."""
    rate: float
    """Euros a minute in the first year."""
    weight: float
    """Its usual share of what is not freight."""
    step_size: float
    """To what its volumes are rounded."""


ACTIVITIES = (
    Activity("order desk", "handling", "order handled", 6, 0.62, 0.3, 1),
    Activity("picking", "handling", "line picked", 2.5, 0.48, 0.25, 1),
    Activity("inside sales", "handling", "inside call", 8, 0.7, 0.25, 1),
    Activity("technical service", "service", "technical hour", 60, 0.95, 0.2, 0.25),
)
_WAGE_RISE = 1.025
_RATES: Floats = np.array([a.rate for a in ACTIVITIES]) * _WAGE_RISE ** np.arange(YEARS)[:, None]
"""Euros a minute by year and activity."""


def _cost(view: View, rows: Ints) -> Floats:
    """Return what serving documents truly costs, in euros: so much for an invoice, and a share of what it comes to."""
    customers, documents = view.world.customers, view.documents
    who = documents["customer"][rows]
    order = np.where(documents["credit"][rows] == 0, customers.serve_cost_order[who], 0.0)
    return np.asarray(order + customers.serve_cost_share[who] * documents["net_units"][rows] / 10_000)


def freight(view: View) -> Ints:
    """Return the freight of each invoice's delivery in cents, in the order of the invoices."""
    rows = np.flatnonzero(view.documents["credit"] == 0)
    noise = stream(view.world.plan, "freight").lognormal(-0.02, 0.2, len(rows))
    cents = np.rint(100 * FREIGHT_SHARE * _cost(view, rows) * noise).astype(np.int64)
    return np.maximum(cents, _LEAST_FREIGHT)


def _by_year(view: View, rows: Ints, values: Floats) -> Floats:
    """Sum values of documents under whom they run (see `View.shown`) and by year."""
    d = view.documents
    code = view.shown(d["customer"][rows], d["day"][rows], d["sequence"][rows])
    place = code * YEARS + d["year"][rows] - FIRST_DAY.year
    size = 2 * view.world.plan.customers * YEARS
    return np.asarray(np.bincount(place, values, minlength=size), dtype=np.float64).reshape(-1, YEARS)


def _volumes(view: View) -> Floats:
    """Return how often each activity was done, by whom it was done for, year and activity."""
    every = np.arange(len(view.documents["day"]))
    invoices = np.flatnonzero(view.documents["credit"] == 0)
    rest = np.maximum(
        _by_year(view, every, _cost(view, every)) - _by_year(view, invoices, freight(view) / 100), 0
    )
    rng = stream(view.world.plan, "activities")
    habit = np.array([a.weight for a in ACTIVITIES]) * rng.gamma(8, 1 / 8, (len(rest), 1, len(ACTIVITIES)))
    part = habit / habit.sum(axis=2, keepdims=True) * rng.lognormal(-0.0013, 0.05, (*rest.shape, 1))
    steps = np.array([a.step_size for a in ACTIVITIES])
    minutes = np.array([a.minutes for a in ACTIVITIES])
    return np.asarray(np.rint(rest[:, :, None] * part / _RATES / minutes / steps) * steps)


def activity_pools(view: View) -> Columns:
    """One row per pool and year: what it cost and the minutes it had; four fifths to nine tenths of them were used."""
    used = (_volumes(view) * np.array([a.minutes for a in ACTIVITIES])).sum(axis=0)
    load = stream(view.world.plan, "pools").uniform(0.78, 0.9, used.shape)
    minutes = np.maximum(np.rint(used / load / 60), 1) * 60
    year, pool = (part.ravel() for part in np.indices(used.shape))
    return {
        "pool_id": texts([a.pool for a in ACTIVITIES])[pool],
        "year": FIRST_DAY.year + year,
        "cost_cents": np.rint(100 * minutes * _RATES).astype(np.int64).ravel(),
        "practical_minutes": minutes.ravel().astype(np.int64),
        "ladder_step": texts([a.step for a in ACTIVITIES])[pool],
    }


def activity_drivers(view: View) -> Columns:  # noqa: ARG001 - the same for every company
    """One row per driver: the pool whose time it takes, and how many minutes."""
    return {
        "driver_id": texts([a.driver for a in ACTIVITIES]),
        "pool_id": texts([a.pool for a in ACTIVITIES]),
        "unit_minutes": np.array([a.minutes for a in ACTIVITIES]),
    }


def activity_volumes(view: View) -> Columns:
    """One row per driver, customer and year in which it occurred."""
    volumes = _volumes(view)
    code, year, activity = np.nonzero(volumes)
    return {
        "driver_id": texts([a.driver for a in ACTIVITIES])[activity],
        "customer_id": view.shown_numbers(code),
        "year": FIRST_DAY.year + year,
        "volume": volumes[code, year, activity],
    }
