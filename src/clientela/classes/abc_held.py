"""The ABC class with hysteresis, so that a customer near a line does not change class every month."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes._grid import lines_on_grid, read_grid
from clientela.classes.abc import CODES

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

NONE, A, B, C = 0, 1, 2, 3
_COLUMNS = {
    "customer_months": ("customer_key", "month_number", "revenue_amount", "lines_count"),
    "customer_measures": (
        "customer_key",
        "revenue_12m_amount",
        "revenue_prior_12m_amount",
        "lines_12m_count",
    ),
}
LETTERS = np.array(["", "A", "B", "C"], dtype=object)


def share_before(values: Any) -> Any:
    """Return, per customer, the share of the positive total held by customers with a higher value.

    Formula: S(i) = sum of max(x, 0) over x > x(i) / sum of max(x, 0). Shape (n,); equal values share S.
    """
    positive = np.maximum(values, 0)
    total = positive.sum()
    if total <= 0:
        return np.ones(len(values))
    order = np.argsort(-values)
    ranked = values[order]
    running = np.concatenate([[0], np.cumsum(positive[order])[:-1]])
    is_first = np.concatenate([[True], ranked[1:] != ranked[:-1]])
    first_of_equal = np.maximum.accumulate(np.where(is_first, np.arange(len(ranked)), 0))
    share = np.empty(len(values))
    share[order] = running[first_of_equal] / total
    return share


def hold_classes(classes: Any, shares: Any, *, cuts: tuple[float, float], band: float, months: int) -> Any:
    """Run the memory over a grid: shapes (days, customers) in and out.

    A held class gives way when the share passes the cut between the two by more than `band`,
    when the rule has said the new class for `months` days of the grid in a row, or when there was none.
    """
    held = np.array(classes, copy=True)
    streak = np.zeros(classes.shape[1], dtype=np.int64)
    for day in range(1, len(classes)):
        now, old = classes[day], held[day - 1]
        streak = np.where(now == classes[day - 1], streak + 1, 1)
        # The cut crossed is the one between the old class and its neighbour towards the new one.
        edge = np.where(now < old, np.where(old == B, cuts[0], cuts[1]), np.where(old == A, cuts[0], cuts[1]))
        passed = np.abs(shares[day] - edge) > band
        moves = (old == NONE) | (now == NONE) | passed | (streak >= months)
        held[day] = np.where(moves, now, old)
    return held


@step(
    title=msg("Held ABC class"),
    inputs=tuple(_COLUMNS),
    columns=_COLUMNS,
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("abc_value_held_class", msg("ABC by revenue, held"), "class", msg("the ABC class by revenue with a memory: it changes when the share passes the cut by more than 2 points, or after three month ends in a row on the other side"), codes=CODES),
    ),
    uses=("as_of_day", "first_on", "abc"),
    form="arrays",
)  # fmt: skip
def abc_held(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Classify at every month end of the data, then hold.

    Formula: the value variant of `abc` on the twelve months before each day of the grid, then `hold_classes`.
    """
    measures = frames["customer_measures"]
    keys = np.sort(np.asarray(measures["customer_key"]))
    as_of, first_on = date.fromisoformat(params["as_of_day"]), date.fromisoformat(params["first_on"])
    first_on = min(first_on, as_of)
    grid = read_grid(keys, frames["customer_months"], measures, first_on=first_on, as_of=as_of)
    lines = lines_on_grid(keys, frames["customer_months"], measures, first_on=first_on, as_of=as_of)
    cuts = params["abc"].value_cuts
    classes = np.zeros(grid.recent.shape, dtype=np.int8)
    shares = np.ones(grid.recent.shape)
    for day in range(len(grid.days)):
        active = lines[day] > 0
        shares[day, active] = share_before(grid.recent[day, active])
        rule = np.where(shares[day] < cuts[0], A, np.where(shares[day] < cuts[1], B, C))
        classes[day] = np.where(active, np.where(grid.recent[day] > 0, rule, C), NONE)
    held = hold_classes(
        classes,
        shares,
        cuts=cuts,
        band=params["abc"].hysteresis_share,
        months=params["abc"].hysteresis_months,
    )
    return {
        "customer_key": keys,
        "abc_value_held_class": np.ma.masked_array(LETTERS[held[-1]], held[-1] == NONE),
    }
