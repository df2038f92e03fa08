"""A double as the page shows it: a table of the numbers side by side, with a mark on each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.web.data import workspace
from clientela.workspace import (
    CERTAINTY_WORDS,
    FIELD_WORDS,
    MARK_WORDS,
    REASON_WORDS,
    LinkError,
    describe_effect,
    preview_joining,
    read_doubles,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.web.data import OpenRun
    from clientela.workspace import Cluster

_SIGNS = {"agrees": "=", "close": "≈", "differs": "≠", "missing": "·"}
_LINES: tuple[tuple[Message, str, str, tuple[str, ...]], ...] = (
    (msg("Name"), "customer_name", "text", ("name", "legal_form")),
    (msg("Tax number"), "tax_id", "text", ("tax_number",)),
    (msg("Address"), "address", "text", ("address",)),
    (msg("Postal code"), "postal_code", "text", ("postal_code",)),
    (msg("Town"), "town", "text", ("town",)),
    (msg("Country"), "country", "text", ("country",)),
    (msg("Sales person"), "seller_id", "text", ()),
    (msg("Revenue, last 12 months"), "revenue_12m_amount", "money", ()),
    (msg("Last order"), "last_order_on", "date", ()),
)
"""Title, attribute of a number, unit, and what was compared of it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a comparison says: a sign and a word, so that no colour is needed."""

    code: str
    sign: str
    field: Message | None
    """Named where a line holds two comparisons."""
    word: Message


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison."""

    title: Message
    unit: str
    marks: tuple[Mark, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One double, ready to be shown."""

    cluster: Cluster
    certainty: Message
    reasons: tuple[Message, ...]
    lines: tuple[Line, ...]
    sentences: tuple[Message, ...]
    warnings: tuple[Message, ...]


def open_doubles(run: OpenRun) -> tuple[Cluster, ...]:
    """Return the doubles nobody has decided on, for the reader's scope. Errors: LinkError for a run of an older version."""
    place = workspace()
    number = place.facts.number
    # every statement makes new facts: the answer of the last ones is kept, and no other
    known: dict[int, tuple[Cluster, ...]] = run.once("doubles", lambda _: {})
    found = known.get(number)
    if found is None:
        found = run.ask(read_doubles, place.links())
        known.clear()
        known[number] = found
    return found


def effect_of(run: OpenRun, numbers: Iterable[str]) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Say what the customers would be as one, and what speaks against it; nothing when they are one already."""
    chosen = tuple(dict.fromkeys(numbers))
    try:
        effect = run.ask(preview_joining, chosen)
    except LinkError as error:
        return (error.message,), ()
    return (describe_effect(effect, run.currency),), effect.warnings


def _line(cluster: Cluster, title: Message, name: str, unit: str, fields: tuple[str, ...]) -> Line:
    said = dict(cluster.marks)
    compared = [field for field in fields if field in said]
    marks = tuple(
        Mark(said[f], _SIGNS[said[f]], FIELD_WORDS[f] if f != fields[0] else None, MARK_WORDS[said[f]])
        for f in compared
    )
    return Line(title, unit, marks, tuple(getattr(m, name) for m in cluster.members))


def ask(run: OpenRun, cluster: Cluster) -> Question:
    """Prepare a double for its card."""
    sentences, warnings = run.once(
        ("effect", cluster.name), lambda _: effect_of(run, [m.stands_id for m in cluster.members])
    )
    return Question(
        cluster,
        CERTAINTY_WORDS[cluster.certainty_class],
        tuple(REASON_WORDS[code] for code in cluster.reasons),
        tuple(_line(cluster, *line) for line in _LINES),
        sentences,
        warnings,
    )
