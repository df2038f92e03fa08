"""What a list of customers, or their yearly turnover, already says: the answer page before the first invoice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import (
    Block,
    Column,
    Curve,
    Document,
    Kpi,
    Kpis,
    Pyramid,
    PyramidLayer,
    Section,
    Series,
    Table,
    Text,
)
from clientela.classes.pyramid import LAYERS
from clientela.reports._words import NOT_STATED, change, share, total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from clientela.base.declare import Finding
    from clientela.reports._levels import Level

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FirstInputs:
    """What is known without a single document. Money in currency units."""

    company: str
    currency: str
    as_of: date
    customers_count: int
    composition: Sequence[tuple[Message, Sequence[tuple[str | None, int]]]]
    """(attribute, (value, customers)), the most frequent first."""
    completeness: Sequence[tuple[Message, int]]
    """(field of the list, customers that have it)."""
    doubles: Sequence[Finding]
    year: int | None
    """The last year with turnover; None without any."""
    ranked: Sequence[Row]
    """One row per customer with turnover in that year or the one before: id, name, values, class, layer; largest first."""
    curve: Sequence[Row]
    concentration: Row
    levels: Sequence[Level]


def _turnover_table(inputs: FirstInputs) -> Table:
    return Table(
        "turnover",
        msg("Customers by turnover"),
        (
            Column("customer_id", msg("Customer number"), "text"),
            Column("customer_name", msg("Customer")),
            Column("revenue", msg("Turnover of {year}", year=str(inputs.year)), "money"),
            Column("prior", msg("Turnover of {year}", year=str((inputs.year or 0) - 1)), "money"),
            Column("change", msg("Change"), "share"),
            Column("abc_value_class", msg("ABC by turnover"), "class"),
            Column("layer", msg("Pyramid layer")),
        ),
        tuple(
            (
                r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["revenue_prior_12m_amount"],
                change(r["revenue_12m_amount"], r["revenue_prior_12m_amount"]), r["abc_value_class"],
                dict(LAYERS).get(r["pyramid_revenue_layer"] or "", None),
            )
            for r in inputs.ranked
        ),
        currency=inputs.currency,
        limit=50,
        note=msg("A customer without turnover in a year has a dash: not stated is not zero."),
    )  # fmt: skip


def _class_rows(inputs: FirstInputs) -> tuple[tuple[Any, ...], ...]:
    whole = total(list(inputs.ranked), "revenue_12m_amount")
    rows = []
    for code in ("A", "B", "C"):
        own = [r for r in inputs.ranked if r["abc_value_class"] == code]
        value = total(own, "revenue_12m_amount")
        rows.append((code, len(own), value, share(value, whole)))
    return tuple(rows)


def _pyramid(inputs: FirstInputs) -> Pyramid:
    whole = total(list(inputs.ranked), "revenue_12m_amount")
    layers = []
    for code, title in LAYERS:
        own = [r for r in inputs.ranked if r["pyramid_revenue_layer"] == code]
        value = total(own, "revenue_12m_amount")
        layers.append(PyramidLayer(code, title, len(own), value, share(value, whole)))
    return Pyramid(
        "pyramid", msg("Pyramid by turnover"), tuple(layers), msg("Turnover"), currency=inputs.currency
    )


def _curve(inputs: FirstInputs) -> Curve:
    return Curve(
        "pareto_curve",
        msg("How few customers bring how much"),
        msg("Share of customers"),
        msg("Share of turnover"),
        (0.0, *(float(p["customers_share"]) for p in inputs.curve)),
        (
            Series(
                "pareto_share",
                msg("Pareto curve (largest first)"),
                (0.0, *(float(p["pareto_share"]) for p in inputs.curve)),
                "share",
                "area",
            ),
        ),
    )


def _turnover_section(inputs: FirstInputs) -> Section:
    c = inputs.concentration
    classes = Table(
        "abc",
        msg("Classes and what they bring"),
        (
            Column("class", msg("Class"), "class"),
            Column("customers", msg("Customers"), "count"),
            Column("turnover", msg("Turnover"), "money"),
            Column("share", msg("Share of turnover"), "share"),
        ),
        _class_rows(inputs),
        currency=inputs.currency,
    )
    figures = Kpis(
        "concentration",
        (
            Kpi(
                "gini_index", msg("Gini index"), c["gini_index"], "number", msg("0 all equal, 1 one buys all")
            ),
            Kpi("hhi_index", msg("Herfindahl index"), c["hhi_index"], "number"),
            Kpi("largest_share", msg("Share of the largest customer"), c["largest_share"], "share"),
            Kpi("top_20_share", msg("Share of the best fifth of customers"), c["top_20_share"], "share"),
        ),
    )
    a = _class_rows(inputs)[0]
    lead = nmsg(
        "{count} customer brings {share} of the turnover of {year}.",
        "{count} customers bring {share} of the turnover of {year}.",
        a[1], share=Amount(a[3], "share"), year=str(inputs.year),
    )  # fmt: skip
    blocks: tuple[Block, ...] = (_curve(inputs), classes, _pyramid(inputs), figures, _turnover_table(inputs))
    return Section("turnover", msg("Which customers matter"), blocks, lead)


def _list_section(inputs: FirstInputs) -> Section:
    blocks: list[Block] = []
    for attribute, values in inputs.composition:
        rows = tuple(
            (NOT_STATED if value is None else value, count, count / inputs.customers_count)
            for value, count in values
        )
        blocks.append(
            Table(
                f"by_{len(blocks)}",
                msg("Customers by {attribute}", attribute=attribute),
                (
                    Column("value", attribute),
                    Column("customers", msg("Customers"), "count"),
                    Column("share", msg("Share"), "share"),
                ),
                rows,
                limit=12,
            )
        )
    blocks.append(
        Table(
            "completeness",
            msg("How complete the list is"),
            (
                Column("field", msg("Field")),
                Column("customers", msg("Customers with it"), "count"),
                Column("share", msg("Share"), "share"),
            ),
            tuple((title, count, count / inputs.customers_count) for title, count in inputs.completeness),
        )
    )
    for finding in inputs.doubles:
        blocks += [
            Text(msg("{finding}. {remedy}", finding=finding.check.title, remedy=finding.check.remedy)),
            Table(
                finding.check.name,
                finding.check.title,
                (Column("subject", msg("Customers")),),
                tuple((s.subject,) for s in finding.examples),
            ),
        ]
    lead = nmsg("{count} customer in the list.", "{count} customers in the list.", inputs.customers_count)
    return Section("list", msg("Who the customers are"), tuple(blocks), lead)


def levels_section(levels: Sequence[Level]) -> Section:
    """Say which methods the data allow, and what one more file would bring."""
    table = Table(
        "levels",
        msg("What the data allow"),
        (
            Column("level", msg("Level"), "count"),
            Column("data", msg("Data")),
            Column("have", msg("There")),
            Column("alive", msg("What works with it")),
        ),
        tuple(
            (level.number, level.data, msg("yes") if level.is_there else msg("no"), level.alive)
            for level in levels
        ),
    )
    missing = [level for level in levels if not level.is_there]
    lead = msg("One more file would bring: {gain}", gain=missing[0].alive) if missing else None
    return Section("levels", msg("What one more file would bring"), (table,), lead)


def build_first_answers(inputs: FirstInputs) -> Document:
    """Put the answer page together: turnover first if there is any, then the list, then what is missing."""
    sections = []
    if inputs.year is not None:
        sections.append(_turnover_section(inputs))
    if inputs.customers_count:
        sections.append(_list_section(inputs))
    sections.append(levels_section(inputs.levels))
    return Document(
        name="first_answers",
        title=msg("First answers"),
        subtitle=msg("As of {day}", day=inputs.as_of),
        company=inputs.company,
        sections=tuple(sections),
        footer=msg("There are no sales lines yet: nothing here rests on documents."),
        currency=inputs.currency,
    )
