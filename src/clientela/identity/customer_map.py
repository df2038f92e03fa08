"""Under which number each customer number counts, and when."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.identity._links import (
    JOINS,
    Moved,
    Numbers,
    alias_links,
    always,
    component_roots,
    merge_spells,
    moves_through_time,
    rows,
    spells_of,
    stated_links,
)
from clientela.identity._tree import group_roots

if TYPE_CHECKING:
    from clientela.engine.frames import Frame


@step(
    title=msg("Numbers that count together"),
    inputs=("customer_keys", "customer_links", "customer_aliases", "stated_customers", "planned_structure"),
    form="arrays",
    uses=("as_of_day", "structure"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("from_on", msg("Valid from"), "date"),
        Field("until_on", msg("Valid until, not included"), "date"),
        Field("to_key", msg("Counts under key"), "id"),
    ),
)
def customer_map(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """List the numbers that count under another one; all others count under their own.

    Formula: the links of the level of analysis (`structure.level`: number, legal, site) are an equivalence; the number that goes into
    none stands for all. By group, each firm belongs to one parent (a link, else the list's parent company, else its group number) and
    the top stands for all below it. Structure "as it is": the links in force on `as_of`, applied to the whole history; "as it
    was": on each day those in force then; "as if": as it is, with the links of one scenario.
    """
    structure, as_of = params["structure"], date.fromisoformat(params["as_of_day"])
    if structure.level != "group" and not (
        len(frames["customer_links"]["kind"]) or len(frames["customer_aliases"]["alias_id"])
    ):
        return _as_frame([])
    numbers = Numbers(frames["customer_keys"])
    scenario = structure.scenario if structure.view == "as_if" else ""
    links = stated_links(frames["customer_links"], numbers, scenario=scenario)
    links += alias_links(frames["customer_aliases"], numbers)
    joining = [link for link in links if link.kind in JOINS[structure.level]]
    if structure.level == "group":
        listed = _planned_groups(frames, scenario, numbers)
        keys = {key for (key,) in rows(frames["customer_keys"], "customer_key")}
        roots_of = partial(group_roots, listed=listed, numbers=numbers, keys=keys)
        if structure.view == "as_was":
            return _as_frame(merge_spells(spells_of(joining, roots_of)))
        return _as_frame(always(roots_of([link for link in joining if link.holds(as_of)])))
    if structure.view == "as_was":
        return _as_frame(moves_through_time(joining))
    return _as_frame(always(component_roots(link for link in joining if link.holds(as_of))))


def _as_frame(moved: list[Moved]) -> Frame:
    key, first, until, to = (list(cells) for cells in zip(*moved, strict=True)) if moved else ([], [], [], [])
    return {
        "customer_key": np.array(key, dtype=np.int64),
        "from_on": np.array(first, dtype="datetime64[D]"),
        "until_on": np.array(until, dtype="datetime64[D]"),
        "to_key": np.array(to, dtype=np.int64),
    }


def _planned_groups(frames: dict[str, Frame], scenario: str, numbers: Numbers) -> Frame:
    """Return the customer list with the groups of a scenario in the place of its own."""
    listed = frames["stated_customers"]
    plans = rows(frames["planned_structure"], "scenario", "source", "customer_id", "group_id")
    groups = {
        numbers.find(number, source): group
        for name, source, number, group in plans
        if scenario and name == scenario and group
    }
    if not groups:
        return listed
    at = [
        groups.get(numbers.find(number, source)) for source, number in rows(listed, "source", "customer_id")
    ]
    chosen = zip(at, rows(listed, "group_id", "parent_id"), strict=True)
    cells = [(plan, None) if plan is not None else own for plan, own in chosen]
    return {
        **listed,
        "group_id": _texts([group for group, _ in cells]),
        "parent_id": _texts([parent for _, parent in cells]),
    }


def _texts(values: list[str | None]) -> np.ndarray[Any, Any]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
