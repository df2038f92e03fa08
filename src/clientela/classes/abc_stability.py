"""How sure the ABC class of a customer near a line is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes._grid import day_number, months_before
from clientela.classes.abc_held import LETTERS, A, B, C

if TYPE_CHECKING:
    from clientela.classes._grid import Array
    from clientela.engine.frames import Frame

_YEAR = 12


def rolling_months(keys: Array, days: Frame, as_of: date) -> Array:
    """Return the money of each of the twelve months that end on `as_of`, the oldest first. Shape (customers, 12), in 1/10,000."""
    ends = np.array([months_before(as_of, _YEAR - place) for place in range(_YEAR)] + [day_number(as_of)])
    day = days["document_on"].astype("datetime64[D]").astype(np.int64)
    key = np.asarray(days["customer_key"])
    use = (day > ends[0]) & (day <= ends[-1]) & np.isin(key, keys)
    table = np.zeros((len(keys), _YEAR), dtype=np.int64)
    place = np.searchsorted(ends, day[use], side="left") - 1
    np.add.at(table, (np.searchsorted(keys, key[use]), place), np.asarray(days["revenue_amount"])[use])
    return table


def classify(revenue: Array, asked: Array, cuts: tuple[float, float]) -> Array:
    """Return the class by revenue of the active customers `asked` for, as numbers of `LETTERS`: the rule of `abc`."""
    ranked = np.sort(np.maximum(revenue, 0))
    running = np.concatenate([[0], np.cumsum(ranked)])
    total = max(int(running[-1]), 1)
    own = revenue[asked]
    share = (running[-1] - running[np.searchsorted(ranked, own, side="right")]) / total
    rule = np.where(share < cuts[0], A, np.where(share < cuts[1], B, C))
    return np.where(own > 0, rule, C)


def near_lines(revenue: Array, classes: Array, band: float) -> Array:
    """Mark who stands within `band` of the revenue at a line: the smallest revenue inside A, and inside A or B."""
    near = np.zeros(len(revenue), dtype=bool)
    for inside in (classes == A, classes <= B):
        if inside.any() and not inside.all():
            line = float(revenue[inside].min())
            near |= np.abs(revenue - line) <= band * line
    return near


@step(
    title=msg("Stability of the ABC class"),
    inputs=("customer_days", "customer_measures", "abc"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("abc_holds_share", msg("How often the ABC class holds"), "share", msg("for customers within 10 % of the revenue at a class line: share of 500 draws of twelve months out of the last twelve, with replacement and the same months for everybody, in which the class by revenue comes out the same"), "Efron & Tibshirani 1993 (bootstrap)"),
    ),
    uses=("as_of_day", "abc", "seed"),
    form="arrays",
)  # fmt: skip
def abc_stability(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Draw the months of the year again and count how often a customer near a line keeps its class.

    A customer whose revenue hangs on one month loses its class in 35 % of the draws, (11/12)^12; one that buys evenly in none.
    """
    rules = params["abc"]
    measures = frames["customer_measures"]
    keys = np.sort(np.asarray(measures["customer_key"]))
    now = frames["abc"]["abc_value_class"][np.argsort(frames["abc"]["customer_key"])]
    letters = np.ma.filled(now.astype(object), "")
    active = letters != ""
    months = rolling_months(keys, frames["customer_days"], date.fromisoformat(params["as_of_day"]))[active]
    numbers = {letter: number for number, letter in enumerate(LETTERS)}
    classes = np.array([numbers[letter] for letter in letters[active]], dtype=np.int64)
    near = near_lines(months.sum(axis=1), classes, rules.stability_band)
    asked = np.nonzero(near)[0]
    held = np.zeros(len(months), dtype=np.int64)
    if len(asked):
        draws = np.random.default_rng(params["seed"]).multinomial(
            _YEAR, [1 / _YEAR] * _YEAR, size=rules.stability_resamples
        )
        for weights in draws.astype(np.int64):
            held[asked] += classify(months @ weights, asked, rules.value_cuts) == classes[asked]
    share = np.zeros(len(keys))
    share[active] = held / rules.stability_resamples
    missing = np.ones(len(keys), dtype=bool)
    missing[active] = ~near
    return {"customer_key": keys, "abc_holds_share": np.ma.masked_array(share, missing)}
