"""Drawn companies in which customers leave by a known rule, with or without an effect of what is known of the relation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.predictions._days import purchase_days
from clientela.predictions._panel import Facts, Panel

FOREVER = 10**9


@dataclass(frozen=True)
class World:
    panel: Panel
    lost_on: np.ndarray
    covered: np.ndarray


def facts(customer, start, until=None, value=None, person=None) -> Facts:
    order = np.lexsort((start, customer))
    count = len(customer)
    until = np.full(count, FOREVER) if until is None else np.asarray(until)
    value = np.ones(count) if value is None else np.asarray(value, dtype=float)
    person = np.zeros(count, dtype=np.int64) if person is None else np.asarray(person)
    return Facts(
        np.asarray(customer)[order], np.asarray(start)[order].astype(np.int64), until[order].astype(np.int64), value[order], person[order]
    )  # fmt: skip


def draw_world(
    seed: int, *, effect: float, customers: int = 240, years: int = 6, yearly_loss: float = 0.18
) -> World:
    """Customers order every 12 to 60 days until they leave; under a contract, half of them, or after a complaint the hazard differs.

    Complaints go on after a customer has left: one that ends with it would be a sign of life, and tell who stays in a world without effect.

    `effect`: by how much a contract lowers, and a complaint of the last half year raises, the log hazard; 0: neither says anything.
    """
    rng = np.random.default_rng(seed)
    length = 364 * years
    gap = rng.uniform(12, 60, customers)
    since = np.where(rng.random(customers) < 0.6, 0, rng.integers(0, length - 400, customers))
    covered = rng.random(customers) < 0.5
    monthly = yearly_loss / 12
    complaints = [np.zeros(0, dtype=np.int64)] * customers
    lost_on = np.full(customers, FOREVER)
    for i in range(customers):
        complaints[i] = np.sort(rng.integers(since[i], length, rng.poisson((length - since[i]) / 800)))
        for month in range(since[i] + 28, length, 28):
            recent = ((complaints[i] <= month) & (complaints[i] > month - 182)).any()
            hazard = monthly * np.exp(-effect * covered[i] + effect * recent)
            if rng.random() < hazard:
                lost_on[i] = month
                break
    who, when, money = [], [], []
    for i in range(customers):
        day, end = float(since[i]), min(lost_on[i], length)
        while day < end:
            who.append(i)
            when.append(int(day))
            money.append(100.0 * np.exp(rng.normal(0, 0.3)))
            day += gap[i] * rng.gamma(4, 0.25)
    days = purchase_days(
        customer=np.array(who), day=np.array(when), revenue=np.array(money), customers=customers
    )
    held = np.flatnonzero(covered)
    who_c = np.repeat(np.arange(customers), [len(c) for c in complaints])
    when_c = np.concatenate(complaints)
    contracts = facts(held, since[held], np.full(len(held), length + 1000))
    panel = Panel(
        np.arange(1, customers + 1), days, {"contract": contracts, "complaint": facts(who_c, when_c, when_c + 20)},
        None, (np.zeros(0, dtype=np.int64),) * 3, length - 1, int(days.day.min()),
    )  # fmt: skip
    return World(panel, lost_on, covered)
