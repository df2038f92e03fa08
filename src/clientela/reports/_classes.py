"""ABC, pyramid and lifecycle in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import (
    Block,
    Column,
    Curve,
    Kpi,
    Kpis,
    Note,
    Pyramid,
    PyramidLayer,
    Section,
    Series,
    Table,
    Text,
)
from clientela.classes.pyramid import BASES, LAYERS
from clientela.reports._segments import near_lines
from clientela.reports._words import NO_CLASS, label, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_LAYER_NAMES = dict(LAYERS)
_SCHEMES = (
    ("abc_value_class", msg("by revenue")),
    ("abc_count_class", msg("by number of customers")),
    ("abc_margin_class", msg("by margin")),
    ("abc_orders_class", msg("by orders")),
    ("abc_value_held_class", msg("by revenue, held")),
    ("abc_double_class", msg("by count, with a positive margin")),
    ("abc_breaks_class", msg("by natural breaks of revenue")),
)
_PARTLY = ("abc_margin_class", "abc_double_class")
"""Classes that some active customers lack for want of a margin."""
_PYRAMID_UNITS = {
    "revenue": "money", "orders": "count", "families": "count", "margin": "money", "contribution": "money",
}  # fmt: skip


def _abc_table(inputs: Inputs) -> Table:
    rows: list[tuple[Any, ...]] = []
    for scheme, title in _SCHEMES:
        own = [r for r in inputs.tables["abc_table"] if r["scheme"] == scheme]
        if not any(r["class_code"] for r in own):
            continue
        revenue = total(own, "revenue_12m_amount")
        for r in sorted(own, key=lambda r: r["class_code"] or "~"):
            if r["class_code"] is None and scheme not in _PARTLY and not r["revenue_12m_amount"]:
                continue
            name = r["class_code"] or msg("without a class")
            rows.append(
                (
                    title,
                    name,
                    r["customers_count"],
                    r["revenue_12m_amount"],
                    share(r["revenue_12m_amount"], revenue),
                    r["margin_known_12m_amount"],
                    r["orders_12m_count"],
                )
            )
    return Table(
        name="abc_table",
        title=msg("Classes and what they bring"),
        columns=(
            Column("scheme", msg("Scheme"), "text"),
            Column("class_code", msg("Class"), "class"),
            Column("customers_count", msg("Customers"), "count"),
            Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
            Column("revenue_share", msg("Share of revenue"), "share"),
            Column("margin_known_12m_amount", msg("Margin, known part"), "money"),
            Column("orders_12m_count", msg("Orders"), "count"),
        ),
        rows=tuple(rows),
        note=_margin_note(inputs),
        currency=inputs.currency,
    )


def _margin_note(inputs: Inputs) -> Message | None:
    """Say whom the classes and the pyramid by margin leave out."""
    known, active = inputs.one("pareto_limits")["margin_known_count"], inputs.one("totals")["active_count"]
    if not known or known == active:
        return None
    return msg(
        "By margin: only the {known} of {active} active customers whose every line has a cost, known or estimated; the others are left out, not zero.",
        known=known,
        active=active,
    )


def _curve(inputs: Inputs) -> Curve:
    points = inputs.tables["pareto_curve"]
    c = inputs.one("concentration")
    mark = (
        (
            (
                0.2,
                c["top_20_share"],
                msg("best fifth of customers: {share}", share=Amount(c["top_20_share"], "share")),
            ),
        )
        if c["top_20_share"]
        else ()
    )
    return Curve(
        name="pareto_curve",
        title=msg("How few customers bring how much"),
        x_title=msg("Share of customers"),
        y_title=msg("Share of revenue"),
        x=(0.0, *(float(p["customers_share"]) for p in points)),
        series=(
            Series(
                "pareto_share",
                msg("Pareto curve (largest first)"),
                (0.0, *(float(p["pareto_share"]) for p in points)),
                "share",
                "area",
            ),
            Series(
                "lorenz_share",
                msg("Lorenz curve (smallest first)"),
                (0.0, *(float(p["lorenz_share"]) for p in points)),
                "share",
            ),
        ),
        marks=mark,
    )


def _limits(inputs: Inputs) -> list[Block]:
    """What the list does not see, on this company's own data (row S0-03)."""
    x, t = inputs.one("pareto_limits"), inputs.one("totals")
    both = Amount(share(x["moved_count"], x["both_years_count"]), "share")
    found: list[Message] = [
        msg("It looks back: {count} of {all} class A customers are late, sleeping or lost; they stand for {amount} of the last 12 months.",
            count=x["class_a_leaving_count"], all=x["class_a_count"], amount=money(x["class_a_leaving_amount"], inputs.currency)),
        msg("It wavers: {share} of the customers that bought in both years changed class ({moved} of {all}); {near} stand within two points of a line.",
            share=both, moved=x["moved_count"], all=x["both_years_count"], near=x["near_line_count"]),
        msg("It is blind to direction: {count} class A customers buy at least a quarter less than a year ago, {growing} class C customers grow.",
            count=x["class_a_falling_count"], growing=x["class_c_growing_count"]),
    ]  # fmt: skip
    if x["margin_known_count"]:
        found.append(
            msg("Revenue is not margin: {count} of {all} customers with known margin are in another class by margin; {loss} class A customers lose money.",
                count=x["margin_mismatch_count"], all=x["margin_known_count"], loss=x["class_a_loss_count"])
        )  # fmt: skip
    elif t["active_count"]:
        found.append(msg("It cannot see margin here: no customer's lines all carry a cost."))
    good = msg(
        "Strengths: objective, cheap, quick, comparable between periods. Limits, counted on your data:"
    )
    return [Text(good), *(Note("info", sentence) for sentence in found)]


