"""Which pairs are looked at: rows that share a key. Near-linear in the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.identity._tax_numbers import SIREN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clientela.identity._records import Read
    from clientela.identity._same_name import Words

Column = np.ndarray[Any, np.dtype[np.int64]]

LARGEST, LARGEST_VAGUE = 40, 20
"""Rows of a block in which each is compared with each; the second, of a key that holds a part of the name only."""
_END = 4
_RARE = 3
_LONG_WORD = 5


def _coded(texts: Iterable[str]) -> Column:
    """Number the different texts from 0; -1 for an empty one."""
    seen: dict[str, int] = {"": -1}
    return np.array([seen.setdefault(text, len(seen) - 1) for text in texts], dtype=np.int64)


def _both(one: Column, other: Column) -> Column:
    """Number the pairs of two numbers; -1 where one is missing."""
    joined = one * (int(other.max(initial=0)) + 1) + other
    joined[(one < 0) | (other < 0)] = -1
    return joined


def _keys(rows: list[Read], words: Words) -> Iterator[tuple[Column, int, bool]]:
    """Give the columns of keys, -1 for none, and whether a large block is compared with its first row instead of left out."""
    name = _coded(row.name.key for row in rows)
    tax = _coded(row.tax.key[-SIREN:] for row in rows)
    street = _coded(
        row.address.street[:3] + row.address.numbers[0] if row.address.key else "" for row in rows
    )
    places = (_coded(row.postal for row in rows), _coded(row.town for row in rows))
    letters = ["".join(row.name.words) for row in rows]
    ordered = [row.name.key.replace(" ", "") for row in rows]
    starts = _coded(text[:_END] for text in letters)
    other_starts = _coded(text[:_END] for text in ordered)
    ends = _coded(text[-_END:] for text in letters)
    rare = [
        sorted((w for w in set(row.name.words) if len(w) > 1), key=lambda word: (words.rows(word), word))[
            :_RARE
        ]
        for row in rows
    ]
    yield tax, LARGEST, True
    yield name, LARGEST, False
    yield _both(name, street), LARGEST, True
    for place in places:
        yield _both(name, place), LARGEST, True
        yield _both(street, place), LARGEST, False
        yield _both(starts, place), LARGEST_VAGUE, False
        yield _both(other_starts, place), LARGEST_VAGUE, False
        yield _both(ends, place), LARGEST_VAGUE, False
    yield (
        _coded(" ".join(sorted(found[:2])) if len(found) > 1 else "" for found in rare),
        LARGEST_VAGUE,
        False,
    )
    yield (
        _coded(
            found[0] if found and len(found[0]) >= _LONG_WORD and words.rows(found[0]) <= _RARE else ""
            for found in rare
        ),
        LARGEST_VAGUE,
        False,
    )
    # one word can be the rarest of one row and the second of another: the columns are keyed together
    rare_words = _coded(found[at] if len(found) > at else "" for at in range(_RARE) for found in rare)
    for place in (*places, street):
        yield _both(rare_words, np.tile(place, _RARE)), LARGEST_VAGUE, False


def _blocks(keys: Column, count: int) -> Iterator[tuple[int, Column]]:
    """Give the rows that share a key, blocks of one size together: size, and the rows in shape (blocks, size)."""
    place = np.flatnonzero(keys >= 0)
    order = place[np.argsort(keys[place], kind="stable")]
    sorted_keys, rows = keys[order], order % count
    starts = (
        np.flatnonzero(np.concatenate([[True], sorted_keys[1:] != sorted_keys[:-1]])) if len(rows) else rows
    )
    sizes = np.diff(np.concatenate([starts, [len(rows)]]))
    for size in np.unique(sizes[sizes > 1]).tolist():
        yield size, rows[starts[sizes == size][:, None] + np.arange(size)]


def find_pairs(rows: list[Read], words: Words) -> Column:
    """Find the pairs of rows (places in the list, smaller first) that share a key, each once. Shape (pairs, 2).

    Keys: tax number; name; name with town, postal code, street and number; street and number with town or postal code;
    beginning and end of the name with town or postal code; each of the three rarest words with town, postal code, street;
    the two rarest words; a word that stands in three rows at most. A block of more than `LARGEST` rows is left to its
    finer keys; where there are none (tax number; name and place) its rows are compared with the first of them.
    """
    count = len(rows)
    found = []
    for keys, largest, is_chained in _keys(rows, words):
        for size, blocks in _blocks(keys, count):
            if size <= largest:
                first, second = np.triu_indices(size, 1)
                found.append(np.stack([blocks[:, first].ravel(), blocks[:, second].ravel()], axis=1))
            elif is_chained:
                first_rows = np.repeat(blocks[:, :1], size - 1, axis=1)
                found.append(np.stack([first_rows.ravel(), blocks[:, 1:].ravel()], axis=1))
    if not found:
        return np.empty((0, 2), dtype=np.int64)
    pairs = np.sort(np.concatenate(found), axis=1)
    codes = np.unique(pairs[:, 0] * count + pairs[:, 1])
    codes = codes[codes // count != codes % count]
    return np.stack([codes // count, codes % count], axis=1)


def large_names(rows: list[Read]) -> list[list[int]]:
    """Find the names of more rows than are compared each with each: branches, or a name that says nothing."""
    name = _coded(row.name.key for row in rows)
    return [block for size, blocks in _blocks(name, len(rows)) if size > LARGEST for block in blocks.tolist()]
