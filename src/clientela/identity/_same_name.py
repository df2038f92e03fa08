"""Whether two names are one: word by word, with slips, cut and torn words."""

from __future__ import annotations

from collections import Counter
from math import log2
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from clientela.identity._legal_forms import compare_forms
from clientela.identity._names import FORM_BEGINNINGS, GIVEN, LITTLE, Name, is_form_word, is_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KNOWN = 3
"""Different names a word stands in to be a word of its own and not a slip of another."""
_ONE_SLIP, _TWO_SLIPS, _CUT = 4, 8, 3
"""Letters a word needs to be taken for another with one slip, with two, and for the beginning of another."""
_SLIP_BITS, _CUT_BITS, _ORDER_BITS, _PLACE_BITS = 4.0, 4.0, 3.0, 4.0
_MOST_BITS = 40.0
_MOST_SLIPS = 2
_VOWELS = frozenset("aeiou")


class NameMatch(NamedTuple):
    """How two names agree. `bits`: how much less likely the agreement is by chance, log2."""

    level: str
    """"same", "slip" (typing errors, cut or torn words), "more" (one has further words), "different"."""
    bits: float
    form: str
    """As `compare_forms`."""


DIFFERENT = NameMatch("different", 0.0, "missing")


class Words:
    """The words of a list of names: how common each is."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._count = max(len(names), 2)
        self._rows = Counter(word for name in names for word in set(name.words))
        distinct = {name.key: name for name in names}
        counts = Counter(word for name in distinct.values() for word in set(name.words))
        self._known = {word for word, count in counts.items() if count >= _KNOWN} | GIVEN
        self._bits: dict[str, float] = {}

    def bits(self, word: str) -> float:
        """Return log2 of how rare a word is, the two rows compared left out."""
        found = self._bits.get(word)
        if found is None:
            found = self._bits[word] = log2(self._count / (max(self._rows[word] - 2, 0) + 0.5))
        return found

    def rows(self, word: str) -> int:
        """Return the number of rows with the word."""
        return self._rows[word]

    def is_known(self, word: str) -> bool:
        """Tell whether a word is one of its own: it stands in several names, or it is a given name."""
        return word in self._known

    def total_bits(self, words: Iterable[str]) -> float:
        """Return the bits of several words, limited: words of one name are not independent."""
        return min(sum(self.bits(word) for word in sorted(set(words))), _MOST_BITS)


def _pair_bits(one: str, other: str, words: Words) -> float | None:  # noqa: PLR0911 - one return, one habit of clerks
    """Return the bits of a word and its slip or beginning; None when they are two words."""
    if is_number(one) or is_number(other):
        return None
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    both_known = words.is_known(one) and words.is_known(other)
    if (
        len(shorter) >= _CUT
        and longer.startswith(shorter)
        and not both_known
        and len(longer) - len(shorter) > 1
    ):
        return words.bits(longer) - _CUT_BITS
    if len(shorter) < _CUT and longer.startswith(shorter):
        return 0.0
    if (
        both_known
        and len(shorter) >= _TWO_SLIPS
        and longer.startswith(shorter)
        and len(longer) - len(shorter) <= _MOST_SLIPS
    ):
        # one word in two endings: transport, transports
        return min(words.bits(one), words.bits(other)) - _SLIP_BITS
    if len(shorter) < _ONE_SLIP or both_known or {one, other} <= GIVEN:
        return None
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance == 1:
        # another vowel at the end is another name: Marini, Marino
        if len(one) == len(other) and one[:-1] == other[:-1] and {one[-1], other[-1]} <= _VOWELS:
            return None
        return min(words.bits(one), words.bits(other)) - _SLIP_BITS
    if distance == _MOST_SLIPS and len(shorter) >= _TWO_SLIPS:
        return min(words.bits(one), words.bits(other)) - 2 * _SLIP_BITS
    return None


def _is_piece_of_form(left: list[str], form_text: str) -> bool:
    """Tell whether words left over are a legal form written with a slip, cut, or torn."""
    joined = "".join(left)
    if any(is_number(word) for word in left):
        return False
    if joined in FORM_BEGINNINGS or all(is_form_word(word) for word in left):
        return True
    if not form_text:
        return False
    if form_text.startswith(joined) or (
        len(joined) >= _CUT and joined.startswith(form_text[:_CUT]) and len(joined) <= len(form_text) + 1
    ):
        return True
    allowed = 1 if len(form_text) < _TWO_SLIPS else _MOST_SLIPS
    return len(joined) >= _CUT and OSA.distance(joined, form_text, score_cutoff=allowed) <= allowed


def _apart(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Return the words both have, and what is left of each, in the order written."""
    common: list[str] = []
    left: list[str] = []
    right = list(other)
    for word in one:
        if word in right:
            right.remove(word)
            common.append(word)
        else:
            left.append(word)
    return common, left, right


