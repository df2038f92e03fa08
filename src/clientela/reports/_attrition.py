"""Why customers leave, what of it could be prevented, what a change of people does, and how new customers begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Bars, Block, Column, Kpi, Kpis, Note, Section, Series, Table
from clientela.predictions._drivers import TITLES
from clientela.predictions.attrition_hazard import (
    FACTOR_VERDICTS,
    METHODS,
    NAMES,
    RELATION,
    STATES,
    VERDICTS,
    WAYS,
)
from clientela.predictions.customer_events import EVENTS
from clientela.predictions.handover_study import OUTCOMES, SPLITS
from clientela.predictions.handover_study import VERDICTS as HANDOVER
from clientela.predictions.loss_drivers import BASES
from clientela.reports._words import label, money, share, total

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "attrition_list", "attrition_classes", "irremediable_loss", "irremediable_list", "driver_mix", "known_event_list", "handover_risk_list",
)  # fmt: skip
WHOLE_TABLES = ("attrition_factors", "attrition_proof", "handover_study", "handover_months")
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_NAMES, _STATES, _METHODS, _WAYS, _BASES, _TITLES = (
    dict(NAMES),
    dict(STATES),
    dict(METHODS),
    dict(WAYS),
    dict(BASES),
    dict(TITLES),
)
_OUTCOMES, _SPLITS, _HANDOVER, _EVENTS = dict(OUTCOMES), dict(SPLITS), dict(HANDOVER), dict(EVENTS)
_LEAST_HANDOVERS = 8


def _reason(row: dict[str, Any], place: str) -> Message | str | None:
    name, points = row[f"{place}_factor_class"], row[f"{place}_points"]
    if name is None:
        return None
    return msg("{reason} (+{points})", reason=label(name, _NAMES), points=Amount(points, "share"))


def _leaving(inputs: Inputs) -> Table:
    rows = inputs.tables["attrition_list"]
    return Table(
        "attrition_list",
        msg("Customers that may leave"),
        (
            *_NAMED, Column("leave_12m_probability", msg("Leaves within a year"), "share"), Column("leave_12m_low", msg("at least"), "share"), Column("leave_12m_high", msg("at most"), "share"),
            Column("leave_36m_probability", msg("Within three years"), "share"), Column("orders_alone_probability", msg("By the orders alone"), "share"),
            Column("leave_loss_amount", msg("Expected loss"), "money"), Column("first_reason", msg("Main reason"), "text"), Column("first_reason_amount", msg("In money"), "money"),
            Column("second_reason", msg("Second reason"), "text"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], r["leave_12m_probability"], r["leave_12m_low"], r["leave_12m_high"], r["leave_36m_probability"], r["orders_alone_probability"],
             r["leave_loss_amount"], _reason(r, "first"), r["first_reason_amount"], _reason(r, "second"))
            for r in rows
        ),
        note=msg("A customer leaves when a year without an order begins; points of probability against the usual customer."),
        currency=inputs.currency,
        limit=25,
    )  # fmt: skip


def _proof(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["attrition_proof"]
    if not rows:
        return []
    verdicts, relation = dict(VERDICTS), dict(RELATION)
    return [
        Table(
            "attrition_proof",
            msg("Who leaves, tried on the past"),
            (
                Column("method_class", msg("Way"), "text"), Column("losses_count", msg("Losses"), "count"), Column("log_loss", msg("Log loss"), "number", digits=4), Column("brier_score", msg("Brier score"), "number", digits=4),
                Column("auc_share", msg("Ranking (AUC)"), "share"), Column("expected_ratio", msg("Losses expected / losses"), "number", digits=2), Column("hazard_verdict", msg("All that is known is"), "text"),
            ),
            tuple(
                (label(r["method_class"], _METHODS), r["losses_count"], r["log_loss"], r["brier_score"], r["auc_share"], r["expected_ratio"],
                 None if r["hazard_verdict"] is None else label(r["hazard_verdict"], verdicts))
                for r in rows
            ),
            note=msg("Does the relation tell more than the orders? {answer}.", answer=label(rows[0]["relation_verdict"], relation)),
        )
    ]  # fmt: skip


def _factors(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["attrition_factors"]
    if not rows:
        return []
    verdicts = dict(FACTOR_VERDICTS)
    return [
        Table(
            "attrition_factors",
            msg("What makes customers leave"),
            (
                Column("factor_class", msg("Figure"), "text"), Column("factor_state", msg("Taken or left out"), "text"), Column("known_share", msg("Known of"), "share"),
                Column("odds_ratio", msg("Odds of leaving"), "number", digits=2), Column("odds_ratio_low", msg("at least"), "number", digits=2), Column("odds_ratio_high", msg("at most"), "number", digits=2),
                Column("factor_verdict", msg("Effect"), "text"),
            ),
            tuple(
                (label(r["factor_class"], _NAMES), label(r["factor_state"], _STATES), r["known_share"], r["odds_ratio"], r["odds_ratio_low"], r["odds_ratio_high"],
                 None if r["factor_verdict"] is None else label(r["factor_verdict"], verdicts))
                for r in rows
            ),
            note=msg("Odds for one standard deviation more, beside what the orders say already."),
        )
    ]  # fmt: skip


def _known(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["known_event_list"]
    if not rows:
        return []
    return [
        Table(
            "known_event_list",
            msg("What is known to happen"),
            (
                *_NAMED, Column("known_event_class", msg("Known event"), "text"), Column("event_effective_on", msg("Takes effect on"), "date"), Column("event_until_on", msg("Bound until"), "date"),
                Column("learned_probability", msg("Orders next year, by the orders alone"), "share"), Column("active_probability", msg("Orders next year"), "share"),
                Column("revenue_36m_mean_amount", msg("Expected revenue, three years"), "money"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], label(r["known_event_class"], _EVENTS), r["event_effective_on"], r["event_until_on"], r["learned_probability"], r["active_probability"], r["revenue_36m_mean_amount"])
                for r in rows
            ),
            note=msg("What is known stands above what the orders say, here and in every sum."),
            currency=inputs.currency,
            limit=25,
        )
    ]  # fmt: skip


def attrition_section(inputs: Inputs) -> Section | None:
    """Why customers may leave, by what is known besides their orders (dossier 7.2, 7.3)."""
    classes = inputs.tables["attrition_classes"]
    known = _known(inputs)
    if not classes:
        return Section("attrition", msg("Why customers may leave"), tuple(known), None) if known else None
    method, losses = classes[0]["attrition_method"], max(r["losses_count"] for r in classes)
    blocks: list[Block] = []
    if method == "class":
        blocks.append(
            Note(
                "warning",
                msg(
                    "Only {count} customers were lost in the time looked back on: too few to learn why. The rate of each class stands, drawn towards the whole, with wide intervals.",
                    count=Amount(losses, "count"),
                ),
            )
        )
    elif method == "forecast":
        blocks.append(
            Note(
                "info",
                msg(
                    "On the company's own past nothing that is known proved better than the orders alone: their forecast stands, and no reasons are given."
                ),
            )
        )
    if inputs.tables["attrition_list"]:
        blocks.append(_leaving(inputs))
    blocks += [*known, *_proof(inputs), *_factors(inputs)]
    mean, count = total(classes, "leave_mean_number"), total(classes, "known_count")
    lead = None
    if mean is not None:
        lead = msg(
            "Of {all} customers that ordered in the last 52 weeks about {mean} are likely to leave within a year.",
            all=Amount(count, "count"), mean=Amount(round(mean), "count"),
        )  # fmt: skip
    return Section("attrition", msg("Why customers may leave"), tuple(blocks), lead)


def _split_rows(inputs: Inputs) -> list[dict[str, Any]]:
    order = {name: place for place, (name, _) in enumerate(BASES)}
    return sorted(inputs.tables["irremediable_loss"], key=lambda r: order[r["driver_basis_class"]])


def control_section(inputs: Inputs) -> Section | None:
    """What of the expected loss is out of our hands (question 5)."""
    rows = _split_rows(inputs)
    if not rows:
        return None
    names = (
        "customers_count", "expected_loss_amount", "irremediable_loss_amount", "irremediable_low_amount", "irremediable_high_amount", "remediable_loss_amount", "unsaved_loss_amount",
    )  # fmt: skip
    low, high, lost = (
        total(rows, n)
        for n in ("irremediable_low_amount", "irremediable_high_amount", "expected_loss_amount")
    )
    point, saved, unsaved = (
        total(rows, n) for n in ("irremediable_loss_amount", "remediable_loss_amount", "unsaved_loss_amount")
    )
    figures = [
        Kpi("irremediable", msg("Out of our hands"), point, "money", msg("{low} to {high}", low=money(low, inputs.currency), high=money(high, inputs.currency)), inputs.currency),
        Kpi("remediable", msg("In our hands"), saved, "money", msg("where the drivers are known"), inputs.currency),
        Kpi("unsaved", msg("of it expected to stay unsaved"), unsaved, "money", None, inputs.currency),
    ]  # fmt: skip
    table = Table(
        "irremediable_loss",
        msg("Expected loss of a year, in and out of our hands"),
        (
            Column("driver_basis_class", msg("Drivers"), "text"), Column("customers_count", msg("Customers"), "count"), Column("expected_loss_amount", msg("Expected loss"), "money"),
            Column("irremediable_loss_amount", msg("Out of our hands"), "money"), Column("irremediable_low_amount", msg("at least"), "money"), Column("irremediable_high_amount", msg("at most"), "money"),
            Column("remediable_loss_amount", msg("In our hands"), "money"), Column("unsaved_loss_amount", msg("of it unsaved"), "money"),
        ),
        tuple((label(r["driver_basis_class"], _BASES), *(r[n] for n in names)) for r in rows),
        total=(msg("Total"), *(total(rows, n) for n in names)),
        note=msg("Without stated drivers the part out of our hands lies anywhere between nothing and the whole."),
        currency=inputs.currency,
    )  # fmt: skip
    listed = inputs.tables["irremediable_list"]
    blocks: list[Block] = [Kpis("irremediable", tuple(figures)), table]
    if any(r["main_driver_class"] for r in listed):
        blocks.append(
            Table(
                "irremediable_list",
                msg("Losses out of our hands"),
                (
                    *_NAMED, Column("main_driver_class", msg("Main driver"), "text"), Column("controllable_share", msg("In our hands"), "share"), Column("expected_loss_amount", msg("Expected loss"), "money"),
                    Column("irremediable_loss_amount", msg("Out of our hands"), "money"), Column("irremediable_low_amount", msg("at least"), "money"), Column("irremediable_high_amount", msg("at most"), "money"),
                    Column("irremediable_loss_36m_amount", msg("Out of our hands, three years"), "money"),
                ),
                tuple(
                    (r["customer_id"], r["customer_name"], None if r["main_driver_class"] is None else label(r["main_driver_class"], _TITLES), r["controllable_share"], r["expected_loss_amount"],
                     r["irremediable_loss_amount"], r["irremediable_low_amount"], r["irremediable_high_amount"], r["irremediable_loss_36m_amount"])
                    for r in listed
                ),
                currency=inputs.currency,
                limit=25,
            )
        )  # fmt: skip
    part = share(low, lost), share(high, lost)
    lead = msg(
        "Of an expected loss of {lost} within a year between {low} and {high} cannot be prevented.",
        lost=money(lost, inputs.currency), low=Amount(part[0] or 0.0, "share", digits=0), high=Amount(part[1] or 0.0, "share", digits=0),
    )  # fmt: skip
    return Section("control", msg("What of it could be prevented"), tuple(blocks), lead)


def _months(inputs: Inputs) -> list[Block]:
    rows = sorted(inputs.tables["handover_months"], key=lambda r: r["months_after"])
    if not rows:
        return []
    columns = (
        ("mean", msg("effect"), "effect_share"),
        ("low", msg("at least"), "effect_low"),
        ("high", msg("at most"), "effect_high"),
    )
    return [
        Bars(
            "handover_months",
            msg("Revenue around a handover, against matched customers"),
            tuple(str(round(r["months_after"])) for r in rows),
            tuple(
                Series(name, title, tuple(float(r[column]) for r in rows), "share", "bar" if name == "mean" else "line")
                for name, title, column in columns
            ),
        )
    ]  # fmt: skip


def handover_section(inputs: Inputs) -> Section | None:
    """If people change, does the relation? (question 10, dossier 7.6)."""
    rows, listed = inputs.tables["handover_study"], inputs.tables["handover_risk_list"]
    if not rows and not listed:
        return None
    blocks: list[Block] = []
    lead: Message | None = None
    if rows:
        first = rows[0]
        if first["effect_share"] is None:
            lead = msg(
                "Not estimable: {count} handovers can be compared, and it takes {least}. Elsewhere a relation that was one person's own lost sales when that person left (Palmatier, Scheer & Steenkamp 2007).",
                count=Amount(first["handovers_count"], "count"), least=Amount(_LEAST_HANDOVERS, "count"),
            )  # fmt: skip
        else:
            lead = msg(
                "In your history, {count} handovers: effect on revenue {mean}, from {low} to {high}.",
                count=Amount(first["handovers_count"], "count"), mean=Amount(first["effect_share"], "share"), low=Amount(first["effect_low"], "share"), high=Amount(first["effect_high"], "share"),
            )  # fmt: skip
        shown = [r for r in rows if r["effect_share"] is not None]
        if shown:
            blocks += [*_months(inputs), _effects(shown)]
    else:
        blocks.append(
            Note("info", msg("No change of the person in charge is known. Bring the list of assignments."))
        )
    if listed:
        blocks.append(
            Table(
                "handover_risk_list",
                msg("Relations that hang on one person"),
                (
                    *_NAMED, Column("personal_share", msg("Contact through one person"), "share"), Column("people_in_contact_count", msg("Our people in contact"), "count"),
                    Column("handover_risk_amount", msg("At risk by a handover"), "money"), Column("handover_risk_high_amount", msg("at most"), "money"),
                ),
                tuple((r["customer_id"], r["customer_name"], r["personal_share"], r["people_in_contact_count"], r["handover_risk_amount"], r["handover_risk_high_amount"]) for r in listed),
                currency=inputs.currency,
                limit=25,
            )
        )  # fmt: skip
    return Section("handover", msg("If our people change"), tuple(blocks), lead)


def _effects(rows: list[dict[str, Any]]) -> Table:
    return Table(
        "handover_study",
        msg("Handovers of the past"),
        (
            Column("outcome_class", msg("What was looked at"), "text"), Column("split_class", msg("Handovers"), "text"), Column("handovers_count", msg("Compared"), "count"), Column("people_count", msg("Persons"), "count"),
            Column("effect_share", msg("Effect"), "share"), Column("effect_low", msg("at least"), "share"), Column("effect_high", msg("at most"), "share"),
            Column("trend_share", msg("The same before the handover"), "share"), Column("handover_verdict", msg("Answer"), "text"),
        ),
        tuple(
            (label(r["outcome_class"], _OUTCOMES), label(r["split_class"], _SPLITS), r["handovers_count"], r["people_count"], r["effect_share"], r["effect_low"], r["effect_high"], r["trend_share"],
             label(r["handover_verdict"], _HANDOVER))
            for r in rows
        ),
        note=msg("Twelve months after against twelve before, less the same of three matched customers each. A difference before the handover means that those handed over were different already."),
    )  # fmt: skip
