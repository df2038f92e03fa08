"""Doubles as a person decides on them: numbers side by side, what agrees, what is at stake, which number stays."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.identity._judging import CERTAINTIES, REASONS
from clientela.identity._links import Numbers
from clientela.runs.cards import CARDS
from clientela.runs.linking import LinkError, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from clientela.runs.reader import Reader, Row

RESULT = "duplicate_candidates"
REASON_WORDS: Mapping[str, Message] = dict(REASONS)
CERTAINTY_WORDS: Mapping[str, Message] = dict(CERTAINTIES)
FIELD_WORDS: Mapping[str, Message] = {
    "name": msg("Name"),
    "legal_form": msg("Legal form"),
    "tax_number": msg("Tax number"),
    "address": msg("Address"),
    "postal_code": msg("Postal code"),
    "town": msg("Town"),
    "country": msg("Country"),
}
"""What is compared, in the order in which it is shown."""
MARK_WORDS: Mapping[str, Message] = {
    "agrees": msg("agrees"),
    "close": msg("nearly agrees"),
    "differs": msg("differs"),
    "missing": msg("not stated"),
}
_ONE_QUESTION = ("same_name_other_place", "same_name_many_places")
"""Reasons of which all pairs of one name are one question."""


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a double. Money in currency units, of the customer the number counts for."""

    key: int
    customer_id: str
    stands_id: str
    """The number it counts under; its own unless it was joined before."""
    customer_name: str | None
    tax_id: str | None
    country: str | None
    town: str | None
    postal_code: str | None
    address: str | None
    seller_id: str | None
    revenue_12m_amount: Decimal
    first_order_on: Any
    last_order_on: Any


@dataclass(frozen=True, slots=True)
class Cluster:
    """Numbers that may be one customer: one question."""

    certainty_class: str
    """sure or ask."""
    reasons: tuple[str, ...]
    score: float
    """Probability of the weakest pair."""
    members: tuple[Member, ...]
    """The one that would stay comes first."""
    pairs: tuple[tuple[str, str], ...]
    """The numbers compared, pair by pair."""
    marks: tuple[tuple[str, str], ...]
    """Field and what it says: agrees, close (agrees, and is not written alike), differs (for one pair at least) or missing."""

    @property
    def name(self) -> str:
        """A short name that stays the same while the numbers do."""
        return hashlib.sha256("\n".join(sorted(m.customer_id for m in self.members)).encode()).hexdigest()[
            :16
        ]

    @property
    def main(self) -> Member:
        """The number that would stay: larger revenue, then older first order, then smaller number."""
        return self.members[0]

    @property
    def at_stake_amount(self) -> Decimal:
        """Revenue of the last 12 months that would move to another number; each customer counts once."""
        found = {m.stands_id: m.revenue_12m_amount for m in self.members}
        return sum((amount for stands, amount in found.items() if stands != self.main.stands_id), Decimal(0))


def _linked(reader: Reader, links: Iterable[Row]) -> tuple[set[frozenset[int]], dict[int, int]]:
    """Return the pairs about which something is stated, and for each number in a joining link one that stands for its group."""
    source = "customer_keys" if reader.scope.is_everything else "whole_customer_keys"
    numbers = Numbers(reader.arrays(f"select customer_key, source, customer_id from {source}"))
    pairs: set[frozenset[int]] = set()
    joined: list[tuple[int, int]] = []
    for link in links:
        one, other = (numbers.find(link[c], link["source"]) for c in ("customer_id", "other_id"))
        if link["scenario"] or one is None or other is None:
            continue
        pairs.add(frozenset((one, other)))
        if link["kind"] not in ("apart", "behind"):
            joined.append((one, other))
    return pairs, _roots(joined)


def _members(reader: Reader) -> dict[int, Member]:
    rows = reader.query(
        f"select n.customer_key, n.customer_id, c.customer_id as stands_id, n.customer_name, n.tax_id, n.country, n.city, n.postal_code, "
        f"n.address, c.seller_id, c.revenue_12m_amount, c.first_order_on, c.last_order_on from {CARDS} as n "
        "join customers as c on c.customer_key = n.to_key where n.customer_key in "
        f"(select key_a from {RESULT} union all select key_b from {RESULT})"
    )
    return {
        row["customer_key"]: Member(
            row["customer_key"], row["customer_id"], row["stands_id"], row["customer_name"], row["tax_id"], row["country"], row["city"],
            row["postal_code"], row["address"], row["seller_id"], row["revenue_12m_amount"] or Decimal(0), row["first_order_on"], row["last_order_on"],
        )
        for row in rows
    }  # fmt: skip


def _stays_first(member: Member) -> tuple[Any, ...]:
    first = member.first_order_on
    number = member.customer_id
    return (
        -member.revenue_12m_amount,
        first is None,
        str(first),
        len(number) if number.isdecimal() else 0,
        number,
    )


