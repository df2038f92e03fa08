"""Who the customers are: numbers and customers, groups, doubles, contradictions, end customers behind distributors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg
from clientela.blocks import Block, Column, Document, Kpi, Kpis, Note, Section, Table, Text
from clientela.reports._words import money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

Row = dict[str, Any]
INDENT = "› "
"""One for each level below the top: renderers take blanks at the beginning away."""
_TOP_GROUPS = 50


@dataclass(frozen=True, slots=True)
class IdentityInputs:
    """What the report is made of. Money in currency units."""

    company: str
    currency: str
    as_of: date
    run_id: str
    structure: Message | None
    """By which structure the run counts; None for the usual one."""
    scope_name: str
    numbers_count: int
    customers_count: int
    joined: Sequence[Row]
    """customer_id, customer_name, numbers (texts), revenue_12m_amount; the largest first."""
    groups: Sequence[Row]
    """The rows of `group_figures`."""
    doubles: Sequence[Row] | None
    """numbers, reason, certainty (words), is_sure, at_stake_amount; None when they were not looked for."""
    unknown_links: Sequence[Row]
    """customer_id, other_id, kind (words), missing: which of the two nobody has."""
    circles: Sequence[Row]
    """customer_id, other_id: links of a group left out because they close a circle."""
    several: Sequence[Row]
    """customer_id, counted_id, other_id: a number in two groups, and in which it is counted."""
    behind: Sequence[Row]
    """customer_id, customer_name, linked_count, revenue_12m_amount, sell_out_12m_amount, reported_count, both_count."""


def tree_order(rows: Sequence[Row]) -> list[Row]:
    """Return the nodes of all groups as a tree is read: the larger group first, and below each node the larger first.

    A node whose parent is not among the rows is a top.
    """
    here = {row["node_id"] for row in rows}
    below: dict[str | None, list[Row]] = {}
    for row in rows:
        parent = row["parent_node"] if row["parent_node"] in here else None
        below.setdefault(parent, []).append(row)
    ordered: list[Row] = []

    def walk(parent: str | None, depth: int) -> None:
        for row in sorted(
            below.get(parent, ()), key=lambda r: (-(r["revenue_12m_amount"] or 0), str(r["node_id"]))
        ):
            ordered.append({**row, "depth": depth})
            walk(row["node_id"], depth + 1)

    walk(None, 0)
    return ordered


def find_groups(rows: Sequence[Row], search: str) -> list[Row]:
    """Return the whole trees in which a node's name or number contains every word of `search`; all of them without one."""
    words = search.casefold().split()
    if not words:
        return list(rows)
    tops = {
        row["top_node"]
        for row in rows
        if all(word in f"{row['node_id']} {row['node_name'] or ''}".casefold() for word in words)
    }
    return [row for row in rows if row["top_node"] in tops]


def _overview(inputs: IdentityInputs) -> Section:
    joined = sum(len(row["numbers"]) for row in inputs.joined)
    tops = sum(1 for row in tree_order(inputs.groups) if not row["depth"])
    figures = [
        Kpi("numbers", msg("Customer numbers"), inputs.numbers_count, "count"),
        Kpi("customers", msg("Customers"), inputs.customers_count, "count"),
        Kpi(
            "joined",
            msg("Joined numbers"),
            joined,
            "count",
            nmsg("they are {count} customer", "they are {count} customers", len(inputs.joined))
            if joined
            else None,
        ),
        Kpi("groups", msg("Groups"), tops, "count"),
    ]
    if inputs.doubles is not None:
        sure = sum(row["is_sure"] for row in inputs.doubles)
        figures.append(
            Kpi("sure", msg("Sure doubles"), sure, "count", msg("{count} to be asked", count=len(inputs.doubles) - sure))
        )  # fmt: skip
        figures.append(
            Kpi("at_stake", msg("Revenue at stake, last 12 months"), sum(row["at_stake_amount"] for row in inputs.doubles), "money",
                msg("under the smaller numbers of doubles"), inputs.currency)
        )  # fmt: skip
    return Section(
        "overview", msg("Overview"), (Kpis("figures", tuple(figures)), *_notes(inputs)), _answer(inputs)
    )


