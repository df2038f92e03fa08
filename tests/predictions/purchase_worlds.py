"""Companies of which all is known: customers with a rate, an end and a basket of their own, drawn from a seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._days import purchase_days

if TYPE_CHECKING:
    from clientela.predictions._days import PurchaseDays


def world(
    *,
    customers: int,
    days: int,
    seed: int,
    yearly_loss: float = 0.2,
    gap_days: float = 30.0,
    fading: float = 0.0,
) -> PurchaseDays:
    """Draw a base open from before day 0. `fading`: share of customers whose rate falls to a fifth two thirds of the way."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(1.5, 1 / (1.5 * gap_days), customers)
    start = np.where(rng.random(customers) < 0.6, 0.0, rng.uniform(0, days, customers))
    end = start + rng.exponential(365 / max(yearly_loss, 1e-9), customers)
    basket = rng.gamma(2.0, 150.0, customers)
    fades = rng.random(customers) < fading
    who, when, money = [], [], []
    for customer in range(customers):
        count = rng.poisson(rate[customer] * days)
        at = np.sort(rng.uniform(0, days, count))
        keep = (at >= start[customer]) & (at <= end[customer])
        if fades[customer]:
            keep &= (at < days * 0.45) | (rng.random(count) < 0.2)
        at = at[keep].astype(np.int64)
        who.append(np.full(len(at), customer))
        when.append(at)
        money.append(np.round(basket[customer] * rng.gamma(4.0, 0.25, len(at)) + 1, 4))
    customer, day, revenue = (np.concatenate(part) for part in (who, when, money))
    return purchase_days(
        customer=customer, day=day, revenue=revenue, margin=0.3 * revenue, customers=customers
    )
