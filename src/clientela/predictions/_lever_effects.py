"""What actions of the past brought: each customer with one against customers like it that had none, a year before against a year after.

The same comparison as for changes of the person in charge: matching on size, course and class before differences (Heckman, Ichimura &
Todd 1997). What nobody can match is why just these customers were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clientela.predictions._matched import (
    MOST_CUSTOMERS,
    WINDOW,
    Effect,
    candidates,
    changes_in,
    effect_of,
    matched,
    months_of,
    sums_by_month,
)

if TYPE_CHECKING:
    from clientela.predictions._days import Floats, Ints
    from clientela.predictions._panel import Panel

LEAST = 3
"""Cases of a lever below which nothing is calculated (dossier 11, question 6)."""


@dataclass(frozen=True)
class Uses:
    """Actions that were done: place of the customer, day, and number of the lever; shapes (uses,)."""

    customer: Ints
    day: Ints
    lever: Ints
    undated: Ints
    """Customers with an action of which nobody knows the day, or that still runs: they are compared with nobody."""


@dataclass(frozen=True)
class LeverEffect:
    """What a lever brought a customer in the year after, against customers without an action; NaN below three cases."""

    done: int
    share: Effect
    """Change of the margin, as a share of that of the year before, less that of the matched customers."""
    money: Effect
    """The same in money."""


def _gain(before: Floats, after: Floats) -> tuple[float, float]:
    """Return the difference of the first row against the others, as a share and in money; NaN where a margin is not known or was none.

    share = change of its own - mean change of the others; money = after - before (1 + mean change of the others).
    """
    moved = changes_in(after, before)
    others = float(np.mean(moved[1:])) if np.isfinite(moved[1:]).all() else float("nan")
    return float(moved[0]) - others, float(after[0] - before[0] * (1 + others)) if before[0] > 0 else float("nan")  # fmt: skip


def _thinned(panel: Panel, uses: Uses) -> tuple[Panel, Uses]:
    """Keep the customers with an action and so many others as there is need for to compare with."""
    if panel.customers <= MOST_CUSTOMERS:
        return panel, uses
    even = np.linspace(0, panel.customers - 1, MOST_CUSTOMERS).astype(np.int64)
    chosen = np.union1d(np.unique(uses.customer), even)
    undated = uses.undated[np.isin(uses.undated, chosen)]
    return panel.of(chosen), Uses(
        np.searchsorted(chosen, uses.customer), uses.day, uses.lever, np.searchsorted(chosen, undated)
    )


def _cases(panel: Panel, uses: Uses) -> list[tuple[int, int, float, float]]:
    """Return lever, customer and gain, as a share and in money, of every action that can be compared."""
    first, last = (int(months_of(np.array([day]))[0]) for day in (panel.first, panel.as_of + 1))
    count = last - first + 1
    grids = sums_by_month(panel, first, count)
    by_month: dict[int, dict[int, set[int]]] = {}
    touched = np.zeros((panel.customers, count), dtype=bool)
    open_ones = np.isin(np.arange(panel.customers), uses.undated)
    for who, month, lever in zip(uses.customer.tolist(), (months_of(uses.day) - first).tolist(), uses.lever.tolist(), strict=True):  # fmt: skip
        if 0 <= month < count:
            touched[who, month] = True
            by_month.setdefault(month, {}).setdefault(who, set()).add(lever)
    found = []
    for month in sorted(by_month):
        if month < WINDOW or month + WINDOW >= count - 1:
            continue
        size, slope, kind, buys = candidates(grids, month)
        near_by = slice(month - WINDOW, month + WINDOW + 1)
        margin = grids["margin"][:, near_by]
        before, after = margin[:, :WINDOW].sum(axis=1), margin[:, WINDOW + 1 :].sum(axis=1)
        free = buys & ~touched[:, near_by].any(axis=1) & np.isfinite(changes_in(after, before)) & ~open_ones
        for who, levers in sorted(by_month[month].items()):
            # what another action within the year brought would be taken for this one's
            if not buys[who] or open_ones[who] or len(levers) > 1 or touched[who, near_by].sum() != 1:
                continue
            near = matched(size, slope, kind, free, who)
            if len(near):
                rows = np.append(who, near)
                found.append((next(iter(levers)), who, *_gain(before[rows], after[rows])))
    return found


def study_levers(panel: Panel, uses: Uses, levers: int) -> list[LeverEffect]:
    """Estimate what each of `levers` levers brought; compared are actions with a year of whole months before and after and no other one within it."""
    found = _cases(*_thinned(panel, uses))
    made = []
    for lever in range(levers):
        own = [row for row in found if row[0] == lever and np.isfinite(row[2]) and np.isfinite(row[3])]
        who = np.array([row[1] for row in own], dtype=np.int64)
        share, money = (effect_of(np.array([row[k] for row in own], dtype=np.float64), who, least=LEAST) for k in (2, 3))  # fmt: skip
        made.append(LeverEffect(int((uses.lever == lever).sum()), share, money))
    return made
