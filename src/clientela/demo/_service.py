"""Deliveries, receivables and complaints: where bad service shows before a customer is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._costs import freight
from clientela.demo._plan import DAYS, MONTH_STARTS, month_of, stream
from clientela.demo._plants import CLAIMS_FROM
from clientela.demo._view import NEVER, texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

_TERMS = np.array([30, 60, 60, 90])
_COMPLAINTS = ("late_delivery", "wrong_goods", "defect", "invoice_error", "no_answer")
_ON_TIME_USUAL, _ON_TIME_TROUBLED = 0.93, 0.55


def deliveries(view: View) -> Columns:
    """One row per invoice: asked for, promised, delivered. Late more often while trouble lasts."""
    rng = stream(view.world.plan, "deliveries")
    rows = np.flatnonzero(view.documents["credit"] == 0)
    customer, delivered = view.documents["customer"][rows], view.documents["day"][rows]
    bad = view.troubled[customer, month_of(delivered)]
    late = rng.random(len(rows)) > np.where(bad, _ON_TIME_TROUBLED, _ON_TIME_USUAL)
    delay = np.where(late, 1 + rng.poisson(np.where(bad, 7, 3), len(rows)), -rng.integers(0, 2, len(rows)))
    promised = delivered - delay
    hurry = np.where(rng.random(len(rows)) < 0.8, 0, rng.integers(1, 6, len(rows)))  # noqa: PLR2004 - mostly promised as asked
    full = rng.random(len(rows)) < np.where(bad, 0.85, 0.97)
    return {
        "delivery_id": np.arange(1, len(rows) + 1),
        "document_id": view.document_ids(rows),
        "customer_id": view.document_numbers(rows),
        "requested_on": promised - hurry,
        "confirmed_on": promised,
        "delivered_on": delivered,
        "complete": full,
        "freight_cents": freight(view),
    }


def receivables(view: View) -> Columns:
    """One row per document: due, paid, amount. Payment slows in the half year before a loss."""
    rng = stream(view.world.plan, "receivables")
    world, documents = view.world, view.documents
    n = world.plan.customers
    term = _TERMS[rng.integers(0, len(_TERMS), n)]
    habit = rng.gamma(1.2, 7, n)
    customer, day = documents["customer"], documents["day"]
    due = day + term[customer]
    ahead = world.lost_on[customer] - day
    slower = np.where((ahead > 0) & (ahead < 180) & (world.lost_on[customer] < DAYS), 2.2, 1.0)  # noqa: PLR2004 - half a year
    delay = np.rint(habit[customer] * slower * rng.gamma(2, 0.5, len(day))).astype(np.int64) - 3
    plants = world.plants
    delay += np.where(plants.growing(customer, month_of(day)), plants.growth_late[customer], 0)
    paid = np.maximum(due + delay, day)
    rows = np.arange(len(day))
    return {
        "document_id": view.document_ids(rows),
        "customer_id": view.document_numbers(rows),
        "due_on": due,
        "paid_on": np.where(paid < DAYS, paid, NEVER),
        "amount_cents": documents["net_units"] // 100,
    }


def complaints(view: View) -> Columns:
    """One row per complaint: few in ordinary months, many while trouble lasts."""
    rng = stream(view.world.plan, "complaints")
    world = view.world
    usual_ones = view.documents["sequence"] < CLAIMS_FROM
    orders = np.bincount(view.documents["customer"][usual_ones], minlength=world.plan.customers)
    usual = 0.003 + 0.00012 * np.minimum(orders, 200)
    count = rng.poisson(usual[:, None] + 0.4 * view.troubled)
    customer, month = np.nonzero(count)
    customer, month = np.repeat(customer, count[customer, month]), np.repeat(month, count[customer, month])
    length = MONTH_STARTS[month + 1] - MONTH_STARTS[month]
    opened = MONTH_STARTS[month] + (rng.random(len(month)) * length).astype(np.int64)
    bad = view.troubled[customer, month]
    kind = np.where(bad & (rng.random(len(month)) < 0.5), 0, rng.integers(0, len(_COMPLAINTS), len(month)))  # noqa: PLR2004 - half are about the delay
    severity = np.clip(1 + rng.poisson(np.where(bad, 1.6, 0.6)), 1, 5)
    closed = opened + 1 + rng.poisson(np.where(bad, 21, 8))
    cost = np.rint(rng.gamma(2, 45, len(month)) * severity * 100).astype(np.int64)
    keep = view.active(customer, opened)
    order = np.flatnonzero(keep)[np.argsort(opened[keep], kind="stable")]
    return {
        "complaint_id": np.arange(1, len(order) + 1),
        "customer_id": view.numbers[customer[order]],
        "opened_on": opened[order],
        "kind": texts(list(_COMPLAINTS))[kind[order]],
        "severity": severity[order],
        "closed_on": np.where(closed < DAYS, closed, NEVER)[order],
        "cost_cents": cost[order],
    }
