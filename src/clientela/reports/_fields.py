"""Customers as points: the profitability matrix, and price against cost to serve with its line of equal margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Scatter, ScatterGroup
from clientela.economics.price_realisation import CELLS as PRICE_CELLS
from clientela.economics.profitability_cells import CELLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs
    from clientela.reports._words import Row

_LEAST = 5
"""Fewer points are a list, no picture."""
_PATH_POINTS = 24
_SHORT: dict[str, Message] = {
    "desirable": msg("Desirable"), "developed": msg("Developed"), "undeveloped": msg("Undeveloped"), "undesirable": msg("Undesirable"),
    "carriage_trade": msg("Carriage trade"), "passive": msg("Passive"), "bargain_basement": msg("Bargain basement"), "aggressive": msg("Aggressive"),
}  # fmt: skip


def _groups(
    rows: Sequence[Row], column: str, codes: Sequence[tuple[str, Message]], x: str, y: str
) -> tuple[ScatterGroup, ...]:
    def name(row: Row) -> str:
        return str(row["customer_name"] or row["customer_id"])

    return tuple(
        ScatterGroup(code, _SHORT[code], tuple((float(r[x]), float(r[y]), name(r)) for r in rows if r[column] == code))
        for code, _ in codes
        if code in _SHORT and any(r[column] == code for r in rows)
    )  # fmt: skip


def _line(value: Any) -> float | None:
    return None if value is None else float(value)


def matrix_points(inputs: Inputs) -> list[Block]:
    """Draw the placed customers by contribution now and potential margin, with the lines that part the cells."""
    rows = [r for r in inputs.tables["matrix_customers"] if r["contribution_12m_amount"] is not None and r["potential_margin_amount"] is not None]  # fmt: skip
    if len(rows) < _LEAST:
        return []
    return [
        Scatter(
            "matrix_points",
            msg("Profitability matrix: the customers with a known potential"),
            msg("Contribution now"),
            msg("Potential margin"),
            _groups(rows, "profit_cell_class", CELLS, "contribution_12m_amount", "potential_margin_amount"),
            "money",
            "money",
            _line(rows[0]["contribution_line_amount"]),
            _line(rows[0]["potential_line_amount"]),
            (_SHORT["undeveloped"], _SHORT["desirable"], _SHORT["undesirable"], _SHORT["developed"]),
            note=msg("The dashed lines part high from low: the median contribution of the active customers, the median of the potentials above zero. Points beyond the frame stand at its edge. A potential has an interval: see the list."),
            currency=inputs.currency,
        )
    ]  # fmt: skip


def _path(rows: Sequence[Row]) -> tuple[tuple[float, float], ...]:
    """Return the line on which a customer leaves the percentage of all: p = g / (1 - s - m)."""
    goods, left = rows[0]["placed_goods_share"], rows[0]["placed_left_share"]
    if goods is None or left is None:
        return ()
    low, high = min(r["serve_share"] for r in rows), max(r["serve_share"] for r in rows)
    span = (high - low) or 0.1
    shares = [low - 0.1 * span + 1.2 * span * i / _PATH_POINTS for i in range(_PATH_POINTS + 1)]
    return tuple((s, goods / (1 - s - left)) for s in shares if s >= 0 and s + left < 1)


def price_cost_field(inputs: Inputs) -> list[Block]:
    """Draw price index against cost to serve, with the line of equal margin. Source: Shapiro, Rangan, Moriarty & Ross 1987."""
    rows = inputs.tables["price_cost_points"]
    if len(rows) < _LEAST:
        return []
    left = rows[0]["placed_left_share"]
    return [
        Scatter(
            "price_cost_points",
            msg("Price and cost to serve: the largest customers"),
            msg("Cost to serve, share of revenue"),
            msg("Price index"),
            _groups(rows, "price_cost_class", PRICE_CELLS, "serve_share", "price_index"),
            "share",
            "number",
            rows[0]["middle_serve_share"],
            1.0,
            (_SHORT["passive"], _SHORT["carriage_trade"], _SHORT["bargain_basement"], _SHORT["aggressive"]),
            _path(rows),
            None if left is None else msg("{share} left after serving, as of all of them", share=Amount(left, "share")),
            note=msg("Above the line a customer leaves a larger percentage than all placed customers together, below it a smaller one; goods are taken to cost everybody the same at reference prices. Points beyond the frame stand at its edge."),
        )
    ]  # fmt: skip
