"""The customers as a file for other programs: machine names, real numbers and dates, money in currency units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.blocks import Column, Document, Section, Table
from clientela.engine.connect import quote_name, quote_text
from clientela.runs.listing import customer_conditions
from clientela.runs.reader import Reader, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMS = ("csv", "parquet", "xlsx")
FIRST = (
    "customer_id", "customer_name", "revenue_amount", "revenue_12m_amount", "margin_amount", "orders_count", "first_order_on", "last_order_on",
    "abc_value_class", "abc_count_class", "lifecycle_state",
)  # fmt: skip


class ExportError(ClientelaError):
    """The export cannot be written in this form."""


def _select(names: list[str], where: str) -> str:
    items = [
        f"cast({quote_name(n)} as double) / 10000 as {quote_name(n)}"
        if n.endswith("_amount")
        else quote_name(n)
        for n in names
    ]
    return f"select {', '.join(items)} from customers where {where} order by revenue_12m_amount desc, revenue_amount desc, customer_key"


def export_customers(
    reader: Reader, path: Path, *, form: str, search: str = "", filters: Mapping[str, str] | None = None
) -> int:
    """Write one row per customer with an accepted line that the search and the filters leave; returns how many.

    Errors: ExportError for a form other than csv, parquet or xlsx.
    """
    if form not in FORMS:
        raise ExportError(
            msg("The form {form} is not known. Take one of {forms}.", form=form, forms=", ".join(FORMS))
        )
    fields = {f.name: f for f in fields_of("customers") if f.name != "customer_key"}
    names = [*FIRST, *(n for n in fields if n not in FIRST)]
    where, values = customer_conditions(search, filters or {})
    count = int(
        reader.query(f"select count(*) as n from customers where {where}", values=tuple(values))[0]["n"]
    )
    sql = _select(names, where)
    if form == "xlsx":
        from clientela.render.excel import render_excel  # noqa: PLC0415 - slow import, needed for this form only

        listed = reader.rows(
            "customers",
            where="lines_count > 0",
            order="revenue_12m_amount desc, revenue_amount desc, customer_key",
        )
        rows = tuple(tuple(row[n] for n in names) for row in listed)
        table = Table(
            "customers",
            msg("Customers"),
            tuple(Column(n, fields[n].title, fields[n].unit) for n in names),
            rows,
        )
        document = Document(
            "customers",
            msg("Customers"),
            msg("As of {day}", day=reader.manifest.as_of_day),
            reader.manifest.company,
            (Section("customers", msg("Customers"), (table,)),),
            msg("Run {run}", run=reader.manifest.run_id),
            reader.manifest.currency,
        )
        render_excel(document, language="en", path=path)
        return count
    options = "format csv, header true" if form == "csv" else "format parquet"
    with writing(path) as temporary:
        reader.query(f"copy ({sql}) to {quote_text(str(temporary))} ({options})", values=tuple(values))
    return count
