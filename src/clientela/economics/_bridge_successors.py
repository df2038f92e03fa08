"""Which products are one product under several numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def successions(edges: Iterable[tuple[int, int]], units: Mapping[int, str | None]) -> dict[int, int]:
    """Return, for each product that was replaced or replaces others, the key under which all of them count.

    `edges`: (product, successor). `units`: the unit of measure of a product. A successor in another stated unit is another product,
    since quantities in two units cannot be compared. The key is the one nobody replaces; in a circle, or where two have no
    successor, the smallest such.
    """
    root: dict[int, int] = {}

    def find(key: int) -> int:
        above = root.setdefault(key, key)
        while above != root[above]:
            root[above] = above = root[root[above]]
        return above

    replaced: set[int] = set()
    for product, successor in sorted(edges):
        own, other = units.get(product), units.get(successor)
        if product == successor or (own and other and own != other):
            continue
        replaced.add(product)
        first, second = sorted((find(product), find(successor)))
        root[second] = first
    together: dict[int, list[int]] = {}
    for key in sorted(root):
        together.setdefault(find(key), []).append(key)
    return {
        key: min((m for m in members if m not in replaced), default=members[0])
        for members in together.values()
        for key in members
    }
