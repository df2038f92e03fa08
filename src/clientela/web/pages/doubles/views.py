"""The list of doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.web.data import OpenRun, with_run, workspace
from clientela.web.pages.doubles.questions import ask, effect_of, open_doubles
from clientela.web.ui.page import Permission
from clientela.workspace import CustomerNotFoundError, LinkError, count_pending

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from clientela.workspace import Cluster

ROWS = 10
LATER = "doubles_later"
"""Key of the session under which stand the names of the doubles put off."""


def standing(request: HttpRequest, run: OpenRun) -> dict[str, Any]:
    """Return what a page about links says of the run: how many statements it does not know yet, and what the reader may do."""
    return {
        "pending": count_pending(workspace(), run.manifest),
        "may_link": request.user.may(Permission.LINK),
        "may_run": request.user.may(Permission.COMPANY),
    }


def _matches(cluster: Cluster, search: str) -> bool:
    words = search.casefold().split()
    text = " ".join(
        f"{m.customer_id} {m.customer_name or ''} {m.town or ''} {m.tax_id or ''}" for m in cluster.members
    )
    return all(word in text.casefold() for word in words)


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the doubles, those with the largest revenue at stake first."""
    try:
        found = open_doubles(run)
    except LinkError as error:
        context = {"problem": error.message, **standing(request, run)}
        return render(request, "doubles/page.html", context)
    later = set(request.session.get(LATER, ()))
    shown_kind = request.GET.get("show", "")
    search = request.GET.get("search", "").strip()[:200]
    now = [c for c in found if c.name not in later]
    kinds = {
        "": now,
        "sure": [c for c in now if c.certainty_class == "sure"],
        "ask": [c for c in now if c.certainty_class != "sure"],
        "later": [c for c in found if c.name in later],
    }
    chosen = [c for c in kinds.get(shown_kind, now) if _matches(c, search)]
    pages = max(1, -(-len(chosen) // ROWS))
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = max(1, min(number, pages))
    asked = {k: v for k, v in (("show", shown_kind), ("search", search)) if v}
    titles = {"": msg("All"), "sure": msg("Sure"), "ask": msg("To be asked"), "later": msg("Put off")}
    context = {
        "questions": [ask(run, c) for c in chosen[(number - 1) * ROWS : number * ROWS]],
        "lead": _lead(found, run.currency),
        "chips": [
            (titles[k], len(v), "?" + urlencode({**asked, "show": k}), k == shown_kind) for k, v in kinds.items() if v or k == ""
        ],
        "search": search, "shown_kind": shown_kind, "total": len(chosen), "sure": kinds["sure"],
        "number": number, "pages": pages,
        "before": "?" + urlencode({**asked, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**asked, "page": number + 1}) if number < pages else "",
        **standing(request, run),
    }  # fmt: skip
    return render(request, "doubles/page.html", context)


def _lead(found: tuple[Cluster, ...], currency: str) -> Any:
    if not found:
        return msg("No numbers look like doubles that have not been decided on.")
    sure = sum(c.certainty_class == "sure" for c in found)
    amount = Amount(sum(c.at_stake_amount for c in found), "money", currency)
    return msg(
        "{sure}, {ask}. {amount} of the last 12 months are under their smaller numbers.",
        sure=nmsg("{count} sure double", "{count} sure doubles", sure),
        ask=nmsg("{count} to be asked", "{count} to be asked", len(found) - sure),
        amount=amount,
    )


@require_GET
@with_run
def effect(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Say what the chosen numbers would be as one; asked for by a card when the choice changes."""
    try:
        sentences, warnings = effect_of(run, request.GET.getlist("id")[:200])
    except CustomerNotFoundError as error:
        raise Http404 from error
    return render(request, "doubles/_effect.html", {"sentences": sentences, "warnings": warnings})
