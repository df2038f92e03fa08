"""Single figures, notes and prose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.base.units import Unit


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure with its name, and what puts it in proportion (`context`, e.g. the change on last year)."""

    name: str
    title: Message
    value: Any
    unit: Unit
    context: Message | None = None
    currency: str | None = None
    is_good: bool | None = None
    """True: the context is good news; False: bad news; None: neither."""


@dataclass(frozen=True, slots=True)
class Kpis:
    """A row of figures."""

    name: str
    figures: tuple[Kpi, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that must not be overlooked: what is unknown, what was left out, what to mend."""

    kind: Literal["info", "warning", "unknown"]
    text: Message


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: Message
