"""Do the people who judge agree, who leans which way, and what to talk over, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.rater_tables import AGREEMENTS, LEANINGS
from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table
from clientela.evidence._measures import MEASURES

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.reports._inputs import Inputs

WHOLE_TABLES = ("rater_agreement", "rater_pairs", "rater_bias", "rater_disagreements")
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_AGREEMENTS, _LEANINGS = dict(AGREEMENTS), dict(LEANINGS)


def _measure(code: str) -> Message | str:
    return MEASURES[code].title if code in MEASURES else code


def raters_section(inputs: Inputs) -> Section | None:
    """Agreement by criterion and pair, leaning by half-year, and the agenda of disagreements (dossier 2.3)."""
    tables = inputs.tables
    rows = sorted(tables["rater_agreement"], key=lambda r: r["measure_code"])
    if not rows:
        return None
    agenda, rules = tables["rater_disagreements"], inputs.settings.evidence
    note = msg(
        "A figure takes {count} customers that all compared people judged. Below {limit} the anchors of the criterion are to be written anew. Judgements stay side by side.",
        count=Amount(rules.least_pairs_count, "count"), limit=Amount(rules.least_agreement, "number", digits=2),
    )  # fmt: skip
    blocks: list[Block] = [
        Table(
            "rater_agreement",
            msg("Agreement of the raters by criterion"),
            (
                Column("measure_code", msg("Criterion or measure"), "text"), Column("raters_count", msg("People"), "count"), Column("shared_count", msg("Customers judged by two or more"), "count"), Column("compared_raters_count", msg("People compared"), "count"),
                Column("compared_count", msg("On customers"), "count"), Column("agreement_number", msg("Agreement of one judgement"), "number", msg("ICC(2,1)"), digits=2), Column("agreement_low_number", msg("at least"), "number", msg("80 % interval"), digits=2),
                Column("agreement_high_number", msg("at most"), "number", digits=2), Column("mean_agreement_number", msg("Agreement of their mean"), "number", msg("ICC(2,k)"), digits=2), Column("agreement_class", msg("Verdict"), "text"),
            ),
            tuple((_measure(r["measure_code"]), r["raters_count"], r["shared_count"], r["compared_raters_count"], r["compared_count"], r["agreement_number"], r["agreement_low_number"], r["agreement_high_number"], r["mean_agreement_number"], _AGREEMENTS[r["agreement_class"]]) for r in rows),
            note=note,
            limit=30,
        )
    ]  # fmt: skip
    pairs = sorted(tables["rater_pairs"], key=lambda r: (r["kappa_number"] is None, r["kappa_number"] or 0.0, r["measure_code"], r["rater_id"], r["other_rater_id"]))  # fmt: skip
    blocks.append(
        Table(
            "rater_pairs",
            msg("Agreement of each two raters"),
            (
                Column("measure_code", msg("Criterion or measure"), "text"), Column("rater_id", msg("Rater"), "text"), Column("other_rater_id", msg("Other rater"), "text"), Column("compared_count", msg("Customers both judged"), "count"),
                Column("kappa_number", msg("Weighted kappa"), "number", msg("1 as one, 0 as by chance"), digits=2), Column("kappa_low_number", msg("at least"), "number", msg("80 % interval"), digits=2), Column("kappa_high_number", msg("at most"), "number", digits=2),
                Column("gap_mean", msg("Rater above the other"), "number", digits=2), Column("agreement_class", msg("Verdict"), "text"),
            ),
            tuple((_measure(r["measure_code"]), r["rater_id"], r["other_rater_id"], r["compared_count"], r["kappa_number"], r["kappa_low_number"], r["kappa_high_number"], r["gap_mean"], _AGREEMENTS[r["agreement_class"]]) for r in pairs),
            limit=25,
        )
    )  # fmt: skip
    leaning = sorted(tables["rater_bias"], key=lambda r: (r["rater_id"], r["year_count"], r["half_count"]))
    if leaning:
        blocks.append(
            Table(
                "rater_bias",
                msg("Leaning of each rater over time"),
                (
                    Column("rater_id", msg("Rater"), "text"), Column("year", msg("Year"), "id"), Column("half", msg("Half"), "id"), Column("compared_count", msg("Judgements compared"), "count"), Column("bias_mean", msg("Above the others"), "number", msg("points of ten"), digits=1),
                    Column("bias_low", msg("at least"), "number", msg("80 % interval"), digits=1), Column("bias_high", msg("at most"), "number", digits=1), Column("leaning_class", msg("Leaning"), "text"),
                ),
                tuple((r["rater_id"], r["year_count"], r["half_count"], r["compared_count"], r["bias_mean"], r["bias_low"], r["bias_high"], _LEANINGS[r["leaning_class"]]) for r in leaning),
                limit=25,
            )
        )  # fmt: skip
    if agenda:
        blocks.append(
            Table(
                "rater_disagreements",
                msg("To be talked over"),
                (
                    *_NAMED, Column("measure_code", msg("Criterion or measure"), "text"), Column("raters_count", msg("People"), "count"), Column("low_rater_id", msg("Lowest by"), "text"), Column("value_low", msg("Lowest"), "number"), Column("high_rater_id", msg("Highest by"), "text"),
                    Column("value_high", msg("Highest"), "number"), Column("apart_points", msg("Apart, points of ten"), "number", digits=1), Column("revenue_12m_amount", msg("Revenue"), "money"),
                ),
                tuple((r["customer_id"], r["customer_name"], _measure(r["measure_code"]), r["raters_count"], r["low_rater_id"], r["value_low"], r["high_rater_id"], r["value_high"], r["apart_points"], r["revenue_12m_amount"]) for r in agenda),
                note=msg("Each row is an item of the agenda: what does the one know that the other does not?"),
                currency=inputs.currency,
                limit=30,
            )
        )  # fmt: skip
    lead = nmsg(
        "{count} judgement is to be talked over; on {known} of {all} measures the agreement can be said.",
        "{count} judgements are to be talked over; on {known} of {all} measures the agreement can be said.",
        len(agenda), known=Amount(sum(r["agreement_number"] is not None for r in rows), "count"), all=Amount(len(rows), "count"),
    )  # fmt: skip
    return Section("raters", msg("Do those who judge agree?"), tuple(blocks), lead)
