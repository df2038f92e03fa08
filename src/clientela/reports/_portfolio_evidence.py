"""What to ask next, where list and portfolio part, where our opinion and the customer's word part, and the health of the measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.measurement_health import DETECTORS
from clientela.analyses.portfolio_cells import GROUPS
from clientela.analyses.portfolio_lists import GAPS, PROVEN
from clientela.analyses.portfolio_pareto import FINDINGS
from clientela.base.i18n import Message, msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Section, Table
from clientela.evidence._measures import MEASURES
from clientela.portfolios.ask_next import QUESTIONS
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.reports._limits import limits_table
from clientela.reports._portfolio import level
from clientela.reports._words import NO_CLASS, money, placed, total
from clientela.scores.customer_criteria import AXES, CRITERION_STATES, criteria_of

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs
    from clientela.scores._criteria import Criterion

TABLES = (
    "ask_list", "portfolio_abc", "portfolio_pareto", "pareto_findings", "perception_gap", "measurement_health", "criteria_coverage",
)  # fmt: skip
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_AXES, _STATES, _GROUPS, _FINDINGS, _GAPS, _PROVEN = (
    dict(AXES),
    dict(CRITERION_STATES),
    dict(GROUPS),
    dict(FINDINGS),
    dict(GAPS),
    dict(PROVEN),
)
_QUESTIONS, _DETECTORS, _CELLS = dict(QUESTIONS), dict(DETECTORS), dict(PORTFOLIO_CELLS)


def criteria_by_code(inputs: Inputs) -> dict[tuple[str, str], Criterion]:
    """Return the criteria of the run by axis and code."""
    settings = inputs.settings
    params = {
        "portfolio": settings.portfolio,
        "portfolio_criteria": settings.portfolio_criteria,
        "bu": settings.company.business_unit,
    }
    return {(axis, c.code): c for axis, _, c in criteria_of(params)}


def title_of(criteria: dict[tuple[str, str], Criterion], axis: str | None, code: str) -> Message | str:
    """Return what a criterion or a measure is called."""
    if axis is None and code in MEASURES:
        return MEASURES[code].title
    for (own, name), found in criteria.items():
        if (axis is None or own == axis) and code in ((name,) if axis else (name, found.measure)):
            return found.title
    return MEASURES[code].title if code in MEASURES else code


def ask_section(inputs: Inputs) -> Section | None:
    """The questions that decide most, and where to stop (dossier 2.3)."""
    rows, criteria = inputs.tables["ask_list"], criteria_by_code(inputs)
    if not rows:
        return None
    worth = [r for r in rows if not r["is_beyond_stop"]]
    first = rows[0]
    lead = msg(
        "Ask {customer} first: the answer decides over {amount}. Asking pays for {count} questions of this list; after them stop.",
        customer=str(first["customer_name"] or first["customer_id"]), amount=money(first["decides_amount"], inputs.currency), count=Amount(len(worth), "count"),
    )  # fmt: skip
    table = Table(
        "ask_list",
        msg("What to ask next"),
        (
            Column("ask_place", msg("Place"), "id"), *_NAMED, Column("question", msg("Question"), "text"), Column("criterion", msg("Decides"), "text"), Column("axis_class", msg("Axis"), "text"), Column("criterion_state", msg("So far"), "text"),
            Column("decides_amount", msg("Decides over"), "money"), Column("left_share", msg("Value left after it"), "share"), Column("stop", msg("Pays"), "text"),
        ),
        tuple(
            (r["ask_place"], r["customer_id"], r["customer_name"], _QUESTIONS[r["question_number"]] if r["question_number"] is not None else msg("find out in own records or outside"), title_of(criteria, r["axis_class"], r["criterion"]),
             _AXES[r["axis_class"]], _STATES[r["criterion_state"]], r["decides_amount"], r["left_share"], msg("no") if r["is_beyond_stop"] else msg("yes"))
            for r in rows
        ),
        note=msg("Only what could change the class of a customer is asked. The better is the enemy of the good: below the line the answers left together decide too little."),
        currency=inputs.currency,
        limit=30,
    )  # fmt: skip
    return Section("ask_next", msg("What to ask next"), (table,), lead)


def pareto_section(inputs: Inputs) -> Section | None:
    """The portfolio against the list by revenue (dossier 5.6)."""
    found = inputs.tables["portfolio_pareto"]
    if not found:
        return None
    row = found[0]
    classes = [(name, title) for name, title in (("A", "A"), ("B", "B"), ("C", "C"), (None, NO_CLASS))]
    groups = [
        name for name, _ in GROUPS if any(r["cell_class"] == name for r in inputs.tables["portfolio_abc"])
    ]
    count = {
        (r["abc_value_class"], r["cell_class"]): r["customers_count"] for r in inputs.tables["portfolio_abc"]
    }
    shown = [(name, title) for name, title in classes if any((name, g) in count for g in groups)]
    blocks: list[Block] = [
        Kpis(
            "portfolio_pareto",
            (
                Kpi("jaccard", msg("Likeness of list and portfolio"), row["jaccard_share"], "share", msg("{shared} of {all} in both", shared=Amount(row["shared_count"], "count"), all=Amount(row["strategic_count"], "count"))),
                Kpi("rank_correlation", msg("Rank correlation with revenue"), row["rank_correlation"], "number", msg("{count} customers with both scores", count=Amount(row["placed_count"], "count"))),
                Kpi("false_stars", msg("False stars"), row["false_star_count"], "count", msg("{count} of class A are open", count=Amount(row["undetermined_a_count"], "count"))),
                Kpi("hidden_gems", msg("Hidden gems"), row["hidden_gem_count"], "count", msg("class B or C")),
            ),
        ),
        Table(
            "portfolio_abc",
            msg("ABC by revenue and cells, customers"),
            (Column("abc_value_class", msg("ABC by revenue"), "text"), *(Column(name, _GROUPS[name], "count") for name in groups)),
            tuple((title, *(count.get((name, g), 0) for g in groups)) for name, title in shown),
            total=(msg("Total"), *(sum(count.get((name, g), 0) for name, _ in shown) for g in groups)),
            total_is_sum=True,
        ),
    ]  # fmt: skip
    rows = inputs.tables["pareto_findings"]
    if rows:
        order = [name for name, _ in FINDINGS]
        rows = sorted(rows, key=lambda r: (order.index(r["finding_class"]), -float(r["revenue_12m_amount"])))
        blocks.append(
            Table(
                "pareto_findings",
                msg("Customers that list and portfolio would treat otherwise"),
                (
                    *_NAMED, Column("finding_class", msg("Finding"), "text"), Column("abc_value_class", msg("Class"), "text"), Column("portfolio_cell", msg("Cell"), "text"), Column("revenue_12m_amount", msg("Revenue"), "money"),
                    Column("contribution_12m_amount", msg("Contribution"), "money"), Column("relation", msg("Level of the relation"), "text"), Column("by_list", msg("By the list"), "text"), Column("by_portfolio", msg("By the portfolio"), "text"),
                ),
                tuple(
                    (r["customer_id"], r["customer_name"], _FINDINGS[r["finding_class"]], r["abc_value_class"], placed(r, "portfolio", _CELLS), r["revenue_12m_amount"], r["contribution_12m_amount"], level(r), *_decisions(r))
                    for r in rows
                ),
                note=msg("What is unknown never makes a false star: a customer of class A of which too little is known stands apart. A question mark: provisional."),
                currency=inputs.currency,
                limit=30,
            )
        )  # fmt: skip
    return Section("pareto", msg("List by revenue against portfolio"), tuple(blocks))


def _decisions(row: dict[str, Any]) -> tuple[Message, Message]:
    by_list = {"A": msg("keep, many visits"), "B": msg("some visits"), "C": msg("few visits")}[
        row["abc_value_class"]
    ]
    by_portfolio = {
        "false_star": msg("standard terms, no more than it pays for"), "undetermined_a": msg("ask before investing"), "hidden_gem": msg("invest for a limited time"),
    }[row["finding_class"]]  # fmt: skip
    return by_list, by_portfolio


def gap_section(inputs: Inputs) -> Section | None:
    """Our own estimate against the customer's word (dossier 5.3.4)."""
    rows = inputs.tables["perception_gap"]
    if not rows:
        return None
    illusions = [r for r in rows if r["gap_class"] == "illusion"]
    lead = nmsg(
        "At {count} customer we think we matter more than we do; it brings {amount}.",
        "At {count} customers we think we matter more than we do; they bring {amount}.",
        len(illusions), amount=money(total(illusions, "contribution_12m_amount") or 0, inputs.currency),
    )  # fmt: skip
    table = Table(
        "perception_gap",
        msg("Own estimate and the customer's word"),
        (
            *_NAMED, Column("own_importance", msg("Our estimate"), "number"), Column("importance_score", msg("Importance"), "number"), Column("gap_number", msg("Gap"), "number"), Column("gap_low", msg("at least"), "number"), Column("gap_high", msg("at most"), "number"),
            Column("gap_class", msg("Finding"), "text"), Column("contribution_12m_amount", msg("Contribution"), "money"), Column("proofs_count", msg("Proofs"), "count"), Column("proofs_known_count", msg("asked for"), "count"), Column("proven_class", msg("Proof"), "text"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], r["own_importance"], r["importance_score"], r["gap_number"], r["gap_low"], r["gap_high"], _GAPS[r["gap_class"]], r["contribution_12m_amount"], r["proofs_count"], r["proofs_known_count"], _PROVEN[r["proven_class"]])
            for r in rows
        ),
        note=msg("Our estimate is kept apart: it never enters the importance. Customers with the costliest gap stand first."),
        currency=inputs.currency,
        limit=30,
    )  # fmt: skip
    return Section("perception", msg("Are we as important as we think?"), (table,), lead)


