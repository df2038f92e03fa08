"""In words: by which structure a run counts, and what is one customer in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.base.settings import Structure

if TYPE_CHECKING:
    from collections.abc import Mapping

VIEW_WORDS: Mapping[str, Message] = {
    "as_is": msg("as it is"),
    "as_was": msg("as it was"),
    "as_if": msg("as if"),
}
LEVEL_WORDS: Mapping[str, Message] = {
    "number": msg("by number"),
    "legal": msg("by firm"),
    "site": msg("by place"),
    "group": msg("by group"),
}


def describe_structure(structure: Structure) -> Message | None:
    """Say by which structure a run counts; None for the usual one: as it is, by firm."""
    if structure == Structure():
        return None
    view = VIEW_WORDS[structure.view]
    if structure.view == "as_if":
        view = msg("as if: {scenario}", scenario=structure.scenario or "—")
    return msg("{view} · {level}", view=view, level=LEVEL_WORDS[structure.level])
