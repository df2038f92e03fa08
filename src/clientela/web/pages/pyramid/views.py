"""The pyramid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.blocks import Pyramid
from clientela.web.data import OpenRun, with_run

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the pyramid by one variable; the moves are those by revenue."""
    section = run.section("pyramid")
    pyramids = {b.name.removeprefix("pyramid_"): b for b in section.blocks if isinstance(b, Pyramid)}
    by = request.GET.get("by", "")
    chosen = by if by in pyramids else next(iter(pyramids), "")
    shown = pyramids.get(chosen)
    context = {
        "lead": section.lead if chosen == "revenue" else None,
        "variables": [(name, block.value_title, name == chosen) for name, block in pyramids.items()],
        "pyramid": shown,
        "layers": [(layer.name, layer.title) for layer in shown.layers]
        if shown and chosen == "revenue"
        else [],
        "rest": [b for b in section.blocks if not isinstance(b, Pyramid)],
    }
    return render(request, "pyramid/page.html", context)