def health_section(inputs: Inputs) -> Section:
    """The four detectors of the measurement trap, and the criteria with their weights (dossier 2.1)."""
    criteria = criteria_by_code(inputs)
    rows = sorted(
        inputs.tables["measurement_health"],
        key=lambda r: (
            [n for n, _ in DETECTORS].index(r["detector_class"]),
            str(r["axis_class"]),
            str(r["subject_text"]),
        ),
    )
    shown = [r for r in rows if r["is_flagged"] or r["detector_class"] in ("easy_only", "arbitrary")]
    flagged = sum(1 for r in rows if r["is_flagged"] and r["detector_class"] != "never_asked")
    never = sum(1 for r in rows if r["detector_class"] == "never_asked")
    blocks: list[Block] = [_weights(inputs, criteria)]
    if shown:
        blocks.append(
            Table(
                "measurement_health",
                msg("The trap of measuring"),
                (Column("detector_class", msg("Detector"), "text"), Column("axis_class", msg("Axis"), "text"), Column("subject", msg("Criterion or measure"), "text"), Column("found_share", msg("Share"), "share"), Column("found_count", msg("How many"), "count"), Column("flag", msg("Look at it"), "text")),
                tuple((_DETECTORS[r["detector_class"]], None if r["axis_class"] is None else _AXES[r["axis_class"]], None if r["subject_text"] is None else title_of(criteria, r["axis_class"], r["subject_text"]), r["found_share"], r["found_count"], msg("yes") if r["is_flagged"] else msg("no")) for r in shown),
                note=msg("First what is easy is measured, then the rest gets a number of its own, then it counts for little, then it does not exist (Yankelovich 1971)."),
                limit=60,
            )
        )  # fmt: skip
    lead = msg(
        "{flags} things to look at; {never} measures were never asked of any customer.",
        flags=Amount(flagged, "count"),
        never=Amount(never, "count"),
    )
    blocks.append(limits_table(inputs))
    return Section("measurement", msg("What the scores rest on"), tuple(blocks), lead)


