"""How work below the surfaces tells how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from clientela.base.i18n import Message


class Progress(Protocol):
    """What a surface passes in: the command line draws a bar, a job writes a row, a test collects."""

    def step(self, *, done: int, total: int, label: Message) -> None:
        """Say that `done` of `total` steps are finished and what is being worked on."""


class Silent:
    """Progress that nobody watches."""

    def step(self, *, done: int, total: int, label: Message) -> None:
        """Say nothing."""
