"""The portfolio of customers: the matrix, its cells in money, who is where and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.portfolio_cells import GROUPS, KAISM_GROUPS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Scatter, ScatterGroup, Section, Table
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS
from clientela.reports._playbooks import PLAY_COLUMNS, PLAYBOOKS, levers_table
from clientela.reports._words import money, placed, share, total
from clientela.scores.customer_scores import CERTAINTIES

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

Row = dict[str, Any]
TABLES = ("portfolio_cells", "portfolio_list", "competitiveness", "retention")
WHOLE_TABLES = ("business_at_risk",)
_GROUPS, _CERTAIN, _CELLS, _KEY = (
    dict(GROUPS),
    dict(CERTAINTIES),
    dict(PORTFOLIO_CELLS),
    dict((*KAISM_GROUPS, *KAISM_CELLS)),
)
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_SUMS = ("customers_count", "sharp_count", "provisional_count", "revenue_12m_amount", "provisional_12m_amount", "cm1_12m_amount", "cm3_12m_amount", "contact_hours", "expected_loss_amount", "potential_margin_amount")  # fmt: skip


def _cells(inputs: Inputs, matrix: str) -> list[Row]:
    order = [name for name, _ in (GROUPS if matrix == "portfolio" else KAISM_GROUPS)]
    rows = [r for r in inputs.tables["portfolio_cells"] if r["matrix_class"] == matrix]
    return sorted(rows, key=lambda r: order.index(r["cell_class"]))


def _ledger(inputs: Inputs, matrix: str) -> Table:
    rows = _cells(inputs, matrix)
    names = _GROUPS if matrix == "portfolio" else _KEY
    return Table(
        f"{matrix}_cells",
        msg("Cells in money") if matrix == "portfolio" else msg("Cells of the key account selection in money"),
        (
            Column("cell_class", msg("Cell"), "text"), Column("customers_count", msg("Customers"), "count"), Column("sharp_count", msg("Sharp"), "count", msg("whatever is missing")),
            Column("provisional_count", msg("Provisional"), "count", msg("by what is known")), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("provisional_12m_amount", msg("of which provisional"), "money"),
            Column("cm1_12m_amount", msg("Contribution 1"), "money"), Column("cm3_12m_amount", msg("Contribution 3"), "money"), Column("contact_hours", msg("Hours of contact"), "number", digits=0),
            Column("expected_loss_amount", msg("Expected loss"), "money"), Column("potential_margin_amount", msg("Potential margin"), "money"),
        ),
        tuple((names[r["cell_class"]], *(r[n] for n in _SUMS)) for r in rows),
        total=(msg("Total"), *(total(rows, n) for n in _SUMS)),
        total_is_sum=True,
        note=msg("All rows together are the revenue of the ledger. Contributions are those of the customers of which they are known."),
        currency=inputs.currency,
    )  # fmt: skip


def _rates(inputs: Inputs) -> Table:
    rows = [r for r in _cells(inputs, "portfolio") if r["cell_class"] != "not_stated"]
    names = (
        "hour_amount",
        "families_mean_number",
        "breadth_mean_share",
        "share_of_wallet_share",
        "growth_share",
        "price_index",
        "kept_share",
        "active_12m_share",
        "active_36m_share",
        "largest_share",
    )
    return Table(
        "portfolio_rates",
        msg("What the cells are like"),
        (
            Column("cell_class", msg("Cell"), "text"), Column("hour_amount", msg("Contribution 3 for an hour"), "money"), Column("families_mean_number", msg("Families bought"), "number"), Column("breadth_mean_share", msg("Breadth"), "share"),
            Column("share_of_wallet_share", msg("Share of wallet"), "share"), Column("growth_share", msg("Growth"), "share"), Column("price_index", msg("Price index"), "number"), Column("kept_share", msg("Bought again"), "share"),
            Column("active_12m_share", msg("Will order next year"), "share"), Column("active_36m_share", msg("in the third year"), "share"), Column("largest_share", msg("Largest customer"), "share"),
        ),
        tuple((_GROUPS[r["cell_class"]], *(r[n] for n in names)) for r in rows),
        currency=inputs.currency,
    )  # fmt: skip


def _points(inputs: Inputs) -> list[Block]:
    """Draw the customers with both scores: filled where their place holds whatever is missing, hollow where it is provisional."""
    rows = [
        r
        for r in inputs.tables["portfolio_list"]
        if r["attractiveness_score"] is not None
        and r["importance_score"] is not None
        and r["cell_class"] in _CELLS
    ]
    groups = []
    for certainty, title in (("sharp", msg("Sharp")), ("provisional", msg("Provisional"))):
        for cell, name in PORTFOLIO_CELLS:
            points = tuple(
                (
                    float(r["importance_score"]),
                    float(r["attractiveness_score"]),
                    str(r["customer_name"] or r["customer_id"]),
                )
                for r in rows
                if r["cell_class"] == cell and r["portfolio_certainty"] == certainty
            )
            if points:
                groups.append(
                    ScatterGroup(
                        f"{cell}_{certainty}",
                        msg("{what}: {more}", what=name, more=title),
                        points,
                        is_hollow=certainty != "sharp",
                    )
                )
    if not groups:
        return []
    line = inputs.settings.portfolio.threshold
    return [
        Scatter(
            "portfolio_points",
            msg("The portfolio"),
            msg("Importance the customer gives us"),
            msg("Attractiveness to us"),
            tuple(groups),
            "number",
            "number",
            line,
            line,
            (_CELLS["to_be_won"], _CELLS["strategic"], _CELLS["opportunistic"], _CELLS["loyal"]),
            note=msg("Filled points hold whatever is still missing; hollow ones are placed by what is known. Customers of which too little is known are in no field: see the list."),
        )
    ]  # fmt: skip


def _list(inputs: Inputs) -> list[Block]:
    rows = sorted(
        inputs.tables["portfolio_list"],
        key=lambda r: (
            [name for name, _ in GROUPS].index(r["cell_class"]),
            -float(r["revenue_12m_amount"]),
            r["customer_id"],
        ),
    )
    if not rows:
        return []
    return [
        Table(
            "portfolio_list",
            msg("Customers by cell"),
            (
                *_NAMED, Column("cell_class", msg("Cell"), "text"), Column("portfolio_certainty", msg("Certainty"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("contribution_12m_amount", msg("Contribution"), "money"),
                Column("attractiveness", msg("Attractiveness"), "text"), Column("attractiveness_coverage", msg("known"), "share"), Column("importance", msg("Importance"), "text"), Column("importance_coverage", msg("known"), "share"),
                Column("relation", msg("Level of the relation"), "text"), Column("robustness_share", msg("Stays in the cell"), "share"), Column("kaism_cell", msg("Key account selection"), "text"), Column("knock_out_reason", msg("Left out, because"), "text"),
            ),
            tuple(
                (r["customer_id"], r["customer_name"], _GROUPS[r["cell_class"]], _CERTAIN[r["portfolio_certainty"]], r["revenue_12m_amount"], r["contribution_12m_amount"], scored(r, "attractiveness"), r["attractiveness_coverage"],
                 scored(r, "importance"), r["importance_coverage"], level(r), r["robustness_share"], placed(r, "kaism", _KEY), r["knock_out_reason"])
                for r in rows
            ),
            note=msg("A score stands before its bounds; without one too little is known. The level of the relation is met - possible, 0 to 5. A question mark: provisional."),
            currency=inputs.currency,
            limit=40,
        )
    ]  # fmt: skip


def scored(row: Row, axis: str) -> Message:
    """Say a score with its bounds, or the bounds alone."""
    low, high = (Amount(row[f"{axis}_{end}"], "number", digits=1) for end in ("low", "high"))
    if row[f"{axis}_score"] is None:
        return msg("{low} to {high}", low=low, high=high)
    return msg(
        "{score} ({low} to {high})",
        score=Amount(row[f"{axis}_score"], "number", digits=1),
        low=low,
        high=high,
    )


def level(row: Row) -> Message | str:
    """Say the level of a relation, as an interval where gates are unknown."""
    met, possible = row["relationship_level_met"], row["relationship_level_possible"]
    return (
        str(met)
        if met == possible
        else msg("{low} to {high}", low=Amount(met, "count"), high=Amount(possible, "count"))
    )


def matrix_section(inputs: Inputs) -> Section:
    """The matrix, its cells in money, and the customers with their certainty (dossier 5.6)."""
    rows = {r["cell_class"]: r for r in _cells(inputs, "portfolio")}
    placed = [rows[name] for name, _ in PORTFOLIO_CELLS if name in rows]
    revenue = total(list(rows.values()), "revenue_12m_amount")
    known = {name: sum(r[f"{name}_count"] for r in placed) for name in ("sharp", "provisional")}
    sharp = (total(placed, "revenue_12m_amount") or 0) - (total(placed, "provisional_12m_amount") or 0)
    provisional = total(placed, "provisional_12m_amount") or 0
    open_ = (revenue or 0) - sharp - provisional
    figures = tuple(
        Kpi(name, title, rows[name]["customers_count"] if name in rows else 0, "count", msg("{share} of revenue", share=Amount(share(rows[name]["revenue_12m_amount"], revenue) if name in rows else 0.0, "share")) if revenue and revenue > 0 else None)
        for name, title in PORTFOLIO_CELLS
    )  # fmt: skip
    blocks: list[Block] = [Kpis("portfolio", figures)] if placed else []
    if inputs.settings.company.business_unit:
        blocks.append(
            Note(
                "info",
                msg(
                    "These are the scores of one business unit, by its own criteria and weights: they do not compare with those of another. Money does."
                ),
            )
        )
    blocks += _points(inputs)
    blocks.append(_ledger(inputs, "portfolio"))
    if placed:
        blocks += [_rates(inputs), _plays(placed), levers_table()]
    blocks += _list(inputs)
    if not placed:
        lead = msg(
            "No customer can be placed yet: too little is known of how attractive customers are, or of how important they say we are. See what to ask first."
        )
    else:
        lead = nmsg(
            "{count} customer is placed whatever is missing, {provisional} by what is known; {sharp_money} of revenue is placed for certain, {provisional_money} provisionally, {open_money} not yet.",
            "{count} customers are placed whatever is missing, {provisional} by what is known; {sharp_money} of revenue is placed for certain, {provisional_money} provisionally, {open_money} not yet.",
            known["sharp"], provisional=Amount(known["provisional"], "count"), sharp_money=money(sharp, inputs.currency),
            provisional_money=money(provisional, inputs.currency), open_money=money(open_, inputs.currency),
        )  # fmt: skip
    return Section("portfolio", msg("Attractiveness and importance"), tuple(blocks), lead)


def _plays(rows: list[Row]) -> Table:
    return Table(
        "portfolio_plays",
        msg("What each cell asks for"),
        PLAY_COLUMNS,
        tuple((_CELLS[r["cell_class"]], *PLAYBOOKS["portfolio"][r["cell_class"]]) for r in rows),
        note=msg(
            "Proposals. Nothing is invested in a customer of which less than the part of the weight in the settings is known."
        ),
    )


def _stability(inputs: Inputs) -> list[Block]:
    """Show beside each other how stable the business is and how we stand against rivals (dossier 7.7, 5.3.5)."""
    found, kept = inputs.tables["competitiveness"], inputs.tables["retention"]
    if not found:
        return []
    row = found[0]
    figures = [
        Kpi("strength_mean", msg("Strength against the best rival"), row["strength_mean_number"], "number", msg("-10 to 10; {share} of revenue is known", share=Amount(row["strength_known_share"] or 0.0, "share"))),
        Kpi("ahead", msg("Customers that see us ahead"), row["ahead_count"] if row["strength_known_count"] else None, "count", msg("{count} see us behind", count=Amount(row["behind_count"], "count"))),
        Kpi("expected_loss", msg("Expected loss in a year"), row["expected_loss_amount"], "money", msg("of {amount} at stake", amount=money(row["stake_12m_amount"], inputs.currency)), inputs.currency),
    ]  # fmt: skip
    if kept:
        figures.append(
            Kpi(
                "gross_retention_share",
                msg("Gross revenue retention"),
                kept[0]["gross_retention_share"],
                "share",
            )
        )
    figures += [
        Kpi("bad_year_loss", msg("Loss in a bad year"), r["bad_year_loss_amount"], "money", msg("one year in twenty is worse"), inputs.currency)
        for r in inputs.tables["business_at_risk"][:1]
    ]  # fmt: skip
    return [Kpis("stability", tuple(figures))]


def kaism_section(inputs: Inputs) -> Section | None:
    """Key account selection over the whole base (dossier 9.3)."""
    rows = _cells(inputs, "kaism")
    placed = [r for r in rows if r["cell_class"] in dict(KAISM_CELLS)]
    if not placed:
        return Section(
            "kaism",
            msg("Key account selection"),
            (*_stability(inputs), Note("unknown", msg("No customer can be placed: nobody asked customers how we do against the best rival on what decides their choice (questions 5 and 6 of the interview)."))),
        )  # fmt: skip
    listed = [r for r in inputs.tables["portfolio_list"] if r["kaism_cell"] in ("key", "key_development")]
    blocks: list[Block] = [*_stability(inputs), _ledger(inputs, "kaism")]
    if listed:
        blocks.append(
            Table(
                "kaism_list",
                msg("Key accounts and those to develop"),
                (*_NAMED, Column("kaism_cell", msg("Key account selection"), "text"), Column("kaism_certainty", msg("Certainty"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"), Column("attractiveness", msg("Attractiveness"), "text"), Column("cell_class", msg("Portfolio"), "text")),
                tuple((r["customer_id"], r["customer_name"], _KEY[r["kaism_cell"]], _CERTAIN[r["kaism_certainty"]], r["revenue_12m_amount"], scored(r, "attractiveness"), _GROUPS[r["cell_class"]]) for r in listed),
                note=msg("Provisional where we judged ourselves what the customer should say."),
                currency=inputs.currency,
                limit=40,
            )
        )  # fmt: skip
    lead = msg(
        "{count} key accounts, {more} to develop.",
        count=Amount(sum(r["customers_count"] for r in placed if r["cell_class"] == "key"), "count"),
        more=Amount(
            sum(r["customers_count"] for r in placed if r["cell_class"] == "key_development"), "count"
        ),
    )
    return Section("kaism", msg("Key account selection"), tuple(blocks), lead)


__all__ = ["TABLES", "kaism_section", "level", "matrix_section", "scored"]
