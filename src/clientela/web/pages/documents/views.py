"""The contribution of a customer by document, and of a document by line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from clientela.web.data import OpenRun, with_run
from clientela.web.ui.blocks import view_table
from clientela.web.ui.templatetags.show import reader_language
from clientela.workspace import CustomerNotFoundError, drilling, find_customer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 100


def _address(customer_id: str, row: dict[str, Any]) -> str:
    """Return the address of a document: its number may be missing, its day and series never are."""
    asked = {"customer": customer_id, "day": row["document_on"], "series": row["document_series"], "document": row["document_id"] or ""}  # fmt: skip
    return f"{reverse('documents:page')}?{urlencode(asked)}"


def _document(request: HttpRequest, run: OpenRun, customer: dict[str, Any]) -> HttpResponse:
    """Show the lines of one document. Errors: Http404 for one that is not among the customer's of the last 12 months."""
    day = request.GET.get("day", "")
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    found = run.ask(drilling.drill_document, customer["customer_key"], day=day, series=request.GET.get("series", ""), number=request.GET.get("document", ""))  # fmt: skip
    if found is None:
        raise Http404
    document, table = found
    context = {
        "customer": customer, "name": customer["customer_name"] or customer["customer_id"], "document": document,
        "table": view_table(table, language=reader_language(), links={}), "back": f"{reverse('documents:page')}?{urlencode({'customer': customer['customer_id']})}",
    }  # fmt: skip
    return render(request, "documents/document.html", context)


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show what each document of the last 12 months left, and what of the customer's contribution belongs to none."""
    try:
        customer = run.ask(find_customer, request.GET.get("customer", ""))
    except CustomerNotFoundError as error:
        raise Http404 from error
    if "day" in request.GET:
        return _document(request, run, customer)
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = max(1, min(number, 100_000))
    steps, table, page = run.ask(
        drilling.drill_customer, customer["customer_key"], limit=ROWS, offset=(number - 1) * ROWS
    )
    asked = {(r["document_on"], r["document_id"]): _address(customer["customer_id"], r) for r in page.rows}

    def link(row: dict[str, Any]) -> str | None:
        return asked.get((row["document_on"], row["document_id"]))

    own = {"customer": customer["customer_id"]}
    context = {
        "customer": customer, "name": customer["customer_name"] or customer["customer_id"],
        "steps": steps,
        "table": view_table(table, language=reader_language(), links={"document_on": link, "document_id": link}),
        "total": page.total, "left": page.amount,
        "before": "?" + urlencode({**own, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**own, "page": number + 1}) if number * ROWS < page.total else "",
    }  # fmt: skip
    return render(request, "documents/page.html", context)
