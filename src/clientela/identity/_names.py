"""Company names for matching: folded letters, the legal form and the notes split off, words.

Pure functions: one text in, one value out. Nothing here decides whether two names are one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from clientela.identity import _words
from clientela.identity._legal_forms import FORMS, ONLY_LAST, SPELLINGS

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "ә": "a",
    "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",
}  # fmt: skip
_LETTERS = str.maketrans(
    {
        **_CYRILLIC,
        "ß": "ss",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
    }
    | dict.fromkeys("'’‘`´ʼ", "")
)
_WORD = re.compile(r"[a-z0-9]+|[^\W_]+")
_CARE_OF = re.compile(
    r"(?<=.)(?:\bc/o\b|\bp/o\b|\bc\.o\.(?=\s)|\bz\.\s?hd\.|\bpresso\b|\bl'attention\b).*", re.IGNORECASE
)
_EASTERN = frozenset({"RU", "UA", "KZ", "BY"})
_ROMAN = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})
_LONG_FORM, _CUT_FORM = 6, 4
_LONG_PIECE = 6
_SHORT_FORM = 3
_FEW_LETTERS = 2
_FORM, _NOTE, _SITE, _LONG = 1, 2, 3, 4


def fold(text: str) -> str:
    """Return a text in small Latin letters without accents: Cyrillic in Latin letters, `ue`, `ae`, `oe` as `ü`, `ä`, `ö`.

    Spellings that one sound has in several alphabets fall together: y and j as i, w as v, kh as h.
    """
    plain = text.casefold().translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    for written, kept in (
        ("ae", "a"),
        ("oe", "o"),
        ("ue", "u"),
        ("y", "i"),
        ("j", "i"),
        ("w", "v"),
        ("kh", "h"),
    ):
        if written in plain:
            plain = plain.replace(written, kept)
    return plain


@lru_cache(maxsize=200_000)
def _words_of(chunk: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(chunk)))


def words_of(text: str) -> list[str]:
    """Split a text into folded words, in their order."""
    return [word for chunk in text.split() for word in _words_of(chunk)]


def _folded(compact: str) -> str:
    return fold(compact).replace(" ", "")


def _known_phrases() -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for long, shorts in _words.ABBREVIATIONS.items():
        found.update((_folded(short), (_LONG, fold(long))) for short in shorts.split() if "_" not in short)
    for kind, table in ((_NOTE, _words.NOTES), (_SITE, _words.SITES)):
        found.update((_folded(note), (kind, "")) for note in table.replace("\n", " ").split(";"))
    for spelling, code in SPELLINGS.items():
        found.setdefault(_folded(spelling), (_FORM, code))
    found.pop("", None)
    return found


_PHRASES = _known_phrases()
_BEGINNINGS = frozenset(phrase[:end] for phrase in _PHRASES for end in range(1, len(phrase) + 1))
_LAST_ONLY = frozenset(_folded(word) for word in ONLY_LAST)
LITTLE = frozenset(fold(word) for word in _words.LITTLE)
GIVEN = frozenset(fold(word) for word in _words.GIVEN)
FORM_PIECES = frozenset(
    fold(
        "sp z oo zoo spk sk spolka spol sro soc coop societa cooperativa responsabilita limitata per azioni co kg gmbh gesellschaft "
        "ges mbh mit beschrankter haftung beschrankt cie socio unico unipersonale unip sociedad limitada anonima societe company "
        "obshchestvo ogranichennoi otvetstvennostiu aktsionernoe individualnii predprinimatel zakritoe publichnoe ltd limited public "
        "haftungsbeschrankt sti ltdsti sanaii ticaret sr rl spa sa ag sl srl inh jawna cywilna komandytowa akcyjna ograniczona odpowiedzialnoscia"
    ).split()
)
"""Words out of legal forms: torn out of their form they say nothing."""
FORM_BEGINNINGS = frozenset(
    written[:end]
    for written in map(_folded, SPELLINGS)
    if len(written) >= _LONG_FORM
    for end in range(_CUT_FORM, len(written) + 1)
) | frozenset(piece[:end] for piece in FORM_PIECES for end in range(_CUT_FORM, len(piece) + 1))
"""Beginnings of legal forms written out, as a short field cuts them."""
_FORM_WORDS = frozenset(written for written in map(_folded, SPELLINGS) if len(written) >= _SHORT_FORM)


@dataclass(frozen=True, slots=True)
class Name:
    """A name read for matching."""

    words: tuple[str, ...]
    """Folded words that say who it is, in the order written."""
    key: str
    """The same words in order of the alphabet: equal keys, equal names."""
    form: str
    """Code of the legal form, "" when none is written."""
    form_text: str
    """How the form is written, compact."""
    is_site: bool
    """The name says that it is a place of a firm."""
    tail: tuple[str, ...] = ()
    """Where no form was read: the short words at the end, which may be one with a slip."""


@lru_cache(maxsize=200_000)
def is_number(word: str) -> bool:
    """Tell whether a word counts or numbers something: `2`, `II`, `1921`. Another number is another thing."""
    return word in _ROMAN or any(c.isdigit() for c in word)


def _phrases_in(words: list[str]) -> list[tuple[int, int, int, str, str]]:
    """Find the longest known phrase at each place: start, end, kind, value, compact text."""
    found: list[tuple[int, int, int, str, str]] = []
    at = 0
    while at < len(words):
        joined, best = "", None
        for end in range(at, len(words)):
            joined += words[end]
            if joined not in _BEGINNINGS:
                break
            if (hit := _PHRASES.get(joined)) is not None:
                best = (at, end + 1, *hit, joined)
        if best is None:
            at += 1
        else:
            found.append(best)
            at = best[1]
    return found


def _are_initials(words: list[str]) -> bool:
    """Tell whether words are single letters, three or more: `S. T. L.` shortens no word."""
    return len(words) > _FEW_LETTERS and all(len(word) == 1 for word in words)


def _holds(
    found: list[tuple[int, int, int, str, str]], words: list[str]
) -> list[tuple[int, int, int, str, str]]:
    """Keep the forms that stand where a form may stand."""
    kept = []
    last = len(words)
    for start, end, kind, value, text in reversed(found):
        is_last = all(word in LITTLE or word in FORM_PIECES for word in words[end:last])
        if (
            kind == _FORM
            and text in _LAST_ONLY
            and not is_last
            and not (start == 0 and FORMS[value].countries & _EASTERN)
        ):
            continue
        if kind == _LONG and _are_initials(words[start : end + 1]):
            continue
        if kind in {_FORM, _NOTE, _SITE}:
            if start == 0 and end == len(words):
                continue
            if is_last:
                last = start
        kept.append((start, end, kind, value, text))
    return kept[::-1]


def _joined(words: list[str]) -> list[str]:
    """Join initials that stand side by side (`J. R. Smith`) and leave out little words, unless nothing else is there."""
    joined: list[str] = []
    is_run = False
    for word in words:
        is_single = len(word) == 1 and not word.isdigit()
        if is_single and is_run:
            joined[-1] += word
        else:
            joined.append(word)
        is_run = is_single
    return [word for word in joined if word not in LITTLE] or joined


@lru_cache(maxsize=100_000)
def is_form_word(word: str) -> bool:
    """Tell whether a word is out of a legal form, whole, cut, or with a slip."""
    if word in FORM_PIECES or word in LITTLE or word in FORM_BEGINNINGS or word in _FORM_WORDS:
        return True
    return len(word) >= _LONG_PIECE and any(
        OSA.distance(word, piece, score_cutoff=1) <= 1 for piece in FORM_PIECES if len(piece) >= _LONG_PIECE
    )


def _both(one: str, other: str) -> str:
    """Return the form that two forms in one name make: `GmbH` and `KG`, apart or in another order, are `GmbH & Co. KG`."""
    return next((code for code in (f"{one}co{other}", f"{other}co{one}") if one and code in FORMS), other)


def _short_tail(words: list[str]) -> tuple[str, ...]:
    tail: list[str] = []
    for word in reversed(words[1:]):
        if len(word) > _SHORT_FORM or len(tail) > _SHORT_FORM:
            break
        tail.append(word)
    return tuple(reversed(tail))


def read_name(text: str | None) -> Name:
    """Read a name: its words, its legal form, whether it names a place of a firm. An empty text gives no words."""
    words = words_of(_CARE_OF.sub("", text) if text else "")
    kept: list[str] = []
    form = form_text = ""
    is_site = False
    at = 0
    for start, end, kind, value, written in _holds(_phrases_in(words), words):
        kept += words[at:start]
        at = end
        if kind == _FORM:
            form, form_text = _both(form, value), form_text + written
        elif kind == _SITE:
            is_site = True
        elif kind == _LONG:
            kept += value.split()
    kept += words[at:]
    if not any(len(word) > 1 or word.isdigit() for word in kept) and words:
        # a name that is nothing but a form, a note or a letter
        kept, form, form_text = words, "", ""
    final = _joined(kept)
    tail = () if form else _short_tail(words)
    return Name(tuple(final), " ".join(sorted(final)), form, form_text, is_site, tail)
