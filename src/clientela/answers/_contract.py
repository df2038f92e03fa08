"""What every answer must say: the figure with its interval, what it rests on, what would change it, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from clientela.base.settings import Settings
    from clientela.blocks import Block, Kpi

Status = Literal["answered", "partial", "not_answerable"]
STATUSES: dict[Status, Message] = {
    "answered": msg("Answered"),
    "partial": msg("Answered in part"),
    "not_answerable": msg("Cannot be answered yet"),
}


class Given(Protocol):
    """What an answer is made from: result tables by name, and the frame of the run."""

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Result tables by name."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings of the run."""
        ...

    @property
    def as_of(self) -> date:
        """The day of the run."""
        ...

    @property
    def currency(self) -> str:
        """The reporting currency."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. Errors: ValueError when a partial or missing answer does not say why."""

    status: Status
    headline: Message
    """The answer in one sentence; of a question that cannot be answered, what is missing."""
    method: Message
    figures: tuple[Kpi, ...] = ()
    """The figure of the answer first, its interval as its context."""
    blocks: tuple[Block, ...] = ()
    coverage: float | None = None
    """Share of what was asked about (customers or money) that the answer rests on."""
    assumptions: tuple[Message, ...] = ()
    would_change: Message | None = None
    ask_next: tuple[Message, ...] = ()
    because: Message | None = None

    def __post_init__(self) -> None:
        """Refuse a partial or missing answer without its reason."""
        if self.status != "answered" and self.because is None:
            raise ValueError("an answer that is not whole says why")


@dataclass(frozen=True, slots=True)
class Question:
    """One of the ten questions: its results and how they answer it."""

    name: str
    number: int
    title: Message
    tables: tuple[str, ...]
    """The results it reads."""
    build: Callable[[Given], Answer]
    whole_tables: tuple[str, ...] = ()
    """Results of the whole company: under a scope they are empty."""


def not_answerable(because: Message, *, method: Message, ask_next: tuple[Message, ...] = ()) -> Answer:
    """Return the answer of a question whose data are missing: the reason is the headline."""
    return Answer("not_answerable", because, method, because=because, ask_next=ask_next)
