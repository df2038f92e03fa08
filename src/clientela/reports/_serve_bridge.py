"""Why what is left after serving moved: the margin bridge carried on by cost-to-serve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.blocks import Block, Column, Note, Table
from clientela.economics.serve_bridge import BASES, PARTS
from clientela.reports._movement import part_name
from clientela.reports._waterfalls import bridge_waterfall

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("serve_bridge_total", "serve_bridge_parts")
_BASES = dict(BASES)
_SHOWN = (
    ("seller_id", msg("Sales person")),
    ("segment_id", msg("Segment")),
    ("abc_value_class", msg("ABC by revenue")),
)
_SERVING = ("freight", "handling", "selling", "service", "credit")


def serve_blocks(inputs: Inputs) -> list[Block]:
    """Draw and list the bridge to contribution 3 or 4, and its parts; nothing where nothing is known of serving in both years."""
    rows = inputs.tables["serve_bridge_total"]
    if not rows or rows[0]["contribution_class"] == "cm1":
        return []
    row = rows[0]
    effects = [(title, row[f"left_{code}_amount"]) for code, title in PARTS]
    title = msg("What moved {what}", what=_BASES[row["contribution_class"]])
    drawn = bridge_waterfall("serve_bridge", title, start=row["left_prior_12m_amount"], effects=effects, end=row["left_12m_amount"], currency=inputs.currency)  # fmt: skip
    table = Table(
        "serve_bridge",
        msg("From what was left to what is left"),
        (Column("item", msg("Effect"), "text"), Column("left_amount", msg("Amount"), "money")),
        ((msg("12 months before"), row["left_prior_12m_amount"]), *((t, a) for t, a in effects if a)),
        total=(msg("Last 12 months"), row["left_12m_amount"]),
        total_is_sum=True,
        note=msg("Of the customers whose contribution is known in both years. What is known of one year only is left out of both: a price stated for the first time is no change. The margin is taken apart in the bridge above."),
        currency=inputs.currency,
    )  # fmt: skip
    blocks: list[Block] = [drawn, table]
    if row["unknown_count"]:
        blocks.append(
            Note("unknown", nmsg("Of {count} customer the contribution is not known in both years; it is not in this bridge.", "Of {count} customers the contribution is not known in both years; they are not in this bridge.", row["unknown_count"]))
        )  # fmt: skip
    for dimension, head in _SHOWN:
        found = [r for r in inputs.tables["serve_bridge_parts"] if r["dimension"] == dimension]
        if sum(r["part"] is not None for r in found) < 2:  # noqa: PLR2004 - one part explains nothing
            continue
        found.sort(key=lambda r: (r["left_12m_amount"] - r["left_prior_12m_amount"], str(r["part"])))
        figures = [
            (
                r["left_prior_12m_amount"], r["left_12m_amount"], r["left_12m_amount"] - r["left_prior_12m_amount"], r["left_margin_amount"] + r["left_extrapolated_amount"],
                r["left_rebates_amount"] + r["left_goods_amount"], sum(r[f"left_{code}_amount"] for code in _SERVING), r["left_investment_amount"],
            )
            for r in found
        ]  # fmt: skip
        columns = (
            Column("left_prior_12m_amount", msg("12 months before"), "money"), Column("left_12m_amount", msg("Last 12 months"), "money"), Column("change_amount", msg("Change"), "money"), Column("margin", msg("Margin"), "money"),
            Column("rebates", msg("Rebates and stated costs"), "money"), Column("serving", msg("Cost-to-serve"), "money"), Column("investment", msg("Investment"), "money"),
        )  # fmt: skip
        blocks.append(
            Table(
                f"serve_bridge_{dimension}", msg("What moved what is left, by: {dimension}", dimension=head), (Column("part", head, "text"), *columns),
                tuple((part_name(dimension, r["part"]), *f) for r, f in zip(found, figures, strict=True)),
                total=(msg("Total"), *(sum(f[i] for f in figures) for i in range(len(columns)))), currency=inputs.currency, limit=12,
            )
        )  # fmt: skip
    return blocks
