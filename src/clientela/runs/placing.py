"""The place of one customer in the portfolio, down to each criterion and where its value comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Table
from clientela.evidence._measures import SOURCES
from clientela.portfolios.ask_next import QUESTIONS
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.reports._words import placed
from clientela.scores.customer_criteria import AXES, CRITERION_STATES, criteria_of
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.runs.reader import Reader, Row

_NEEDED = (
    "customer_scores",
    "customer_criteria",
    "portfolio_matrix",
    "kaism",
    "relation_levels_met",
    "ask_next",
)


def _scored(row: Row, axis: str) -> Message:
    low, high = (Amount(row[f"{axis}_{end}"], "number", digits=1) for end in ("low", "high"))
    return msg(
        "{low} to {high}, {part} of the weight known",
        low=low,
        high=high,
        part=Amount(row[f"{axis}_coverage"], "share", digits=0),
    )


def _named(code: Any, codes: tuple[tuple[str, Message], ...]) -> Message:
    return msg("not placed") if code is None else dict(codes)[code]


def portfolio_place(reader: Reader, customer_key: int) -> list[Block]:
    """Return the figures and the criteria of one customer; nothing in a run of an older version, or where nothing is known of it."""
    if not set(_NEEDED) <= set(reader.manifest.results):
        return []
    key = int(customer_key)
    rows = reader.query(
        "select s.*, p.portfolio_cell, p.portfolio_certainty, p.robustness_share, k.kaism_cell, k.kaism_certainty, l.relationship_level_met, l.relationship_level_possible from customer_scores as s "
        "join portfolio_matrix as p on p.customer_key = s.customer_key join kaism as k on k.customer_key = s.customer_key join relation_levels_met as l on l.customer_key = s.customer_key "
        f"where s.customer_key = {key}"
    )
    if not rows:
        return []
    row = rows[0]
    met, possible = row["relationship_level_met"], row["relationship_level_possible"]
    certain = dict(CERTAINTIES)[row["portfolio_certainty"]]
    figures = Kpis(
        "portfolio_place",
        (
            Kpi("portfolio_cell", msg("Portfolio"), _named(row["portfolio_cell"], PORTFOLIO_CELLS), "text", certain if row["knock_out_reason"] is None else msg("left out: {reason}", reason=row["knock_out_reason"])),
            Kpi("attractiveness_score", msg("Attractiveness to us"), row["attractiveness_score"], "number", _scored(row, "attractiveness")),
            Kpi("importance_score", msg("Importance the customer gives us"), row["importance_score"], "number", _scored(row, "importance")),
            Kpi("relationship_level", msg("Level of the relation"), str(met) if met == possible else msg("{low} to {high}", low=Amount(met, "count"), high=Amount(possible, "count")), "text"),
            Kpi("kaism_cell", msg("Key account selection"), _named(row["kaism_cell"], KAISM_CELLS), "text", dict(CERTAINTIES)[row["kaism_certainty"]]),
        ),
    )  # fmt: skip
    asked = reader.query(
        f"select question_number from ask_next where customer_key = {key} and question_number is not null order by ask_rank limit 1"
    )
    rests = _criteria(reader, key, dict(QUESTIONS)[asked[0]["question_number"]] if asked else None)
    return [figures, *_history(reader, key), rests]


def _history(reader: Reader, key: int) -> list[Block]:
    """Return the places over the published runs, the newest first; nothing before there is a second day."""
    if "portfolio_history" not in reader.manifest.results:
        return []
    rows = reader.query(f"select * from portfolio_history where customer_key = {key} order by placed_on desc")
    if len(rows) < 2:  # noqa: PLR2004 - a way has two ends
        return []
    cells, selection = dict(PORTFOLIO_CELLS), dict(KAISM_CELLS)
    return [
        Table(
            "portfolio_history",
            msg("Places over time"),
            (
                Column("placed_on", msg("Day looked from"), "date"), Column("portfolio_cell", msg("Portfolio"), "text"), Column("attractiveness_score", msg("Attractiveness to us"), "number"), Column("importance_score", msg("Importance the customer gives us"), "number"),
                Column("kaism_cell", msg("Key account selection"), "text"), Column("relationship_level_met", msg("Level of the relation"), "number", digits=0), Column("rules", msg("Criteria and thresholds"), "text"),
            ),
            tuple((r["placed_on"], placed(r, "portfolio", cells), r["attractiveness_score"], r["importance_score"], placed(r, "kaism", selection), r["relationship_level_met"], msg("those of now") if r["is_by_rules_of_now"] else msg("others")) for r in rows),
            note=msg("As it was published then. A question mark: provisional."),
            limit=24,
        )
    ]  # fmt: skip


def _criteria(reader: Reader, key: int, question: Message | None) -> Table:
    """Return every criterion with its value, how sure it is and where it comes from."""
    titles = {(axis, criterion.code): criterion.title for axis, _, criterion in criteria_of(reader.params)}
    axes, states, sources = dict(AXES), dict(CRITERION_STATES), dict(SOURCES)
    rows = reader.query(
        f"select * from customer_criteria where customer_key = {key} order by criterion_number"
    )
    return Table(
        "portfolio_criteria",
        msg("What the place rests on"),
        (
            Column("axis_class", msg("Axis"), "text"), Column("criterion", msg("Criterion"), "text"), Column("weight", msg("Weight"), "number"), Column("value_number", msg("Value"), "number"), Column("criterion_score", msg("Score"), "number"),
            Column("criterion_low", msg("at least"), "number"), Column("criterion_high", msg("at most"), "number"), Column("criterion_state", msg("State"), "text"), Column("source_class", msg("Source"), "text"),
            Column("confidence", msg("Confidence"), "number"), Column("known_on", msg("Known on"), "date"),
        ),
        tuple(
            (axes[r["axis_class"]], titles.get((r["axis_class"], r["criterion"]), r["criterion"]), r["weight"], r["value_number"], r["criterion_score"], r["criterion_low"], r["criterion_high"], states[r["criterion_state"]],
             None if r["source_class"] is None else sources[r["source_class"]], r["confidence"], r["known_on"])
            for r in rows
        ),
        note=None if question is None else msg("Ask next: {question}", question=question),
        limit=25,
    )  # fmt: skip
