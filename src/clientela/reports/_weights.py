"""Weights said, by comparison, and by the choices, side by side, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.reports._portfolio_evidence import criteria_by_code, title_of
from clientela.scores._pairwise import LIMIT
from clientela.scores.compared_weights import WEIGHINGS
from clientela.scores.customer_criteria import AXES

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

WHOLE_TABLES = ("compared_weights", "comparison_consistency", "liking_weights")
_AXES, _STATES = dict(AXES), dict(WEIGHINGS)


def weights_section(inputs: Inputs) -> Section | None:
    """What is said to count, what comparisons two by two say, and what the choices imply (dossier 2.3, 5.2.2)."""
    rows = sorted(inputs.tables["comparison_consistency"], key=lambda r: (r["axis_class"], r["rater_id"]))
    if not rows:
        return None
    criteria = criteria_by_code(inputs)
    implied = {r["criterion"]: r["implicit_weight"] for r in inputs.tables["liking_weights"]}
    weights = sorted(inputs.tables["compared_weights"], key=lambda r: (r["axis_class"], -r["stated_weight"], r["criterion"], r["rater_id"]))  # fmt: skip
    blocks: list[Block] = [
        Table(
            "compared_weights",
            msg("Weights said, by comparison and by the choices"),
            (
                Column("axis_class", msg("Axis"), "text"), Column("criterion", msg("Criterion"), "text"), Column("rater_id", msg("Who compared"), "text"), Column("stated_weight", msg("Weight said"), "number", digits=0),
                Column("compared_weight", msg("Weight by comparison"), "number", digits=0), Column("implicit_weight", msg("Weight by the choices"), "number", msg("of all who chose between customers"), digits=0), Column("weighing_state", msg("State"), "text"),
            ),
            tuple((_AXES[r["axis_class"]], title_of(criteria, r["axis_class"], r["criterion"]), r["rater_id"], r["stated_weight"], r["compared_weight"], implied.get(r["criterion"]) if r["axis_class"] == "attractiveness" else None, _STATES[r["weighing_state"]]) for r in weights),
            note=msg("Points of 100. The scores are made with the weights said; to use others write them in the settings."),
            limit=48,
        ),
        Table(
            "comparison_consistency",
            msg("Do the comparisons fit together?"),
            (
                Column("axis_class", msg("Axis"), "text"), Column("rater_id", msg("Who compared"), "text"), Column("missing_count", msg("Pairs not compared"), "count"), Column("consistency_number", msg("Consistency ratio"), "number", digits=3), Column("weighing_state", msg("State"), "text"),
                Column("first_criterion", msg("Worst triple: first"), "text"), Column("second_criterion", msg("Second"), "text"), Column("third_criterion", msg("Third"), "text"), Column("said_number", msg("First over third, as said"), "number", digits=2), Column("implied_number", msg("as implied"), "number", digits=2),
            ),
            tuple((_AXES[r["axis_class"]], r["rater_id"], r["missing_count"], r["consistency_number"], _STATES[r["weighing_state"]], *(None if r[n] is None else title_of(criteria, r["axis_class"], r[n]) for n in ("first_criterion", "second_criterion", "third_criterion")), r["said_number"], r["implied_number"]) for r in rows),
            limit=20,
        ),
    ]  # fmt: skip
    refused = sum(r["weighing_state"] == "contradictory" for r in rows)
    if refused:
        blocks.append(Note("unknown", msg("{count} sets of comparisons contradict themselves above {limit}: no weights are made of them. Begin with the worst triple.", count=Amount(refused, "count"), limit=Amount(LIMIT, "number", digits=2))))  # fmt: skip
    return Section("weights", msg("What counts how much"), tuple(blocks))
