"""Gathers who the customers are: joined numbers, groups, doubles, contradictions, end customers behind distributors."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.structure import describe_structure
from clientela.identity._links import JOINS, Numbers, alias_links, master_links, rows, stated_links
from clientela.reports.identity import IdentityInputs, build_identity
from clientela.runs.cards import CARDS
from clientela.runs.doubles import CERTAINTY_WORDS, REASON_WORDS, RESULT, read_doubles
from clientela.runs.linking import KIND_WORDS
from clientela.tables._rates import converted, join_rates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.blocks import Document
    from clientela.runs.reader import Reader, Row

_TREE = ("legal", "group")
_SHOWN = 500


def build_identity_report(reader: Reader, *, links: Iterable[Row] = (), scope_name: str = "") -> Document:
    """Build the report "Who the customers are" of a run for the reader's scope. `links` are those in force."""
    manifest = reader.manifest
    standing = list(links)
    numbers, customers = (
        reader.query(f"select count(*) as n from {relation}")[0]["n"] for relation in (CARDS, f"(select distinct to_key from {CARDS})")
    )  # fmt: skip
    unknown, circles, several = (
        _contradictions(reader, standing) if reader.scope.is_everything else ([], [], [])
    )
    return build_identity(
        IdentityInputs(
            company=manifest.company, currency=manifest.currency, as_of=manifest.as_of_day, run_id=manifest.run_id,
            structure=describe_structure(reader.params["structure"]), scope_name=scope_name,
            numbers_count=numbers, customers_count=customers, joined=_joined(reader), groups=group_rows(reader),
            doubles=_doubles(reader, standing), unknown_links=unknown, circles=circles, several=several, behind=_behind(reader, standing),
        )
    )  # fmt: skip


def numbers_of(reader: Reader, customer_key: int) -> list[str]:
    """Return the numbers that count as one customer on the day of the run, its own first."""
    found = reader.query(
        f"select customer_id from {CARDS} where to_key = {int(customer_key)} order by customer_key <> to_key, customer_id"
    )
    return [row["customer_id"] for row in found]


def _joined(reader: Reader) -> list[Row]:
    numbers = reader.query(
        f"select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, n.customer_id as number from customers as c join {CARDS} as n "
        f"on n.to_key = c.customer_key where c.customer_key in (select to_key from {CARDS} group by to_key having count(*) > 1) "
        "order by c.revenue_12m_amount desc nulls last, c.customer_key, n.customer_key <> n.to_key, n.customer_id"
    )
    found: dict[int, Row] = {}
    for row in numbers:
        found.setdefault(row["customer_key"], {**row, "numbers": []})["numbers"].append(row["number"])
    return list(found.values())


def group_rows(reader: Reader) -> list[Row]:
    """Return the nodes of the groups with the figures of all they hold, for the reader's scope."""
    return reader.rows("group_figures", order="path")


def groups_of(reader: Reader, customer_id: str) -> list[Row]:
    """Return the nodes above a customer and itself, the top first; nothing for one that is in no group."""
    nodes = {row["node_id"]: row for row in group_rows(reader)}
    line: list[Row] = []
    node: Any = customer_id
    while node in nodes and nodes[node] not in line:
        line.insert(0, nodes[node])
        node = nodes[node]["parent_node"]
    return line


def _doubles(reader: Reader, links: list[Row]) -> list[Row] | None:
    if RESULT not in reader.manifest.results:
        return None
    return [
        {
            "numbers": [f"{m.customer_id} {m.customer_name or ''}".strip() for m in cluster.members],
            "reason": REASON_WORDS[cluster.reasons[0]],
            "certainty": CERTAINTY_WORDS[cluster.certainty_class],
            "is_sure": cluster.certainty_class == "sure",
            "at_stake_amount": cluster.at_stake_amount,
        }
        for cluster in read_doubles(reader, links)
    ]


def _known(reader: Reader) -> tuple[Numbers, dict[int, str]]:
    source = "customer_keys" if reader.scope.is_everything else "whole_customer_keys"
    numbers = Numbers(reader.arrays(f"select customer_key, source, customer_id from {source}"))
    return numbers, {
        r["customer_key"]: r["customer_id"]
        for r in reader.query(f"select customer_key, customer_id from {CARDS}")
    }


