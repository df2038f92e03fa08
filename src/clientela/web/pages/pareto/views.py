"""Pareto and ABC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.web.data import OpenRun, with_run

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show classes, concentration, who changed class, gains and losses, and the composition of revenue."""
    section, movement, parts = run.section("abc"), run.section("movement"), run.section("composition")
    context = {
        "lead": section.lead,
        "section": section,
        "movement": movement,
        "parts": parts,
        "classes": ("A", "B", "C"),
    }
    return render(request, "pareto/page.html", context)
