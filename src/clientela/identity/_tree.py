"""Trees of customers: who belongs to whom, each to one at a time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from clientela.identity._links import Link, Numbers, column, component_roots, master_links, rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.engine.frames import Frame


class Tree:
    """Nodes by name: a customer is its key, a group that is no customer its number as text."""

    def __init__(self) -> None:
        self.parent: dict[int | str, int | str] = {}

    def hang(self, child: int | str, parent: int | str) -> None:
        """Put `child` under `parent`, the first time only, and never into a circle."""
        above: int | str | None = parent
        while above is not None:
            if above == child:
                return
            above = self.parent.get(above)
        self.parent.setdefault(child, parent)

    def line(self, node: int | str) -> list[int | str]:
        """Return a node and all above it, the top last."""
        found = [node]
        while found[-1] in self.parent:
            found.append(self.parent[found[-1]])
        return found


def hang_all(tree: Tree, links: Iterable[Link], stands_for: dict[int, int], register: set[int]) -> None:
    """Put the child of each link under its parent, where both are in the register."""
    for link in links:
        child, parent = stands_for.get(link.child, link.child), stands_for.get(link.parent, link.parent)
        if child != parent and child in register and parent in register:
            tree.hang(child, parent)


def hang_groups(
    tree: Tree, customers: Frame, numbers: Numbers, stands_for: dict[int, int], register: set[int]
) -> None:
    """Put the tops of what shares a group number under a node for the group."""
    for source, number, group in rows(customers, "source", "customer_id", "group_id"):
        key = numbers.find(number, source)
        if key is None or group is None:
            continue
        key = stands_for.get(key, key)
        if key in register:
            top = tree.line(key)[-1]
            if isinstance(top, int):
                tree.hang(top, f"{group}")


def build_tree(
    links: Iterable[Link], listed: Frame, numbers: Numbers, stands_for: dict[int, int], register: set[int]
) -> Tree:
    """Hang customers under each other: what a link states first, then the list's parent company, then its group number."""
    tree = Tree()
    hang_all(tree, links, stands_for, register)
    parents = {**listed, "group_id": np.array([None] * len(column(listed, "customer_id")), dtype=object)}
    hang_all(tree, master_links(parents, numbers), stands_for, register)
    hang_groups(tree, listed, numbers, stands_for, register)
    return tree


def group_roots(links: list[Link], listed: Frame, numbers: Numbers, keys: set[int]) -> dict[int, int]:
    """Return, for each number of a group, the number that stands for the whole group: the top of its tree.

    Numbers of one firm are joined first. For a group that is no customer stands the member directly below it with the smallest key.
    """
    firms = component_roots(link for link in links if link.kind == "legal")
    tree = build_tree((link for link in links if link.kind == "group"), listed, numbers, firms, keys)
    tops: dict[int | str, list[int]] = defaultdict(list)
    for child, parent in tree.parent.items():
        if isinstance(child, int) and isinstance(parent, str):
            tops[parent].append(child)
    roots: dict[int, int] = {}
    for key in {
        *firms,
        *(node for child in tree.parent for node in tree.line(child) if isinstance(node, int)),
    }:
        top = tree.line(firms.get(key, key))[-1]
        root = top if isinstance(top, int) else min(tops[top])
        if root != key:
            roots[key] = root
    return roots
