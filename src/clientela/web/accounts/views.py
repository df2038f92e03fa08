"""Log-in, the first administrator, language and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from clientela.base.i18n import LANGUAGES
from clientela.web.accounts.forms import SetUpForm
from clientela.web.accounts.models import find_setup_token, needs_setup
from clientela.web.ui.middleware import came_from

if TYPE_CHECKING:
    from django.http import HttpRequest

_YEAR = 365 * 24 * 3600
THEMES = ("", "light", "dark")


class LogIn(LoginView):
    """The log-in."""

    template_name = "accounts/log_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say when there is nobody yet who could log in."""
        context: dict[str, Any] = super().get_context_data(needs_setup=needs_setup(), **kwargs)
        return context


def locked_out(request: HttpRequest, credentials: Any = None, *_args: Any) -> HttpResponse:  # noqa: ARG001 - the lock-out's form
    """Say that the log-in is closed for a while, and what to do."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    sentence = _(
        "Too many wrong passwords for this name from this computer: the log-in is closed for %(minutes)d minutes. Wait, or reset the password."
    ) % {"minutes": minutes}
    return render(request, "accounts/locked.html", {"sentence": sentence}, status=429)


@sensitive_variables("token")
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """Create the first administrator; the address works once."""
    if find_setup_token(token) is None:
        return render(request, "accounts/set_up_over.html", status=410)
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            secret = find_setup_token(token)
            if secret is None:
                return render(request, "accounts/set_up_over.html", status=410)
            person = form.save()
            secret.used_at = timezone.now()
            secret.save()
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("overview:page")
    return render(request, "accounts/set_up.html", {"form": form})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember a language: in the person's account, and in the browser for the log-in page."""
    language = request.POST.get("language", "")
    answer = redirect(came_from(request))
    if language in LANGUAGES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.IS_HTTPS,
        )
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return answer


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark, or what the system says."""
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    return HttpResponse(status=204) if getattr(request, "htmx", False) else redirect(came_from(request))
