"""Coded values and flags as companies write them, in the languages known."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clientela.base.canonical import NO, YES
from clientela.base.i18n import LANGUAGES, Message, translate
from clientela.sources._names import normalise_name

if TYPE_CHECKING:
    from clientela.base.canonical import TableColumn

_TRUE = (
    "true",
    "yes",
    "y",
    "1",
    "1.0",
    "x",
    "si",
    "s",
    "vero",
    "да",
    "истина",
    "ja",
    "j",
    "wahr",
    "oui",
    "o",
    "vrai",
    "tak",
    "t",
    "+",
)
_FALSE = ("false", "no", "n", "0", "0.0", "falso", "нет", "ложь", "nein", "falsch", "non", "faux", "nie", "f")


@cache
def _in_all_languages(text: Message) -> tuple[str, ...]:
    return tuple(normalise_name(translate(text, language=language)) for language in LANGUAGES)


def flag_words() -> dict[str, bool]:
    """Return the words for yes and no, normalised."""
    words = dict.fromkeys((*_TRUE, *_in_all_languages(YES)), True)
    return words | dict.fromkeys((*_FALSE, *_in_all_languages(NO)), False)


def code_words(column: TableColumn) -> dict[str, str]:
    """Return what is written for each code of a column, normalised, and the code."""
    words: dict[str, str] = {}
    for code in column.codes:
        for text in (code.value, *_in_all_languages(code.title), *code.words):
            words.setdefault(normalise_name(text), code.value)
    return words


def known_words(column: TableColumn) -> frozenset[str]:
    """Return the normalised words that a column of codes or flags knows."""
    return frozenset(flag_words() if column.type == "flag" else code_words(column))


def read_flag(text: str) -> bool | None:
    """Return the truth of a cell, None when it says neither yes nor no."""
    words = flag_words()
    return words.get(text.strip().casefold(), words.get(normalise_name(text)))
