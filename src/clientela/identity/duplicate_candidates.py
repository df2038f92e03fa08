"""Customer numbers that may be one customer: pairs, with what speaks for and against each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cpdist

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.identity._blocks import Column, find_pairs, large_names
from clientela.identity._groups import Groups, settle
from clientela.identity._judging import BRANCHES, CERTAINTIES, KINDS, REASONS, Candidate, Judge, Verdict
from clientela.identity._links import Numbers, rows, stated_links
from clientela.identity._names import is_form_word
from clientela.identity._records import Places, Read, Record, read_records
from clientela.identity._same_name import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from clientela.engine.frames import Frame

_ALIKE, _ALIKE_AT_HOME = 76, 55
"""Likeness of two names (letters in common, 0 to 100) from which a pair is looked at; the second, at one address."""
_TOGETHER = frozenset({"same_name_other_place", BRANCHES})
"""Reasons asked once for all that bear the name."""


def find_duplicates(
    records: Sequence[Record], *, links: Iterable[tuple[int, int, str]] = ()
) -> list[Candidate]:
    """Find the pairs of customer numbers that may be one customer, in order of their keys.

    `links` are (key, key, kind) as in the table of links: their pairs are not proposed again, and "apart" keeps the two
    out of one group. The order of `records` does not matter. Time grows nearly with the rows.
    """
    read = read_records(records)
    place_of = {row.key: place for place, row in enumerate(read)}
    stated = [(place_of[a], place_of[b], kind) for a, b, kind in links if a in place_of and b in place_of]
    known = {(min(a, b), max(a, b)) for a, b, _ in stated}
    words = Words([row.name for row in read])
    judge = Judge(read, words, Places(read))
    verdicts = [
        verdict
        for first, second in _promising(read, find_pairs(read, words)).tolist()
        if (first, second) not in known and (verdict := judge.judge(first, second)) is not None
    ]
    settled, groups = settle(
        read, verdicts, apart=[(a, b) for a, b, kind in stated if kind == "apart"],
        joined=[(a, b) for a, b, kind in stated if kind == "legal"],
    )  # fmt: skip
    settled += _branches(read, judge, groups, known | {(v.first, v.second) for v in settled})
    asked = Groups(len(read))
    for verdict in settled:
        if verdict.is_sure or verdict.reason in _TOGETHER:
            asked.join(verdict.first, verdict.second)
    settled.sort(key=lambda v: (v.first, v.second))
    return [_candidate(read, v, read[(groups if v.is_sure else asked).find(v.first)].key) for v in settled]


def _promising(read: list[Read], pairs: Column) -> Column:
    """Leave out pairs whose names have little in common and whose tax numbers are not equal."""
    first, second = pairs[:, 0], pairs[:, 1]
    names, taxes, homes, telling, written = (
        np.array(texts, dtype=object)
        for texts in (
            [row.name.key for row in read],
            [row.tax.key for row in read],
            [row.address.key for row in read],
            [" ".join(w for w in row.name.key.split() if not is_form_word(w)) for row in read],
            ["".join(row.name.words) for row in read],
        )
    )
    keep: np.ndarray[Any, Any] = (taxes[first] == taxes[second]) & (taxes[first] != "")
    keep |= names[first] == names[second]
    for texts in (telling, written):
        left = np.flatnonzero(~keep)
        one, other = first[left], second[left]
        likeness = cpdist(
            texts[one].tolist(), texts[other].tolist(), scorer=ratio, score_cutoff=_ALIKE_AT_HOME,
            dtype=np.uint8, workers=1,
        )  # fmt: skip
        at_home = (homes[one] == homes[other]) & (homes[one] != "")
        keep[left[(likeness >= _ALIKE) | at_home & (likeness > 0)]] = True
    kept: Column = pairs[keep]
    return kept


def _branches(read: list[Read], judge: Judge, groups: Groups, done: set[tuple[int, int]]) -> list[Verdict]:
    """Ask about each name of very many rows once: every further row (or group of rows) against the first."""
    found = []
    for members in large_names(read):
        first = members[0]
        seen = {groups.find(first)}
        for other in members[1:]:
            if (group := groups.find(other)) in seen:
                continue
            seen.add(group)
            if (first, other) not in done and (verdict := judge.ask_branch(first, other)) is not None:
                found.append(verdict)
    return found


def _candidate(read: list[Read], verdict: Verdict, group_key: int) -> Candidate:
    def fields(*states: str) -> tuple[str, ...]:
        return tuple(name for name, state in verdict.states if state in states)

    return Candidate(
        key_a=read[verdict.first].key, key_b=read[verdict.second].key, kind=verdict.kind, reason_code=verdict.reason,
        certainty_class="sure" if verdict.is_sure else "ask", score=verdict.score,
        agreeing=fields("same", "near", "compatible"), contradicting=fields("different"), missing=fields("missing"),
        group_key=group_key,
    )  # fmt: skip


@step(
    title=msg("Customer numbers that may be one customer"),
    inputs=("customer_keys", "customer_register", "stated_customers", "customer_links"),
    form="arrays",
    fields=(
        Field("key_a", msg("Customer key"), "id"),
        Field("key_b", msg("Key of the other customer"), "id"),
        Field("kind", msg("Kind of link"), "class", codes=KINDS),
        Field("reason_code", msg("Reason"), "class", codes=REASONS),
        Field("certainty_class", msg("Certainty"), "class", msg("sure: nothing speaks against it and the odds are above 32 to 1; to be asked: a person must look"), codes=CERTAINTIES),
        Field("score", msg("Probability that they are one"), "share", msg("odds out of how rare the equal words, town, address and tax number are"), "Fellegi & Sunter 1969"),
        Field("agreeing", msg("What agrees"), "text"),
        Field("contradicting", msg("What contradicts"), "text"),
        Field("missing", msg("What is not stated"), "text"),
        Field("group_key", msg("Asked or accepted together with key"), "id"),
    ),
)  # fmt: skip
def duplicate_candidates(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:  # noqa: ARG001 - every step is built by the same call
    """List the pairs of numbers that may be one customer, sure ones and those to be asked; pairs linked or declared apart are left out."""
    numbers = Numbers(frames["customer_keys"])
    records = _records(frames, numbers)
    links = [(link.child, link.parent, link.kind) for link in stated_links(frames["customer_links"], numbers)]
    found = find_duplicates(records, links=links)
    return {
        "key_a": np.array([c.key_a for c in found], dtype=np.int64),
        "key_b": np.array([c.key_b for c in found], dtype=np.int64),
        "kind": np.array([c.kind for c in found], dtype=object),
        "reason_code": np.array([c.reason_code for c in found], dtype=object),
        "certainty_class": np.array([c.certainty_class for c in found], dtype=object),
        "score": np.array([c.score for c in found], dtype=float),
        "agreeing": np.array([",".join(c.agreeing) for c in found], dtype=object),
        "contradicting": np.array([",".join(c.contradicting) for c in found], dtype=object),
        "missing": np.array([",".join(c.missing) for c in found], dtype=object),
        "group_key": np.array([c.group_key for c in found], dtype=np.int64),
    }


def _records(frames: dict[str, Frame], numbers: Numbers) -> list[Record]:
    """Return what the customer list says of each number, and the documents where it says nothing."""
    register = {
        key: (name, tax, country, town)
        for key, name, tax, country, town in rows(
            frames["customer_register"], "customer_key", "customer_name", "tax_id", "country", "city"
        )
    }
    listed = {
        numbers.find(number, source): cells
        for source, number, *cells in rows(
            frames["stated_customers"], "source", "customer_id", "customer_name", "tax_id", "country", "city", "postal_code", "address"
        )
    }  # fmt: skip
    records = []
    for (key,) in rows(frames["customer_keys"], "customer_key"):
        documents = register.get(key, (None, None, None, None))
        name, tax, country, town, postal, address = listed.get(key, (None,) * 6)
        if any(documents) or name or tax:
            records.append(
                Record(
                    key=key, name=name or documents[0], tax_id=tax or documents[1], country=country or documents[2],
                    town=town or documents[3], postal_code=postal, address=address,
                )
            )  # fmt: skip
    return records
