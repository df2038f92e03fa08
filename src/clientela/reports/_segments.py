"""How customers buy (ABC/XYZ, RFM), and the segments and groups they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.cluster_profiles import CATEGORIES, LEAST_FIT, NUMBERS, TYPE_NAMES, VERDICTS
from clientela.base.class_settings import REST
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.classes.market_mix import DIMENSIONS
from clientela.classes.rfm import GROUPS
from clientela.classes.xyz import CELLS
from clientela.reports._words import NOT_STATED, Row, change, label, share, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs

_NO_CLASS = msg("without a class")
_NEAR_SHOWN = 20
_TRAITS_SHOWN = 3
_VERDICT_NAMES = dict(VERDICTS)
_USES = {
    "AX": msg("contract, automatic orders, agreed level of service"),
    "AZ": msg("forecast together, follow the projects"),
    "CX": msg("automate"),
    "CZ": msg("minimum order, web shop"),
}
_MONEY_COLUMNS = (
    Column("customers_count", msg("Customers"), "count"),
    Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    Column("revenue_share", msg("Share of revenue"), "share"),
    Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
    Column("margin_known_12m_amount", msg("Margin, known part"), "money"),
)


def _figures(row: Row, revenue: Any) -> tuple[Any, ...]:
    return (
        row["customers_count"],
        row["revenue_12m_amount"],
        share(row["revenue_12m_amount"], revenue),
        row["revenue_prior_12m_amount"],
        row["margin_known_12m_amount"],
    )


def _sums(rows: list[Row]) -> tuple[Any, ...]:
    names = ("customers_count", "revenue_12m_amount", "revenue_prior_12m_amount", "margin_known_12m_amount")
    customers, revenue, before, margin = (total(rows, name) for name in names)
    return customers, revenue, share(revenue, revenue), before, margin


def _counted(
    inputs: Inputs,
    name: str,
    title: Message,
    *,
    column: str,
    head: Message,
    told: Sequence[tuple[str, Any, Any]],
    more: Message,
) -> Table:
    """Return a table of classes in the order of `told` (code, name, what stands in the last column), the rest and the sum at the end."""
    rows = inputs.tables[name]
    revenue = total(rows, "revenue_12m_amount")
    by_code = {row[column]: row for row in rows}
    shown = [(text, last, by_code[code]) for code, text, last in told if code in by_code]
    if None in by_code:
        shown.append((_NO_CLASS, "", by_code[None]))
    return Table(
        name=name,
        title=title,
        columns=(Column(column, head, "text"), *_MONEY_COLUMNS, Column("told", more, "text")),
        rows=tuple((text, *_figures(row, revenue), last) for text, last, row in shown),
        total=(msg("Total"), *_sums(rows), None),
        currency=inputs.currency,
    )


def near_lines(inputs: Inputs) -> Table | None:
    """List the customers near a line of ABC, the least sure class first."""
    rows = [c for c in inputs.customers if c.get("abc_holds_share") is not None]
    if not rows:
        return None
    rows.sort(key=lambda c: (c["abc_holds_share"], -c["revenue_12m_amount"], str(c["customer_id"])))
    return Table(
        name="abc_near_lines",
        title=msg("Customers near a class line"),
        columns=(
            Column("customer_id", msg("Number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("abc_value_class", msg("ABC"), "class"),
            Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
            Column("abc_holds_share", msg("How often the class holds"), "share"),
        ),
        rows=tuple(
            (c["customer_id"], c["customer_name"], c["abc_value_class"], c["revenue_12m_amount"], c["abc_holds_share"])
            for c in rows
        ),
        note=msg("The months of the year drawn again, with replacement: the share of draws in which the customer has the same class."),
        currency=inputs.currency,
        limit=_NEAR_SHOWN,
    )  # fmt: skip


def behaviour_section(inputs: Inputs) -> Section | None:
    """How evenly and how recently customers buy; None when neither can be said."""
    blocks: list[Block] = []
    grid = inputs.tables["abc_xyz_table"]
    if any(row["abc_xyz_class"] for row in grid):
        told: list[tuple[str, Any, Any]] = [(code, code, _USES.get(code, "")) for code, _ in CELLS]
        blocks.append(
            _counted(
                inputs, "abc_xyz_table", msg("ABC/XYZ: value and regularity"), column="abc_xyz_class", head=msg("Class"), told=told, more=msg("Usual policy")
            )
        )  # fmt: skip
        blocks.append(
            Note("info", msg("The first letter is the class by revenue, the second how evenly the customer buys: X evenly, Y unevenly, Z irregularly."))
        )  # fmt: skip
        blocks.append(
            Note("info", msg("Project customers are irregular by nature: Z says nothing against them, only that stock and visits cannot follow a rhythm."))
        )  # fmt: skip
    groups = inputs.tables["rfm_table"]
    if any(row["rfm_group"] for row in groups):
        told = [(g.code, g.title, g.rule) for g in GROUPS]
        blocks.append(
            _counted(
                inputs, "rfm_table", msg("RFM: recency, frequency, money"), column="rfm_group", head=msg("Group"), told=told, more=msg("Scores")
            )
        )  # fmt: skip
        rules = inputs.settings.rfm
        own = rules.recency_days_cuts or rules.orders_cuts or rules.revenue_cuts
        blocks.append(
            Note(
                "info",
                msg("Scores by the limits of your settings, by fifths of the active customers where there are none; 5 is best.")
                if own
                else msg("Scores by fifths of the active customers; 5 is best, and equal values share the better score."),
            )
        )  # fmt: skip
    if not blocks:
        return None
    return Section("behaviour", msg("How customers buy"), tuple(blocks))


def _types(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["customer_types"]
    if not any(row["customer_type"] for row in rows):
        return []
    rows = sorted(rows, key=lambda r: (r["customer_type"] is None, -r["revenue_12m_amount"]))
    revenue = total(rows, "revenue_12m_amount")
    table = Table(
        name="customer_types",
        title=msg("Composition by customer type"),
        columns=(
            Column("customer_type", msg("Customer type"), "text"),
            Column("active_count", msg("Active customers"), "count"),
            *_MONEY_COLUMNS,
            Column("revenue_change_share", msg("Change"), "share"),
        ),
        rows=tuple(
            (label(r["customer_type"], TYPE_NAMES), r["active_count"], *_figures(r, revenue), r["revenue_change_share"])
            for r in rows
        ),
        total=(
            msg("Total"), total(rows, "active_count"), *_sums(rows), change(revenue, total(rows, "revenue_prior_12m_amount")),
        ),
        currency=inputs.currency,
    )  # fmt: skip
    return [table]


def _market(inputs: Inputs) -> list[Block]:
    blocks: list[Block] = []
    for dimension, title in DIMENSIONS:
        rows = [r for r in inputs.tables["market_mix"] if r["dimension"] == dimension]
        rows.sort(key=lambda r: (-r["revenue_12m_amount"], str(r["part"])))
        if all(r["customers_index"] is None and r["revenue_index"] is None for r in rows):
            continue  # none of our parts is one of the market's
        names = TYPE_NAMES if dimension == "customer_type" else {}
        blocks.append(
            Table(
                name=f"market_mix_{dimension}",
                title=msg("Our mix and the market: {dimension}", dimension=title),
                columns=(
                    Column("part", title, "text"),
                    Column("active_count", msg("Active customers"), "count"),
                    Column("market_customers_count", msg("Customers in the market"), "count"),
                    Column("customers_index", msg("Representation by customers"), "number"),
                    Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
                    Column("market_amount", msg("Size of the market"), "money"),
                    Column("revenue_index", msg("Representation by revenue"), "number"),
                ),
                rows=tuple(
                    (
                        label(r["part"], names), r["active_count"], r["market_customers_count"], r["customers_index"],
                        r["revenue_12m_amount"], r["market_amount"], r["revenue_index"],
                    )
                    for r in rows
                ),
                total=(
                    msg("Total"), total(rows, "active_count"), total(rows, "market_customers_count"), None,
                    total(rows, "revenue_12m_amount"), total(rows, "market_amount"), None,
                ),
                note=msg("1 is as in the market; above 1 we have more of this part than the market, below 1 less. Customers whose part nobody stated are not in it."),
                currency=inputs.currency,
            )
        )  # fmt: skip
    return blocks


def _rules(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["segment_sizes"]
    if not rows:
        return []
    order = {name: place for place, (name, _) in enumerate(inputs.settings.segment_rules)}

    def place(row: Row) -> tuple[int, int]:
        name, left_open = row["rule_segment"], row["rule_segment_open"]
        return (1, order.get(left_open, 0)) if name is None else (0, order.get(name, len(order)))

    def name_of(row: Row) -> Message | str:
        if row["rule_segment"] is None:
            return msg("undetermined: a value is missing for the rule {name}", name=row["rule_segment_open"])
        return msg("the rest") if row["rule_segment"] == REST else str(row["rule_segment"])

    rows = sorted(rows, key=place)
    revenue = total(rows, "revenue_12m_amount")
    table = Table(
        name="segment_sizes",
        title=msg("Segments by your rules"),
        columns=(
            Column("rule_segment", msg("Segment"), "text"),
            Column("active_count", msg("Active customers"), "count"),
            *_MONEY_COLUMNS,
        ),
        rows=tuple((name_of(r), r["active_count"], *_figures(r, revenue)) for r in rows),
        total=(msg("Total"), total(rows, "active_count"), *_sums(rows)),
        note=msg(
            "The first rule that holds gives the segment. Customers of the list without a document count too."
        ),
        currency=inputs.currency,
    )
    return [table]


def _trait(row: Row, currency: str) -> Message:
    """Say what is typical of a group on one variable."""
    for name, title, unit, _ in NUMBERS:
        if name == row["variable"]:
            own, base = (
                Amount(row[column], unit, currency if unit == "money" else None)  # type: ignore[arg-type]  # units of a tuple of ours
                for column in ("typical_number", "base_number")
            )
            return msg("{variable}: {own} (all: {base})", variable=title, own=own, base=base)
    part = label(row["typical_part"], TYPE_NAMES if row["variable"] == "customer_type" else {}, NOT_STATED)
    return msg(
        "{variable}: {part} for {own} (all: {base})",
        variable=dict(CATEGORIES)[row["variable"]], part=part, own=Amount(row["typical_share"], "share"), base=Amount(row["base_share"], "share"),
    )  # fmt: skip


def _clusters(inputs: Inputs) -> list[Block]:
    rows = sorted(inputs.tables["cluster_profiles"], key=lambda r: r["cluster_number"])
    settings, active = inputs.settings.clusters, inputs.one("totals")["active_count"]
    if not rows:
        if inputs.scope_name or not active or active >= settings.minimum_customers:
            return []
        return [
            Note(
                "info",
                msg("Groups of alike customers are not looked for: {count} active customers are fewer than the {least} it takes.",
                    count=active, least=settings.minimum_customers),
            )
        ]  # fmt: skip
    traits: dict[int, list[Message]] = {}
    for row in sorted(inputs.tables["cluster_traits"], key=lambda r: r["trait_rank"]):
        if row["distance_number"]:
            traits.setdefault(row["cluster_number"], []).append(_trait(row, inputs.currency))
    revenue = total(rows, "revenue_12m_amount")
    places = [msg("First"), msg("Second"), msg("Third")]
    table = Table(
        name="cluster_profiles",
        title=msg("Groups found in the data"),
        columns=(
            Column("cluster_number", msg("Group"), "id"),
            Column("customer_name", msg("Typical customer"), "text"),
            *_MONEY_COLUMNS,
            Column("cluster_stability_share", msg("Stability"), "share"),
            Column("verdict", msg("Verdict"), "text"),
        ),
        rows=tuple(
            (
                r["cluster_number"], r["customer_name"] or r["customer_id"], *_figures(r, revenue), r["cluster_stability_share"],
                label(r["verdict"], _VERDICT_NAMES),
            )
            for r in rows
        ),
        total=(msg("Total"), None, *_sums(rows), None, None),
        note=msg("Active customers grouped by likeness on what they buy and what they are."),
        currency=inputs.currency,
    )  # fmt: skip
    told = Table(
        name="cluster_traits",
        title=msg("What tells the groups apart"),
        columns=(
            Column("cluster_number", msg("Group"), "id"),
            *(Column(f"trait_{place}", title, "text") for place, title in enumerate(places, start=1)),
        ),
        rows=tuple(
            (r["cluster_number"], *[*traits.get(r["cluster_number"], []), "", "", ""][:_TRAITS_SHOWN])
            for r in rows
        ),
        note=msg(
            "What is typical of the group against what is typical of all: medians, and shares of the most frequent."
        ),
    )
    blocks: list[Block] = [table, told]
    weak = [r for r in rows if r["verdict"] == "unstable"]
    if weak:
        blocks.append(
            Note(
                "warning",
                msg("{count} of {all} groups do not come back when customers are drawn again (stability below {least}): do not act on them.",
                    count=len(weak), all=len(rows), least=Amount(settings.stability_minimum, "share", digits=0)),
            )
        )  # fmt: skip
    fit = sum(r["cluster_silhouette"] * r["customers_count"] for r in rows) / sum(
        r["customers_count"] for r in rows
    )
    if fit < LEAST_FIT:
        blocks.append(
            Note("warning", msg("The groups are hardly set apart (mean fit {fit}, below {least}): the base is one cloud rather than several groups.",
                                fit=Amount(fit, "number"), least=Amount(LEAST_FIT, "number")))
        )  # fmt: skip
    return blocks


def segments_section(inputs: Inputs) -> Section | None:
    """Types, the market, the company's rules, and groups found in the data; None when there is nothing of it."""
    blocks = [*_types(inputs), *_market(inputs), *_rules(inputs), *_clusters(inputs)]
    return Section("segments", msg("Segments and groups"), tuple(blocks)) if blocks else None
