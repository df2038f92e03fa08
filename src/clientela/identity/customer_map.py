"""Under which number each customer number counts, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.identity._links import (
    JOINS,
    Moved,
    Numbers,
    alias_links,
    master_links,
    moves_on,
    moves_through_time,
    stated_links,
)

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

    Formula: the links of the level of analysis (`structure.level`: number, legal, site, group) are an equivalence; the number
    that goes into none stands for all. Structure "as it is": the links in force on `as_of`, applied to the whole history; "as it
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
    if structure.level == "group":
        links += master_links(_planned_groups(frames, scenario), numbers)
    kinds = JOINS[structure.level]
    joining = [link for link in links if link.kind in kinds]
    moved = moves_through_time(joining) if structure.view == "as_was" else moves_on(joining, as_of)
    return _as_frame(moved)


def _as_frame(moved: list[Moved]) -> Frame:
    key, first, until, to = (list(cells) for cells in zip(*moved, strict=True)) if moved else ([], [], [], [])
    return {
        "customer_key": np.array(key, dtype=np.int64),
        "from_on": np.array(first, dtype="datetime64[D]"),
        "until_on": np.array(until, dtype="datetime64[D]"),
        "to_key": np.array(to, dtype=np.int64),
    }


def _planned_groups(frames: dict[str, Frame], scenario: str) -> Frame:
    """Return the customer list with the groups of a scenario in the place of its own."""
    listed, planned = frames["stated_customers"], frames["planned_structure"]
    plans = zip(
        *(np.ma.filled(planned[n], None) for n in ("scenario", "source", "customer_id", "group_id")),
        strict=True,
    )
    groups = {
        (source, number): group
        for name, source, number, group in plans
        if scenario and name == scenario and group
    }
    if not groups:
        return listed
    sources, numbers = (np.ma.filled(listed[n], None) for n in ("source", "customer_id"))
    at = [groups.get(pair) for pair in zip(sources, numbers, strict=True)]
    chosen = np.array([g is not None for g in at], dtype=bool)
    group: np.ma.MaskedArray[Any, Any] = np.ma.array(np.ma.filled(listed["group_id"], None), dtype=object)
    group[chosen] = [g for g in at if g is not None]
    group.mask = [g is None for g in group.data]
    parent: np.ma.MaskedArray[Any, Any] = np.ma.array(np.ma.filled(listed["parent_id"], None), dtype=object)
    parent.mask = [p is None or bool(c) for p, c in zip(parent.data, chosen, strict=True)]
    return {**listed, "group_id": group, "parent_id": parent}
