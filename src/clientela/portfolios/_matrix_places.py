"""From factors to scores, from scores to levels, from levels to cells: the same for every matrix of two axes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.i18n import msg
from clientela.scores._kernel import TOP, Scores, score_axis
from clientela.scores._matrices import Factor

if TYPE_CHECKING:
    from clientela.portfolios._matrix_look import Look
    from clientela.scores._criteria import Criterion
    from clientela.scores._matrices import Axis, Matrix

Array = np.ndarray[Any, Any]
ORDER = ("sharp", "provisional", "undetermined", "unscored")
"""Certainties, the surest first."""
OPENS = (
    ("upright", msg("the upright axis")),
    ("lying", msg("the lying axis")),
    ("both", msg("both axes")),
    ("not_key", msg("not a key customer in the first step")),
    ("step_open", msg("the first step is open")),
    ("excluded", msg("it is left out, whatever its scores")),
    ("criteria", msg("fewer than three of the five criteria")),
    ("resources", msg("the hours of engineers it takes: without them nobody is a customer of tomorrow")),
    ("level", msg("the gates of the level")),
)
"""What is open of a customer without a cell."""
_JUDGED = ord("J")


@dataclass(frozen=True, slots=True)
class Values:
    """One axis as it is shown. Shapes (customers,); NaN where unknown."""

    value: Array
    low: Array
    high: Array
    coverage: Array


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of one axis, 0 the lowest: those the bounds allow, and the one of what is known (-1 where too little is)."""

    least: Array
    most: Array
    point: Array
    is_known: Array
    """Whether anything at all is observed."""
    is_soft: Array
    """Whether our judgement stands for the word of the customer: then no place is sharp."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the customers stand in one matrix: number of the cell (-1 for none) and how sure that is (place in `ORDER`)."""

    cell: Array
    certainty: Array
    upright: Values
    lying: Values
    open_class: Array
    """Where a customer has no cell: what is open (codes of `OPENS`); empty where it has one."""


def unknown(count: int) -> Values:
    """Return an axis of which nothing is known."""
    none = np.full(count, np.nan)
    return Values(none, none, none, none)


def _column(criterion: Criterion, look: Look) -> tuple[Array, ...]:
    """Return weight, score, low, high, observed, confidence and judged of one factor."""
    count = len(look.keys)
    zero = np.zeros(count)
    nothing = (
        np.full(count, criterion.weight),
        zero,
        zero,
        np.full(count, TOP),
        np.zeros(count, dtype=bool),
        zero,
        np.zeros(count, dtype=bool),
    )
    xs, ys = np.array(criterion.anchors).T
    if isinstance(criterion, Factor) and criterion.taken[0]:
        axis, code = criterion.taken
        taken = look.taken.get(axis)
        place = None if taken is None else taken.places.get(code)
        if taken is None or place is None:
            return nothing
        grid = taken.grid
        columns = (
            np.where(grid.weights[:, place] > 0, criterion.weight, 0.0),
            grid.score[:, place],
            grid.low[:, place],
            grid.high[:, place],
            grid.observed[:, place],
            grid.confidence[:, place],
            taken.judged[:, place],
        )
    else:
        fact = look.facts.get(criterion.fact) if isinstance(criterion, Factor) and criterion.fact else None
        told = look.told.get(criterion.measure or criterion.code)
        if fact is None:
            fact = np.full(count, np.nan)
        measured = ~np.isnan(fact)
        value, low, high = fact, fact, fact
        confidence, applies, judged = (
            np.full(count, look.measured_confidence),
            np.ones(count, dtype=bool),
            np.zeros(count, dtype=bool),
        )
        if told is not None:
            letters = np.array([ord(letter) for letter in criterion.classes], dtype=np.float64)
            stated = ~measured & np.isin(told.source, letters) & ~np.isnan(told.value)
            value, low, high, confidence = (
                np.where(stated, mine, own)
                for mine, own in (
                    (told.value, value),
                    (told.low, low),
                    (told.high, high),
                    (told.confidence, confidence),
                )
            )
            applies, judged = measured | told.applies, stated & (told.source == _JUDGED)
        seen = ~np.isnan(value)
        score, ends = np.interp(value, xs, ys), (np.interp(low, xs, ys), np.interp(high, xs, ys))
        columns = (
            np.where(applies, criterion.weight, 0.0), np.where(seen, score, 0.0), np.where(seen, np.minimum(*ends), 0.0), np.where(seen, np.maximum(*ends), TOP),
            seen & applies, np.where(seen, np.nan_to_num(confidence), 0.0), judged,
        )  # fmt: skip
    weight, score, least, most, seen, confidence, judged = columns
    if isinstance(criterion, Factor) and criterion.is_reversed:
        score, least, most = np.where(seen, TOP - score, 0.0), TOP - most, TOP - least
    return weight, score, least, most, seen, confidence, judged


