"""The customer list and the lines behind a figure: search, filter, sort, page."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.connect import quote_name
from clientela.runs.reader import Page, Reader, Row, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

FILTERS = (
    "abc_value_class", "abc_count_class", "abc_value_held_class", "pyramid_revenue_layer", "lifecycle_state", "activity_state",
    "segment_id", "area_id", "seller_id", "country",
)  # fmt: skip
NOT_STATED = "(not stated)"
"""The value of a filter that asks for customers without one."""


class CustomerNotFoundError(ClientelaError):
    """There is no such customer, or it is not in the reader's scope."""


def fold_text(text: str) -> str:
    """Reduce a text to what a search compares: no accents, no case, single blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def customer_conditions(search: str, filters: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Return the SQL condition of a search with filters, and its bound values."""
    parts, values = ["lines_count > 0"], []
    for word in fold_text(search).split():
        parts.append(
            "contains(strip_accents(lower(concat_ws(' ', customer_id, customer_name, city, tax_id))), ?)"
        )
        values.append(word)
    for name, value in filters.items():
        if name in FILTERS and value:
            parts.append(f"{quote_name(name)} is null" if value == NOT_STATED else f"{quote_name(name)} = ?")
            values += [] if value == NOT_STATED else [value]
    return " and ".join(parts), values


def list_customers(
    reader: Reader,
    *,
    search: str = "",
    filters: Mapping[str, str] | None = None,
    sort: str = "-revenue_12m_amount",
    limit: int = 50,
    offset: int = 0,
) -> Page:
    """Return a page of the customers in scope.

    `search` words must all occur in number, name, town or tax number, without accents or case.
    `sort` is a column name, with a minus for descending; missing values come last.
    """
    where, values = customer_conditions(search, filters or {})
    name = sort.lstrip("-")
    if name not in {f.name for f in fields_of("customers")}:
        name, sort = "revenue_12m_amount", "-revenue_12m_amount"
    direction = "desc" if sort.startswith("-") else "asc"
    total = reader.query(f"select count(*) as n from customers where {where}", values=tuple(values))[0]["n"]
    rows = reader.query(
        f"select * from customers where {where} order by {quote_name(name)} {direction} nulls last, customer_key limit {int(limit)} offset {int(offset)}",
        values=tuple(values),
    )  # fmt: skip
    return Page(tuple(rows), total)


def filter_values(reader: Reader) -> dict[str, tuple[str, ...]]:
    """Return, for each filter, the values that occur among the customers in scope."""
    found = {}
    for name in FILTERS:
        rows = reader.query(
            f"select distinct {quote_name(name)} as v from customers where lines_count > 0 order by v"
        )
        values = tuple(NOT_STATED if r["v"] is None else str(r["v"]) for r in rows)
        if len(values) > 1:
            found[name] = values
    return found


def find_customer(reader: Reader, customer_id: str) -> Row:
    """Return one customer by its number.

    Errors: CustomerNotFoundError when it does not exist or is outside the scope; the two are not told apart.
    """
    rows = reader.query("select * from customers where customer_id = ?", values=(customer_id,))
    if not rows:  # a number with its source, or one that counts under another, leads to its customer
        rows = reader.query(
            "select distinct c.* from customer_keys as k left join customer_map as m on m.customer_key = k.customer_key and m.until_on > "
            f"{reader.params['as_of']} and m.from_on <= {reader.params['as_of']} join customers as c on c.customer_key = coalesce(m.to_key, k.customer_key) "
            "where k.customer_id = ? or k.source || ':' || k.customer_id = ?",
            values=(customer_id, customer_id),
        )
    if len(rows) > 1:
        raise CustomerNotFoundError(
            msg("Several customers have the number {customer}. Write its source before it, such as {example}.", customer=customer_id, example=rows[0]["customer_id"])
        )  # fmt: skip
    if not rows:
        raise CustomerNotFoundError(
            msg("There is no customer {customer} among those you may see.", customer=customer_id)
        )
    return rows[0]


def customer_history(reader: Reader, customer_key: int) -> dict[str, list[Row]]:
    """Return the months, the dated state changes and the open receivables of one customer."""
    return {
        "months": reader.query(
            f"select * from customer_months where customer_key = {int(customer_key)} order by month_number"
        ),
        "transitions": reader.query(
            f"select * from lifecycle_transitions where customer_key = {int(customer_key)} order by on_day"
        ),
        "receivables": reader.query(
            "select document_id, due_on, due_amount, open_amount from receivable_items "
            f"where customer_key = {int(customer_key)} and open_amount <> 0 order by due_on, document_id"
        )
        if "receivable_items" in reader.manifest.results
        else [],
    }


def customer_lines(
    reader: Reader,
    customer_key: int,
    *,
    window: str = "all",
    condition: str = "all",
    limit: int = 200,
    offset: int = 0,
) -> Page:
    """Return the accepted lines behind a customer's figures, newest first, each with its file and row.

    `window`: "12m", "prior_12m" or "all"; `condition`: "all", "returns", "known_cost", "no_cost" or "orders" (first lines only).
    """
    windows = {
        "12m": f"l.document_on > {reader.params['since_12m']}",
        "prior_12m": f"l.document_on > {reader.params['since_24m']} and l.document_on <= {reader.params['since_12m']}",
        "all": "true",
    }
    conditions = {
        "all": "true", "returns": "(l.is_credit or l.net_amount < 0)", "known_cost": "l.cost_amount is not null",
        "no_cost": "l.cost_amount is null and l.estimated_cost_amount is null", "orders": "l.is_first_line = 1",
    }  # fmt: skip
    where = f"l.customer_key = {int(customer_key)} and l.document_on <= {reader.params['as_of']} and {windows[window]} and {conditions[condition]}"
    source = (
        "from identified_lines as l left join product_keys as p on p.product_key = l.product_key "
        "left join batch_control as b on b.batch_number = l.batch_number "
        f"left join customer_keys as k on k.customer_key = l.stated_key where {where}"
    )
    total = reader.query(
        "select count(*) as n, case when count(distinct coalesce(l.currency, '')) <= 1 then cast(sum(l.net_amount) as bigint) end "
        f"as net_amount {source}"
    )[0]
    rows = reader.query(
        "select l.document_on, l.document_id, l.is_credit, l.line_number, p.product_id, p.product_name, p.product_family, "
        "l.quantity / 10000.0 as quantity, l.gross_amount, l.net_amount, l.cost_amount, l.currency, b.file_name, l.row_number, k.customer_id as stated_id "
        f"{source} order by l.document_on desc, l.document_id, l.row_number limit {int(limit)} offset {int(offset)}"
    )
    return Page(tuple(rows), total["n"], total["net_amount"])
