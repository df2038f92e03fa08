"""Messages: the core holds English ids and parameters, a surface turns them into a language.

One catalogue (`locale/<language>/LC_MESSAGES/django.po`) serves core, command line,
reports and web. `msg` and `nmsg` mark texts for extraction.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from clientela.base.units import Amount, format_value

DOMAIN = "django"  # Django reads no other domain, and there is one catalogue
LANGUAGES = ("en", "it", "ru")
LOCALE_DIR = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence: its English text, and what goes into its braces."""

    id: str
    params: tuple[tuple[str, Any], ...] = ()
    plural: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """Return the English text, for logs and tests."""
        return translate(self, language="en")


def msg(text: str, /, **params: Any) -> Message:
    """Mark `text` for translation; `{name}` in it is filled from `params` by the reader's rules."""
    return Message(text, tuple(sorted(params.items())))


def nmsg(singular: str, plural: str, count: int, /, **params: Any) -> Message:
    """Mark a sentence that depends on a count, available in it as `{count}`."""
    filled = {"count": Amount(count, "count"), **params}
    return Message(singular, tuple(sorted(filled.items())), plural, count)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    source = LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    if not source.exists():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - slow import, needed in a bare checkout only
    from babel.messages.pofile import read_po  # noqa: PLC0415 - slow import, needed in a bare checkout only

    buffer = io.BytesIO()
    with source.open("rb") as stream:
        write_mo(buffer, read_po(stream, locale=language))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def _fill(value: Any, language: str) -> str:
    if isinstance(value, Message):
        return translate(value, language=language)
    if isinstance(value, Amount):
        return format_value(
            value.value, value.unit, language=language, currency=value.currency, digits=value.digits
        )
    if isinstance(value, bool) or not isinstance(value, (int, float, date)):
        return str(value)
    return format_value(value, "date" if isinstance(value, date) else "number", language=language)


def translate(message: Message | str, *, language: str) -> str:
    """Return the message in `language`; an unknown text comes back in English, a plain string unchanged.

    Errors: KeyError when the text names a brace that was not given.
    """
    if isinstance(message, str):
        return message
    if not message.id:
        return ""
    catalogue = _catalogue(language)
    if message.plural is not None:
        text = catalogue.ngettext(message.id, message.plural, message.count)
    else:
        text = catalogue.gettext(message.id)
    return (
        text.format(**{name: _fill(value, language) for name, value in message.params})
        if message.params
        else text
    )
