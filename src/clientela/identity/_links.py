"""Links as arrays can use them: which number goes into which, from when to when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clientela.engine.frames import Frame

ALWAYS, FOREVER = date(1, 1, 1), date(9999, 12, 31)
JOINS = {
    "number": frozenset[str](),
    "legal": frozenset({"legal"}),
    "site": frozenset({"site"}),
    "group": frozenset({"legal", "group"}),
}
"""Per level of analysis, the kinds of link that make several numbers one customer."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """`child` goes into `parent` from `from_on` until the day before `until_on`."""

    child: int
    parent: int
    kind: str
    from_on: date = ALWAYS
    until_on: date = FOREVER

    def holds(self, day: date) -> bool:
        """Whether the link is in force on a day."""
        return self.from_on <= day < self.until_on


def column(frame: Frame, name: str) -> list[Any]:
    """Return a column as Python values, None where missing, dates as dates."""
    values = frame[name]
    plain = (
        [None if v is np.ma.masked else v for v in values] if np.ma.isMaskedArray(values) else list(values)
    )
    if np.issubdtype(values.dtype, np.datetime64):
        return [None if v is None or np.isnat(v) else v.astype("datetime64[D]").item() for v in plain]
    return [v.item() if isinstance(v, np.generic) else v for v in plain]


def rows(frame: Frame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a frame, these columns of it."""
    return zip(*(column(frame, name) for name in names), strict=True)


class Numbers:
    """From what a company writes for a customer to its key: the number alone, or `source:number` where two sources share it."""

    def __init__(self, keys: Frame) -> None:
        self._by_pair: dict[tuple[str, str], int] = {}
        self._by_number: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[int, tuple[str, str]] = {}
        for key, source, number in rows(keys, "customer_key", "source", "customer_id"):
            self._by_pair[source, number] = key
            self._by_number[number].append(key)
            self._pairs[key] = (source, number)

    def qualified(self, key: int) -> str:
        """Return `source:number`: what a customer is called whatever other sources bring later."""
        return ":".join(self._pairs[key])

    def called(self, key: int) -> str:
        """Return the number, with its source before it only where another source uses it too."""
        number = self._pairs[key][1]
        return number if len(self._by_number[number]) == 1 else self.qualified(key)

    def find(self, number: str | None, source: str | None = None) -> int | None:
        """Return the key of a number as a source writes it, else the only customer of that number, else None."""
        if number is None:
            return None
        if source is not None and (source, number) in self._by_pair:
            return self._by_pair[source, number]
        found = self._by_number.get(number, [])
        if len(found) == 1:
            return found[0]
        before, colon, after = number.partition(":")
        return self._by_pair.get((before, after)) if colon else None


def _day_after(day: date | None) -> date:
    return FOREVER if day is None or day >= FOREVER else date.fromordinal(day.toordinal() + 1)


def stated_links(links: Frame, numbers: Numbers, *, scenario: str = "") -> list[Link]:
    """Return the links that are stated and not taken back, those of `scenario` added to what is so.

    The later statement about one (child, parent, kind, first day) counts, whichever source it came by.
    """
    last: dict[tuple[int, int, str, date, str], tuple[tuple[int, int], Link | None]] = {}
    names = (
        "source", "customer_id", "other_id", "kind", "from_on", "to_on", "scenario", "is_withdrawn", "batch_number", "row_number",
    )  # fmt: skip
    for source, number, other, kind, first, end, plan, withdrawn, batch, place in rows(links, *names):
        child, parent = numbers.find(number, source), numbers.find(other, source)
        if child is None or parent is None or child == parent or (plan or "") not in ("", scenario):
            continue
        link = Link(child, parent, kind, first or ALWAYS, _day_after(end))
        key = (child, parent, kind, link.from_on, plan or "")
        if key not in last or last[key][0] < (batch, place):
            last[key] = ((batch, place), None if withdrawn else link)
    return sorted(link for _, link in last.values() if link is not None)


def alias_links(aliases: Frame, numbers: Numbers) -> list[Link]:
    """Return the other numbers of customers as links of the same firm."""
    found = []
    names = ("source", "customer_id", "alias_id", "alias_source", "valid_from_on")
    for source, number, other, other_source, first in rows(aliases, *names):
        parent, child = numbers.find(number, source), numbers.find(other, other_source or source)
        if parent is not None and child is not None and parent != child:
            found.append(Link(child, parent, "legal", first or ALWAYS))
    return sorted(found)


def master_links(customers: Frame, numbers: Numbers) -> list[Link]:
    """Return the links of the customer list: a parent company, and a common group number.

    The group's first number by key stands for the group.
    """
    found, groups = [], defaultdict(list)
    names = ("source", "customer_id", "parent_id", "group_id")
    for source, number, parent_id, group in rows(customers, *names):
        child, parent = numbers.find(number, source), numbers.find(parent_id, source)
        if child is not None and parent is not None and parent != child:
            found.append(Link(child, parent, "group"))
        elif child is not None and group is not None:
            groups[source, group].append(child)
    for members in groups.values():
        found += [Link(member, min(members), "group") for member in members if member != min(members)]
    return sorted(found)


def component_roots(links: Iterable[Link]) -> dict[int, int]:
    """Return, for each number in a link, the one that stands for all it is joined with.

    Joining is an equivalence: a into b and a into c joins the three. For the whole stands the number that goes into none;
    of several, and in a circle, the one with the smallest key. A number that stands for itself is not listed.
    """
    top: dict[int, int] = {}

    def find(key: int) -> int:
        while top[key] != key:
            top[key] = top[top[key]]
            key = top[key]
        return key

    children = set()
    for link in links:
        top.setdefault(link.child, link.child)
        top.setdefault(link.parent, link.parent)
        children.add(link.child)
        top[find(link.child)] = find(link.parent)
    members = defaultdict(list)
    for key in top:
        members[find(key)].append(key)
    roots: dict[int, int] = {}
    for joined in members.values():
        root = min((key for key in joined if key not in children), default=min(joined))
        roots |= {key: root for key in joined if key != root}
    return roots


Moved = tuple[int, date, date, int]
"""(key, first day, day after the last, key it counts under)."""


def always(roots: dict[int, int]) -> list[Moved]:
    """Return who counts under whom, for the whole history."""
    return sorted((key, ALWAYS, FOREVER, root) for key, root in roots.items())


def moves_through_time(links: list[Link]) -> list[Moved]:
    """Return who counted under whom on each day: the history as it was."""
    whole = component_roots(links)
    parts: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        parts[whole.get(link.child, link.child)].append(link)
    return merge_spells(spell for joined in parts.values() for spell in spells_of(joined, component_roots))


def spells_of(links: list[Link], roots_of: Callable[[list[Link]], dict[int, int]]) -> list[Moved]:
    """Return who counts under whom in every span of days in which the same links are in force."""
    days = sorted({ALWAYS, *(link.from_on for link in links), *(link.until_on for link in links)} - {FOREVER})
    return [
        (key, first, until, root)
        for first, until in zip(days, [*days[1:], FOREVER], strict=True)
        for key, root in roots_of([link for link in links if link.holds(first)]).items()
    ]


def merge_spells(spells: Iterable[Moved]) -> list[Moved]:
    """Put spells together that follow each other under the same customer."""
    merged: list[Moved] = []
    for spell in sorted(spells):
        if merged and merged[-1][0] == spell[0] and merged[-1][3] == spell[3] and merged[-1][2] == spell[1]:
            merged[-1] = (spell[0], merged[-1][1], spell[2], spell[3])
        else:
            merged.append(spell)
    return merged
