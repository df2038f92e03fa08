"""Who may log in and what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clientela.base.scope import EVERYTHING
from clientela.web.accounts.models import User
from clientela.web.data import open_run, workspace
from clientela.web.pages.people.forms import PersonForm
from clientela.workspace import parts_of_company

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _parts() -> dict[str, tuple[str, ...]]:
    """Return the sales persons and areas that occur among the customers."""
    run = workspace().current()
    if run is None:
        return {}
    with open_run(run, EVERYTHING) as opened:
        return {column: opened.ask(parts_of_company, column) for column in ("seller_id", "area_id")}


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """List the people."""
    outbox = settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
    return render(request, "people/page.html", {"people": User.objects.all(), "outbox": outbox})


def _edit(request: HttpRequest, person: User | None) -> HttpResponse:
    form = PersonForm(
        request.POST or None,
        instance=person,
        parts=_parts(),
        editor=request.user,
        **({} if person else {"initial": {"is_active": True}}),
    )
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        if person is None:
            return link(request, saved.pk)
        messages.success(request, _("Saved."))
        return redirect("people:page")
    return render(
        request, "people/edit.html", {"form": form, "person": person}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Create a person; the answer holds the address where the person chooses a password."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change role, scope or whether the person may log in."""
    return _edit(request, get_object_or_404(User, pk=person_id))


@require_POST
def link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show an address where the person chooses a password; it works once, for three days. Nobody else ever knows a password."""
    person = get_object_or_404(User, pk=person_id)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse(
        "accounts:reset_confirm", kwargs={"uidb64": uid, "token": default_token_generator.make_token(person)}
    )
    return render(
        request, "people/link.html", {"person": person, "address": request.build_absolute_uri(path)}
    )