def _movers(inputs: Inputs) -> Table:
    from clientela.analyses.class_tables import abc_movers  # noqa: PLC0415 - only its words are needed, here

    reasons = dict(next(f.codes for f in abc_movers.fields if f.name == "reason_code"))
    return Table(
        name="abc_movers",
        title=msg("Who changed class, and why"),
        columns=(
            Column("customer_id", msg("Number"), "text"),
            Column("customer_name", msg("Customer"), "text"),
            Column("from_class", msg("A year ago"), "class"),
            Column("to_class", msg("Now"), "class"),
            Column("revenue_prior_12m_amount", msg("12 months before"), "money"),
            Column("revenue_12m_amount", msg("Last 12 months"), "money"),
            Column("revenue_change_amount", msg("Change"), "money"),
            Column("reason_code", msg("Why"), "text"),
        ),
        rows=tuple(
            (
                m["customer_id"],
                m["customer_name"],
                m["from_class"],
                m["to_class"],
                m["revenue_prior_12m_amount"],
                m["revenue_12m_amount"],
                m["revenue_change_amount"],
                reasons[m["reason_code"]],
            )
            for m in inputs.tables["abc_movers"]
        ),
        currency=inputs.currency,
        limit=20,
    )


def abc_section(inputs: Inputs) -> Section:
    """Pareto: the classes, the curve, concentration, limits and moves."""
    c, settings = inputs.one("concentration"), inputs.settings.concentration
    figures = Kpis("concentration", (
        Kpi("gini_index", msg("Gini index"), c["gini_index"], "number", msg("0 all equal, 1 one buys all")),
        Kpi("hhi_index", msg("Herfindahl index"), c["hhi_index"], "number", msg("alert above {limit}", limit=Amount(settings.hhi_alert, "number"))),
        Kpi("effective_number", msg("Effective number of customers"), c["effective_number"], "number", msg("equal customers that would be as concentrated")),
        Kpi("top_20_share", msg("Share of the best fifth of customers"), c["top_20_share"], "share"),
        Kpi("largest_share", msg("Share of the largest customer"), c["largest_share"], "share"),
        Kpi("largest_5_share", msg("Share of the five largest"), c["largest_5_share"], "share"),
        Kpi("largest_10_share", msg("Share of the ten largest"), c["largest_10_share"], "share"),
    ))  # fmt: skip
    blocks: list[Block] = [_curve(inputs), _abc_table(inputs), figures]
    if c["largest_share"] is not None and (
        c["largest_share"] > settings.largest_share_alert or c["hhi_index"] > settings.hhi_alert
    ):
        blocks.append(
            Note(
                "warning",
                msg(
                    "The business depends on few: the largest customer brings {share}.",
                    share=Amount(c["largest_share"], "share"),
                ),
            )
        )
    if c["left_out_count"]:
        blocks.append(
            Note(
                "info",
                msg(
                    "{count} active customers without positive revenue are left out of the curves.",
                    count=c["left_out_count"],
                ),
            )
        )
    near = near_lines(inputs)
    blocks += [*_limits(inputs), *([near] if near else []), _movers(inputs)]
    a = next(
        (
            r
            for r in inputs.tables["abc_table"]
            if r["scheme"] == "abc_value_class" and r["class_code"] == "A"
        ),
        None,
    )
    lead = None
    if a:
        lead = msg(
            "{count} customers in class A bring {share} of revenue.",
            count=Amount(a["customers_count"], "count"),
            share=Amount(share(a["revenue_12m_amount"], inputs.one("totals")["revenue_12m_amount"]), "share"),
        )
    return Section("abc", msg("Pareto and ABC"), tuple(blocks), lead)


