"""ABC in two more ways: with a second criterion, and by the natural breaks of the values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes.abc import CODES

if TYPE_CHECKING:
    from clientela.classes._grid import Array
    from clientela.engine.frames import Frame

CLASSES = 3


@step(
    title=msg("ABC by revenue and margin"),
    inputs=("abc", "customer_measures"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("abc_double_class", msg("ABC by revenue and margin"), "class", msg("the class by count, but A needs a positive margin of the last 12 months too; without one it is B; a customer that would be A and whose margin is unknown has no class"), "own definition", CODES),
    ),
)  # fmt: skip
def abc_double(params: dict[str, Any]) -> str:
    """Class A for the best by count that also earn money. The margin only matters, and must only be known, for them."""
    return (
        "select a.customer_key, case when a.abc_count_class is null or a.abc_count_class <> 'A' then a.abc_count_class "
        "when m.margin_12m_amount > 0 then 'A' when m.margin_12m_amount <= 0 then 'B' end as abc_double_class "
        "from abc as a join customer_measures as m on m.customer_key = a.customer_key"
    )


def natural_breaks(values: Array) -> tuple[int, int]:
    """Split ascending values into the three groups with the least sum of squared deviations from the group means.

    Returns the places where the second and the third group begin. Exact: all groups of neighbours are weighed by dynamic
    programming; the best first break never moves back as the prefix grows, so halving finds them all in n log n steps.
    Of equal splits the one with the earlier breaks is returned. Equal values are never parted.
    Needs three different values. Source: Fisher 1958; Jenks 1977.
    """
    points, counts = np.unique(values, return_counts=True)
    n = len(points)
    if n < CLASSES:
        raise ValueError(n)
    centred = points - points.mean()
    weight = np.concatenate([[0], np.cumsum(counts)]).astype(float)
    sums = np.concatenate([[0], np.cumsum(counts * centred)])
    squares = np.concatenate([[0], np.cumsum(counts * centred**2)])

    def cost(start: Array, end: Array | int) -> Array:
        many = weight[end] - weight[start]
        total = sums[end] - sums[start]
        return np.asarray(squares[end] - squares[start] - total**2 / many)

    best, first = np.zeros(n + 1), np.zeros(n + 1, dtype=np.int64)
    spans = [(2, n - 1, 1, n - 2)]  # prefixes that hold two groups, and where their first break can be
    while spans:
        low, high, least, most = spans.pop()
        middle = (low + high) // 2
        places = np.arange(least, min(most, middle - 1) + 1)
        costs = cost(np.zeros(1, dtype=np.int64), places) + cost(places, middle)
        at = int(np.argmin(costs))
        best[middle], first[middle] = costs[at], places[at]
        if low < middle:
            spans.append((low, middle - 1, least, int(places[at])))
        if middle < high:
            spans.append((middle + 1, high, int(places[at]), most))
    seconds = np.arange(2, n)
    second = int(seconds[np.argmin(best[2:n] + cost(seconds, n))])
    return int(weight[first[second]]), int(weight[second])


@step(
    title=msg("ABC by natural breaks"),
    inputs=("customer_measures",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("abc_breaks_class", msg("ABC by natural breaks"), "class", msg("three groups of the logarithm of revenue with the least spread inside: the lines are where the gaps are; nothing positive is C; needs three different revenues"), "Fisher 1958; Jenks 1977", CODES),
    ),
    form="arrays",
)  # fmt: skip
def abc_breaks(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Class the active customers by the gaps in their revenue of the last 12 months instead of by fixed shares."""
    measures = frames["customer_measures"]
    order = np.argsort(measures["customer_key"])
    revenue = np.asarray(measures["revenue_12m_amount"])[order]
    active = np.asarray(measures["lines_12m_count"])[order] > 0
    positive = active & (revenue > 0)
    found = np.where(active, "C", "").astype(object)
    places = np.nonzero(positive)[0]
    amounts = revenue[places]
    if len(np.unique(amounts)) < CLASSES:
        active = np.zeros(len(revenue), dtype=bool)
    else:
        by = np.argsort(amounts, kind="stable")
        # Against the largest: the same in every currency, and to twelve digits, so that equal stays equal.
        logs = np.round(np.log(amounts[by] / amounts.max()), 12)
        second, third = natural_breaks(logs)
        found[places[by[second:]]] = "B"
        found[places[by[third:]]] = "A"
    return {
        "customer_key": np.asarray(measures["customer_key"])[order],
        "abc_breaks_class": np.ma.masked_array(found, ~active),
    }
