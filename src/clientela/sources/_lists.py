"""What a file of documents or of bare amounts is not: a list of products or customers, a file of rebates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.sources._names import normalise_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.sources._possible import Reading
    from clientela.sources._roles import Profile

_NAMED, _UNIQUE = 0.7, 0.95
_REBATE_STEMS = (
    "bonus",
    "rebate",
    "premi",
    "ristorn",
    "rimbors",
    "ristourn",
    "бонус",
    "преми",
    "ruckvergut",
    "boni",
    "kickback",
    "refund",
    "rappel",
)
"""Beginnings of words for what is paid back outside of invoices."""


def says_rebate(reading: Reading, columns: Sequence[str], file_words: str) -> bool:
    """Say whether the amounts of a file are called rebates, or the file, or its kinds: bare amounts by year are sales as well."""
    amounts = [m.column for m in reading.mapping if m.role in reading.table.telling] if reading.table else []
    if any(m.how == "remembered" for m in reading.mapping):
        return True
    words = {word for name in (*amounts, *columns) for word in normalise_name(name).split()}
    return any(stem in word for word in (*words, *file_words.split()) for stem in _REBATE_STEMS)


def is_document_file(reading: Reading, sales: Reading) -> bool:
    """Say whether a file of documents would be taken for a list of what they name, without a look at its documents."""
    if reading.role not in ("products", "customers") or any(m.how == "remembered" for m in reading.mapping):
        return False
    own = {m.column for m in reading.mapping if m.confidence >= _NAMED}
    said = {m.role for m in sales.mapping if m.confidence >= _NAMED and m.column not in own}
    if "document_id" not in said:
        return False
    if reading.role == "customers":
        return "document_on" in said
    told = {m.role for m in sales.mapping if m.confidence >= _NAMED}
    is_headed = "document_on" in said and bool(told & {"customer_id", "customer_name"})
    return is_headed or {"quantity", "net_amount"} <= said


def repeats(reading: Reading, profiles: Mapping[str, Profile]) -> bool:
    """Say whether what would be a list repeats its numbers in a file of documents."""
    if reading.table is None or len(reading.table.key) != 1:
        return False
    key = [m.column for m in reading.mapping if m.role == reading.table.key[0] and m.column in profiles]
    return bool(key) and profiles[key[0]].distinct < _UNIQUE
