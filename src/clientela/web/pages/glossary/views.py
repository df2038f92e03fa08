"""The glossary."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.web.ui.middleware import language_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LANGUAGES = ("en", "it", "ru")


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Return the terms: one row each, in English, Italian and Russian."""
    with (Path(__file__).parent / "terms.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Show the terms side by side, in the order of the reader's language."""
    search = request.GET.get("search", "").strip()[:100]
    language = language_of(request)
    first = language if language in LANGUAGES else "en"
    found = [
        t for t in terms() if not search or any(_folded(search) in _folded(t[code]) for code in LANGUAGES)
    ]
    columns = (first, *(code for code in LANGUAGES if code != first))
    rows = [[(code, t[code]) for code in columns] for t in sorted(found, key=lambda t: _folded(t[first]))]
    return render(
        request,
        "glossary/_rows.html" if request.htmx else "glossary/page.html",
        {"rows": rows, "codes": columns, "search": search, "count": len(rows)},
    )
