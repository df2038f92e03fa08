"""Groups as trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.views.decorators.http import require_GET

from clientela.web.data import OpenRun, with_run
from clientela.workspace import find_groups, group_rows, node_number, node_title, tree_order

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS = 25
_DEEPEST = 4
"""Levels that are drawn further in; below, the level stands in words."""


@dataclass(frozen=True, slots=True)
class Node:
    """One line of a tree."""

    title: str
    number: str | None
    depth: int
    figures: dict[str, Any]

    @property
    def step(self) -> int:
        """How far in it is drawn."""
        return min(self.depth, _DEEPEST)


def _trees(rows: list[dict[str, Any]]) -> list[list[Node]]:
    """Return each group with all below it, the largest group first."""
    trees: list[list[Node]] = []
    for row in tree_order(rows):
        if not row["depth"]:
            trees.append([])
        trees[-1].append(Node(node_title(row), node_number(row), row["depth"], row))
    return trees


@require_GET
@with_run
def show(request: HttpRequest, run: OpenRun) -> HttpResponse:
    """Show the groups of the reader's customers; each opens down to them."""
    search = request.GET.get("search", "").strip()[:200]
    rows = run.once("groups", group_rows)
    trees = _trees(find_groups(rows, search))
    pages = max(1, -(-len(trees) // ROWS))
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    number = max(1, min(number, pages))
    asked = {"search": search} if search else {}
    context = {
        "trees": trees[(number - 1) * ROWS : number * ROWS], "total": len(trees), "has_groups": bool(rows), "search": search,
        "is_open": bool(search) or len(trees) == 1, "number": number, "pages": pages,
        "before": "?" + urlencode({**asked, "page": number - 1}) if number > 1 else "",
        "after": "?" + urlencode({**asked, "page": number + 1}) if number < pages else "",
    }  # fmt: skip
    return render(request, "groups/page.html", context)
