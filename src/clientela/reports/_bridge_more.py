"""What stands beside the bridge: why classes by margin changed, who was lost year by year, whether the change is a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.class_reasons import MOVED_BY
from clientela.analyses.kpi_series import VERDICTS
from clientela.analyses.margin_reasons import MARGIN_CODES
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Table
from clientela.reports._words import Row, label

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("margin_reasons", "lost_by_year", "lost_causes", "kpi_list")
SIGNALS = ("above", "below", "shift_up", "shift_down")
_MOVED, _EFFECTS = dict(MOVED_BY), dict(MARGIN_CODES)


def why_class(row: Row, currency: str) -> Message:
    """Say in one line why a class by margin changed: `A -> B: margin -12,400, of which price -7,900; the line did not move`."""
    said = msg(
        "{old} → {new}: margin {change}, of which price {price}",
        old=row["from_class"], new=row["to_class"],
        change=Amount(row["change_amount"], "money", currency), price=Amount(row["price_effect_amount"], "money", currency),
    )  # fmt: skip
    if row["margin_effect_code"] != "price":
        said = msg(
            "{said}; most by {effect}: {amount}",
            said=said, effect=label(row["margin_effect_code"], _EFFECTS), amount=Amount(row["effect_amount"], "money", currency),
        )  # fmt: skip
    if row["line_change_amount"] is None:
        return said
    if not row["line_change_amount"]:
        return msg("{said}; the line did not move", said=said)
    return msg(
        "{said}; the line moved by {line}",
        said=said,
        line=Amount(row["line_change_amount"], "money", currency),
    )


def margin_blocks(inputs: Inputs) -> list[Block]:
    """Who changed class by margin, and why."""
    rows = inputs.tables["margin_reasons"]
    if not rows:
        return []
    return [
        Table(
            "margin_reasons",
            msg("Why customers changed class by margin"),
            (
                Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("margin_prior", msg("Margin, 12 months before"), "money"), Column("margin_now", msg("Margin, last 12 months"), "money"),
                Column("why", msg("What happened"), "text"), Column("moved_by", msg("What moved it"), "text"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], r["margin_costed_prior_12m_amount"], r["margin_costed_12m_amount"], why_class(r, inputs.currency), label(r["moved_by"], _MOVED))
                for r in rows
            ),
            msg("{count} customers changed class by margin; the margin is that of the lines with a cost.", count=Amount(rows[0]["changes_count"], "count")),
            currency=inputs.currency,
            limit=20,
        )
    ]  # fmt: skip


def lost_blocks(inputs: Inputs) -> list[Block]:
    """Customers lost year by year, and the reasons as far as they are stated."""
    rows = inputs.tables["lost_by_year"]
    if not rows:
        return []
    names = ("fiscal_year", "lost_count", "still_lost_count", "worth_amount", "cm3_known_count", "cm3_lost_amount", "explained_count", "avoidable_count")  # fmt: skip
    blocks: list[Block] = [
        Table(
            "lost_by_year",
            msg("Customers lost by year"),
            (
                Column("fiscal_year", msg("Year"), "id"), Column("lost_count", msg("Customers lost"), "count"), Column("still_lost_count", msg("Still lost"), "count"), Column("worth_amount", msg("Revenue they had brought"), "money"),
                Column("cm3_known_count", msg("Contribution known of"), "count"), Column("cm3_lost_amount", msg("Contribution 3 they had brought"), "money"), Column("explained_count", msg("Reason stated of"), "count"), Column("avoidable_count", msg("Could have been avoided"), "count"),
            ),
            tuple(tuple(r[n] for n in names) for r in rows),
            msg("Lost by the lifecycle, by each customer's own rhythm. The contribution is known of those lost in the last 12 months; reasons come from reviews of losses and events of defection."),
            currency=inputs.currency,
            limit=10,
        )
    ]  # fmt: skip
    causes = [r for r in inputs.tables["lost_causes"] if r["cause_text"] is not None or r["is_rest"]]
    if causes:
        causes.sort(key=lambda r: (-r["fiscal_year"], r["is_rest"], -r["lost_count"], str(r["cause_text"])))
        blocks.append(
            Table(
                "lost_causes",
                msg("Why customers were lost"),
                (Column("fiscal_year", msg("Year"), "id"), Column("cause_text", msg("Cause"), "text"), Column("lost_count", msg("Customers lost"), "count"), Column("worth_amount", msg("Revenue they had brought"), "money")),
                tuple((r["fiscal_year"], msg("all further causes") if r["is_rest"] else r["cause_text"], r["lost_count"], r["worth_amount"]) for r in causes),
                currency=inputs.currency,
                limit=15,
            )
        )  # fmt: skip
    return blocks


def signal_note(inputs: Inputs) -> list[Block]:
    """Say whether the months of revenue show a signal, or whether the change below is within what they swing by themselves."""
    row = next((r for r in inputs.tables["kpi_list"] if r["kpi_code"] == "revenue"), None)
    verdict = row["kpi_verdict"] if row is not None else None
    if verdict in SIGNALS:
        told = msg("The months of revenue show a {verdict}: something changed, and the effects below are worth a cause.", verdict=dict(VERDICTS)[verdict])  # fmt: skip
    elif verdict == "noise":
        told = msg(
            "The control chart of the months of revenue shows noise only: the change of the year lies within what the months swing by themselves. Read the effects as a description, not as a reason to act."
        )
    else:
        return []
    return [Note("info", told)]
