"""How a page says what it is: name, title, place in the navigation, who may open it."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Mapping


class Permission(Enum):
    """Who may open an address."""

    PUBLIC = "public"
    """Everybody, logged in or not."""
    SIGNED_IN = "signed_in"
    """Everybody with a log-in, whatever the role."""
    READ = "read"
    """Every role; what is shown is cut to the reader's scope."""
    COMPANY = "company"
    """Who sees the whole company and may change its figures: administrator, director."""
    LINK = "link"
    """Who may say which customer numbers are one: administrator, director. With a scope, of its customers only."""
    ANSWER = "answer"
    """Who may answer what the system asks of its customers: every role but read-only; with a scope, of its customers only."""
    PEOPLE = "people"
    """Administrators."""


SECTIONS: tuple[tuple[str, Message], ...] = (
    ("portfolio", msg("Portfolio")),
    ("customers", msg("Customers")),
    ("company", msg("Company")),
    ("help", msg("Help")),
)
"""Headings of the navigation, in order. A page with another section is not in the navigation."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's declaration; the folder it stands in gives its name."""

    module: str
    title: Message
    permission: Permission
    section: str = ""
    order: int = 50
    address: str = ""
    others: Mapping[str, Permission] = field(default_factory=dict)
    """Addresses of the page that need another permission, by name."""

    @property
    def name(self) -> str:
        """Name of the page: its folder, its address name, its first part."""
        return self.module.rsplit(".", 1)[-1]


@cache
def all_pages() -> dict[str, Page]:
    """Return the declarations of all pages by name."""
    package = importlib.import_module("clientela.web.pages")
    found = [
        importlib.import_module(f"clientela.web.pages.{info.name}").PAGE
        for info in pkgutil.iter_modules(package.__path__)
    ]
    places = {name: place for place, (name, _) in enumerate(SECTIONS)}
    return {
        page.name: page
        for page in sorted(found, key=lambda p: (places.get(p.section, len(places)), p.order, p.name))
    }
