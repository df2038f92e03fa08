"""The root of all errors that a person is meant to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clientela.base.i18n import Message


class ClientelaError(Exception):
    """An error with a sentence that says what happened, where, and what to do.

    Subclasses live beside the code that raises them. Surfaces show `message`
    in the reader's language; `str(error)` is the English text.
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the English sentence."""
        from clientela.base.i18n import translate  # noqa: PLC0415 - circular: messages may raise

        return translate(self.message, language="en")


class SettingsError(ClientelaError):
    """A setting is unknown or has a value that cannot be used."""
