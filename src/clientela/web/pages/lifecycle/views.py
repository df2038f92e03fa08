"""The lifecycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.web.data import OpenRun, with_run
from clientela.workspace import fields_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from clientela.workspace import Reader


def _counts(reader: Reader) -> list[dict[str, object]]:
    return reader.query(
        "select lifecycle_state as state, count(*) as n from customers where lines_count > 0 group by lifecycle_state"
    )


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the states now and a year ago, the moves, and the way to the customers of each state."""
    section = run.section("lifecycle")
    counts = {r["state"]: r["n"] for r in run.once("state_counts", _counts)}
    names = next(f.codes for f in fields_of("customers") if f.name == "lifecycle_state")
    context = {
        "lead": section.lead,
        "section": section,
        "states": [(code, name, counts[code]) for code, name in names if code in counts],
    }
    return render(request, "lifecycle/page.html", context)