def pyramid_section(inputs: Inputs) -> Section:
    """The pyramid by each variable, and who moved between its layers."""
    blocks: list[Block] = []
    order = list(_LAYER_NAMES)
    for basis, _, title in BASES[:-1]:
        rows = sorted(
            (r for r in inputs.tables["pyramid_table"] if r["basis"] == basis),
            key=lambda r: order.index(r["layer"]),
        )
        whole = total(rows, "value")
        if not rows or not whole:
            continue
        unit = _PYRAMID_UNITS[basis]
        # Money comes from the store in 1/10,000; the mixed column `value` is not declared as money.
        layers = tuple(
            PyramidLayer(
                r["layer"],
                _LAYER_NAMES[r["layer"]],
                r["customers_count"],
                r["value"],
                share(r["value"], whole),
            )
            for r in rows
        )
        blocks.append(
            Pyramid(
                f"pyramid_{basis}",
                msg("Pyramid: {variable}", variable=title),
                layers,
                title,
                "money" if unit == "money" else "count",
                note=_margin_note(inputs) if basis == "margin" else None,
                currency=inputs.currency if unit == "money" else None,
            )
        )
    moves = inputs.tables["pyramid_moves"]
    names = [*order, None]

    def cell(start: str | None, end: str | None) -> int:
        return sum(r["customers_count"] for r in moves if r["from_layer"] == start and r["to_layer"] == end)

    blocks.append(
        Table(
            name="pyramid_moves",
            title=msg("Moves between the layers in a year (customers)"),
            columns=(
                Column("from_layer", msg("A year ago"), "text"),
                *(Column(str(n), _LAYER_NAMES[n] if n else NO_CLASS, "count") for n in names),
            ),
            rows=tuple(
                (label(start, _LAYER_NAMES, NO_CLASS), *(cell(start, end) for end in names))
                for start in names
            ),
            note=msg("Read a row from left to right: where the customers of that layer are now."),
        )
    )
    top = next(
        (r for r in inputs.tables["pyramid_table"] if r["basis"] == "revenue" and r["layer"] == "top"), None
    )
    lead = None
    if top:
        lead = msg(
            "The top layer, {count} customers, brings {share} of revenue.",
            count=top["customers_count"],
            share=Amount(
                share(top["revenue_12m_amount"], inputs.one("totals")["revenue_12m_amount"]), "share"
            ),
        )
    return Section("pyramid", msg("Pyramid"), tuple(blocks), lead)