def _answer(inputs: IdentityInputs) -> Message:
    lead = msg(
        "{numbers} are {customers}.",
        numbers=nmsg("{count} customer number", "{count} customer numbers", inputs.numbers_count),
        customers=nmsg("{count} customer", "{count} customers", inputs.customers_count),
    )
    if not inputs.doubles:
        return lead
    found = nmsg(
        "{count} double may make them fewer.", "{count} doubles may make them fewer.", len(inputs.doubles)
    )
    return msg("{first} {second}", first=lead, second=found)


def _notes(inputs: IdentityInputs) -> list[Note]:
    found = []
    if inputs.doubles is None:
        found.append(
            Note("unknown", msg("Doubles were not looked for in this run. Compute again: clientela run"))
        )
    against = len(inputs.unknown_links) + len(inputs.circles) + len(inputs.several)
    if against:
        found.append(
            Note("warning", nmsg("{count} contradiction is listed below.", "{count} contradictions are listed below.", against))
        )  # fmt: skip
    return found


def _joined(inputs: IdentityInputs) -> Section:
    table = Table(
        "joined",
        msg("Customers with several numbers"),
        (
            Column("customer_id", msg("Number")),
            Column("customer_name", msg("Customer")),
            Column("numbers", msg("Counts the numbers")),
            Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        ),
        tuple(
            (row["customer_id"], row["customer_name"], ", ".join(row["numbers"]), row["revenue_12m_amount"])
            for row in inputs.joined
        ),
        currency=inputs.currency,
        limit=20,
    )
    return Section("joined", msg("Joined numbers"), (table,))


GROUP_COLUMNS: tuple[Column, ...] = (
    Column("node_name", msg("Group or customer")), Column("node_id", msg("Number")),
    Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"), Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
    Column("members_count", msg("Customers"), "count"), Column("sellers_count", msg("Sales persons"), "count"),
    Column("margin_known_12m_amount", msg("Margin of lines with known cost"), "money"),
    Column("receivable_open_amount", msg("Open receivables"), "money"), Column("receivable_overdue_amount", msg("Of these overdue"), "money"),
)  # fmt: skip


def node_title(row: Mapping[str, Any]) -> str:
    """Return what a node of a group is called: its name, else its number."""
    return str(row["node_name"] or row["node_id"])


def node_number(row: Mapping[str, Any]) -> str | None:
    """Return the number of the customer a node is; None for a group that is no customer."""
    return None if row["node_id"] == f"group {row['node_name']}" else str(row["node_id"])


def group_table(groups: Sequence[Row], *, currency: str) -> Table:
    """Return the tree of groups as a table; every figure of a node is that of all it holds."""
    names = [c.name for c in GROUP_COLUMNS][2:]
    return Table(
        "groups",
        msg("Groups and what they hold"),
        GROUP_COLUMNS,
        tuple(
            (INDENT * row["depth"] + node_title(row), node_number(row), *(row[n] for n in names))
            for row in tree_order(groups)
        ),
        currency=currency,
        limit=_TOP_GROUPS,
        note=msg("The figures of a group are those of all customers at or below it; each counts once."),
    )


def _groups(inputs: IdentityInputs) -> Section:
    lead = None
    tops = [row for row in tree_order(inputs.groups) if not row["depth"]]
    if tops:
        lead = msg("The largest group is {name}, with {amount} in the last 12 months.", name=node_title(tops[0]),
                   amount=money(tops[0]["revenue_12m_amount"], inputs.currency))  # fmt: skip
    return Section("groups", msg("Groups"), (group_table(inputs.groups, currency=inputs.currency),), lead)


def _doubles(inputs: IdentityInputs) -> Section:
    rows = inputs.doubles or ()
    table = Table(
        "doubles",
        msg("Numbers that may be one customer"),
        (
            Column("certainty", msg("Certainty")),
            Column("numbers", msg("Numbers")),
            Column("reason", msg("Reason")),
            Column("at_stake_amount", msg("Revenue at stake, last 12 months"), "money"),
        ),
        tuple(
            (row["certainty"], " = ".join(row["numbers"]), row["reason"], row["at_stake_amount"])
            for row in rows
        ),
        currency=inputs.currency,
        limit=30,
        note=msg("At stake is the revenue under all but the largest number of a double."),
    )
    return Section("doubles", msg("Doubles found"), (table,))


