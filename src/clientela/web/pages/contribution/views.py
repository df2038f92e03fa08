"""The contribution ladder and the whale curve."""

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
    """Show what is left of revenue step by step, what that rests on, who earns and who costs."""
    sections = run.find_sections("economics", "ladder", "whale", "retention")
    return render(request, "ui/sections.html", {"lead": sections[0].lead, "sections": sections})
