"""How well a name fits the roles of a table, looked up by its words rather than phrase by phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.sources._names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EXACT, PART = 0.95, 0.7
_STEP, _SHORTENED, _PART_SHARE = 0.0002, 0.03, 0.15
LONGEST = 200
"""Letters beyond which a cell is no name of a column: its phrases would be tried one by one."""


class PhraseBook:
    """The phrases of each role, for looking up all roles of a name at once."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], *, units: Iterable[str]) -> None:
        self._units = frozenset(units)
        self._roles: dict[str, dict[str, float]] = {}
        for role, texts in phrases.items():
            for place, text in enumerate(texts):
                known = self._roles.setdefault(normalise_name(text), {})
                known.setdefault(role, place * _STEP)

    def without_units(self, plain: str) -> str:
        """Return a name without the words that only say in what its amounts are."""
        kept = [word for word in plain.split() if word not in self._units]
        return " ".join(kept) or plain

    def scores(self, name: str) -> dict[str, float]:
        """Return each role a name fits and how well, 0 to 1: the whole name, the name without its unit, a phrase in it."""
        if len(name) > LONGEST:
            return {}
        plain = normalise_name(name)
        words = plain.split()
        found: dict[str, float] = {}

        def offer(phrase: str, base: float) -> None:
            for role, minus in self._roles.get(phrase, {}).items():
                found[role] = max(found.get(role, 0.0), base - minus)

        offer(plain, EXACT)
        if not found and name.count("/") == 1:
            # a name in two languages: Kunde/Customer
            for side in name.split("/"):
                offer(normalise_name(side), EXACT - 2 * _SHORTENED)
        offer(self.without_units(plain), EXACT - _SHORTENED)
        for begin in range(len(words)):
            for end in range(begin + 2, len(words) + 1):
                part = " ".join(words[begin:end])
                if part != plain:
                    offer(part, PART + _PART_SHARE * len(part) / len(plain))
        return found