def _contradictions(inputs: IdentityInputs) -> Section:
    blocks: list[Block] = []
    if inputs.unknown_links:
        blocks.append(
            Table(
                "unknown_links", msg("Links that name an unknown number"),
                (Column("customer_id", msg("Number")), Column("other_id", msg("Belongs to number")), Column("kind", msg("Kind of link")), Column("missing", msg("Unknown"))),
                tuple((r["customer_id"], r["other_id"], r["kind"], ", ".join(r["missing"])) for r in inputs.unknown_links),
                note=msg("They change nothing until the number is known."),
            )
        )  # fmt: skip
    if inputs.circles:
        blocks.append(
            Table(
                "circles", msg("Links left out because they close a circle"),
                (Column("customer_id", msg("Number")), Column("other_id", msg("Belongs to number"))),
                tuple((r["customer_id"], r["other_id"]) for r in inputs.circles),
            )
        )  # fmt: skip
    if inputs.several:
        blocks.append(
            Table(
                "several", msg("Numbers in two groups"),
                (Column("customer_id", msg("Number")), Column("counted_id", msg("Counted in")), Column("other_id", msg("Stated as well"))),
                tuple((r["customer_id"], r["counted_id"], r["other_id"]) for r in inputs.several),
                note=msg("A customer counts in one group only: what a link states goes before the customer list."),
            )
        )  # fmt: skip
    return Section(
        "contradictions",
        msg("Contradictions"),
        tuple(blocks) or (Note("info", msg("No contradiction was found.")),),
    )


def _behind(inputs: IdentityInputs) -> Section:
    table = Table(
        "behind",
        msg("Distributors and what they sold on"),
        (
            Column("customer_id", msg("Number")),
            Column("customer_name", msg("Distributor")),
            Column("revenue_12m_amount", msg("Our revenue, last 12 months"), "money"),
            Column("sell_out_12m_amount", msg("Sold on, last 12 months"), "money", msg("as reported; shown beside, never added")),
            Column("reported_count", msg("End customers reported"), "count"),
            Column("linked_count", msg("End customers linked"), "count"),
            Column("both_count", msg("Of these with invoices of ours"), "count"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["sell_out_12m_amount"], r["reported_count"], r["linked_count"], r["both_count"])
            for r in inputs.behind
        ),
        currency=inputs.currency,
    )  # fmt: skip
    return Section("behind", msg("End customers behind distributors"), (table,))


def _mending() -> Section:
    texts = (
        msg(
            "Same firm: one legal person has two numbers. Join them: clientela link B A --kind legal, or the page Doubles."
        ),
        msg("Same place: two firms at one delivery point. They stay two customers, except in runs by place."),
        msg(
            "Same group: firms with one owner. They stay customers of their own, and the group shows their sum."
        ),
        msg("Behind a distributor: the end customer buys from the distributor. Nothing is added up."),
        msg("Different firms: say so once, and the pair is not asked about again."),
        msg(
            "A link is taken back with clientela unlink, or on the page Links; the next run gives the earlier figures back."
        ),
    )
    return Section("mending", msg("How to mend"), tuple(Text(text) for text in texts))


def build_identity(inputs: IdentityInputs) -> Document:
    """Put the report together.

    Formula: revenue at stake of a double = revenue of the last 12 months of its customers but the one that would stay.
    """
    sections = [_overview(inputs)]
    if inputs.joined:
        sections.append(_joined(inputs))
    if inputs.groups:
        sections.append(_groups(inputs))
    if inputs.doubles:
        sections.append(_doubles(inputs))
    sections.append(_contradictions(inputs))
    if inputs.behind:
        sections.append(_behind(inputs))
    sections.append(_mending())
    subtitle = msg("As of {day}", day=inputs.as_of)
    for more in (inputs.structure, inputs.scope_name):
        if more:
            subtitle = msg("{what} · {more}", what=subtitle, more=more)
    return Document(
        name="identity",
        title=msg("Who the customers are"),
        subtitle=subtitle,
        company=inputs.company,
        sections=tuple(sections),
        footer=msg("Run {run}. Numbers are joined by links, never merged; every link can be taken back.", run=inputs.run_id),
        currency=inputs.currency,
    )  # fmt: skip
