"""The sales lines under the customer they count for."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.engine.connect import quote_text
from clientela.tables._parts import PART_COLUMNS

_FIELDS = {
    field.name: field
    for field in (
        Field("terms_key", msg("Key of what documents say"), "id"),
        Field("document_on", msg("Date"), "date"),
        Field("month_number", msg("Month"), "month"),
        Field("document_series", msg("Document series"), "text"),
        Field("document_id", msg("Document number"), "text"),
        Field("is_credit", msg("Credit note"), "id"),
        Field("is_first_line", msg("First line of its document"), "id"),
        Field("line_number", msg("Line number"), "text"),
        Field("product_key", msg("Product key"), "id"),
        Field("quantity", msg("Quantity"), "number"),
        Field("gross_amount", msg("Gross amount"), "money"),
        Field("net_amount", msg("Net amount"), "money"),
        Field("cost_amount", msg("Cost"), "money"),
        Field("estimated_cost_amount", msg("Estimated cost"), "money"),
        Field("currency", msg("Currency"), "text"),
        Field("batch_number", msg("Number of the import"), "id"),
        Field("row_number", msg("Row"), "id"),
    )
}
"""Quantity in 1/10,000; money in the currency of the document."""
_LINKING = {"customer_links", "customer_aliases"}


def is_linked(params: dict[str, Any]) -> bool:
    """Whether any table is there that could make two numbers one customer, at the level of analysis chosen."""
    level = params["structure"].level
    listed = {"customers", "planned_structure"} if level == "group" else set()
    return level != "number" and bool((_LINKING | listed) & set(params["tables"]))


@step(
    title=msg("Sales lines by customer"),
    inputs=("sales_lines", "customer_map", "customer_terms"),
    is_kept=False,
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("stated_key", msg("Key of the number on the document"), "id"),
        *(_FIELDS[name] for name in PART_COLUMNS.split(", ") if name != "customer_key"),
    ),
)
def identified_lines(params: dict[str, Any]) -> str:
    """The lines with the customer they count for, and beside it the number the document names; every line stays one line.

    A run about a business unit sees its lines alone. A line of a unit that states no currency is in the unit's.
    """
    unit, currencies = params["bu"], params["unit_currencies"]
    columns = {name: f"l.{name}" for name in PART_COLUMNS.split(", ")}
    columns["stated_key"] = "l.customer_key as stated_key"
    joins, where = "", ""
    if is_linked(params):
        columns["customer_key"] = "coalesce(m.to_key, l.customer_key) as customer_key"
        joins = " left join customer_map as m on m.customer_key = l.customer_key and l.document_on >= m.from_on and l.document_on < m.until_on"
    if unit or currencies:
        joins += " join customer_terms as t on t.terms_key = l.terms_key"
    if currencies:
        cases = " ".join(f"when {quote_text(bu_id)} then {quote_text(code)}" for bu_id, code in currencies)
        columns["currency"] = f"coalesce(l.currency, case t.bu_id {cases} end) as currency"
    if unit:
        where = f" where t.bu_id = {quote_text(unit)}"
    return f"select {', '.join(columns.values())} from sales_lines as l{joins}{where}"
