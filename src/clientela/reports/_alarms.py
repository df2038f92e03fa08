"""Alarms: which customers to look at this week, and how many of the alarms before were right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.predictions.family_alarms import ALARMS
from clientela.reports._words import label, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("alarm_list", "alarm_precision")
_ALARMS = dict(ALARMS)


def alarms_section(inputs: Inputs) -> Section:
    """Which customers stop, buy less or gave notice (dossier 7.3)."""
    rows = inputs.tables["alarm_list"]
    if not rows:
        return Section("alarms", msg("Alarms of the week"), (Note("info", msg("Nobody is silent or buying less without a reason.")),), None)  # fmt: skip
    stake = total(rows, "alarm_stake_amount")
    names = (
        "raised_on",
        "last_order_on",
        "usual_gap_days",
        "expected_on",
        "expected_basket_amount",
        "recent_basket_share",
        "alarm_probability",
        "alarm_stake_amount",
        "seller_id",
    )
    table = Table(
        "alarm_list",
        msg("Alarms of the week"),
        (
            Column("customer_id", msg("Number")), Column("customer_name", msg("Customer")), Column("product_family", msg("Product family")), Column("alarm_class", msg("Alarm")),
            Column("raised_on", msg("Raised on"), "date"), Column("last_order_on", msg("Last order"), "date"), Column("usual_gap_days", msg("Usual gap"), "days"), Column("expected_on", msg("Expected on"), "date"),
            Column("expected_basket_amount", msg("Expected basket"), "money"), Column("recent_basket_share", msg("Last baskets"), "share", msg("the last two against the usual one")),
            Column("alarm_probability", msg("Without a reason"), "share", msg("probability of such a silence, or of such a fall, by the own past"), digits=2), Column("alarm_stake_amount", msg("Margin at stake"), "money"),
            Column("seller_id", msg("Sales person")),
        ),
        tuple((r["customer_id"], r["customer_name"], r["product_family"], label(r["alarm_class"], _ALARMS), *(r[n] for n in names)) for r in rows),
        note=msg("At most {count} for each sales person a week, the largest margin first; answer each on the page of the alarms, or in the table of the answers.", count=Amount(inputs.settings.outlook.alarms_per_week, "count")),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    lead = msg("{count} alarms this week.", count=Amount(len(rows), "count"))
    if stake is not None:
        lead = msg(
            "{count} alarms this week; {stake} of yearly margin are at stake.",
            count=Amount(len(rows), "count"),
            stake=Amount(stake, "money", inputs.currency),
        )
    return Section("alarms", msg("Alarms of the week"), (table,), lead)  # fmt: skip


def precision_section(inputs: Inputs) -> Section | None:
    """How many alarms were right, month by month."""
    rows = sorted(inputs.tables["alarm_precision"], key=lambda r: r["month_number"], reverse=True)
    if not rows:
        return None
    names = ("month_number", "answers_count", "true_count", "known_count", "false_count", "precision_share")
    blocks: tuple[Block, ...] = (
        Table(
            "alarm_precision",
            msg("Answers by month"),
            (
                Column("month_number", msg("Month"), "month"), Column("answers_count", msg("Answers"), "count"), Column("true_count", msg("True"), "count"),
                Column("known_count", msg("Known already"), "count"), Column("false_count", msg("False"), "count"), Column("precision_share", msg("Right of those that were news"), "share"),
            ),
            tuple(tuple(r[n] for n in names) for r in rows),
            limit=12,
        ),
    )  # fmt: skip
    right, wrong = total(rows, "true_count"), total(rows, "false_count")
    lead = None
    if right + wrong:
        lead = msg("Of {count} alarms that were news {share} were right.", count=Amount(right + wrong, "count"), share=Amount(right / (right + wrong), "share", digits=0))  # fmt: skip
    return Section("precision", msg("How many alarms were right"), blocks, lead)
