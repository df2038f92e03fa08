"""Our strengths and what customers pay for, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.analyses.strengths import PAID, QUADRANTS
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Section, Table
from clientela.scores.relative_strength import CRITERIA

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

WHOLE_TABLES = ("strengths",)
_PAID, _QUADRANTS, _FACTORS = dict(PAID), dict(QUADRANTS), {c.code: c.title for c in CRITERIA}


def strengths_section(inputs: Inputs) -> Section | None:
    """What counts, where we are ahead, and which strengths nobody pays for (dossier 5.3.5)."""
    rows = sorted(inputs.tables["strengths"], key=lambda r: (-(r["weight_mean"] or 0.0), r["factor_code"]))
    if not rows:
        return None
    table = Table(
        "strengths",
        msg("What customers choose by, and how we stand"),
        (
            Column("factor_code", msg("What is chosen by"), "text"), Column("weight_mean", msg("Weight"), "number", digits=0), Column("own_mean", msg("We"), "number", digits=1), Column("rival_mean", msg("Best rival"), "number", digits=1), Column("rated_count", msg("Rated by"), "count"), Column("quadrant", msg("What to do"), "text"),
            Column("rank_correlation", msg("Goes with importance"), "number", msg("rank correlation over the customers"), digits=2), Column("correlation_low", msg("at least"), "number", msg("80 % interval"), digits=2), Column("correlation_high", msg("at most"), "number", digits=2), Column("compared_count", msg("Customers"), "count"), Column("paid", msg("Is it paid for?"), "text"),
        ),
        tuple((_FACTORS[r["factor_code"]], r["weight_mean"], r["own_mean"], r["rival_mean"], r["rated_count"], None if r["quadrant_class"] is None else _QUADRANTS[r["quadrant_class"]], r["rank_correlation"], r["correlation_low"], r["correlation_high"], r["compared_count"], _PAID[r["paid_class"]]) for r in rows),
        note=msg("That a strength goes with importance does not say that it makes it. Only what customers said counts; with fewer than 20 of them there is the table alone."),
    )  # fmt: skip
    lead = msg(
        "{levers} things count where we are behind; for {unpaid} of our strengths nobody pays.",
        levers=Amount(sum(r["quadrant_class"] == "concentrate" for r in rows), "count"), unpaid=Amount(sum(r["paid_class"] == "nobody_pays" for r in rows), "count"),
    )  # fmt: skip
    return Section("strengths", msg("Strengths, and what is paid for"), (table,), lead)
