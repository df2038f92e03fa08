"""What the commands about links and doubles say the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, translate
from clientela.base.settings import LEVELS, VIEWS, Structure
from clientela.base.units import Amount
from clientela.cli._shared import ArgumentError, console, language, say
from clientela.workspace import (
    FIELD_WORDS,
    MARK_WORDS,
    REASON_WORDS,
    LinkError,
    describe_effect,
    preview_joining,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.workspace import Cluster, Effect, Reader

SIGNS = {"agrees": "=", "close": "≈", "differs": "≠", "missing": "·"}


def in_words(message: Message | str) -> str:
    """Return a text in the language of this command."""
    return translate(message, language=language())


def write_plain(text: str) -> None:
    """Print a line that holds no words of ours."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def listed(texts: Iterable[Message | str]) -> str:
    """Return texts with commas between them."""
    return ", ".join(in_words(text) for text in texts)


def describe_marks(cluster: Cluster) -> str:
    """Say what agrees, what differs and what is not stated."""
    return "; ".join(
        f"{SIGNS[mark]} {in_words(MARK_WORDS[mark])}: {listed(FIELD_WORDS[field] for field, m in cluster.marks if m == mark)}"
        for mark in SIGNS
        if any(m == mark for _, m in cluster.marks)
    )


def reasons_of(cluster: Cluster) -> str:
    """Say why the numbers may be one."""
    return "; ".join(in_words(REASON_WORDS[code]) for code in cluster.reasons)


def say_effect(effect: Effect, currency: str) -> None:
    """Print what the customers would be as one, and what speaks against it."""
    say(describe_effect(effect, currency))
    for warning in effect.warnings:
        write_plain(f"! {in_words(warning)}")


def effect_of(reader: Reader, numbers: Iterable[str]) -> Effect | None:
    """Return what joining would make of the numbers; None when they are one customer already."""
    try:
        return preview_joining(reader, list(numbers))
    except LinkError:
        return None


def money(value: Any, currency: str) -> Amount:
    """A sum of money inside a sentence."""
    return Amount(value, "money", currency)


def read_structure(view: str, level: str, scenario: str, *, usual: Structure) -> Structure | None:
    """Read the structure of a run from what a person wrote; None when nothing was.

    Errors: ArgumentError for an unknown word, or as-if without a scenario.
    """
    if not (view or level or scenario):
        return None
    chosen = view.replace("-", "_") or ("as_if" if scenario else usual.view)
    if chosen not in VIEWS:
        raise ArgumentError(msg("--structure takes as-is, as-was or as-if, not {text}.", text=view))
    if level and level not in LEVELS:
        raise ArgumentError(msg("--level takes {levels}, not {text}.", levels=", ".join(LEVELS), text=level))
    scenario = scenario or (usual.scenario if chosen == "as_if" else "")
    if chosen == "as_if" and not scenario:
        raise ArgumentError(msg("--structure as-if needs the name of a scenario: --scenario NAME."))
    if chosen != "as_if" and scenario:
        raise ArgumentError(msg("--scenario goes with --structure as-if only."))
    return Structure(chosen, level or usual.level, scenario)
