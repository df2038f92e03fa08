"""Territories, the people who hold them in turn, and who served whom in each month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.demo._names import FIRST_NAMES, surname
from clientela.demo._plan import MONTHS, Ints, Plan, stream

if TYPE_CHECKING:
    from clientela.demo._customers import Customers

LEAVERS = 0.45
"""Share of territories whose holder leaves within the five years."""
MOVED = 0.06
"""Share of customers given to another seller on their own."""


@dataclass(frozen=True, slots=True)
class Sellers:
    """The sales people and the month-by-month assignment."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    by_month: Ints
    """Seller index by customer and month (small integers, for memory)."""


def make_sellers(plan: Plan, customers: Customers) -> Sellers:
    """Draw the territories, who leaves them when, and the customers handed over one by one."""
    rng = stream(plan, "sellers")
    n, slots = plan.customers, plan.territories
    rank = np.argsort(np.lexsort((rng.random(n), customers.area)))
    slot = np.minimum(rank * slots // n, slots - 1)
    holder = np.empty((slots, MONTHS), dtype=np.int16)
    people = 0
    for place in range(slots):
        holder[place] = people
        people += 1
        # A fixed share instead of chance: every company has its handovers.
        leaves = (place * LEAVERS) % 1 + LEAVERS >= 1
        if leaves:
            start = int(rng.integers(8, 46))
            holder[place, start:] = people
            people += 1
            if place % 10 == 4:  # noqa: PLR2004 - some successors do not stay either
                holder[place, start + 9 :] = people
                people += 1
    by_month = holder[slot]
    moved = rng.permutation(n)[: int(n * MOVED)]
    for index in moved:
        start = int(rng.integers(4, MONTHS - 4))
        other = (int(slot[index]) + int(rng.integers(1, slots))) % slots
        by_month[index, start:] = holder[other, start:]
    chosen = rng.permutation(len(FIRST_NAMES["it"]) * 100)[:people]
    first = FIRST_NAMES["it"]
    return Sellers(
        ids=tuple(f"AG{i + 1:03d}" for i in range(people)),
        names=tuple(f"{first[int(c) % len(first)]} {surname('it', 7 * int(c) + 3)}" for c in chosen),
        by_month=by_month,  # type: ignore[arg-type]  # int16 on purpose: n by 60
    )


def handover_months(sellers: Sellers, rows: slice) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return, by customer and month, whether the seller changed at the start of the month."""
    part = sellers.by_month[rows]
    changed = np.zeros(part.shape, dtype=bool)
    changed[:, 1:] = part[:, 1:] != part[:, :-1]
    return changed
