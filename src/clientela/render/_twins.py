"""The table that says what a chart shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.blocks import Bars, Column, Curve, Pyramid, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_POINTS = 21


def _thin(rows: Sequence[tuple[Any, ...]], limit: int) -> tuple[tuple[Any, ...], ...]:
    if len(rows) <= limit:
        return tuple(rows)
    step = (len(rows) - 1) / (limit - 1)
    return tuple(rows[round(place * step)] for place in range(limit))


def chart_table(block: Bars | Curve | Pyramid) -> Table:
    """Return the figures of a chart as a table; of a long curve about twenty points."""
    if isinstance(block, Pyramid):
        columns = (
            Column("layer", msg("Layer")), Column("count", msg("Customers"), "count"),
            Column("value", block.value_title, block.value_unit), Column("share", msg("Share"), "share"),
        )  # fmt: skip
        rows: tuple[tuple[Any, ...], ...] = tuple(
            (layer.title, layer.count, layer.value, layer.share) for layer in block.layers
        )
        return Table(block.name, block.title, columns, rows, currency=block.currency)
    series = tuple(Column(s.name, s.title, s.unit) for s in block.series)
    values = list(zip(*(s.values for s in block.series), strict=True))
    if isinstance(block, Bars):
        rows = tuple((name, *row) for name, row in zip(block.categories, values, strict=True))
        return Table(
            block.name, block.title, (Column("category", msg("Name")), *series), rows, currency=block.currency
        )
    rows = _thin([(x, *row) for x, row in zip(block.x, values, strict=True)], _POINTS)
    return Table(
        block.name,
        block.title,
        (Column("x", block.x_title, block.x_unit), *series),
        rows,
        currency=block.currency,
    )
