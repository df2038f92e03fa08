"""Norms and what was delivered: what is known of the customers, service by potential and type, budgets, and how it moved in a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.norm_tracking import DIMENSIONS, NORMS, STATES, TRENDS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount, Unit
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.economics.budget_norms import FITS, KINDS
from clientela.economics.budget_norms import STATES as BUDGET_STATES
from clientela.economics.data_depth import ITEMS as FACTS
from clientela.economics.profitability_cells import CELLS
from clientela.economics.service_norms import MEASURES, column_of
from clientela.reports._words import Row, label, money, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "norm_tracking",
    "depth_items",
    "service_rule_table",
    "service_rule_breaks",
    "budget_table",
    "budget_flags",
)
_NORMS, _STATES, _TRENDS, _CELLS, _FACTS = dict(NORMS), dict(STATES), dict(TRENDS), dict(CELLS), {code: title for code, title, _ in FACTS}  # fmt: skip
_DIMENSIONS, _KINDS, _FITS, _BUDGETS = dict(DIMENSIONS), dict(KINDS), dict(FITS), dict(BUDGET_STATES)
_UNITS: dict[str, Unit] = {
    "otif": "share",
    "lead_time": "days",
    "order": "money",
    "contacts": "number",
    "serve": "share",
}
_SHOWN = 20


def _figure(code: str, value: float | None) -> Message | None:
    if value is None:
        return None
    return msg("{figure}", figure=Amount(value, "number" if code == "contacts" else "share", digits=1))


def _tracking(inputs: Inputs) -> list[Block]:
    rows = [
        r
        for r in inputs.tables["norm_tracking"]
        if r["actual_value"] is not None or r["norm_value"] is not None
    ]
    if not rows:
        return []
    order = [code for code, _ in NORMS]
    rows.sort(key=lambda r: (order.index(r["norm_code"]), r["dimension"], str(r["part"])))
    return [
        Table(
            "norm_tracking",
            msg("Norms by class and cell, and how they moved"),
            (
                Column("norm_code", msg("Norm"), "text"), Column("part", msg("Class or cell"), "text"), Column("customers_count", msg("Customers"), "count"), Column("norm_value", msg("To be"), "text"),
                Column("actual_value", msg("Is"), "text"), Column("prior_value", msg("A year before"), "text"), Column("norm_state", msg("Kept?"), "text"), Column("trend_state", msg("Against a year ago"), "text"),
            ),
            tuple(
                (_NORMS[r["norm_code"]], _CELLS.get(r["part"], r["part"]), r["customers_count"], *(_figure(r["norm_code"], r[f"{c}_value"]) for c in ("norm", "actual", "prior")), _STATES[r["norm_state"]], _TRENDS[r["trend_state"]])
                for r in rows
            ),
            msg("Norms are settings and proposals. Class and cell are those of today in both years."),
            limit=24,
        )
    ]  # fmt: skip


def _depth(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["depth_items"]
    if not rows:
        return []
    cells = {(r["item_code"], r["abc_part"]): r["known_share"] for r in rows}
    classes = [c for c in "ABC" if any(r["abc_part"] == c for r in rows)]
    targets = dict(zip("ABC", inputs.settings.service.data_depth_targets, strict=True))
    return [
        Table(
            "depth_items",
            msg("What is known of the customers"),
            (Column("item", msg("Item"), "text"), *(Column(f"known_{c}", msg("Class {code}", code=c), "share") for c in classes)),
            tuple((title, *(cells.get((code, c)) for c in classes)) for code, title in _FACTS.items()),
            msg(
                "Share of the customers of whom it is known. Of the sheet of their class {a} of class A, {b} of class B and {c} of class C are to be known (data_depth_targets); who falls short is a task.",
                **{c.lower(): Amount(targets[c], "share", digits=0) for c in "ABC"},
            ),
        )
    ]  # fmt: skip


def _rules(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["service_rule_table"]
    if not rows:
        return []
    asked = [
        (code, title) for code, title in MEASURES if any(r[column_of("norm", code)] is not None for r in rows)
    ]
    columns = [
        Column("rule_name", msg("Rule"), "text"),
        Column("customers_count", msg("Customers"), "count"),
        Column("revenue_12m_amount", msg("Revenue"), "money"),
    ]
    for code, title in asked:
        digits = 1 if code == "contacts" else None
        columns += [
            Column(column_of("norm", code), msg("{what}, to be", what=title), _UNITS[code], digits=digits),
            Column(column_of("actual", code), msg("{what}, is", what=title), _UNITS[code], digits=digits),
            Column(f"broken_{code}_count", msg("not kept for"), "count"),
        ]
    table = Table(
        "service_rule_table",
        msg("Service by potential and customer type"),
        tuple(columns),
        tuple((r["rule_name"] or msg("no rule"), *(r[c.name] for c in columns[1:])) for r in rows),
        msg(
            "The first rule of [[service_rules]] that fits potential and type holds. The packaged table is a proposal: write your own."
        ),
        currency=inputs.currency,
    )
    broken = inputs.tables["service_rule_breaks"]
    if not broken:
        return [table]
    own = [
        Column("customer_id", msg("Number"), "text"),
        Column("customer_name", msg("Customer"), "text"),
        Column("rule_name", msg("Rule"), "text"),
        Column("revenue_12m_amount", msg("Revenue"), "money"),
    ]
    own += [c for c in columns[3:] if not c.name.endswith("_count")]
    listed = Table(
        "service_rule_breaks",
        msg("Customers whose service is not that of their rule, the largest first"),
        tuple(own), tuple(tuple(r[c.name] for c in own) for r in broken), currency=inputs.currency, limit=_SHOWN,
    )  # fmt: skip
    return [table, listed]


def _budgets(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["budget_table"]
    if not any(r["spent_amount"] is not None for r in rows):
        return [
            Note("unknown", msg("What is spent on customers beyond serving them is not known: bring visits, costs of the step investment, or lines with the amount before discount."))
        ] if rows else []  # fmt: skip
    order = [name for name, _ in CELLS]
    rows = sorted(rows, key=lambda r: order.index(r["profit_cell_class"]))
    names = ("customers_count", "ceiling_amount", "norm_amount", "spent_amount", "spent_investment_amount", "spent_contact_amount", "spent_discount_amount", "over_count", "under_count", "misfit_count", "unknown_count")  # fmt: skip
    columns = (
        Column("profit_cell_class", msg("Cell"), "text"), Column("customers_count", msg("Customers"), "count"), Column("ceiling_amount", msg("Ceiling"), "money"), Column("norm_amount", msg("Norm"), "money", msg("the smaller of ceiling and need")),
        Column("spent_amount", msg("Spent beyond serving"), "money"), Column("spent_investment_amount", msg("of it investment"), "money"), Column("spent_contact_amount", msg("contacts beyond the norm"), "money"),
        Column("spent_discount_amount", msg("discounts beyond the corridor"), "money"), Column("over_count", msg("Above the ceiling"), "count"), Column("under_count", msg("Below half of the need"), "count"),
        Column("misfit_count", msg("Wrong kind"), "count"), Column("unknown_count", msg("Not known"), "count"),
    )  # fmt: skip
    blocks: list[Block] = [
        Table(
            "budget_table", msg("Budget of the customers by cell: how much, and for what"), columns, tuple((_CELLS[r["profit_cell_class"]], *(r[n] for n in names)) for r in rows),
            msg("Investment has its place where a cell is to grow, contacts also where it is to be kept, a discount beyond the corridor nowhere."),
            total=(msg("Total"), *(total(rows, n) for n in names)), total_is_sum=True, currency=inputs.currency,
        )
    ]  # fmt: skip
    flags = inputs.tables["budget_flags"]
    if flags:
        heads = (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("cell", msg("Cell"), "text"), Column("ceiling_amount", msg("Ceiling"), "money"), Column("norm_amount", msg("Norm"), "money"),
            Column("spent_amount", msg("Spent"), "money"), Column("state", msg("Against the norm"), "text"), Column("kind", msg("Most of it for"), "text"), Column("fit", msg("Kind of spending"), "text"),
        )  # fmt: skip
        told = tuple(
            (r["customer_id"], r["customer_name"], label(r["profit_cell_class"], _CELLS), r["ceiling_amount"], r["norm_amount"], r["spent_amount"], _BUDGETS[r["budget_state"]],
             None if r["largest_kind_class"] is None else _KINDS[r["largest_kind_class"]], _FITS[r["budget_fit_class"]])
            for r in flags
        )  # fmt: skip
        blocks.append(
            Table("budget_flags", msg("Customers spent on too much, too little or the wrong way"), heads, told, currency=inputs.currency, limit=_SHOWN)
        )  # fmt: skip
    return blocks


def _lead(inputs: Inputs, rows: list[Row]) -> Message:
    judged = [r for r in rows if r["norm_state"] in ("met", "breach")]
    broken = [r for r in judged if r["norm_state"] == "breach"]
    worse = [r for r in broken if r["trend_state"] == "worse"]
    said = msg(
        "{broken} of {all} norms are not kept; {worse} of these were nearer to it a year ago.",
        broken=len(broken), all=len(judged), worse=len(worse),
    )  # fmt: skip
    over = [r for r in inputs.tables["budget_flags"] if r["budget_state"] == "over"]
    if over:
        said = msg(
            "{said} {more}",
            said=said,
            more=nmsg(
                "On {count} customer {amount} more is spent than it is worth.", "On {count} customers {amount} more is spent than they are worth.", len(over),
                amount=money(sum(r["spent_amount"] - r["ceiling_amount"] for r in over), inputs.currency),
            ),
        )  # fmt: skip
    return said


def norms_section(inputs: Inputs) -> Section | None:
    """The norms against what was delivered, the table of service by potential and type, budgets, what is known; None without classes."""
    rows = inputs.tables["norm_tracking"]
    if not rows:
        return None
    blocks = [*_tracking(inputs), *_rules(inputs), *_budgets(inputs), *_depth(inputs)]
    return (
        Section("norms", msg("Norms of service and budget"), tuple(blocks), _lead(inputs, rows))
        if blocks
        else None
    )
