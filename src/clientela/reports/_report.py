"""A report by name: which results it reads and how it is put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientela.base.i18n import Message
    from clientela.blocks import Document
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
