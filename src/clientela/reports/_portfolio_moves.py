"""Moves through the portfolio within a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.portfolio_cells import GROUPS
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.portfolios.portfolio_path import PATHS
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("portfolio_moves", "portfolio_movers")
_GROUPS, _CELLS, _PATHS, _CERTAIN = dict(GROUPS), dict(PORTFOLIO_CELLS), dict(PATHS), dict(CERTAINTIES)


def _place(row: dict[str, Any], end: str) -> Any:
    cell = row[f"portfolio_cell{end}"]
    if cell is None:
        return _GROUPS["undetermined"]
    return msg("{what}: {more}", what=_CELLS[cell], more=_CERTAIN[row[f"portfolio_certainty{end}"]])


def moves_section(inputs: Inputs) -> Section | None:
    """Where customers stood a year ago and stand now (dossier 5.6); None where nobody was placed on either day."""
    rows = inputs.tables["portfolio_moves"]
    names = [name for name, _ in GROUPS if any(name in (r["from_cell"], r["to_cell"]) for r in rows)]
    if not set(names) - {"undetermined"}:
        return None
    count = {(r["from_cell"], r["to_cell"]): r["customers_count"] for r in rows}
    placed = [r for r in rows if "undetermined" not in (r["from_cell"], r["to_cell"])]
    moved = sum(r["customers_count"] for r in placed if r["from_cell"] != r["to_cell"])
    blocks: list[Block] = [
        Table(
            "portfolio_moves",
            msg("From the cell a year ago (rows) to that of now (columns), customers"),
            (Column("from_cell", msg("A year ago"), "text"), *(Column(name, _GROUPS[name], "count") for name in names)),
            tuple((_GROUPS[old], *(count.get((old, new), 0) for new in names)) for old in names),
            total=(msg("Total"), *(sum(count.get((old, new), 0) for old in names) for new in names)),
            total_is_sum=True,
            note=msg("A year ago by what was known then, with the criteria of today. The attainable margin is not known of then, so fewer customers are placed."),
        )
    ]  # fmt: skip
    movers = inputs.tables["portfolio_movers"]
    if movers:
        blocks.append(
            Table(
                "portfolio_movers",
                msg("Customers that moved"),
                (
                    Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("path_class", msg("Way"), "text"), Column("before", msg("A year ago"), "text"), Column("now", msg("Now"), "text"),
                    Column("attractiveness_change", msg("Change of attractiveness"), "number"), Column("importance_change", msg("Change of importance"), "number"), Column("revenue_12m_amount", msg("Revenue"), "money"),
                ),
                tuple((r["customer_id"], r["customer_name"], _PATHS[r["path_class"]], _place(r, "_before"), _place(r, ""), r["attractiveness_change"], r["importance_change"], r["revenue_12m_amount"]) for r in movers),
                currency=inputs.currency,
                limit=25,
            )
        )  # fmt: skip
    lead = msg(
        "Of {count} customers placed on both days {moved} moved.",
        count=Amount(sum(r["customers_count"] for r in placed), "count"),
        moved=Amount(moved, "count"),
    )
    return Section("moves", msg("Moves within a year"), tuple(blocks), lead)
