"""What customers leave after being served: the ladder, what it rests on, the whale curve, who costs more than it brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.ladder_tables import STEPS
from clientela.analyses.strata import DIMENSIONS
from clientela.analyses.whale import BASES
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Curve, Kpi, Kpis, Note, Section, Series, Table
from clientela.economics._rungs import EVIDENCE, ITEMS, RUNGS, SERVING
from clientela.economics.repair_levers import LEVERS
from clientela.reports._movement import part_name
from clientela.reports._visit_notes import visit_notes
from clientela.reports._waterfalls import ladder_waterfall
from clientela.reports._words import label, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "contribution_ladder",
    "ladder_parts",
    "cost_evidence",
    "ladder_sensitivity",
    "whale_curve",
    "whale_summary",
    "loss_makers",
    "totals",
    "visits_left_out",
)
_RUNGS, _ITEMS, _EVIDENCE, _LEVERS, _BASES = (
    dict(RUNGS),
    dict(ITEMS),
    dict(EVIDENCE),
    dict(LEVERS),
    dict(BASES),
)
_SHOWN = ("segment_id", "customer_type", "area_id", "seller_id", "channel", "abc_value_class", "lifecycle_state")  # fmt: skip
_BRINGS = {
    "freight": msg("deliveries with their freight, or [cost_to_serve] delivery_amount"),
    "handling": msg("[cost_to_serve] order_amount and line_amount, or activities with their minutes"),
    "selling": msg("visits and [cost_to_serve] visit_hour_amount"),
    "service": msg("complaints with their cost, or [cost_to_serve] complaint_amount and return_amount"),
    "credit": msg("receivables"),
    "rebates": msg("the table of rebates"),
}


def _steps(inputs: Inputs) -> dict[str, Any]:
    found = {r["ladder_step"]: r["step_amount"] for r in inputs.tables["contribution_ladder"]}
    if found and found["revenue"] and found["revenue"] == found["unknown_goods"]:
        # customers without revenue are known to have none: that is no contribution of the company
        return {**dict.fromkeys(found), **{n: found[n] for n in ("revenue", "unknown_goods")}}
    return found


def _formulas(kept: list[tuple[str, Message, int]]) -> tuple[tuple[int, int, str], ...]:
    """Make each sum of the ladder a formula: the sum before it and what was taken off since."""
    found, since = [], 0
    for place, (_, _, sign) in enumerate(kept):
        if sign == 0:
            terms = [f"{{{since}.1}}", *(f"{{{i}.1}}" for i in range(since + 1, place))]
            found.append((place, 1, "+".join(terms)))
            since = place
    return tuple(found)


def _ladder_table(inputs: Inputs) -> Table:
    amounts = _steps(inputs)
    kept = [(name, title, sign) for name, title, _, sign in STEPS if amounts.get(name) is not None]
    kept = [k for k in kept if k[0] != "unknown_goods" or amounts["unknown_goods"]]
    net = amounts.get("net_net")
    rows = tuple(
        (title, -amounts[name] if sign < 0 else amounts[name], share(amounts[name], net))
        for name, title, sign in kept
    )
    return Table(
        "contribution_ladder",
        msg("From revenue to what is left"),
        (
            Column("ladder_step", msg("Step"), "text"),
            Column("step_amount", msg("Amount, last 12 months"), "money"),
            Column("step_share", msg("Per cent of net-net"), "share"),
        ),
        rows,
        currency=inputs.currency,
        formulas=_formulas(kept),
    )


def _missing(inputs: Inputs) -> list[Block]:
    amounts = _steps(inputs)
    missing = [name for name in ("rebates", *SERVING) if amounts.get(name) is None]
    notes: list[Block] = [
        Note(
            "unknown",
            msg(
                "{step}: nothing is known, so nothing is taken off. It would take {what}.",
                step=_RUNGS[name],
                what=_BRINGS[name],
            ),
        )
        for name in missing
    ]
    if amounts.get("unknown_goods"):
        notes.append(
            Note(
                "unknown",
                msg(
                    "{amount} of the revenue is of customers whose costs are too little known; the ladder is that of the others.",
                    amount=money(amounts["unknown_goods"], inputs.currency),
                ),
            )
        )
    taken = next(
        (r["extrapolated_amount"] for r in inputs.tables["contribution_ladder"] if r["ladder_step"] == "cm1"),
        None,
    )
    if taken:
        notes.append(
            Note(
                "info",
                msg(
                    "{amount} of contribution 1 is of lines without a cost, taken at the margin of the other lines of the same customer.",
                    amount=money(taken, inputs.currency),
                ),
            )
        )
    notes += visit_notes(inputs)
    nobody = sum(r["unassigned_amount"] for r in inputs.tables["cost_evidence"])
    if nobody:
        notes.append(
            Note(
                "info",
                msg(
                    "{amount} of cost belongs to no customer. It is not spread over the others.",
                    amount=money(nobody, inputs.currency),
                ),
            )
        )
    return notes


def _evidence_table(inputs: Inputs) -> Table:
    rows = inputs.tables["cost_evidence"]
    order = [name for name, _ in RUNGS]
    rows = sorted(rows, key=lambda r: (order.index(r["rung"]), -r["cost_amount"], r["item"]))
    return Table(
        "cost_evidence",
        msg("What the costs rest on"),
        (
            Column("rung", msg("Step"), "text"), Column("item", msg("Counted by"), "text"), Column("evidence", msg("Evidence"), "text"),
            Column("customers_count", msg("Customers"), "count"), Column("units_number", msg("How often"), "number"),
            Column("cost_amount", msg("Cost"), "money"), Column("unassigned_amount", msg("Of no customer"), "money"),
        ),
        tuple(
            (_RUNGS[r["rung"]], _ITEMS[r["item"]], _EVIDENCE[r["evidence"]], r["customers_count"], None if r["item"] == "capital" else r["units_number"], r["cost_amount"], r["unassigned_amount"])
            for r in rows
        ),
        total=(msg("Total"), None, None, None, None, sum(r["cost_amount"] for r in rows), sum(r["unassigned_amount"] for r in rows)) if rows else None,
        total_is_sum=True,
        currency=inputs.currency,
    )  # fmt: skip


def _sensitivity(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["ladder_sensitivity"]
    if not rows or not rows[0]["assumed_amount"]:
        return []
    r = rows[0]
    return [
        Note(
            "info",
            msg(
                "{amount} of the cost-to-serve rests on minutes or assumed prices. If these were {share} higher, {high} customers would be below zero, {share} lower {low}, without them {known}.",
                amount=money(r["assumed_amount"], inputs.currency),
                share=Amount(inputs.settings.economics.sensitivity_share, "share"),
                high=Amount(r["negative_high_count"], "count"),
                low=Amount(r["negative_low_count"], "count"),
                known=Amount(r["negative_known_count"], "count"),
            ),
        )
    ]


def headline(inputs: Inputs) -> Kpi:
    """Return what customers leave, as far down the ladder as it is known: never gross sales."""
    amounts = _steps(inputs)
    if amounts.get("cm3") is not None:
        context = msg("{share} of net-net revenue, after cost-to-serve", share=Amount(share(amounts["cm3"], amounts["net_net"]) or 0.0, "share"))  # fmt: skip
        return Kpi(
            "cm3_12m_amount",
            msg("Contribution 3, last 12 months"),
            amounts["cm3"],
            "money",
            context,
            inputs.currency,
        )
    return Kpi(
        "cm1_12m_amount", msg("Contribution 1, last 12 months"), amounts.get("cm1"), "money",
        msg("before cost-to-serve") if amounts.get("cm1") is not None else msg("no customer's cost of goods is known"), inputs.currency,
    )  # fmt: skip


def unknown_goods(inputs: Inputs) -> Any:
    """Return the revenue of customers whose costs are too little known to be on the ladder; 0 or None for none."""
    return _steps(inputs).get("unknown_goods")


def _parts(inputs: Inputs) -> list[Block]:
    """One table for each dimension that parts the customers; every one adds up to the ladder."""
    blocks: list[Block] = []
    for dimension, title, _ in DIMENSIONS:
        rows = [
            r
            for r in inputs.tables["ladder_parts"]
            if r["dimension"] == dimension and r["cm1_12m_amount"] is not None
        ]
        if dimension not in _SHOWN or len(rows) < 2:  # noqa: PLR2004 - one part explains nothing
            continue
        is_served = any(r["cm3_12m_amount"] is not None for r in rows)
        last = "cm3_12m_amount" if is_served else "cm1_12m_amount"
        rows.sort(key=lambda r: -(r[last] or 0))
        names = (
            "revenue_12m_amount",
            "cm1_12m_amount",
            *(("serve_12m_amount", "cm3_12m_amount") if is_served else ()),
        )
        titles = (msg("Revenue"), msg("Contribution 1"), msg("Cost-to-serve"), msg("Contribution 3"))
        blocks.append(
            Table(
                f"ladder_{dimension}",
                title,
                (
                    Column("part", title, "text"), Column("customers_count", msg("Customers"), "count"),
                    *(Column(n, t, "money") for n, t in zip(names, titles, strict=False)),
                    Column("contribution_share", msg("Per cent of net-net"), "share"), Column("negative_count", msg("Below zero"), "count"),
                ),
                tuple(
                    (part_name(dimension, r["part"]), r["customers_count"], *(r[n] for n in names), share(r[last], r["net_net_12m_amount"]), r["negative_count"])
                    for r in rows
                ),
                total=(msg("Total"), total(rows, "customers_count"), *(total(rows, n) for n in names), share(total(rows, last), total(rows, "net_net_12m_amount")), total(rows, "negative_count")),
                currency=inputs.currency,
                limit=12,
            )
        )  # fmt: skip
    return blocks


def ladder_section(inputs: Inputs) -> Section:
    """From revenue to contribution, step by step, with what each step rests on."""
    amounts = _steps(inputs)
    figures = [headline(inputs)]
    figures += [
        Kpi(name, title, amounts.get(name), "money", None, inputs.currency)
        for name, title in (("cm1", msg("Contribution 1")), ("revenue", msg("Revenue")))
        if amounts.get(name) is not None and (name != "cm1" or amounts.get("cm3") is not None)
    ]
    blocks: list[Block] = [Kpis("economics", tuple(figures))]
    if amounts:
        drawn = ladder_waterfall(
            [(n, t, amounts.get(n), sign) for n, t, _, sign in STEPS], currency=inputs.currency
        )
        blocks += [*([drawn] if drawn else []), _ladder_table(inputs)]
    if inputs.tables["cost_evidence"]:
        blocks.append(_evidence_table(inputs))
    blocks += [*_sensitivity(inputs), *_missing(inputs), *_parts(inputs)]
    served = amounts.get("cm3") is not None
    lead = (
        msg(
            "Of {revenue} of revenue {rest} are left once customers have been served.",
            revenue=money(amounts["revenue"] - (amounts["unknown_goods"] or 0), inputs.currency),
            rest=money(amounts["cm3"], inputs.currency),
        )
        if served
        else msg(
            "What it costs to serve customers is not known yet: this is the margin before cost-to-serve."
        )
        if amounts.get("cm1") is not None
        else msg("What customers leave is not known: the cost of what they buy is too little known.")
    )
    return Section("ladder", msg("Contribution"), tuple(blocks), lead)


def _curve(inputs: Inputs, basis: Message) -> Curve:
    rows = inputs.tables["whale_curve"]
    in_share = rows[-1]["cumulated_share"] is not None
    column = "cumulated_share" if in_share else "cumulated_amount"
    summary = inputs.one("whale_summary")
    peak = summary["peak_share"] if in_share else summary["peak_amount"]
    return Curve(
        "whale_curve",
        msg("Whale curve: contribution added up, the most profitable customers first"),
        msg("Share of customers"),
        basis,
        (0.0, *(float(r["customers_share"]) for r in rows)),
        (Series("cumulated", basis, (0, *(r[column] for r in rows)), "share" if in_share else "money", "area"),),
        marks=((summary["peak_count"] / summary["customers_count"], float(peak), msg("peak")),),
        currency=None if in_share else inputs.currency,
    )  # fmt: skip


def _loss_table(inputs: Inputs) -> Table:
    rows = inputs.tables["loss_makers"]
    return Table(
        "loss_makers",
        msg("Customers that cost more than they bring"),
        (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"),
            Column("revenue_12m_amount", msg("Revenue"), "money"), Column("cm1_12m_amount", msg("Contribution 1"), "money"),
            Column("serve_12m_amount", msg("Cost-to-serve"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"),
            Column("largest_cost_item", msg("Most of it for"), "text"), Column("repair_lever", msg("First lever to try"), "text"),
            Column("repair_share", msg("Change it needs"), "share"), Column("repair_risk_amount", msg("At risk"), "money", msg("contribution 1 that is lost if the customer leaves over it")),
            Column("is_new", msg("New"), "text"),
        ),
        tuple(
            (
                r["customer_id"], r["customer_name"], r["revenue_12m_amount"], r["cm1_12m_amount"], r["serve_12m_amount"], r["cm3_12m_amount"],
                label(r["largest_cost_item"], _ITEMS), label(r["repair_lever"], _LEVERS), r["repair_share"], r["repair_risk_amount"],
                msg("new") if r["is_new"] else None,
            )
            for r in rows
        ),
        currency=inputs.currency,
        formulas=tuple((i, 5, f"{{{i}.3}}-{{{i}.4}}") for i, r in enumerate(rows) if r["serve_12m_amount"] is not None),
        limit=20,
    )  # fmt: skip


def _whale_table(inputs: Inputs) -> Table:
    rows = inputs.tables["whale_curve"]
    return Table(
        "whale_curve",
        msg("Whale curve"),
        (
            Column("place", msg("Customers"), "count"), Column("customers_share", msg("Share of customers"), "share"),
            Column("step_amount", msg("Contribution of these"), "money", msg("of the customers since the row before")),
            Column("cumulated_amount", msg("Added up"), "money"), Column("cumulated_share", msg("Share of the whole"), "share"),
        ),
        tuple(
            (r["place"], r["customers_share"], r["cumulated_amount"] - (rows[i - 1]["cumulated_amount"] if i else 0), r["cumulated_amount"], r["cumulated_share"])
            for i, r in enumerate(rows)
        ),
        currency=inputs.currency,
        formulas=tuple(
            [(0, 3, "{0.2}"), *((i, 3, f"{{{i - 1}.3}}+{{{i}.2}}") for i in range(1, len(rows)))]
            + [(i, 4, f"{{{i}.3}}/{{{len(rows) - 1}.3}}") for i in range(len(rows)) if rows[i]["cumulated_share"] is not None]
        ),
        limit=12,
    )  # fmt: skip


def whale_section(inputs: Inputs) -> Section | None:
    """The whale curve, and the customers of its falling end with the lever to try first."""
    if not inputs.tables["whale_summary"] or not inputs.tables["whale_curve"]:
        return None
    s = inputs.one("whale_summary")
    basis = _BASES[s["basis"]]
    figures = (
        Kpi("peak_share", msg("Peak of the curve"), s["peak_share"] if s["peak_share"] is not None else s["peak_amount"], "share" if s["peak_share"] is not None else "money",
            nmsg("after the best {count} customer", "after the best {count} customers", s["peak_count"]), None if s["peak_share"] is not None else inputs.currency),
        Kpi("loss_amount", msg("Lost on customers below zero"), s["loss_amount"], "money",
            nmsg("{count} customer", "{count} customers", s["loss_count"]), inputs.currency, False if s["loss_count"] else None),
        Kpi("best_fifth_share", msg("Share of the best fifth"), s["best_fifth_share"], "share", None),
    )  # fmt: skip
    blocks: list[Block] = [Kpis("whale", figures), _curve(inputs, basis)]
    fixed = inputs.settings.economics.fixed_cost_amount
    if fixed:
        blocks.append(
            Note(
                "info",
                msg(
                    "The best customer carries {one} of the fixed costs, the three best {three}, the five best {five}.",
                    **{
                        name: Amount(float(s[f"largest_{n}_amount"]) / fixed, "share")
                        for name, n in (("one", 1), ("three", 3), ("five", 5))
                    },
                ),
            )
        )
    if inputs.tables["loss_makers"]:
        blocks.append(_loss_table(inputs))
    blocks.append(_whale_table(inputs))
    lead = (
        nmsg(
            "{count} customer costs more than it brings: {amount} a year.",
            "{count} customers cost more than they bring: {amount} a year.",
            s["loss_count"],
            amount=money(-s["loss_amount"], inputs.currency),
        )
        if s["loss_count"]
        else msg("No customer costs more than it brings, as far as it is known.")
    )
    return Section("whale", msg("Who earns, who costs"), tuple(blocks), lead)
