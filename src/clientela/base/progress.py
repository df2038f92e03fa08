"""How work below the surfaces tells how far it is."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientela.base.i18n import Message


class Progress(Protocol):
    """What a surface passes in: the command line draws a bar, a job writes a row, a test collects."""

    def step(self, *, done: int, total: int, label: Message) -> None:
        """Say that `done` of `total` steps are finished and what is being worked on."""


class Silent:
    """Progress that nobody watches."""

    def step(self, *, done: int, total: int, label: Message) -> None:
        """Say nothing."""


class Inside:
    """Progress of a part of one step: it says what is worked on, and leaves how far the whole is where it was.

    Whoever watches may still stop the work by raising.
    """

    def __init__(self, outer: Progress, *, done: int, total: int) -> None:
        self._outer, self._done, self._total = outer, done, total

    def step(self, *, done: int, total: int, label: Message) -> None:  # noqa: ARG002 - of the part, which has no bar of its own
        """Pass on what is worked on."""
        self._outer.step(done=self._done, total=self._total, label=label)


_WATCHER: ContextVar[Progress | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(progress: Progress) -> Iterator[None]:
    """Let array steps that take minutes tell how far they are, and be stopped: their arguments are data alone."""
    token = _WATCHER.set(progress)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def watcher() -> Progress:
    """Return who watches the step that is computed now."""
    return _WATCHER.get() or Silent()
