"""Sure pairs closed to groups that hold no contradiction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.identity._addresses import compare_addresses
from clientela.identity._legal_forms import compare_forms
from clientela.identity._tax_numbers import compare_tax_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.identity._judging import Verdict
    from clientela.identity._records import Read


_ONE_ADDRESS = 2


class Groups:
    """Disjoint groups of places in a list; the smallest place stands for its group."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, place: int) -> int:
        """Return the place that stands for the group."""
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, one: int, other: int) -> int:
        """Join two groups and return the place that stands for both."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first
        return first


def _torn_rows(rows: list[Read], sure: list[Verdict]) -> dict[int, int]:
    """Find rows that match two others which cannot be one, and the strength of evidence at which that begins.

    Nobody can say with which of the two they go; what is stronger than the weaker of the two matches stays.
    """
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for verdict in sure:
        beside[verdict.first].append((verdict.strength, verdict.second))
        beside[verdict.second].append((verdict.strength, verdict.first))
    torn: dict[int, int] = {}
    for place, others in beside.items():
        seen: dict[tuple[str, str], int] = {}
        for strength, other in sorted(others, reverse=True):
            row = rows[other]
            if (row.tax.key, row.name.form) in seen:
                continue
            if any(_cannot_be_one(row, rows[o], of=rows[place]) for o in seen.values()):
                torn[place] = strength
                break
            seen[row.tax.key, row.name.form] = other
    return torn


def _cannot_be_one(one: Read, other: Read, *, of: Read) -> bool:
    """Tell whether two matches of a row contradict: their tax numbers, or, where the row states no legal form, their forms."""
    if compare_tax_numbers(one.tax, other.tax) == "different":
        return True
    return not of.name.form and compare_forms(one.name.form, other.name.form) == "different"


def settle(
    rows: list[Read],
    verdicts: Iterable[Verdict],
    *,
    apart: Iterable[tuple[int, int]] = (),
    joined: Iterable[tuple[int, int]] = (),
) -> tuple[list[Verdict], Groups]:
    """Close the sure pairs to groups, the weightiest first; a pair that would bring a contradiction into a group is asked.

    Asked are also the pairs, not by tax number, of a row that matches two others which cannot be one. `joined` are linked
    already, `apart` declared different: no group holds both.
    """
    verdicts = list(verdicts)
    torn = _torn_rows(rows, [v for v in verdicts if v.is_sure])
    groups = Groups(len(rows))
    members: dict[int, list[int]] = {}
    strangers: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        strangers[a].add(b)
        strangers[b].add(a)
    for a, b in joined:
        one, other = groups.find(a), groups.find(b)
        if one != other:
            members[groups.join(one, other)] = members.get(one, [one]) + members.get(other, [other])
    settled: list[Verdict] = []
    for verdict in sorted(verdicts, key=lambda v: (not v.has_tax, -v.bits, v.first, v.second)):
        if not verdict.is_sure:
            settled.append(verdict)
            continue
        if not verdict.has_tax and verdict.strength <= max(
            torn.get(verdict.first, -1), torn.get(verdict.second, -1)
        ):
            settled.append(replace(verdict, is_sure=False))
            continue
        one, other = groups.find(verdict.first), groups.find(verdict.second)
        if one != other:
            first, second = members.get(one, [one]), members.get(other, [other])
            if any(not strangers[place].isdisjoint(second) for place in first if place in strangers):
                settled.append(replace(verdict, is_sure=False))
                continue
            if not verdict.has_tax and (
                _contradicts(rows, first, second)
                or (verdict.strength < _ONE_ADDRESS and _live_apart(rows, first, second))
            ):
                settled.append(replace(verdict, is_sure=False))
                continue
            members[groups.join(one, other)] = first + second
        settled.append(verdict)
    return settled, groups


def _live_apart(rows: list[Read], first: list[int], second: list[int]) -> bool:
    """Tell whether both groups state addresses and none of one is one of the other."""
    left = {rows[p].address.key: rows[p].address for p in first if rows[p].address.key}
    right = {rows[p].address.key: rows[p].address for p in second if rows[p].address.key}
    if not left or not right or left.keys() & right.keys():
        return False
    return all(compare_addresses(a, b) == "different" for a in left.values() for b in right.values())


def _contradicts(rows: list[Read], first: list[int], second: list[int]) -> bool:
    """Tell whether two groups state different tax numbers, or legal forms of which none is in both."""
    left, right = ({rows[p].tax.key: rows[p].tax for p in group} for group in (first, second))
    if not left.keys().isdisjoint(right.keys() - {""}):
        return False
    if any(compare_tax_numbers(a, b) == "different" for a in left.values() for b in right.values()):
        return True
    forms, others = ({rows[p].name.form for p in group} - {""} for group in (first, second))
    found = {compare_forms(a, b) for a in forms for b in others}
    return bool(found) and found == {"different"}
