"""The overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from clientela.blocks import Bars, Curve, Kpis, Note
from clientela.web.data import OpenRun, with_run

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show figures, notes and the charts that answer first."""
    section = run.section("overview")
    late = reverse("customers:page")
    links = {
        "active_count": f"{late}?activity_state=active",
        "late_amount": f"{late}?lifecycle_state=A",
        "largest_share": f"{late}?sort=-revenue_12m_amount",
        "revenue_12m_amount": reverse("pareto:page"),
    }
    charts = [
        b
        for name in ("abc", "lifecycle", "movement")
        for b in run.section(name).blocks
        if isinstance(b, (Bars, Curve))
    ]
    context = {
        "lead": section.lead,
        "figures": [b for b in section.blocks if isinstance(b, Kpis)],
        "notes": [b for b in section.blocks if isinstance(b, Note)],
        "months": [b for b in section.blocks if isinstance(b, Bars)],
        "charts": charts,
        "links": links,
    }
    return render(request, "overview/page.html", context)
