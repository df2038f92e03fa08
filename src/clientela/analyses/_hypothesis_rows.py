"""Customers at past year ends with what was known of them then and what came after: the rows the relation is tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import Message, msg
from clientela.predictions._hypothesis import Trials

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
COLUMNS = {
    "customer_years": (
        "customer_key", "years_ago", "value_state", "revenue_amount", "margin_amount", "orders_count", "recency_days", "tenure_days",
    ),
    "relation_history": (
        "customer_key", "years_ago", "relation_number", "back_filled_count", "bare_levels_count",
    ),
}  # fmt: skip
_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is foretold: money of the year after, or being there after so many years."""

    code: str
    title: Message
    money: str
    """The column whose money is foretold; empty: staying."""
    horizon: int


ENDPOINTS = (
    Endpoint("margin", msg("Margin in money, next 12 months"), "margin", 1),
    Endpoint("revenue", msg("Level of revenue, next 12 months"), "revenue", 1),
    Endpoint("stay_12", msg("Still ordering in the next 12 months"), "", 1),
    Endpoint("stay_24", msg("Still ordering in months 13 to 24"), "", 2),
    Endpoint("stay_36", msg("Still ordering in months 25 to 36"), "", 3),
)


@dataclass(frozen=True, slots=True)
class Past:
    """Tables of customers x year ends, column 0 today; NaN where the customer had not ordered yet or nothing is known."""

    revenue: Array
    margin: Array
    orders: Array
    recency: Array
    tenure: Array
    abc: Array
    """2 for A, 1 for B, 0 for C, -1 else."""
    relation: Array
    back_filled: Array
    bare_levels: Array


@dataclass(frozen=True, slots=True)
class Made:
    """The trials of one endpoint, and what could not be in them."""

    trials: Trials
    is_lost: Array
    """Whether the customer did not order in the last of the years foretold."""
    not_known: int
    back_filled: int
    bare_levels: int

    @property
    def losses(self) -> int:
        """Return how many of the rows are losses."""
        return int(self.is_lost.sum())


def read_past(params: dict[str, Any], frames: dict[str, Frame]) -> Past | None:
    """Put years and relation into tables; None where no year end has a year after it."""
    rows, relation = frames["customer_years"], frames["relation_history"]
    keys, place = np.unique(np.asarray(rows["customer_key"]), return_inverse=True)
    ago = np.asarray(rows["years_ago"]).astype(np.int64)
    if not len(keys) or ago.max() < 1:
        return None
    ends = int(ago.max()) + 1

    def table(values: Any, *, missing: float = np.nan) -> Array:
        held = np.full((len(keys), ends), missing)
        held[place, ago] = np.ma.filled(np.ma.asarray(values).astype(np.float64), np.nan)
        return held

    states = np.asarray(rows["value_state"]).astype(str)
    abc = np.select([states == "A", states == "B", states == "C"], [2.0, 1.0, 0.0], -1.0)
    other = np.asarray(relation["customer_key"])
    past = np.asarray(relation["years_ago"]).astype(np.int64)
    at = np.searchsorted(keys, other)
    use = (at < len(keys)) & (past < ends)
    use[use] = keys[at[use]] == other[use]

    def known(values: Any, missing: float) -> Array:
        held = np.full((len(keys), ends), missing)
        held[at[use], past[use]] = np.ma.filled(np.ma.asarray(values).astype(np.float64), np.nan)[use]
        return held

    return Past(
        table(rows["revenue_amount"]), table(rows["margin_amount"]), table(rows["orders_count"]), table(rows["recency_days"]),
        table(rows["tenure_days"]), table(abc, missing=-1.0), known(relation["relation_number"], np.nan),
        known(relation["back_filled_count"], 0.0), known(relation["bare_levels_count"], 0.0),
    )  # fmt: skip


def trials_of(endpoint: Endpoint, past: Past) -> Made:
    """Return the rows of an endpoint: customers that ordered in the year up to a past year end and whose relation was known by then.

    The usual model looks at the logarithm of the money of that year, ABC class, days since the last order, trend against the year
    before, tenure. Money to be foretold counts from zero: a year that lost money counts as zero.
    """
    horizon, ends = endpoint.horizon, past.revenue.shape[1]
    parts: list[tuple[Array, ...]] = []
    not_known = 0
    for ago in range(horizon, ends):
        active = past.orders[:, ago] > 0
        size = past.revenue[:, ago] if endpoint.money != "margin" else past.margin[:, ago]
        after = past.orders[:, ago - horizon]
        is_lost = ~(after > 0)
        if endpoint.money:
            money = past.revenue[:, ago - horizon] if endpoint.money == "revenue" else past.margin[:, ago - horizon]  # fmt: skip
            usable = active & (size > 0) & ~np.isnan(money)
            outcome = np.clip(np.nan_to_num(money), 0.0, None)
        else:
            usable = active & (past.revenue[:, ago] > 0)
            outcome = (~is_lost).astype(np.float64)
        told = ~np.isnan(past.relation[:, ago])
        not_known += int((usable & ~told).sum())
        rows = np.flatnonzero(usable & told)
        parts.append((rows, np.full(len(rows), ago), _known(past, rows, ago, size), size[rows], past.relation[rows, ago], outcome[rows], is_lost[rows]))  # fmt: skip
    if not parts:
        parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, 6)), *[np.zeros(0)] * 3, np.zeros(0, dtype=bool))]  # fmt: skip
    customer, origin, known, size, extra, outcome, is_lost = (np.concatenate(p) for p in zip(*parts, strict=True))  # fmt: skip
    trials = Trials(customer, origin, known, size if endpoint.money else None, extra, outcome, horizon)
    counted = slice(horizon, ends)
    return Made(
        trials, is_lost, not_known, int(past.back_filled[:, counted].sum()), int(past.bare_levels[:, counted].sum())
    )  # fmt: skip


def _known(past: Past, rows: Array, ago: int, size: Array) -> Array:
    """Return what the usual model looks at; shape (rows, 6)."""
    revenue = past.revenue[rows, ago]
    before = past.revenue[rows, ago + 1] if ago + 1 < past.revenue.shape[1] else np.full(len(rows), np.nan)
    scale = np.nanmedian(revenue) if len(rows) else 1.0
    floor = 0.1 * max(scale, 1.0)
    trend = np.log((np.clip(revenue, 0, None) + floor) / (np.clip(before, 0, None) + floor))
    is_new = np.isnan(before)
    return np.column_stack(
        [
            np.log(np.clip(np.where(size[rows] > 0, size[rows], revenue), 1.0, None)),
            (past.abc[rows, ago] == 2).astype(np.float64),  # noqa: PLR2004 - class A
            (past.abc[rows, ago] == 1).astype(np.float64),
            np.log1p(past.recency[rows, ago]),
            np.where(is_new, 0.0, trend),
            np.log1p(past.tenure[rows, ago] / _YEAR),
        ]
    )
