"""How new customers begin, and why good relations ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.predictions._signs import SIGNS
from clientela.predictions.first_order_risk import BANDS, BASES, ITEM_TITLES
from clientela.predictions.post_mortem import VERDICTS
from clientela.reports._words import label

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("first_order_list", "early_life_list", "good_relations_list")
WHOLE_TABLES = ("first_order_proof", "post_mortem")
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_BANDS, _BASES, _ITEMS, _SIGNS, _VERDICTS = (
    dict(BANDS),
    dict(BASES),
    dict(ITEM_TITLES),
    dict(SIGNS),
    dict(VERDICTS),
)
_LEAST_CASES = 5


def _first_orders(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["first_order_list"]
    if not rows:
        return []
    return [
        Table(
            "first_order_list",
            msg("First orders that may stay alone"),
            (
                *_NAMED, Column("first_order_on", msg("First order"), "date"), Column("second_due_on", msg("Second order due by"), "date"), Column("refusal_probability", msg("Stays with one order"), "share"),
                Column("refusal_low", msg("at least"), "share"), Column("refusal_high", msg("at most"), "share"), Column("refusal_risk_amount", msg("Revenue at risk"), "money"),
                Column("score_number", msg("Score"), "number", digits=0), Column("score_low", msg("at least"), "number", digits=0), Column("score_high", msg("at most"), "number", digits=0),
                Column("score_band_class", msg("Risk by the scorecard"), "text"), Column("worst_item_class", msg("Weakest point"), "text"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], r["first_order_on"], r["second_due_on"], r["refusal_probability"], r["refusal_low"], r["refusal_high"], r["refusal_risk_amount"], r["score_number"],
                 r["score_low"], r["score_high"], label(r["score_band_class"], _BANDS), None if r["worst_item_class"] is None else label(r["worst_item_class"], _ITEMS))
                for r in rows
            ),
            note=msg("The probability is given that no second order has come yet. The score counts what is stated; the items not stated stretch it to both sides."),
            currency=inputs.currency,
            limit=25,
        )
    ]  # fmt: skip


def _early(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["early_life_list"]
    if not rows:
        return []
    return [
        Table(
            "early_life_list",
            msg("Customers in their first 18 months"),
            (
                *_NAMED, Column("first_order_on", msg("First order"), "date"), Column("quarters_count", msg("Quarters"), "count"), Column("orders_count", msg("Days with an order"), "count"),
                Column("early_revenue_amount", msg("Revenue so far"), "money"), Column("peer_revenue_amount", msg("Usual for that age"), "money"), Column("growth_ratio", msg("Against the usual"), "number", digits=2),
                Column("plan_reached_share", msg("Plan reached"), "share"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], r["first_order_on"], r["quarters_count"], r["orders_count"], r["early_revenue_amount"], r["peer_revenue_amount"], r["growth_ratio"], r["plan_reached_share"])
                for r in rows
            ),
            currency=inputs.currency,
            limit=25,
        )
    ]  # fmt: skip


def early_section(inputs: Inputs) -> Section | None:
    """How new customers begin (dossier 8.12)."""
    blocks: list[Block] = [*_first_orders(inputs), *_early(inputs)]
    proof = inputs.tables["first_order_proof"]
    lead: Message | None = None
    if proof:
        row = proof[0]
        if not blocks:
            return None
        figures = (
            Kpi("refusal_rate", msg("First orders that stayed alone"), row["refusal_rate_share"], "share",
                msg("{low} to {high}", low=Amount(row["refusal_rate_low"], "share"), high=Amount(row["refusal_rate_high"], "share"))),
            Kpi("first_orders", msg("First orders old enough"), row["cases_count"], "count", label(row["refusal_basis_class"], _BASES)),  # type: ignore[arg-type]
        )  # fmt: skip
        blocks.insert(0, Kpis("first_orders", figures))
        if row["auc_share"] is not None:
            blocks.append(
                Note(
                    "info",
                    msg(
                        "The model of first orders was tried on the newest {count}: ranking (AUC) {auc}, calibration error {error}.",
                        count=Amount(row["tried_count"], "count"), auc=Amount(row["auc_share"], "share"), error=Amount(row["calibration_share"], "share"),
                    ),
                )
            )  # fmt: skip
        lead = msg(
            "Of {all} first orders of the past {count} had no second one within two usual gaps.",
            all=Amount(row["cases_count"], "count"), count=Amount(row["refusals_count"], "count"),
        )  # fmt: skip
    return Section("early", msg("How new customers begin"), tuple(blocks), lead) if blocks else None


def _seen(row: dict[str, Any]) -> Message | str | None:
    seen = [title for name, title in SIGNS if row[f"{name}_sign"] == 1]
    if not seen:
        return None
    found: Message = seen[0]
    for more in seen[1:]:
        found = msg("{what} · {more}", what=found, more=more)
    return found


def ended_section(inputs: Inputs) -> Section | None:
    """Why customers left with whom all seemed well (question 9)."""
    rows = inputs.tables["good_relations_list"]
    if not rows:
        return None
    blocks: list[Block] = []
    signs = inputs.tables["post_mortem"]
    if any(r["odds_ratio"] is not None for r in signs):
        blocks.append(
            Table(
                "post_mortem",
                msg("Signs before well rated customers left"),
                (
                    Column("sign_class", msg("Sign"), "text"), Column("cases_count", msg("Lost"), "count"), Column("cases_with_count", msg("with the sign"), "count"), Column("stayers_count", msg("Stayed"), "count"),
                    Column("stayers_with_count", msg("with the sign"), "count"), Column("odds_ratio", msg("Odds of leaving"), "number", digits=2), Column("odds_ratio_low", msg("at least"), "number", digits=2),
                    Column("odds_ratio_high", msg("at most"), "number", digits=2), Column("sign_verdict", msg("Answer"), "text"),
                ),
                tuple(
                    (label(r["sign_class"], _SIGNS), r["cases_count"], r["cases_with_count"], r["stayers_count"], r["stayers_with_count"], r["odds_ratio"], r["odds_ratio_low"], r["odds_ratio_high"],
                     label(r["sign_verdict"], _VERDICTS))
                    for r in signs
                ),
                note=msg("Each customer lost is compared with up to three that were rated as well and stayed."),
            )
        )  # fmt: skip
    elif len(rows) < _LEAST_CASES:
        blocks.append(
            Note("info", msg("Fewer than five such losses: they are told one by one, nothing is calculated."))
        )
    blocks.append(
        Table(
            "good_relations_list",
            msg("Good relations lost"),
            (
                *_NAMED, Column("last_order_on", msg("Last order"), "date"), Column("quality_number", msg("Quality as rated"), "number", digits=1), Column("level_number", msg("Level"), "number", digits=0),
                Column("year_revenue_amount", msg("Revenue of its last year"), "money"), Column("signs", msg("What was to be seen"), "text"), Column("signs_known_count", msg("Signs known"), "count"),
            ),
            tuple((r["customer_id"], r["customer_name"], r["last_order_on"], r["quality_number"], r["level_number"], r["year_revenue_amount"], _seen(r), r["signs_known_count"]) for r in rows),
            currency=inputs.currency,
            limit=25,
        )
    )  # fmt: skip
    lead = msg(
        "{count} customers have left although the relation was rated good.", count=Amount(len(rows), "count")
    )
    return Section("ended", msg("Good relations that ended"), tuple(blocks), lead)
