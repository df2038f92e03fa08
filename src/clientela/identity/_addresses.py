"""Streets, towns and postal codes for matching."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from clientela.identity import _words
from clientela.identity._names import fold, words_of

_DIGITS = re.compile(r"\d+")
_KINDS = {
    fold(short): fold(long)
    for long, shorts in _words.STREETS.items()
    for short in shorts.split()
    if "_" not in short
}
_SIDES = {fold(short): fold(long) for long, shorts in _words.SIDES.items() for short in shorts.split()}
_LITTLE = frozenset(fold(word) for word in _words.STREET_LITTLE)
_STREET_END = re.compile(r"(?:strasse|str|straat)$")
_SAME_STREET = 80.0
_SHORT_STREET, _LONG_STREET = 4, 6
_SAME_TOWN = 84.0
_LONG_TOWN = 5


@dataclass(frozen=True, slots=True)
class Address:
    """A street and its numbers, read for matching. Both empty: not stated."""

    street: str
    numbers: tuple[str, ...]
    side: tuple[str, ...] = ()
    """The quarters of the compass in it."""

    @property
    def key(self) -> str:
        """Street and numbers as one text; equal keys, equal addresses."""
        return f"{self.street}|{' '.join(self.numbers)}" if self.street and self.numbers else ""


def _kinds_joined(words: list[str]) -> list[str]:
    """Join kinds of streets that a point tears: `C.so`, `P.zza`."""
    joined: list[str] = []
    for word in words:
        if joined and len(joined[-1]) == 1 and joined[-1] + word in _KINDS:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def read_address(text: str | None) -> Address:
    """Read street and numbers; the kind of street, articles and signs are left out unless nothing else names the street.

    `Via Roma, 12`, `V. Roma 12` and `12 via Roma` are one address; `Hauptstraße` and `Hauptstr.` one street.
    """
    if not text:
        return Address("", ())
    numbers: list[str] = []
    street: list[str] = []
    kinds: list[str] = []
    sides: list[str] = []
    for word in _kinds_joined(words_of(text)):
        found = _DIGITS.findall(word)
        if found:
            numbers += [number.lstrip("0") or "0" for number in found]
            word = _DIGITS.sub("", word)  # noqa: PLW2901 - what is left of it
            if len(word) < len("abc"):
                continue
        if word in _SIDES:
            sides.append(_SIDES[word])
        elif word in _KINDS:
            kinds.append(_KINDS[word])
        elif word not in _LITTLE and word:
            street.append(_STREET_END.sub("", word) or word)
    return Address("".join(street) or "".join(kinds), tuple(numbers), tuple(sorted(sides)))


def _alike(one: str, other: str) -> bool:
    if one == other or ratio(one, other) >= _SAME_STREET:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _LONG_STREET and shorter in longer:
        return True
    return len(shorter) >= _SHORT_STREET and (longer.startswith(shorter) or OSA.distance(one, other) == 1)


def compare_addresses(one: Address, other: Address) -> str:
    """Compare: "same" (numbers equal, street equal but for slips), "different", or "missing" when one is not stated in full."""
    if not (one.street and one.numbers and other.street and other.numbers):
        return "missing"
    if one == other:
        return "same"
    if (one.side and other.side and one.side != other.side) or not _alike(one.street, other.street):
        return "different"
    if one.numbers == other.numbers:
        return "same"
    first, second = " ".join(one.numbers), " ".join(other.numbers)
    is_part = one.numbers[0] == other.numbers[0] and 1 in {len(one.numbers), len(other.numbers)}
    if is_part:
        return "same"
    # one digit dropped or doubled is a slip that proves nothing either way
    return "missing" if len(first) != len(second) and OSA.distance(first, second) == 1 else "different"


def read_town(text: str | None) -> str:
    """Return a town as one folded word, "" when it is not stated."""
    return "".join(words_of(text)) if text else ""


def compare_towns(one: str, other: str) -> str:
    """Compare two towns: "same" (but for a slip, or one the beginning of the other), "different", "missing"."""
    if not one or not other:
        return "missing"
    if one == other:
        return "same"
    shorter, longer = sorted((one, other), key=len)
    is_beginning = len(shorter) >= _LONG_TOWN and longer.startswith(shorter)
    is_slip = len(shorter) >= _LONG_TOWN - 1 and (
        OSA.distance(one, other) == 1 or ratio(one, other) >= _SAME_TOWN
    )
    return "same" if is_beginning or is_slip else "different"


def read_postal_code(text: str | None) -> str:
    """Return letters and digits of a postal code, without a country letter before a dash; "" when it is not stated."""
    if not text:
        return ""
    plain = re.sub(r"^[A-Za-z]{1,2}-(?=\d)", "", text.strip())
    return re.sub(r"\W", "", plain).upper()
