"""The section on prices: what customers pay against each other, where discounts leak, and price against cost to serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.price_tables import PRICE_BANDS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Column, Kpi, Kpis, Note, Section, Series, Table
from clientela.economics.price_realisation import CELLS, OPEN_AXES
from clientela.reports._fields import price_cost_field
from clientela.reports._words import Row, label, money, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "price_totals", "price_bands", "price_gaps", "discount_leaks", "price_cost_cells", "aggressive_customers", "price_cost_points",
)  # fmt: skip
"""The results the section reads."""
_SHOWN = 15
_WHAT_TO_DO = {
    "carriage_trade": msg("keep showing what the service is worth"),
    "passive": msg("protect; give no reason to look around"),
    "bargain_basement": msg("keep simple, automate"),
    "aggressive": msg("charge services, minimum order, fewer extras"),
}
_NUMBER = Column("customer_id", msg("Number"), "text")
_NAME = Column("customer_name", msg("Customer"), "text")
_REVENUE = Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money")


def _kpis(row: Row, inputs: Inputs) -> Kpis:
    currency = inputs.currency
    figures = [
        Kpi("price_coverage_share", msg("Invoiced with a reference price"), row["price_coverage_share"], "share"),
        Kpi("below_amount", msg("Below reference prices"), row["below_amount"], "money", currency=currency),
        Kpi("above_amount", msg("Above reference prices"), row["above_amount"], "money", currency=currency),
    ]  # fmt: skip
    if row["compared_count"]:
        figures.append(
            Kpi(
                "discount_leak_amount", msg("Discount leak"), row["discount_leak_amount"], "money",
                nmsg("{count} customer above the corridor", "{count} customers above the corridor", row["leaks_count"]), currency,
            )
        )  # fmt: skip
    return Kpis("price_figures", tuple(figures))


def _bands(inputs: Inputs) -> Bars:
    rows = {r["price_band"]: r for r in inputs.tables["price_bands"]}
    shown = [(title, rows[code]) for code, title in PRICE_BANDS if code in rows]
    return Bars(
        name="price_bands",
        title=msg("Customers by price against the others"),
        categories=tuple(title for title, _ in shown),
        series=(
            Series("customers_count", msg("Customers"), tuple(r["customers_count"] for _, r in shown), "count", "bar"),
            Series("invoiced_12m_amount", msg("Invoiced, last 12 months"), tuple(r["invoiced_12m_amount"] for _, r in shown), "money", "line", on_second_axis=True),
        ),
        note=msg("Each product at its median price over the customers that buy it in like quantities. Credit notes are left out."),
        currency=inputs.currency,
    )  # fmt: skip


def _gaps(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["price_gaps"]
    if not rows:
        return []
    table = Table(
        name="price_gaps",
        title=msg("Customers that buy furthest below the others"),
        columns=(
            _NUMBER, _NAME, Column("abc_value_class", msg("ABC"), "class"), Column("price_index", msg("Price index"), "number"),
            Column("price_coverage_share", msg("Coverage"), "share"), Column("price_gap_amount", msg("Against reference prices"), "money"),
            Column("invoiced_12m_amount", msg("Invoiced, last 12 months"), "money"),
        ),
        rows=tuple(
            (r["customer_id"], r["customer_name"], r["abc_value_class"], r["price_index"], r["price_coverage_share"], r["price_gap_amount"], r["invoiced_12m_amount"])
            for r in rows
        ),
        note=msg("The sum is no promise: a customer may have earned its price by quantity over the year, by a contract or by doing part of the work itself."),
        currency=inputs.currency,
        limit=_SHOWN,
    )  # fmt: skip
    return [table]


def _leaks(row: Row, inputs: Inputs) -> list[Block]:
    if not row["rated_count"]:
        text = msg("Discounts are unknown: no line states an amount before discount. A sales file with list price or discount would show where discounts leak.")  # fmt: skip
        return [Note("unknown", text)]
    if not row["compared_count"]:
        text = msg("Discounts are known for {count} customers, too few of one size to compare them.", count=Amount(row["rated_count"], "count"))  # fmt: skip
        return [Note("unknown", text)]
    rows = inputs.tables["discount_leaks"]
    if not rows:
        return [Note("info", msg("No customer's discount lies above the corridor of its peers."))]
    table = Table(
        name="discount_leaks",
        title=msg("Discounts above what customers of the same size get"),
        columns=(
            _NUMBER, _NAME, Column("seller_id", msg("Sales person"), "text"), Column("invoice_discount_share", msg("Discount"), "share"),
            Column("corridor_discount_share", msg("Upper quarter of peers"), "share"), Column("peers_count", msg("Peers"), "count"),
            Column("list_12m_amount", msg("Before discount"), "money"), Column("discount_leak_amount", msg("Leak"), "money"),
        ),
        rows=tuple(
            (r["customer_id"], r["customer_name"], r["seller_id"], r["invoice_discount_share"], r["corridor_discount_share"], r["peers_count"], r["list_12m_amount"], r["discount_leak_amount"])
            for r in rows
        ),
        total=(msg("Total"), None, None, None, None, None, total(rows, "list_12m_amount"), total(rows, "discount_leak_amount")),
        note=msg("Listed from {share} points above the upper quarter on; the leak is counted from the upper quarter.", share=Amount(inputs.settings.prices.corridor_share, "share", digits=0)),
        currency=inputs.currency,
        limit=_SHOWN,
    )  # fmt: skip
    return [table]


def _cells(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["price_cost_cells"]
    placed = {r["price_cost_class"]: r for r in rows if r["price_cost_class"]}
    if not placed:
        text = msg("Price against cost to serve is unknown: nothing states what serving a customer costs. Cost rates in the settings, or a file of customer costs, would place the customers.")  # fmt: skip
        return [Note("unknown", text)] if rows else []
    names, reasons = dict(CELLS), dict(OPEN_AXES)
    shown: list[tuple[Any, Any, Row]] = [
        (names[code], _WHAT_TO_DO[code], placed[code]) for code, _ in CELLS if code in placed
    ]
    shown += [
        (msg("not placed: {reason}", reason=label(r["open_axis"], reasons)), None, r)
        for r in sorted(rows, key=lambda r: str(r["open_axis"]))
        if not r["price_cost_class"]
    ]
    middle = next(iter(placed.values()))["middle_serve_share"]
    table = Table(
        name="price_cost_cells",
        title=msg("Price and cost to serve"),
        columns=(
            Column("price_cost_class", msg("Kind"), "text"), Column("customers_count", msg("Customers"), "count"), _REVENUE,
            Column("serve_12m_amount", msg("Cost to serve"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"),
            Column("what_to_do", msg("Usual policy"), "text"),
        ),
        rows=tuple((name, r["customers_count"], r["revenue_12m_amount"], r["serve_12m_amount"], r["cm3_12m_amount"], told) for name, told, r in shown),
        total=(msg("Total"), total(rows, "customers_count"), total(rows, "revenue_12m_amount"), total(rows, "serve_12m_amount"), total(rows, "cm3_12m_amount"), None),
        note=msg("High price: an index of 1 or more. High cost: above the median of {share} of revenue.", share=Amount(middle, "share")),
        currency=inputs.currency,
    )  # fmt: skip
    blocks: list[Block] = [table]
    aggressive = inputs.tables["aggressive_customers"]
    if aggressive:
        blocks.append(
            Table(
                name="aggressive_customers",
                title=msg("Low price and high cost to serve: the largest"),
                columns=(
                    _NUMBER, _NAME, Column("price_index", msg("Price index"), "number"), Column("serve_share", msg("Cost to serve"), "share"),
                    _REVENUE, Column("cm3_12m_amount", msg("Contribution 3"), "money"),
                ),
                rows=tuple((r["customer_id"], r["customer_name"], r["price_index"], r["serve_share"], r["revenue_12m_amount"], r["cm3_12m_amount"]) for r in aggressive),
                currency=inputs.currency,
                limit=_SHOWN,
            )
        )  # fmt: skip
    return blocks


def _lead(row: Row, inputs: Inputs) -> Message:
    currency = inputs.currency
    if row["discount_leak_amount"]:
        return nmsg(
            "{count} customer gets more discount than customers of its size: {leak} a year to talk about, first with the largest.",
            "{count} customers get more discount than customers of their size: {leak} a year to talk about, first with the largest.",
            row["leaks_count"], leak=money(row["discount_leak_amount"], currency),
        )  # fmt: skip
    if row["indexed_count"]:
        return msg(
            "{count} customers can be compared by price: those below the others pay {below} less than at median prices, those above {above} more.",
            count=Amount(row["indexed_count"], "count"), below=money(row["below_amount"], currency), above=money(row["above_amount"], currency),
        )  # fmt: skip
    return msg("Prices cannot be compared yet.")


def prices_section(inputs: Inputs) -> Section | None:
    """What customers pay against each other, leaks of discount, and price against cost to serve; None without invoices in a year."""
    totals = inputs.tables["price_totals"]
    if not totals:
        return None
    row = totals[0]
    blocks: list[Block] = []
    if row["indexed_count"]:
        blocks += [_kpis(row, inputs), _bands(inputs), *_gaps(inputs)]
    else:
        text = msg("Prices are unknown: it takes lines with product and quantity, and products that at least {count} customers buy.", count=Amount(inputs.settings.prices.least_customers, "count"))  # fmt: skip
        blocks.append(Note("unknown", text))
    blocks += [*_leaks(row, inputs), *price_cost_field(inputs), *_cells(inputs)]
    return Section("prices", msg("Prices and discounts"), tuple(blocks), _lead(row, inputs))