def _roots(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Return, for each thing in a pair, the one that stands for all it is connected with."""
    top: dict[Any, Any] = {}

    def find(thing: Any) -> Any:
        while top.setdefault(thing, thing) != thing:
            thing = top[thing]
        return thing

    for one, other in pairs:
        top[find(one)] = find(other)
    return {thing: find(thing) for thing in list(top)}


_WRITTEN = {
    "name": "customer_name", "tax_number": "tax_id", "address": "address", "postal_code": "postal_code", "town": "town", "country": "country",
}  # fmt: skip
"""Where what was compared is written."""


def _is_written_alike(field: str, members: Iterable[Member]) -> bool:
    """Whether a field is the same for all but for case, blanks and signs."""
    if field not in _WRITTEN:
        return True
    values = {getattr(m, _WRITTEN[field]) or "" for m in members}
    return len({"".join(c for c in value.casefold() if c.isalnum()) for value in values}) <= 1


def _marks(rows: list[Row], members: list[Member]) -> tuple[tuple[str, str], ...]:
    found = []
    for field in FIELD_WORDS:
        said = {
            mark
            for row in rows
            for mark, column in (("agrees", "agreeing"), ("differs", "contradicting"), ("missing", "missing"))
            if field in row[column].split(",")
        }
        if said:
            mark = next(m for m in ("differs", "missing", "agrees") if m in said)
            found.append(
                (field, "close" if mark == "agrees" and not _is_written_alike(field, members) else mark)
            )
    return tuple(found)


def _cluster(rows: list[Row], members: Mapping[int, Member]) -> Cluster:
    keys = sorted({row[c] for row in rows for c in ("key_a", "key_b")})
    found = sorted((members[key] for key in keys), key=_stays_first)
    return Cluster(
        certainty_class=rows[0]["certainty_class"],
        reasons=tuple(dict.fromkeys(row["reason_code"] for row in rows)),
        score=min(row["score"] for row in rows),
        members=tuple(found),
        pairs=tuple((members[row["key_a"]].customer_id, members[row["key_b"]].customer_id) for row in rows),
        marks=_marks(rows, found),
    )


def read_doubles(reader: Reader, links: Iterable[Row] = ()) -> tuple[Cluster, ...]:
    """Return the doubles of a run as questions, those with the largest revenue at stake first.

    `links` are those in force: what they answer is left out, whether or not a run counts by them yet. Only numbers of customers
    in the reader's scope occur. Errors: LinkError for a run of a version that did not look for doubles.
    """
    if RESULT not in reader.manifest.results:
        raise LinkError(msg("Doubles were not looked for in this run. Compute again: clientela run"))
    stated, joined = _linked(reader, links)
    members = _members(reader)

    def is_open(row: Row) -> bool:
        one, other = row["key_a"], row["key_b"]
        if one not in members or other not in members or frozenset((one, other)) in stated:
            return False
        if members[one].stands_id == members[other].stands_id:
            return False
        return joined.get(one, one) != joined.get(other, other)

    rows = [row for row in reader.rows(RESULT, order="key_a, key_b") if is_open(row)]
    sure = _roots(
        (members[row["key_a"]].stands_id, members[row["key_b"]].stands_id)
        for row in rows
        if row["certainty_class"] == "sure"
    )
    questions: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        one, other = (members[row[c]].stands_id for c in ("key_a", "key_b"))
        if row["certainty_class"] == "sure":
            questions[sure[one]].append(row)
        elif row["reason_code"] in _ONE_QUESTION:
            questions[row["group_key"]].append(row)
        elif sure.get(one, one) != sure.get(other, other):  # else the sure question holds both
            questions[frozenset((sure.get(one, one), sure.get(other, other)))].append(row)
    found = [_cluster(each, members) for each in questions.values()]
    return tuple(
        sorted(
            found,
            key=lambda c: (
                -c.at_stake_amount,
                -c.main.revenue_12m_amount,
                c.certainty_class != "sure",
                c.main.customer_id,
                c.name,
            ),
        )
    )


def join_statements(
    members: Sequence[Member], kind: str, *, main: str = "", evidence: str = ""
) -> list[Statement]:
    """Say that these numbers are one, under `main` (a number of one of them), by default the first."""
    chosen = next((m for m in members if m.customer_id == main), members[0]).stands_id
    others = dict.fromkeys(m.stands_id for m in members if m.stands_id != chosen)
    return [Statement(other, chosen, kind, evidence) for other in others]


def apart_statements(cluster: Cluster, numbers: Iterable[str], *, evidence: str = "") -> list[Statement]:
    """Say that each compared pair among `numbers` is two firms."""
    wanted = set(numbers)
    return [
        Statement(one, other, "apart", evidence)
        for one, other in cluster.pairs
        if one in wanted and other in wanted
    ]


def sure_statements(clusters: Iterable[Cluster], *, say: Any = str) -> list[Statement]:
    """Say of all sure doubles that they are the same firm. `say` writes the reason into the evidence."""
    return [
        statement
        for cluster in clusters
        if cluster.certainty_class == "sure"
        for statement in join_statements(
            cluster.members, "legal", evidence="; ".join(say(REASON_WORDS[code]) for code in cluster.reasons)
        )
    ]
