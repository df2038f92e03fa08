"""The context: indicators with their source, segments of the market, competitors, and what it costs to switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.context_indicators import EVIDENCE, INDICATORS, unit_of
from clientela.analyses.segment_attractiveness import AXIS_TITLES, CLASSES, MATURITY
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount, Unit
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.economics.switching import VERDICTS as BARRIERS
from clientela.reports._channels import channel_blocks
from clientela.reports._words import Row, label

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = (
    "context_indicators", "channel_mix", "several_channels", "switching_list", "competitors", "competitor_news", "segment_attractiveness", "segment_scores", "segment_maturity",
)  # fmt: skip
_INDICATORS, _EVIDENCE, _CLASSES, _MATURITY, _BARRIERS = (
    dict(INDICATORS),
    dict(EVIDENCE),
    dict(CLASSES),
    dict(MATURITY),
    dict(BARRIERS),
)
_BRINGS = {
    "channels": msg("the channel on the documents"),
    "largest_channel": msg("the channel on the documents"),
    "families_sold": msg("product families"),
    "families_per_customer": msg("product families"),
    "acquisition_cost": msg("budgets with what was spent on winning customers"),
    "payback_months": msg("budgets with what was spent on winning customers, and costs on the lines"),
    "retention_cost": msg("budgets with what was spent on keeping customers"),
    "replacement_share": msg("observations replacement_share of customers, with date and source"),
    "rival_requests": msg("offers with the competitor that offered too"),
    "rivals_named": msg("offers with the competitor that offered too"),
    "exposed_customers": msg("bonds with what undoing them costs, and observations rival_saving"),
}
_YEARS = 4


def _indicators(inputs: Inputs) -> list[Block]:
    rows: list[Row] = inputs.tables["context_indicators"]
    years = sorted({r["fiscal_year"] for r in rows if r["fiscal_year"] is not None})[-_YEARS:]
    cells = {(r["indicator"], r["fiscal_year"]): r for r in rows}
    by_code = {r["indicator"]: r for r in rows}

    def cell(code: str, year: int) -> Message | None:
        row = cells.get((code, year))
        if row is None:
            return None
        unit: Unit = unit_of(code)  # type: ignore[assignment]  # units of a table of ours
        return msg("{value}", value=Amount(row["value"], unit, inputs.currency if unit == "money" else None))

    table = Table(
        "context_indicators",
        msg("Context indicators by fiscal year"),
        (
            Column("indicator", msg("Context indicator"), "text"), *(Column(f"y{year}", msg("{value}", value=str(year)), "text") for year in years),
            Column("evidence", msg("Evidence"), "text"), Column("source", msg("Source, or what would bring it"), "text"),
        ),
        tuple(
            (title, *(cell(code, year) for year in years), label(by_code[code]["evidence_class"], _EVIDENCE), by_code[code]["source_text"] or (_BRINGS[code] if by_code[code]["evidence_class"] == "unknown" else None))
            for code, title in INDICATORS
            if code in by_code
        ),
        msg("The cost of winning a customer counts those that bought a second time; it and the cost of keeping one are definitions of our own."),
    )  # fmt: skip
    return [table]


def _segments(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["segment_attractiveness"]
    if not rows:
        return []
    axis = tuple(
        column
        for name, title in AXIS_TITLES
        for column in (
            Column(f"{name}_class", title, "text"), Column(f"{name}_point", msg("Best estimate"), "number"), Column(f"{name}_low", msg("At least"), "number"), Column(f"{name}_high", msg("At most"), "number"),
            Column(f"{name}_coverage", msg("Known"), "share"),
        )
    )  # fmt: skip
    matrix = Table(
        "segment_attractiveness",
        msg("Segments: how attractive, and where we stand"),
        (Column("segment", msg("Segment"), "text"), Column("customers_count", msg("Customers"), "count"), Column("revenue_12m_amount", msg("Revenue, last 12 months"), "money"), *axis),
        tuple(
            (
                r["segment_name"] or r["segment_id"], r["customers_count"], r["revenue_12m_amount"],
                *(v for name, _ in AXIS_TITLES for v in (label(r[f"{name}_class"], _CLASSES), r[f"{name}_point"], r[f"{name}_low"], r[f"{name}_high"], r[f"{name}_coverage_share"])),
            )
            for r in rows
        ),
        msg("From 0 to 10. A point is given where 60 % of the weight is known; the bounds hold whatever the missing criteria are."),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    missing: dict[str, int] = {}
    for r in inputs.tables["segment_scores"]:
        if r["evidence_class"] == "unknown":
            missing[r["criterion"]] = missing.get(r["criterion"], 0) + 1
    blocks: list[Block] = [matrix]
    if missing:
        most = sorted(missing, key=lambda c: (-missing[c], c))[:4]
        blocks.append(Note("unknown", msg("Most missing of the segments: {criteria}. Observations of segments with these measures, or the table of segments, narrow the bounds.", criteria=", ".join(most))))  # fmt: skip
    return blocks


def _maturity(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["segment_maturity"]
    if not rows:
        return []
    return [
        Table(
            "segment_maturity",
            msg("Maturity of the segments by year"),
            (
                Column("segment_id", msg("Segment"), "text"), Column("fiscal_year", msg("Year"), "id"), Column("growth_share", msg("Growth of our revenue"), "share"), Column("market_growth_share", msg("Growth of the market"), "share"),
                Column("replacement_share", msg("Replacement"), "share"), Column("suppliers_number", msg("Suppliers"), "number"), Column("maturity_class", msg("Maturity"), "text"), Column("source_text", msg("Source"), "text"),
            ),
            tuple((r["segment_id"], r["fiscal_year"], r["growth_share"], r["market_growth_share"], r["replacement_share"], r["suppliers_number"], label(r["maturity_class"], _MATURITY), r["source_text"]) for r in rows),
            limit=40,
        )
    ]  # fmt: skip


def _rivals(inputs: Inputs) -> list[Block]:
    rows, news = inputs.tables["competitors"], inputs.tables["competitor_news"]
    if not rows:
        return [
            Note(
                "unknown",
                msg(
                    "Nothing is known of competitors: offers that name them, their shares at customers and dated events with a source would say who wins against whom."
                ),
            )
        ]
    blocks: list[Block] = [
        Table(
            "competitors",
            msg("Competitors in figures"),
            (
                Column("competitor_id", msg("Competitor"), "text"), Column("offers_count", msg("Offers against it"), "count"), Column("won_count", msg("Offers won"), "count"), Column("lost_count", msg("Offers lost"), "count"),
                Column("win_share", msg("Won, of those decided"), "share"), Column("win_prior_share", msg("12 months before"), "share"), Column("lost_amount", msg("Lost to it"), "money"), Column("lost_reason", msg("Most frequent reason"), "text"),
                Column("customers_count", msg("Customers it supplies"), "count"), Column("mean_share", msg("Mean share at these"), "share"), Column("their_revenue_amount", msg("Our revenue with these"), "money"),
                Column("events_count", msg("Events"), "count"),
            ),
            tuple(
                (
                    r["competitor_id"], r["offers_count"], r["won_count"], r["lost_count"], r["win_share"], r["win_prior_share"], r["lost_amount"], r["lost_reason"], r["customers_count"], r["mean_share"],
                    r["their_revenue_amount"], r["events_count"],
                )
                for r in rows
            ),
            currency=inputs.currency,
            limit=20,
        )
    ]  # fmt: skip
    if news:
        blocks.append(
            Table(
                "competitor_news",
                msg("Newest events of competitors"),
                (Column("happened_on", msg("Date"), "date"), Column("competitor_id", msg("Competitor"), "text"), Column("event_kind", msg("Kind of event"), "text"), Column("event_text", msg("What happened"), "text"), Column("source_text", msg("Source"), "text")),
                tuple((r["happened_on"], r["competitor_id"], r["event_kind"], r["event_text"], r["source_text"]) for r in news),
                limit=20,
            )
        )  # fmt: skip
        left = news[0]["left_out_count"]
        if left:
            blocks.append(Note("warning", nmsg("{count} event has no source and is left out.", "{count} events have no source and are left out.", left)))  # fmt: skip
    return blocks


def _switching(inputs: Inputs) -> list[Block]:
    rows = inputs.tables["switching_list"]
    if not rows:
        return []
    return [
        Table(
            "switching_list",
            msg("What leaving us would cost, and losing them"),
            (
                Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("barrier_class", msg("Does leaving pay?"), "text"),
                Column("their_known_amount", msg("Cost of leaving us, at least"), "money"), Column("their_unknown_count", msg("Items without a cost"), "count"), Column("their_weeks", msg("Weeks, at least"), "number"),
                Column("rival_saving_amount", msg("Saving a year offered by a rival"), "money"), Column("barrier_low_index", msg("Barrier, at least"), "number"), Column("our_known_amount", msg("Our cost of losing it, at least"), "money"),
                Column("person_held_share", msg("Held by a person"), "share"),
            ),
            tuple(
                (
                    r["customer_id"], r["customer_name"], label(r["barrier_class"], _BARRIERS), r["their_known_amount"], r["their_unknown_count"], r["their_weeks"], r["rival_saving_amount"],
                    r["barrier_low_index"], r["our_known_amount"], r["person_held_share"],
                )
                for r in rows
            ),
            currency=inputs.currency,
            formulas=tuple((i, 7, f"{{{i}.3}}/{{{i}.6}}") for i, r in enumerate(rows) if r["barrier_low_index"] is not None),
            limit=20,
        )
    ]  # fmt: skip


def _lead(inputs: Inputs) -> Message:
    first: Any = next(
        (r for r in inputs.tables["segment_attractiveness"] if r["attractiveness_class"] == "high"), None
    )
    if first is not None:
        return msg(
            "The most attractive segment is {segment}, whatever is still missing about it.",
            segment=first["segment_name"] or first["segment_id"],
        )
    known = sum(
        1
        for r in {
            r["indicator"] for r in inputs.tables["context_indicators"] if r["evidence_class"] != "unknown"
        }
    )
    return msg(
        "{known} of {all} indicators of the context are known; the others say what would bring them.",
        known=Amount(known, "count"),
        all=Amount(len(INDICATORS), "count"),
    )


def context_section(inputs: Inputs) -> Section | None:
    """Indicators, channels, segments, competitors, switching costs; None without any customer."""
    if not inputs.tables["context_indicators"]:
        return None
    blocks = [
        *_indicators(inputs),
        *channel_blocks(inputs),
        *_segments(inputs),
        *_maturity(inputs),
        *_rivals(inputs),
        *_switching(inputs),
    ]
    return Section("context", msg("The context of the business"), tuple(blocks), _lead(inputs))
