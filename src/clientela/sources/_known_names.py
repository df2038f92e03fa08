"""How well a name fits the roles of a table, looked up by its words rather than phrase by phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.sources._concepts import meaning_of
from clientela.sources._names import IMPLIED, normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EXACT, PART = 0.95, 0.7
_STEP, _SHORTENED, _PART_SHARE = 0.0002, 0.03, 0.15
_MOST_WORDS = 6
LONGEST = 200
"""Letters beyond which a cell is no name of a column: its phrases would be tried one by one."""


class PhraseBook:
    """The phrases of each role, for looking up all roles of a name at once."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], *, units: Iterable[str]) -> None:
        self._units = frozenset(units)
        self._roles: dict[str, dict[str, float]] = {}
        self._meanings: dict[str, dict[str, float]] = {}
        for role, texts in phrases.items():
            for place, text in enumerate(texts):
                plain = normalise_name(text)
                self._roles.setdefault(plain, {}).setdefault(role, place * _STEP)
                self._meanings.setdefault(meaning_of(plain), {}).setdefault(role, place * _STEP)

    def without_units(self, plain: str) -> str:
        """Return a name without the words that only say in what its amounts are."""
        kept = [word for word in plain.split() if word not in self._units]
        return " ".join(kept) or plain

    def scores(self, name: str) -> dict[str, float]:
        """Return each role a name fits and how well, 0 to 1: the whole name, the name without its unit, a phrase in it.

        What no phrase says in its own words is looked up by what its words mean.
        """
        if len(name) > LONGEST or name in IMPLIED:
            return {}
        plain = normalise_name(name.replace("#", " no "))
        found: dict[str, float] = {}
        self._offer(found, plain, EXACT)
        if not found and name.count("/") == 1:
            # a name in two languages: Kunde/Customer
            for side in name.split("/"):
                self._offer(found, normalise_name(side), EXACT - 2 * _SHORTENED)
        bare = self.without_units(plain)
        self._offer(found, bare, EXACT - _SHORTENED)
        if not found:
            self._offer(found, plain, EXACT - _SHORTENED, by_meaning=True)
            self._offer(found, bare, EXACT - 2 * _SHORTENED, by_meaning=True)
        self._offer_parts(found, plain)
        return found

    def _offer(self, found: dict[str, float], phrase: str, base: float, *, by_meaning: bool = False) -> None:
        known = self._meanings if by_meaning else self._roles
        for role, minus in known.get(meaning_of(phrase) if by_meaning else phrase, {}).items():
            found[role] = max(found.get(role, 0.0), base - minus)

    def _offer_parts(self, found: dict[str, float], plain: str) -> None:
        words = plain.split()
        parts = [
            " ".join(words[begin:end])
            for begin in range(len(words))
            for end in range(begin + 2, len(words) + 1)
            if end - begin < len(words)
        ]
        for part in parts:
            self._offer(found, part, PART + _PART_SHARE * len(part) / len(plain))
        if found or len(words) > _MOST_WORDS:
            return
        for part in parts:
            if " " in meaning_of(part):
                base = PART + _PART_SHARE * len(part) / len(plain) - _SHORTENED
                self._offer(found, part, base, by_meaning=True)
