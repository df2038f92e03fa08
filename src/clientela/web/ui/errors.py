"""What a reader sees when an address cannot be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """400."""
    return render(
        request,
        "ui/error.html",
        {"sentence": _("The request cannot be read. Go back and try again."), "status": 400},
        status=400,
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """403."""
    sentence = _("Your role does not open this page. An administrator can change that.")
    return render(request, "ui/error.html", {"sentence": sentence, "status": 403}, status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's form
    """403 for a form that is too old or came from elsewhere."""
    sentence = _(
        "This form is too old, or cookies are switched off. Open the page again and repeat what you did."
    )
    return render(request, "ui/error.html", {"sentence": sentence, "status": 403}, status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:  # noqa: ARG001 - Django's form
    """404, the same whether a thing does not exist or is not in the reader's scope."""
    sentence = _("There is nothing at this address, or it is not among what you may see.")
    return render(request, "ui/error.html", {"sentence": sentence, "status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    sentence = _(
        "Something went wrong on our side; nothing was changed by it. Try again, and tell the administrator if it comes back."
    )
    return render(request, "ui/error.html", {"sentence": sentence, "status": 500}, status=500)
