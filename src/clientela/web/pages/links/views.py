"""Who stated which link, when and why."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.base.i18n import msg
from clientela.web.data import OpenRun, with_run, workspace
from clientela.web.pages.doubles.deciding import back_to, find_in_scope, write_links
from clientela.web.pages.doubles.questions import effect_of
from clientela.web.pages.doubles.views import standing
from clientela.web.pages.links.forms import LinkForm
from clientela.web.ui.reports import write_document
from clientela.web.ui.templatetags.show import reader_language, say
from clientela.workspace import (
    KIND_WORDS,
    Statement,
    build_identity_report,
    describe_reach,
    name_links,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from clientela.base.i18n import Message

ROWS = 100
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}


def _rows(run: OpenRun, *, is_whole: bool) -> list[dict[str, Any]]:
    """Return the links, or the log, of customers the reader may see."""
    found: list[dict[str, Any]] = run.ask(name_links, workspace().links(is_whole=is_whole))
    return [{**row, "kind_words": KIND_WORDS.get(row["kind"], row["kind"])} for row in found]


def _matches(row: dict[str, Any], search: str) -> bool:
    names = ("customer_id", "customer_name", "other_id", "other_name", "evidence", "stated_by", "scenario")
    text = " ".join(str(row[n] or "") for n in names).casefold()
    return all(word in text for word in search.casefold().split())


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the links in force, or the log of all statements, the newest first."""
    is_whole = request.GET.get("show") == "log"
    search = request.GET.get("search", "").strip()[:200]
    rows = [row for row in _rows(run, is_whole=is_whole) if _matches(row, search)]
    pages = max(1, -(-len(rows) // ROWS))
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = max(1, min(number, pages))
    asked = {k: v for k, v in (("show", "log" if is_whole else ""), ("search", search)) if v}
    context = {
        "rows": rows[(number - 1) * ROWS : number * ROWS], "total": len(rows), "is_whole": is_whole, "search": search,
        "number": number, "pages": pages,
        "before": "?" + urlencode({**asked, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**asked, "page": number + 1}) if number < pages else "",
        **standing(request, run),
    }  # fmt: skip
    return render(request, "links/page.html", context)


@require_POST
@with_run
def take_back(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Take a link back; the next run gives the earlier figures back."""
    asked = tuple(request.POST.get(n, "") for n in ("customer_id", "other_id", "kind", "from_on", "scenario"))

    def named(row: dict[str, Any]) -> tuple[str, ...]:
        first: date | None = row["from_on"]
        return row["customer_id"], row["other_id"], row["kind"], first.isoformat() if first else "", row["scenario"] or ""  # fmt: skip

    row = next((row for row in _rows(run, is_whole=False) if named(row) == asked), None)
    if row is None:
        raise Http404
    statement = Statement(
        row["customer_id"], row["other_id"], row["kind"], request.POST.get("evidence", "").strip()[:500], row["from_on"], row["to_on"],
        row["scenario"] or "",
    )  # fmt: skip
    write_links(request, [statement], is_withdrawn=True)
    messages.success(request, say(msg("Taken back: {number} and {other}. It counts from the next run.", number=row["customer_id"], other=row["other_id"])))  # fmt: skip
    return back_to(request, "links:page")


@require_http_methods(["GET", "POST"])
@with_run
def new(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """State a link by hand: first what it would change, then the statement."""
    form = LinkForm(request.POST or None, initial={"number": request.GET.get("number", "")[:200]})
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            statement = form.statement()
            find_in_scope(run, (statement.customer_id, statement.other_id))
            if request.POST.get("step") == "state":
                write_links(request, [statement])
                messages.success(request, say(msg("{number} and {other}: {kind}. It counts from the next run.", number=statement.customer_id, other=statement.other_id, kind=KIND_WORDS[statement.kind])))  # fmt: skip
                return redirect("links:page")
            context |= _effect(run, statement)
            status = 200
    return render(request, "links/new.html", context, status=status)


def _effect(run: OpenRun, statement: Statement) -> dict[str, Any]:
    reach = describe_reach(statement.kind, run.manifest.read_settings().structure)
    said = [reach] if reach else []
    warnings: tuple[Message, ...] = ()
    if statement.kind in ("legal", "site", "group"):
        sentences, warnings = effect_of(run, (statement.customer_id, statement.other_id))
        said = [*sentences, *said]
    return {"sentences": said, "warnings": warnings, "is_looked": True}


@require_GET
@with_run
def report(request: HttpRequest, run: OpenRun) -> HttpResponseBase:
    """Show who the customers are, for the reader's scope, or give it as a file."""
    form = request.GET.get("form", "")
    if form and form not in _TYPES:
        raise Http404
    document = run.ask(build_identity_report, links=workspace().links(), scope_name=request.user.scope_name)
    if not form:
        return render(request, "links/report.html", {"document": document, "forms": tuple(_TYPES)})
    with tempfile.TemporaryDirectory(prefix="clientela-report-") as folder:
        path = Path(folder) / f"{document.name}.{form}"
        write_document(document, path, form=form, language=reader_language())
        content = io.BytesIO(path.read_bytes())
    name = f"{document.name}_{run.manifest.as_of}.{form}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=_TYPES[form])
