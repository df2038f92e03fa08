"""Offers of the last two years, won, lost and still open; in some the seller named a customer that is content with us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._plan import DAYS, MONTHS, month_of, stream, to_working_day
from clientela.demo._view import NEVER, texts

if TYPE_CHECKING:
    from clientela.demo._view import Columns, View

_SPAN = 730
"""Offers go back so many days."""
_OFTEN = 0.7
"""Offers in that time to a customer of usual size."""
_WON, _WITH_NAME = 0.38, 0.25
"""Part of the decided offers that is won, and how much likelier one with a name in it."""
_NAMED = 0.3
"""Part of the offers that names a reference."""
_EACH, _FEWEST = 100, 3
"""One customer in so many is shown around, and so many at least."""
_KNOWN = 365
"""Days that somebody has to be a customer before it is shown around."""
_REASONS = ("price", "delivery time", "range")


def offers(view: View) -> Columns:
    """One row per offer to a customer. None of them changes what customers buy: an offer won is not one of the orders in the ledger.

    Everything is drawn for every customer, so that what happens to one changes nothing of another.
    """
    rng = stream(view.world.plan, "offers")
    customers, n = view.world.customers, view.world.plan.customers
    count = np.minimum(rng.poisson(_OFTEN * np.exp(0.5 * np.clip(customers.size, -2, 3))), 12)
    owner = np.repeat(np.arange(n), count)
    many = len(owner)
    day = to_working_day(DAYS - _SPAN + rng.integers(0, _SPAN, many))
    decided = to_working_day(day + rng.integers(10, 120, many))
    chance, shown, pick, reason = rng.random(many), rng.random(many), rng.random(many), rng.integers(0, len(_REASONS), many)  # fmt: skip
    cents = np.rint(np.exp(rng.normal(7.6, 0.7, many) + 0.4 * np.clip(customers.size[owner], -2, 3))).astype(np.int64) * 1_000  # fmt: skip

    fame = np.where(customers.one_timer, -np.inf, customers.size + customers.quality)
    best = np.argsort(-fame, kind="stable")[: max(_FEWEST, n // _EACH)]
    name = best[(pick * len(best)).astype(np.int64)]
    named = (
        (shown < _NAMED) & (name != owner) & view.active(name, day) & (customers.since[name] < day - _KNOWN)
    )
    open_ = day + 120 > DAYS - 1
    won = chance < _WON + _WITH_NAME * named
    keep = np.flatnonzero(view.active(owner, day) & ~customers.one_timer[owner])
    order = keep[np.argsort(day[keep], kind="stable")]

    stage = np.where(open_, 0, np.where(won, 1, 2))
    seller = view.world.sellers.by_month[owner, np.minimum(month_of(day), MONTHS - 1)].astype(np.int64)
    made: Columns = {
        "customer_id": view.numbers[owner],
        "seller_id": texts(list(view.world.sellers.ids))[seller],
        "opened_on": day,
        "stage": texts(["proposal", "won", "lost"])[stage],
        "closed_on": np.where(open_, NEVER, decided),
        "amount_cents": cents,
        "reason_code": np.where(stage == 2, texts(list(_REASONS))[reason], ""),  # noqa: PLR2004 - lost
        "reference_customer_id": np.where(named, view.numbers[name], ""),
    }
    # the number of the draw, so that an offer keeps it whoever else has gone
    return {"offer_id": order + 1, **{column: made[column][order] for column in made}}
