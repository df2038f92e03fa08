"""What every command needs: the clock, the console, the language, the progress bar."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

_state = {"language": "en"}
console = Console()
errors = Console(stderr=True)


class ArgumentError(ClientelaError):
    """An argument that cannot be used."""


def use_language(language: str) -> None:
    """Set the language of this command."""
    _state["language"] = language


def language() -> str:
    """Return the language of this command."""
    return _state["language"]


def t(text: str) -> str:
    """Mark a help text for translation and return it in the language of this command."""
    return translate(msg(text), language=_state["language"])


def now() -> datetime:
    """Return the instant: the clock belongs to the surfaces."""
    return datetime.now(tz=UTC)  # noqa: TID251 - a surface reads the clock and passes it in


def say(message: Message) -> None:
    """Print a sentence in the reader's language."""
    console.print(translate(message, language=language()), markup=False, highlight=False, soft_wrap=True)


def say_aside(message: Message) -> None:
    """Print a sentence to standard error, beside a result that goes to standard output."""
    errors.print(translate(message, language=language()), markup=False, highlight=False, soft_wrap=True)


def say_error(message: Message) -> None:
    """Print what went wrong."""
    errors.print(
        translate(message, language=language()),
        style="bold red" if errors.is_terminal else None,
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


def read_day(text: str | None) -> date | None:
    """Read a date argument in ISO form.

    Errors: ArgumentError with an example.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentError(msg("{text} is not a date. Write it like 2025-12-31.", text=text)) from error


class _Bar:
    def __init__(self, bar: Progress) -> None:
        self.bar = bar
        self.task = bar.add_task("", total=1)

    def step(self, *, done: int, total: int, label: Message) -> None:
        """Move the bar."""
        self.bar.update(
            self.task, completed=done, total=max(total, 1), description=translate(label, language=language())
        )


@contextmanager
def progress_bar(title: Message) -> Iterator[Any]:
    """Show a bar on standard error while the body works; without a terminal, the title only."""
    heading = translate(title, language=language())
    if not errors.is_terminal:
        errors.print(heading, markup=False, highlight=False)

        class _Quiet:
            def step(self, *, done: int, total: int, label: Message) -> None:
                """Say nothing."""

        yield _Quiet()
        return
    columns = (
        TextColumn(heading, markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        yield _Bar(bar)


def is_terminal() -> bool:
    """Whether a person sits at this command."""
    return sys.stdin.isatty() and sys.stdout.isatty()