def score_of(axis: Axis, look: Look, params: dict[str, Any]) -> tuple[Scores, Array]:
    """Return the scores of an axis by the kernel of all scores, and whether our own judgement is part of them. Shapes (customers,)."""
    columns = [_column(criterion, look) for criterion in axis.criteria(params)]
    if not columns:  # every factor is switched off
        count = len(look.keys)
        empty = np.zeros((count, 1))
        return score_axis(empty, empty, empty, empty + TOP, empty > 0, empty), np.zeros(count, dtype=bool)
    weights, score, low, high, seen, confidence, judged = (
        np.column_stack(parts) for parts in zip(*columns, strict=True)
    )
    found = score_axis(
        weights,
        score,
        low,
        high,
        seen,
        confidence,
        least_coverage=params["portfolio"].published_coverage_share,
    )
    return found, (judged & seen & (weights > 0)).any(axis=1)


def levels_of(scores: Scores, cuts: tuple[float, ...], soft: Array) -> Levels:
    """Return the levels of an axis: a level begins at its cut, that included."""
    least, most = (np.searchsorted(cuts, end, side="right") for end in (scores.low, scores.high))
    known = np.isnan(scores.point)
    point = np.where(known, -1, np.searchsorted(cuts, np.nan_to_num(scores.point), side="right"))
    return Levels(least, most, np.where(least == most, least, point), scores.observed_count > 0, soft)


def place_levels(table: dict[tuple[int, int], int], upright: Levels, lying: Levels) -> tuple[Array, Array]:
    """Return number of the cell and certainty.

    Sharp where every level that the bounds allow leads to one cell; provisional by the levels of what is known; undetermined where these
    are not known; unscored where nothing is observed on one axis.
    """
    count = len(upright.least)
    reached: dict[int, Array] = {}
    plain = np.full(count, -1)
    for (high, wide), cell in sorted(table.items()):
        inside = (
            (upright.least <= high) & (high <= upright.most) & (lying.least <= wide) & (wide <= lying.most)
        )
        reached[cell] = reached.get(cell, np.zeros(count, dtype=bool)) | inside
        plain[(upright.point == high) & (lying.point == wide)] = cell
    ways = np.sum(list(reached.values()), axis=0)
    only = np.full(count, -1)
    for cell, inside in reached.items():
        only[inside & (ways == 1)] = cell
    chosen = np.where(only >= 0, only, plain)
    some = upright.is_known & lying.is_known
    sure = np.where((only >= 0) & ~upright.is_soft & ~lying.is_soft, 0, np.where(chosen >= 0, 1, 2))
    return np.where(some, chosen, -1), np.where(some, sure, 3)


def place_matrix(matrix: Matrix, scored: dict[str, tuple[Scores, Array]], threshold: float) -> Placed:
    """Place every customer in a matrix of two axes. `scored`: of `score_of`, by the code of the axis. Errors: ValueError without two axes."""
    if matrix.upright is None or matrix.lying is None:
        raise ValueError(matrix.code)
    numbers = {cell.code: number for number, cell in enumerate(matrix.cells)}
    levels = [
        levels_of(scored[axis.code][0], axis.levels(threshold), scored[axis.code][1] & axis.is_theirs)
        for axis in (matrix.upright, matrix.lying)
    ]
    cell, sure = place_levels({place: numbers[name] for place, name in matrix.table.items()}, *levels)
    values = [shown(scored[axis.code][0]) for axis in (matrix.upright, matrix.lying)]
    return Placed(cell, sure, values[0], values[1], open_axis(cell, *levels))


def open_axis(cell: Array, upright: Levels, lying: Levels) -> Array:
    """Say for each customer without a cell which axis is open."""
    up, wide = ((one.point < 0) | ~one.is_known for one in (upright, lying))
    return np.where(cell >= 0, "", np.where(up & wide, "both", np.where(up, "upright", "lying"))).astype(
        object
    )


def only_of(placed: Placed, first: Placed, allowed: tuple[int, ...]) -> Placed:
    """Keep the places of the customers that a first matrix puts into the allowed cells; no place is surer than that in the first."""
    inside = np.isin(first.cell, allowed)
    sure = np.maximum(placed.certainty, first.certainty)
    reason = np.where(inside, placed.open_class, np.where(first.cell >= 0, "not_key", "step_open"))
    certainty = np.where(inside, sure, np.where(first.cell >= 0, 3, np.maximum(first.certainty, 2)))
    return replace(
        placed, cell=np.where(inside, placed.cell, -1), certainty=certainty, open_class=reason.astype(object)
    )


def leave_out(placed: Placed, out: Array) -> Placed:
    """Take the customers out that are not to be dealt with: a veto is no score that others make good. `out`: True for them."""
    return replace(
        placed,
        cell=np.where(out, -1, placed.cell),
        certainty=np.where(out, len(ORDER) - 1, placed.certainty),
        open_class=np.where(out, "excluded", placed.open_class).astype(object),
    )


def shown(scores: Scores) -> Values:
    """Return what is shown of a scored axis; nothing where nothing is observed."""
    some = scores.observed_count > 0
    return Values(
        scores.point,
        *(np.where(some, column, np.nan) for column in (scores.low, scores.high, scores.coverage)),
    )