def _contradictions(reader: Reader, standing: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Find links that name an unknown number, links that close a circle in a group, and numbers in two groups."""
    numbers, names = _known(reader)
    unknown = []
    for row in standing:
        missing = [row[c] for c in ("customer_id", "other_id") if numbers.find(row[c], row["source"]) is None]
        if missing:
            unknown.append({**row, "kind": KIND_WORDS.get(row["kind"], row["kind"]), "missing": missing})
    structure, as_of = reader.params["structure"], date.fromisoformat(reader.params["as_of_day"])
    scenario = structure.scenario if structure.view == "as_if" else ""
    kinds = set(_TREE) - JOINS[structure.level]
    stands = {
        r["customer_key"]: r["to_key"] for r in reader.query(f"select customer_key, to_key from {CARDS}")
    }
    stated = stated_links(reader.arrays("select * from customer_links"), numbers, scenario=scenario)
    stated += alias_links(reader.arrays("select * from customer_aliases"), numbers)
    tree = _Tree(stands)
    for link in stated:
        if link.kind in kinds and link.holds(as_of):
            tree.hang(link.child, link.parent)
    if "group" in kinds:
        listed = reader.arrays("select * from stated_customers")
        for link in master_links({**listed, "group_id": np.full(len(listed["group_id"]), None)}, numbers):
            tree.hang(link.child, link.parent)
        for source, number, group in rows(listed, "source", "customer_id", "group_id"):
            key = numbers.find(number, source)
            if key is not None and group is not None:
                tree.hang_group(key, str(group))

    def named(node: int | str) -> str:
        return names[node] if isinstance(node, int) else node

    return (
        unknown[:_SHOWN],
        [{"customer_id": named(a), "other_id": named(b)} for a, b in tree.circles][:_SHOWN],
        [
            {"customer_id": named(a), "counted_id": named(b), "other_id": named(c)}
            for a, b, c in tree.several()
        ][:_SHOWN],
    )


class _Tree:
    """Grows the groups as `identity/group_tree.py` does, and keeps what does not fit."""

    def __init__(self, stands: dict[int, int]) -> None:
        self.circles: list[tuple[int, int]] = []
        self._stands = stands
        self._parent: dict[int | str, int | str] = {}
        self._others: list[tuple[int, int | str]] = []

    def _line(self, node: int | str) -> list[int | str]:
        found = [node]
        while found[-1] in self._parent:
            found.append(self._parent[found[-1]])
        return found

    def hang(self, child: int, parent: int) -> None:
        """Put a customer under another one."""
        child, parent = self._stands.get(child, child), self._stands.get(parent, parent)
        if child == parent:
            return
        if child in self._line(parent):
            self.circles.append((child, parent))
        elif child in self._parent:
            self._others.append((child, parent))
        else:
            self._parent[child] = parent

    def hang_group(self, child: int, group: str) -> None:
        """Put the top above a customer under the group its list names."""
        child = self._stands.get(child, child)
        top = self._line(child)[-1]
        if isinstance(top, int):
            self._parent[top] = group
        elif top != group:
            self._others.append((child, group))

    def several(self) -> list[tuple[int, int | str, int | str]]:
        """Return (number, group it counts in, group stated as well)."""
        found = {(child, self._line(child)[-1], self._line(other)[-1]) for child, other in self._others}
        return sorted((each for each in found if each[1] != each[2]), key=str)


def _behind(reader: Reader, standing: list[Row]) -> list[Row]:
    """Return the distributors: our revenue, what they report to have sold on, and their end customers."""
    numbers, _ = _known(reader)
    stands = {
        r["customer_key"]: r["to_key"] for r in reader.query(f"select customer_key, to_key from {CARDS}")
    }
    ends: dict[int, set[int]] = defaultdict(set)
    for link in standing:
        if link["kind"] == "behind" and not link["scenario"]:
            end, distributor = (numbers.find(link[c], link["source"]) for c in ("customer_id", "other_id"))
            if end in stands and distributor in stands and end is not None and distributor is not None:
                ends[stands[distributor]].add(stands[end])
    sold = _sold_on(reader, numbers, stands)
    keys = sorted({*ends, *sold})
    if not keys:
        return []
    own = {
        row["customer_key"]: row
        for row in reader.query("select customer_key, customer_id, customer_name, revenue_12m_amount, lines_count from customers")
    }  # fmt: skip
    found = [
        {
            "customer_id": own[key]["customer_id"], "customer_name": own[key]["customer_name"],
            "revenue_12m_amount": own[key]["revenue_12m_amount"], "linked_count": len(ends[key]),
            "sell_out_12m_amount": sold[key]["sell_out_12m_amount"] if key in sold else None,
            "reported_count": sold[key]["reported_count"] if key in sold else None,
            "both_count": sum(1 for end in ends[key] if own[end]["lines_count"] > 0),
        }
        for key in keys
        if key in own
    ]  # fmt: skip
    return sorted(found, key=lambda r: (-(r["revenue_12m_amount"] or 0), r["customer_id"]))


def _sold_on(reader: Reader, numbers: Numbers, stands: dict[int, int]) -> dict[int, Row]:
    """Sum what is reported as sold on in the last 12 months; unknown when a rate or an amount is missing."""
    if not reader.scope.is_everything:  # what distributors report names customers of all territories
        return {}
    p = reader.params
    sums_by_pair = reader.query(
        f"select s.source, s.distributor_id, s.end_customer_id, case when count(*) = count({converted('amount', p, row='s', name='r')}) then "
        f"cast(sum({converted('amount', p, row='s', name='r')}) as bigint) end as sold_amount from sell_out_lines as s "
        f"{join_rates(p, row='s', day='sold_on', name='r')} where s.sold_on > {p['since_12m']} and s.sold_on <= {p['as_of']} group by 1, 2, 3"
    )
    found: dict[int, Row] = {}
    for row in sums_by_pair:
        key = numbers.find(row["distributor_id"], row["source"])
        if key is None or key not in stands:
            continue
        sums = found.setdefault(stands[key], {"sell_out_12m_amount": 0, "reported_count": 0})
        sums["reported_count"] += 1
        known = row["sold_amount"] is not None and sums["sell_out_12m_amount"] is not None
        sums["sell_out_12m_amount"] = sums["sell_out_12m_amount"] + row["sold_amount"] if known else None
    return found


def name_links(reader: Reader, links: Iterable[Row]) -> list[Row]:
    """Return the links with `customer_name` and `other_name`; under a scope only those of which both customers are in it."""
    numbers, _ = _known(reader)
    names = {
        r["customer_key"]: r["customer_name"]
        for r in reader.query(f"select customer_key, customer_name from {CARDS}")
    }
    found = []
    for link in links:
        keys = [numbers.find(link[c], link["source"]) for c in ("customer_id", "other_id")]
        if reader.scope.is_everything or all(key in names for key in keys):
            one, other = (None if key is None else names.get(key) for key in keys)
            found.append({**link, "customer_name": one, "other_name": other})
    return found
