"""What is known of a customer number, and the same read for matching."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from math import log2
from typing import TYPE_CHECKING

from clientela.identity._addresses import Address, read_address, read_postal_code, read_town
from clientela.identity._names import LITTLE, Name, read_name, words_of
from clientela.identity._tax_numbers import NO_NUMBER, TaxNumber, read_tax_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MANY_ROWS = 20
_UNLIKE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Record:
    """One customer number; None is a cell left empty. `key` orders the records: results name the smaller key first."""

    key: int
    name: str | None = None
    tax_id: str | None = None
    country: str | None = None
    town: str | None = None
    postal_code: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A record read for matching; empty texts for what is not stated."""

    key: int
    name: Name
    tax: TaxNumber
    country: str
    town: str
    postal: str
    address: Address
    places: frozenset[str]
    """The words of the town: in a name they say where, not who."""


def read_records(records: Sequence[Record]) -> list[Read]:
    """Read records in order of their key; a tax number of many rows with unlike names counts as not stated."""
    address, town, name = cache(read_address), cache(read_town), cache(read_name)
    places = cache(lambda text: frozenset(words_of(text)) - LITTLE if text else frozenset())
    rows = [
        Read(
            r.key, name(r.name), read_tax_number(r.tax_id, r.country), (r.country or "").strip().casefold(), town(r.town),
            read_postal_code(r.postal_code), address(r.address), places(r.town),
        )
        for r in sorted(records, key=lambda r: r.key)
    ]  # fmt: skip
    rows = _with_towns(rows)
    shared = _shared_by_many(rows)
    if not shared:
        return rows
    return [replace(r, tax=NO_NUMBER) if r.tax.key in shared else r for r in rows]


def _with_towns(rows: list[Read]) -> list[Read]:
    """Give rows without a town the town that the other rows of their postal code have, where these agree."""
    towns: dict[str, set[str]] = {}
    for row in rows:
        if row.postal and row.town:
            towns.setdefault(row.postal, set()).add(row.town)
    return [
        replace(row, town=next(iter(towns[row.postal])))
        if not row.town and len(towns.get(row.postal, ())) == 1
        else row
        for row in rows
    ]


def _shared_by_many(rows: Iterable[Read]) -> set[str]:
    """Find tax numbers of more than 20 rows in which no word stands in half of the names: collective numbers."""
    names: dict[str, list[Name]] = {}
    for row in rows:
        if row.tax.key:
            names.setdefault(row.tax.key, []).append(row.name)
    found = set()
    for key, same in names.items():
        if len(same) > _MANY_ROWS:
            words = Counter(word for name in same for word in set(name.words))
            if not words or words.most_common(1)[0][1] < _UNLIKE_SHARE * len(same):
                found.add(key)
    return found


class Places:
    """How common each town, postal code and address is in a list, in bits (log2)."""

    def __init__(self, rows: Sequence[Read]) -> None:
        self._count = max(len(rows), 2)
        self._towns = Counter(r.town for r in rows)
        self._postal = Counter(r.postal for r in rows)
        self._addresses = Counter(r.address.key for r in rows)

    def _bits(self, counted: int) -> float:
        return log2(self._count / (max(counted - 2, 0) + 0.5))

    def town_bits(self, town: str) -> float:
        """Return the bits of an equal town."""
        return self._bits(self._towns[town])

    def postal_bits(self, postal: str) -> float:
        """Return the bits of an equal postal code."""
        return self._bits(self._postal[postal])

    def address_bits(self, address: Address) -> float:
        """Return the bits of an equal street and number, in whatever town."""
        return self._bits(self._addresses[address.key])