def _torn(one: list[str], other: list[str], form_texts: tuple[str, str]) -> bool:
    """Tell whether words left over are the same letters with a space elsewhere: `Elettro tech`, `Elettrotech`.

    The legal form may stick to the last word of the one that has none: `PlasticheS.n.c.`.
    """
    first, second = "".join(one), "".join(other)
    if any(is_number(word) for word in (*one, *other)):
        return False
    if bool(form_texts[0]) != bool(form_texts[1]):
        form = form_texts[0] or form_texts[1]
        glued, name = (second, first) if form_texts[0] else (first, second)
        if len(name) >= _ONE_SLIP and any(
            OSA.distance(glued, whole, score_cutoff=1) <= 1 for whole in (name + form, form + name)
        ):
            return True
    if first == second or "".join(sorted(one)) == "".join(sorted(other)):
        return True
    return (
        len(one) != len(other)
        and min(len(first), len(second)) >= _TWO_SLIPS
        and OSA.distance(first, second) == 1
    )


def compare_names(one: Name, other: Name, words: Words, *, places: frozenset[str] = frozenset()) -> NameMatch:
    """Compare two names word by word.

    Equal words are taken off; of the rest each is a slip or the beginning of one of the other, a piece of the legal
    form, one of the `places` (towns of the two rows), or a further word. A word that stands in several other names of
    the list is never a slip of another such word; a number never is.
    """
    if not one.words or not other.words:
        return DIFFERENT
    if one.key == other.key:
        form = compare_forms(one.form, other.form)
        # the same words in another order are more often another firm: Jung & Meyer, Meyer & Jung
        moved = 0.0 if one.words == other.words else _ORDER_BITS
        return NameMatch("same", words.total_bits(one.words) - moved, form)
    common, left, right = _apart(one.words, other.words)
    if len(left) == len(right) == 1 and words.is_known(left[0]) and words.is_known(right[0]):
        return DIFFERENT
    bits = words.total_bits(common)
    who_left, who_right = ([w for w in rest if not _is_place(w, places, words)] for rest in (left, right))
    if len(who_left) + len(who_right) < len(left) + len(right):
        bits -= _PLACE_BITS
        left, right = who_left, who_right
    slips = 0
    if left and right and _torn(left, right, (one.form_text, other.form_text)):
        bits += min(words.total_bits(left), words.total_bits(right)) - _SLIP_BITS
        slips, left, right = 1, [], []
    for word in list(left):
        found = [(b, w) for w in right if (b := _pair_bits(word, w, words)) is not None]
        if found:
            best = max(found)
            bits += max(best[0], 0.0)
            slips += 1
            left.remove(word)
            right.remove(best[1])
    return _concluded(
        one, other, left=left, right=right, bits=bits, slips=slips, shares=bool(common) or slips > 0
    )


def _is_place(word: str, places: frozenset[str], words: Words) -> bool:
    """Tell whether a word names the town, a slip allowed in long ones that are no word of their own."""
    if word in places:
        return True
    if len(word) <= _ONE_SLIP or words.is_known(word):
        return False
    return any(len(place) > _ONE_SLIP and OSA.distance(word, place, score_cutoff=1) <= 1 for place in places)


def _concluded(
    one: Name, other: Name, *, left: list[str], right: list[str], bits: float, slips: int, shares: bool
) -> NameMatch:
    """Return the match out of what is left of both names when equal words and slips are taken off."""
    form = compare_forms(one.form, other.form)
    left, right = ([word for word in rest if word not in LITTLE] for rest in (left, right))
    said = len(left) + len(right)
    left, right = _telling(left, one, other), _telling(right, other, one)
    if said > len(left) + len(right) and form in {"different", "compatible"}:
        # what was left over may belong to the form, which then is not readable
        form = "missing"
    if slips > _MOST_SLIPS or (left and right) or not shares:
        return DIFFERENT
    level = "more" if left or right else "slip" if slips else "same"
    return NameMatch(level, min(bits, _MOST_BITS), form)


def _telling(left: list[str], name: Name, other: Name) -> list[str]:
    """Leave of the words left over those that are no piece of a legal form, written with a slip, cut or torn."""
    if not left or _is_piece_of_form(left, other.form_text):
        return []
    if any(is_number(word) for word in left):
        return left
    tail = "".join(name.tail)
    is_tail = bool(other.form_text) and "".join(left) in tail
    return [] if is_tail and OSA.distance(tail, other.form_text, score_cutoff=1) <= 1 else left
