"""The lines behind a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Table
from clientela.web.data import OpenRun, with_run
from clientela.web.ui.blocks import view_table
from clientela.web.ui.templatetags.show import reader_language
from clientela.workspace import CustomerNotFoundError, customer_lines, fields_of, find_customer, lines_behind

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 100
WINDOWS = {
    "12m": msg("the last 12 months"),
    "prior_12m": msg("the 12 months before"),
    "all": msg("the whole history"),
}
CONDITIONS = {
    "all": msg("all lines"), "returns": msg("credit notes and negative lines"), "known_cost": msg("lines that carry a cost"),
    "no_cost": msg("lines without a cost"), "orders": msg("the first line of each document"),
}  # fmt: skip
_COLUMNS = (
    Column("document_on", msg("Date"), "date"), Column("document_id", msg("Document")), Column("product_id", msg("Product number")),
    Column("product_name", msg("Product")), Column("quantity", msg("Quantity"), "number"),
    Column("net_amount", msg("Net amount"), "money", digits=2), Column("cost_amount", msg("Cost"), "money", digits=2),
    Column("currency", msg("Currency")), Column("file_name", msg("File")), Column("row_number", msg("Row"), "count"),
)  # fmt: skip


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the lines of a customer that a figure is made from: by the figure's name, or by window and condition."""
    try:
        customer = run.ask(find_customer, request.GET.get("customer", ""))
    except CustomerNotFoundError as error:
        raise Http404 from error
    field = next((f for f in fields_of("customers") if f.name == request.GET.get("figure")), None)
    window, condition = lines_behind(field.name) if field else ("all", "all")
    window = request.GET.get("window", window)
    condition = request.GET.get("condition", condition)
    if window not in WINDOWS or condition not in CONDITIONS:
        raise Http404
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = max(1, min(number, 100_000))
    found = run.ask(
        customer_lines,
        customer["customer_key"],
        window=window,
        condition=condition,
        limit=ROWS,
        offset=(number - 1) * ROWS,
    )
    asked: dict[str, Any] = {"customer": customer["customer_id"], "window": window, "condition": condition}
    if field:
        asked["figure"] = field.name
    has_currency = any(r["currency"] is not None for r in found.rows)
    columns = tuple(c for c in _COLUMNS if c.name != "currency" or has_currency)
    rows = tuple(tuple(r[c.name] for c in columns) for r in found.rows)
    table = Table("lines", msg("Lines"), columns, rows)
    context = {
        "customer": customer, "name": customer["customer_name"] or customer["customer_id"], "field": field,
        "given": customer[field.name] if field else None,
        "table": view_table(table, language=reader_language(), links={}), "total": Amount(found.total, "count"), "amount": found.amount,
        "shown_window": WINDOWS[window], "shown_condition": CONDITIONS[condition],
        "windows": [(title, "?" + urlencode({**asked, "window": name}), name == window) for name, title in WINDOWS.items()],
        "conditions": [(title, "?" + urlencode({**asked, "condition": name}), name == condition) for name, title in CONDITIONS.items()],
        "before": "?" + urlencode({**asked, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**asked, "page": number + 1}) if number * ROWS < found.total else "",
        "first": Amount((number - 1) * ROWS + 1, "count"), "last": Amount(min(number * ROWS, found.total), "count"),
    }  # fmt: skip
    return render(request, "lines/page.html", context)
