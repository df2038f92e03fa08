"""Language of the reader, headers on every answer, and errors as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from clientela.base.errors import ClientelaError
from clientela.base.i18n import LANGUAGES, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

_PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def language_of(request: HttpRequest) -> str:
    """Return the language of the person, else of the cookie, else of the browser."""
    user = getattr(request, "user", None)
    wanted = getattr(user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return str(wanted if wanted in LANGUAGES else translation.get_language_from_request(request))


def came_from(request: HttpRequest) -> str:
    """Return the page of ours that a form was sent from, else the first page."""
    address = str(request.headers.get("Referer", ""))
    if url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return "/"


class Language:
    """Shows every page in the reader's language."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class Headers:
    """Says what a browser may do with a page, and that it keeps no copy of a company's figures."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS_POLICY)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Sentences:
    """Shows an error that is meant for people as its sentence, on the page they came from where possible."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a ClientelaError into a page."""
        if not isinstance(error, ClientelaError):
            return None
        sentence = translate(error.message, language=translation.get_language() or "en")
        if request.method == "POST" and not getattr(request, "htmx", False):
            messages.error(request, sentence)
            return redirect(came_from(request))
        return render(request, "ui/error.html", {"sentence": sentence, "status": 409}, status=409)
