"""How far a job is, asked for by the page every half second, and the way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clientela.web.jobs.messages import pack_message, unpack_message
from clientela.web.jobs.models import OPEN, Job, State, bury_lost_jobs
from clientela.web.jobs.tasks import CANCELLED, TITLES, elapsed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_GET
def status(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show a job: the bar alone for htmx, a page for a plain link."""
    bury_lost_jobs()
    job = get_object_or_404(Job, pk=job_id)
    context = {
        "job": job, "title": TITLES[job.kind], "label": unpack_message(job.label), "sentence": unpack_message(job.sentence), "seconds": elapsed(job),
    }  # fmt: skip
    next_page = job.arguments.get("next", "") if job.state == State.DONE else ""
    if next_page and not request.htmx:
        return redirect(next_page)
    answer = render(request, "jobs/_bar.html" if request.htmx else "jobs/status.html", context)
    if next_page:
        answer["HX-Redirect"] = next_page
    return answer


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:  # noqa: ARG001 - Django's form
    """Ask a job to stop at its next step."""
    job = get_object_or_404(Job, pk=job_id)
    Job.objects.filter(pk=job.pk, state=State.WAITING).update(
        state=State.CANCELLED, finished_at=timezone.now(), sentence=pack_message(CANCELLED)
    )
    Job.objects.filter(pk=job.pk, state__in=OPEN).update(is_cancel_wanted=True)
    return redirect("jobs:status", job_id=job.pk)
