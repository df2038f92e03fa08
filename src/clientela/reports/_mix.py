"""The marketing mix by category and by customer, and what holds class B back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.mix_sheet import CATEGORIES
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table
from clientela.classes._states import STATES as LIFE
from clientela.economics.customer_mix import ELEMENTS, TITLES, customer_mix
from clientela.economics.engagement import ITEMS, PLAYS
from clientela.economics.profitability_cells import CELLS
from clientela.reports._words import NOT_STATED, Row, label, money
from clientela.tables._customer_types import TYPE_TITLES

if TYPE_CHECKING:
    from clientela.base.units import Unit
    from clientela.reports._inputs import Inputs

TABLES = ("mix_sheet", "mix_customers", "engagement_items", "engagement_plays")
_CODES = {name: dict(codes) for name, codes in ELEMENTS}
_PARTS: dict[str, dict[str, Message]] = {
    "profit_cell_class": dict(CELLS),
    "customer_type": dict(TYPE_TITLES),
    "lifecycle_state": dict(LIFE),
}
_FIRST = dict(next(f for f in customer_mix.fields if f.name == "mix_first_class").codes)
_ITEMS, _PLAYS = dict(ITEMS), dict(PLAYS)
_SHOWN = 20


def _suggested(row: Row, name: str) -> Message:
    """Say what most customers of a category are suggested, and of how many."""
    code = row[f"mix_{name}_class"]
    if code == "unknown":
        return _CODES[name]["unknown"]
    return msg(
        "{what} ({count} of {all})",
        what=_CODES[name][code],
        count=row[f"mix_{name}_count"],
        all=row["customers_count"],
    )


def _sheets(inputs: Inputs) -> list[Block]:
    blocks: list[Block] = []
    for dimension, title, _ in CATEGORIES:
        rows = [r for r in inputs.tables["mix_sheet"] if r["dimension"] == dimension]
        if sum(r["part"] is not None for r in rows) < 2:  # noqa: PLR2004 - one part tells no difference
            continue
        rows.sort(
            key=lambda r: (
                r["part"] is None,
                str(r["part"]) if dimension == "abc_value_class" else -r["revenue_12m_amount"],
            )
        )
        names = [label(r["part"], _PARTS.get(dimension, {}), NOT_STATED) for r in rows]
        figures = (
            Column("customers_count", msg("Customers"), "count"), Column("missing_families_mean", msg("Families missing, mean"), "number", digits=1), Column("families_lost_count", msg("Families lost"), "count"),
            Column("price_index", msg("Price index"), "number"), Column("discount_share", msg("Discount"), "share"), Column("discount_leak_amount", msg("Discount leak"), "money"),
            Column("otif_share", msg("On time and in full"), "share"), Column("order_mean_amount", msg("Mean order"), "money"), Column("contacts_mean", msg("Contacts"), "number", digits=1),
            Column("serve_share", msg("Cost-to-serve"), "share"),
        )  # fmt: skip
        blocks += [
            Table(
                f"mix_{dimension}", msg("Marketing mix by: {dimension}", dimension=title), (Column("part", title, "text"), *figures),
                tuple((name, *(r[c.name] for c in figures)) for name, r in zip(names, rows, strict=True)), currency=inputs.currency, limit=12,
            ),
            Table(
                f"mix_{dimension}_what", msg("What the data suggest, by: {dimension}", dimension=title),
                (Column("part", title, "text"), *(Column(f"mix_{n}", t, "text") for n, t in TITLES.items())),
                tuple((name, *(_suggested(r, n) for n, _ in ELEMENTS)) for name, r in zip(names, rows, strict=True)),
                msg("The suggestion that most customers of the category carry. The sheets of the customers below say it one by one."), limit=12,
            ),
        ]  # fmt: skip
    return blocks


def _customers(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["mix_customers"]
    if not rows:
        return []
    return [
        Table(
            "mix_customers",
            msg("The mix of each customer: where most money lies first"),
            (
                Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("abc_value_class", msg("ABC"), "class"), Column("revenue_12m_amount", msg("Revenue"), "money"),
                Column("mix_product", msg("Product"), "text"), Column("mix_price", msg("Price"), "text"), Column("mix_place", msg("Place"), "text"), Column("mix_promotion", msg("Promotion"), "text"),
                Column("mix_first", msg("Most money in"), "text"), Column("mix_first_amount", msg("Money it is about"), "money"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], r["abc_value_class"], r["revenue_12m_amount"], *(_CODES[n][r[f"mix_{n}_class"]] for n, _ in ELEMENTS), label(r["mix_first_class"], _FIRST, msg("—")), r["mix_first_amount"])
                for r in rows
            ),
            msg("Money is a measure of room: what is given away beyond the corridor or below reference prices in a year, or the margin of families that similar customers buy. It is no forecast."),
            currency=inputs.currency,
            limit=_SHOWN,
        )
    ]  # fmt: skip


def _reason(row: Row) -> Message:
    """Say the value of the weakest item and what would be in order."""
    value, norm = row["weakest_value"], row["weakest_norm"]
    item = row["weakest_item_class"]
    if item == "contact" and value is None:
        return msg(
            "no contact in two years, {norm} days would be in order", norm=Amount(norm, "number", digits=0)
        )
    unit: Unit = "share" if item in ("service", "breadth") else "number"
    said = {
        name: Amount(v, unit, digits=0 if unit == "number" else 1)
        for name, v in (("value", value), ("norm", norm))
    }
    if item in ("contact", "complaint"):
        return msg("{value} days, {norm} would be in order", **said)
    return msg("{value}, {norm} would be in order", **said)


def _plays(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["engagement_items"]
    if not rows:
        return []
    blocks: list[Block] = [
        Table(
            "engagement_items",
            msg("What holds customers back, by class"),
            (Column("abc_part", msg("Class"), "text"), Column("item", msg("Weakest item"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("mean_score", msg("Mean score, 0 to 1"), "number")),
            tuple((r["abc_part"], label(r["weakest_item_class"], _ITEMS, msg("all that is known is in order")), r["customers_count"], r["revenue_12m_amount"], r["mean_score"]) for r in rows),
            currency=inputs.currency,
            limit=18,
        )
    ]  # fmt: skip
    plays = inputs.tables["engagement_plays"]
    if plays:
        told = tuple(
            (r["customer_id"], r["customer_name"], r["revenue_12m_amount"], _ITEMS[r["weakest_item_class"]], _reason(r), _play(r), r["engagement_known_count"])
            for r in plays
        )  # fmt: skip
        blocks.append(
            Table(
                "engagement_plays", msg("Class B: what would bring more engagement"),
                (
                    Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("item", msg("Weakest item"), "text"),
                    Column("reason", msg("Why"), "text"), Column("play", msg("What to do"), "text"), Column("engagement_known_count", msg("Items known of six"), "count"),
                ),
                told, msg("The weakest of what is known; of what nobody wrote down nothing is said."), currency=inputs.currency, limit=_SHOWN,
            )
        )  # fmt: skip
    return blocks


def _play(row: Row) -> Message:
    if row["weakest_item_class"] == "breadth" and row["missing_family"]:
        return msg("{play}: {family}", play=_PLAYS["breadth"], family=row["missing_family"])
    return _PLAYS[row["weakest_item_class"]]


def mix_section(inputs: Inputs) -> Section | None:
    """The four elements by category and customer, and the plays for class B; None without an active customer."""
    rows = inputs.tables["mix_customers"]
    if not rows:
        return None
    priced = [r for r in rows if r["mix_first_class"] == "price"]
    lead = nmsg(
        "For {count} customer the price is where most money lies: {amount} a year below what others pay or beyond the corridor.",
        "For {count} customers the price is where most money lies: {amount} a year below what others pay or beyond the corridor.",
        len(priced), amount=money(sum(r["mix_first_amount"] for r in priced), inputs.currency),
    ) if priced else None  # fmt: skip
    return Section(
        "mix", msg("The marketing mix"), (*_sheets(inputs), *_customers(inputs), *_plays(inputs)), lead
    )
