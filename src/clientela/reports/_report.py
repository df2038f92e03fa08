"""A report by name: which results it reads and how it is put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.structure import describe_structure
from clientela.blocks import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clientela.base.i18n import Message
    from clientela.blocks import Section
    from clientela.reports._inputs import Inputs


@dataclass(frozen=True, slots=True)
class Report:
    """One report; `clientela report`, the pages and the downloads find it by its name."""

    name: str
    title: Message
    tables: tuple[str, ...]
    """The results it reads."""
    build: Callable[[Inputs], Document]
    whole_tables: tuple[str, ...] = ()
    """Results it reads for the whole company only: under a scope they are empty."""
    reads_customers: bool = False
    """Whether it needs every customer with every column."""


def put_together(
    inputs: Inputs, *, name: str, title: Message, sections: Iterable[Section | None]
) -> Document:
    """Make a document of sections; one that has nothing to say is left out."""
    subtitle = msg("As of {day}", day=inputs.as_of)
    if inputs.scope_name:
        subtitle = msg("{part} · as of {day}", part=inputs.scope_name, day=inputs.as_of)
    structure = describe_structure(inputs.settings.structure)
    if structure is not None:  # a part of the company counts by the same structure
        subtitle = msg("{what} · {more}", what=subtitle, more=structure)
    return Document(
        name=name,
        title=title,
        subtitle=subtitle,
        company=inputs.settings.company.name,
        sections=tuple(s for s in sections if s is not None),
        footer=msg(
            "Run {run} · data from {first} to {last} · amounts in {currency}",
            run=inputs.run_id,
            first=inputs.first_on or inputs.as_of,
            last=inputs.as_of,
            currency=inputs.currency,
        ),
        currency=inputs.currency,
    )