def _weights(inputs: Inputs, criteria: dict[tuple[str, str], Criterion]) -> Table:
    known = {(r["axis_class"], r["criterion"]): r for r in inputs.tables["criteria_coverage"]}
    rows = []
    for (axis, code), criterion in criteria.items():
        r = known.get((axis, code), {})
        anchors = "; ".join(f"{x:g} → {y:g}" for x, y in criterion.anchors)
        rows.append(
            (
                _AXES[axis],
                criterion.title,
                criterion.weight,
                anchors,
                r.get("known_share"),
                r.get("measured_count"),
                r.get("said_count"),
                r.get("estimated_count"),
                r.get("judged_count"),
                r.get("mean_score"),
            )
        )
    template = inputs.settings.portfolio.template
    note = msg(
        "Weights and anchors are those of the settings, threshold {threshold}.",
        threshold=Amount(inputs.settings.portfolio.threshold, "number", digits=1),
    )
    if template:
        note = msg(
            "Weights of the template {template}, and what the settings change; threshold {threshold}.",
            template=template,
            threshold=Amount(inputs.settings.portfolio.threshold, "number", digits=1),
        )
    return Table(
        "criteria_coverage",
        msg("Criteria, their weights and what is known of them"),
        (
            Column("axis_class", msg("Axis"), "text"), Column("criterion", msg("Criterion"), "text"), Column("weight", msg("Weight"), "number"), Column("anchors", msg("Anchors: value and score"), "text"), Column("known_share", msg("Known"), "share"),
            Column("measured_count", msg("measured"), "count"), Column("said_count", msg("said or seen"), "count"), Column("estimated_count", msg("estimated"), "count"), Column("judged_count", msg("judged"), "count"), Column("mean_score", msg("Mean score"), "number"),
        ),
        tuple(rows),
        note=note,
        limit=40,
    )  # fmt: skip


__all__ = ["TABLES", "ask_section", "gap_section", "health_section", "pareto_section"]
