"""What the layout of every page needs: navigation, language, colours, company, the day of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from clientela.base.errors import ClientelaError
from clientela.base.settings import read_settings
from clientela.base.structure import describe_structure
from clientela.web.ui.page import SECTIONS, Page, all_pages

if TYPE_CHECKING:
    from django.http import HttpRequest

    from clientela.base.i18n import Message

_NAMES = {"en": "English", "it": "Italiano", "ru": "Русский"}


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A heading of the navigation and its pages."""

    title: Message
    pages: tuple[tuple[Page, str, bool], ...]


def _navigation(request: HttpRequest, current: str) -> list[NavGroup]:
    person = request.user
    groups = []
    for name, title in SECTIONS:
        own = [p for p in all_pages().values() if p.section == name and person.may(p.permission)]
        if own:
            groups.append(
                NavGroup(title, tuple((p, reverse(f"{p.name}:page"), p.name == current) for p in own))
            )
    return groups


def _company() -> str:
    try:
        return read_settings(settings.CLIENTELA_WORKSPACE / "clientela.toml").company.name
    except ClientelaError:
        return ""


def layout(request: HttpRequest) -> dict[str, Any]:
    """Return the layout's context."""
    match = getattr(request, "resolver_match", None)
    current = match.view_name.partition(":")[0] if match else ""
    person = getattr(request, "user", None)
    is_known = bool(person and person.is_authenticated)
    opened = getattr(request, "open_run", None)
    page = all_pages().get(current)
    return {
        "user": person,
        "navigation": _navigation(request, current) if is_known else [],
        "page": page,
        "page_title": page.title if page else "",
        "language": translation.get_language() or "en",
        "language_names": _NAMES.items(),
        "theme": getattr(person, "theme", ""),
        "company": _company() if is_known else "",
        "manifest": opened.manifest if opened else None,
        "structure": describe_structure(opened.manifest.read_settings().structure) if opened else None,
        "scope_name": getattr(person, "scope_name", ""),
        "currency": opened.currency if opened else None,
    }
