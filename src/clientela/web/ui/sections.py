"""A page that shows sections of a report, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.web.data import OpenRun, with_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


def section_view(report: str, *names: str) -> Callable[[HttpRequest], HttpResponse]:
    """Make the view of a page that shows these sections; those that the data give nothing to say are left out."""

    @require_GET
    @with_run
    def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
        sections = run.find_sections(report, *names)
        lead = sections[0].lead if sections else None
        return render(request, "ui/sections.html", {"lead": lead, "sections": sections})

    return show  # type: ignore[no-any-return]  # the decorators take the run away
