"""Groups of customers: who belongs to whom, at any depth."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.identity._links import JOINS, Numbers, alias_links, rows, stated_links
from clientela.identity._tree import Tree, build_tree, hang_all

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_IN_TREE = ("legal", "group")
"""Kinds of link that make a tree, where they do not join the numbers already."""


@step(
    title=msg("Groups and their members"),
    inputs=("customer_keys", "customer_links", "customer_aliases", "stated_customers", "customer_map", "customer_register"),
    form="arrays",
    uses=("as_of_day", "structure"),
    fields=(
        Field("node_id", msg("Group or customer"), "text"),
        Field("node_name", msg("Name"), "text"),
        Field("parent_node", msg("Belongs to"), "text"),
        Field("top_node", msg("Top of the group"), "text"),
        Field("depth", msg("Level below the top"), "count"),
        Field("path", msg("Way from the top"), "text"),
        Field("customer_key", msg("Customer key"), "id"),
    ),
)  # fmt: skip
def group_members(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """One row per node of a group and customer at or below it, so that sums over a node are those of all it holds.

    A customer belongs to one parent at a time: what a link states goes before the customer list, the list's parent company before
    its group number; what would close a circle is left out. Links in force on `as_of`.
    """
    structure, as_of = params["structure"], date.fromisoformat(params["as_of_day"])
    numbers = Numbers(frames["customer_keys"])
    scenario = structure.scenario if structure.view == "as_if" else ""
    stands_for = {
        key: to for key, first, until, to in rows(frames["customer_map"], "customer_key", "from_on", "until_on", "to_key") if first <= as_of < until
    }  # fmt: skip
    names = {
        key: (number, name)
        for key, number, name in rows(
            frames["customer_register"], "customer_key", "customer_id", "customer_name"
        )
    }
    register = set(names)
    stated = stated_links(frames["customer_links"], numbers, scenario=scenario) + alias_links(
        frames["customer_aliases"], numbers
    )
    kinds = set(_IN_TREE) - JOINS[structure.level]
    held = [link for link in stated if link.kind in kinds and link.holds(as_of)]
    if "group" not in kinds:
        tree = Tree()
        hang_all(tree, held, stands_for, register)
        return _members(tree, names)
    return _members(build_tree(held, frames["stated_customers"], numbers, stands_for, register), names)


def _members(tree: Tree, names: dict[int, tuple[str, str | None]]) -> Frame:
    def shown(node: int | str) -> str:
        return names[node][0] if isinstance(node, int) else f"group {node}"

    nodes = sorted({node for child in tree.parent for node in tree.line(child)}, key=str)
    below: dict[int | str, list[int]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, int):
            for above in tree.line(node):
                below[above].append(node)
    table: dict[str, list[Any]] = {
        n: [] for n in ("node_id", "node_name", "parent_node", "top_node", "depth", "path", "customer_key")
    }
    for node in nodes:
        line = tree.line(node)
        for key in sorted(below[node]):
            cells = (
                shown(node), names[node][1] if isinstance(node, int) else node, shown(line[1]) if len(line) > 1 else None, shown(line[-1]),
                len(line) - 1, " > ".join(shown(n) for n in reversed(line)), key,
            )  # fmt: skip
            for name, value in zip(table, cells, strict=True):
                table[name].append(value)
    kinds: dict[str, Any] = {"depth": np.int64, "customer_key": np.int64}
    return {name: _as_array(values, kinds.get(name)) for name, values in table.items()}


def _as_array(values: list[Any], kind: Any) -> np.ndarray[Any, Any]:
    if kind is not None:
        return np.array(values, dtype=kind)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return np.ma.array(array, mask=[v is None for v in values], dtype=object)
