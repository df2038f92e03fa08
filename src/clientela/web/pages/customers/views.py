"""The list of customers."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from clientela.base.i18n import Message, msg
from clientela.blocks import Column, Table
from clientela.web.data import OpenRun, with_run
from clientela.web.ui.blocks import view_table
from clientela.web.ui.templatetags.show import reader_language
from clientela.workspace import (
    FILTERS,
    NOT_STATED,
    export_customers,
    fields_of,
    filter_values,
    list_customers,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    ("customer_id", msg("Number")), ("customer_name", msg("Customer")), ("abc_value_class", msg("ABC")), ("lifecycle_state", msg("State")),
    ("revenue_12m_amount", msg("Last 12 months")), ("revenue_prior_12m_amount", msg("12 months before")), ("revenue_change_amount", msg("Change")),
    ("margin_12m_amount", msg("Margin, last 12 months")), ("orders_12m_count", msg("Orders")), ("last_order_on", msg("Last order")),
    ("seller_id", msg("Sales person")), ("area_id", msg("Area")),
)  # fmt: skip
FIRST = ("abc_value_class", "lifecycle_state", "seller_id", "area_id")
"""Filters that stand beside the search; the others fold away."""
ROWS = 50
FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _asked(request: HttpRequest) -> tuple[str, dict[str, str], str]:
    """Read search, filters and order from the address; what is unknown is left out."""
    filters = {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    known = {name for name, _ in COLUMNS}
    sort = request.GET.get("sort", "")
    return (
        request.GET.get("search", "").strip()[:200],
        filters,
        sort if sort.lstrip("-") in known else "-revenue_12m_amount",
    )


def _value_name(field: Any, code: str) -> Message | str:
    return msg("not stated") if code == NOT_STATED else dict(field.codes).get(code, code)


def _heads(sort: str, search: str, filters: dict[str, str]) -> list[tuple[Message, bool, str, str]]:
    """Return title, whether a number, address that sorts by it, and how it is sorted now."""
    units = {f.name: f.unit for f in fields_of("customers")}
    heads = []
    for name, title in COLUMNS:
        is_number = units[name] in ("money", "count")
        now = "descending" if sort == f"-{name}" else "ascending" if sort == name else ""
        best = f"-{name}" if units[name] in ("money", "count", "date") else name
        then = best if not now else name if sort.startswith("-") else f"-{name}"
        heads.append((title, is_number, "?" + urlencode({"search": search, **filters, "sort": then}), now))
    return heads


def _table(run: OpenRun, rows: tuple[dict[str, Any], ...]) -> Table:
    fields = {f.name: f for f in fields_of("customers")}

    def cell(row: dict[str, Any], name: str) -> Any:
        codes = dict(fields[name].codes)
        return codes.get(row[name], row[name]) if name == "lifecycle_state" else row[name]

    columns = tuple(Column(name, title, fields[name].unit) for name, title in COLUMNS)
    return Table(
        "customers",
        msg("Customers"),
        columns,
        tuple(tuple(cell(r, n) for n, _ in COLUMNS) for r in rows),
        currency=run.currency,
    )


@require_GET
@vary_on_headers("HX-Request")
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show a page of the list. With htmx only the list is exchanged; the same addresses work as plain links."""
    search, filters, sort = _asked(request)
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    found = run.ask(
        list_customers,
        search=search,
        filters=filters,
        sort=sort,
        limit=ROWS,
        offset=(max(1, min(number, 100_000)) - 1) * ROWS,
    )
    pages = max(1, -(-found.total // ROWS))
    fields = {f.name: f for f in fields_of("customers")}
    found_choices = [
        (
            name,
            fields[name].title,
            [(v, _value_name(fields[name], v), filters.get(name) == v) for v in values],
        )
        for name, values in run.once("filters", filter_values).items()
    ]
    asked = {"search": search, **filters} if search else dict(filters)
    sorted_by = {**asked, "sort": sort}
    context = {
        "search": search, "sort": sort, "choices": [c for c in found_choices if c[0] in FIRST], "more_choices": [c for c in found_choices if c[0] not in FIRST],
        "has_more_set": any(name not in FIRST for name in filters), "total": found.total, "pages": pages, "number": min(number, pages),
        "shown": [(fields[n].title, _value_name(fields[n], v), "?" + urlencode({k: x for k, x in sorted_by.items() if k != n})) for n, v in filters.items()],
        "heads": _heads(sort, search, filters), "table": view_table(_table(run, found.rows), language=reader_language()),
        "before": "?" + urlencode({**sorted_by, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**sorted_by, "page": number + 1}) if number < pages else "",
        "asked": urlencode(asked), "first": (number - 1) * ROWS + 1, "last": min(number * ROWS, found.total),
    }  # fmt: skip
    return render(
        request,
        "customers/_list.html" if request.htmx and not request.htmx.boosted else "customers/page.html",
        context,
    )


@require_GET
@with_run
def export(request: HttpRequest, run: OpenRun, form: str) -> HttpResponse:
    """Give the customers that search and filters leave as a file."""
    if form not in FORMS:
        raise Http404
    search, filters, _ = _asked(request)
    with tempfile.TemporaryDirectory(prefix="clientela-export-") as folder:
        path = Path(folder) / f"customers.{form}"
        run.ask(export_customers, path, form=form, search=search, filters=filters)
        content = io.BytesIO(path.read_bytes())
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"customers_{run.manifest.as_of}.{form}",
        content_type=FORMS[form],
    )
