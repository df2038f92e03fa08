"""Compute the figures, choose which run is shown, compare two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from clientela.base.i18n import msg
from clientela.base.structure import VIEW_WORDS
from clientela.web.data import workspace
from clientela.web.jobs.models import Job, bury_lost_jobs
from clientela.web.jobs.tasks import TITLES, start_job
from clientela.web.ui.templatetags.show import say
from clientela.workspace import RunNotFoundError, fields_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_FIRST, _LAST = date(1990, 1, 1), date(2099, 12, 31)
_JOBS = 10


class StartForm(forms.Form):
    """The day to look from."""

    as_of = forms.DateField(
        label=gettext_lazy("Day to look from"),
        required=False,
        help_text=gettext_lazy("Empty: the day of the last document."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    view = forms.ChoiceField(
        label=gettext_lazy("Whose figures are whose"),
        required=False,
        help_text=gettext_lazy("As it was: every line counts for who looked after the customer on its day."),
    )
    scenario = forms.CharField(
        label=gettext_lazy("Scenario"), max_length=100, required=False, help_text=gettext_lazy("Only for “as if”: the name of the plan.")
    )  # fmt: skip
    publish = forms.BooleanField(
        label=gettext_lazy("Show it on all pages when it is finished"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = say(msg("as the settings say"))
        self.fields["view"].choices = [
            ("", usual),
            *((view, say(words)) for view, words in VIEW_WORDS.items()),
        ]

    def clean_as_of(self) -> date | None:
        """Refuse days nobody has data for."""
        day: date | None = self.cleaned_data["as_of"]
        if day is not None and not _FIRST <= day <= _LAST:
            raise forms.ValidationError(_("Choose a day between 1990 and 2099."))
        return day


def _context() -> dict[str, object]:
    place = workspace()
    bury_lost_jobs()
    current = place.current()
    return {
        "runs": place.runs(),
        "published": current.manifest.run_id if current else "",
        "has_data": bool(place.facts.parts),
        "jobs": [(job, TITLES[job.kind]) for job in Job.objects.all()[:_JOBS]],
        "default_day": place.default_as_of() if place.facts.parts else None,
    }


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """List the runs and the last pieces of background work."""
    return render(request, "runs/page.html", {"form": StartForm(), **_context()})


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Start a run in the background."""
    form = StartForm(request.POST)
    if not form.is_valid():
        return render(request, "runs/page.html", {"form": form, **_context()}, status=422)
    day = form.cleaned_data["as_of"]
    arguments = {
        "as_of": day.isoformat() if day else None,
        "publish": form.cleaned_data["publish"],
        "view": form.cleaned_data["view"],
        "scenario": form.cleaned_data["scenario"].strip(),
    }
    return redirect("jobs:status", job_id=start_job("run", arguments, person=request.user).pk)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Show a run on all pages."""
    try:
        run = workspace().publish(request.POST.get("run", ""))
    except RunNotFoundError as error:
        raise Http404 from error
    messages.success(request, _("All pages show run %(run)s now.") % {"run": run.manifest.run_id})
    return redirect("runs:page")


def _in_words(block: Any) -> Any:
    """Call schemes and classes by their titles instead of their names in exports."""
    if getattr(block, "name", "") != "moves":
        return block
    fields = {f.name: f for f in fields_of("customers")}

    def write(row: tuple[Any, ...]) -> tuple[Any, ...]:
        codes = dict(fields[row[0]].codes)
        return fields[row[0]].title, codes.get(row[1], row[1]), codes.get(row[2], row[2]), row[3]

    return replace(block, rows=tuple(write(r) for r in block.rows))


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Say what differs between two runs."""
    try:
        document = workspace().compare(request.GET.get("first", ""), request.GET.get("second", ""))
    except RunNotFoundError as error:
        raise Http404 from error
    sections = [replace(each, blocks=tuple(_in_words(b) for b in each.blocks)) for each in document.sections]
    return render(request, "runs/compare.html", {"document": replace(document, sections=tuple(sections))})
