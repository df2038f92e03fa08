"""Who opens which address: one table, asked before every view. An address that is not in it opens for nobody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import resolve_url

from clientela.base.scope import Scope
from clientela.web.ui.page import Permission, all_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

_ACCOUNTS = {
    "accounts:log_in": Permission.PUBLIC,
    "accounts:log_out": Permission.PUBLIC,
    "accounts:set_up": Permission.PUBLIC,
    "accounts:reset": Permission.PUBLIC,
    "accounts:reset_sent": Permission.PUBLIC,
    "accounts:reset_confirm": Permission.PUBLIC,
    "accounts:reset_done": Permission.PUBLIC,
    "accounts:language": Permission.PUBLIC,
    "accounts:theme": Permission.SIGNED_IN,
    "jobs:status": Permission.COMPANY,
    "jobs:cancel": Permission.COMPANY,
}


class _Everything(dict[str, Permission]):
    """A table in which each page answers for its own addresses."""

    def __missing__(self, name: str) -> Permission:
        page = all_pages().get(name.partition(":")[0])
        if page is None:
            raise PermissionDenied(name)
        return page.permission


@cache
def permissions() -> dict[str, Permission]:
    """Return the table: address name -> who. A page's declaration covers its addresses, except those it names apart."""
    others = {
        f"{page.name}:{name}": who for page in all_pages().values() for name, who in page.others.items()
    }
    return _Everything({**_ACCOUNTS, **others})


class Access:
    """Lets a request through to its view, or sends it to the log-in, or refuses; gives the view the reader's scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; until a view is chosen nobody sees anything."""
        request.scope = Scope("customer_id", ())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002 - Django's form
        """Ask the table."""
        match = request.resolver_match
        needed = permissions()[match.view_name if match else ""]
        person = request.user
        if person.is_authenticated:
            if not person.may(needed):
                raise PermissionDenied
            request.scope = person.scope
            return None
        if needed is Permission.PUBLIC:
            return None
        if getattr(request, "htmx", False):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = resolve_url("accounts:log_in")
            return answer
        return redirect_to_login(request.get_full_path(), resolve_url("accounts:log_in"))
