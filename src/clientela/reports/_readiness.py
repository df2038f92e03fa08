"""Is the company ready for key account management, and what the next step of each factor is, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpi, Kpis, Note, Section, Table
from clientela.evidence.kam_readiness import FACTORS, PROOF_FROM, STATES, TOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.reports._inputs import Inputs

WHOLE_TABLES = ("kam_readiness",)
VERDICTS = {
    "ready": msg("Ready"),
    "pilot": msg("Ready for a pilot with two or three key accounts"),
    "not_ready": msg("Not ready"),
}
_READY, _PILOT = 3, 2
_STATES = dict(STATES)
_NAMES = {code: title for code, title, _ in FACTORS}
_STEPS = {code: anchors for code, _, anchors in FACTORS}


def verdict_of(score: float) -> str:
    """Return the verdict of a minimum: ready from 3, a pilot from 2 (own definition)."""
    return "ready" if score >= _READY else "pilot" if score >= _PILOT else "not_ready"


def verdicts(rows: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Return the worst and the best verdict that what is known allows: those of the minimum of the factors at both ends."""
    return verdict_of(min(r["score_low"] for r in rows)), verdict_of(min(r["score_high"] for r in rows))


def readiness_section(inputs: Inputs) -> Section | None:
    """Say whether the company is ready, by its weakest factor (dossier 9.8, 9.9; corrections 9)."""
    rows = {r["factor_class"]: r for r in inputs.tables["kam_readiness"]}
    if not rows:
        return None
    worst, best = verdicts(list(rows.values()))
    order = sorted(rows, key=lambda code: (rows[code]["score_low"], rows[code]["score_high"], list(_NAMES).index(code)))  # fmt: skip
    judged = [r["score_mean"] for r in rows.values() if r["score_mean"] is not None]
    blocks: list[Block] = [
        Kpis("readiness", (
            Kpi("readiness_low", msg("Weakest factor, at least"), rows[order[0]]["score_low"], "number", msg("of {top}; the verdict is that of the weakest", top=Amount(TOP, "count"))),
            Kpi("readiness_high", msg("Weakest factor, at most"), min(r["score_high"] for r in rows.values()), "number", msg("of {top}", top=Amount(TOP, "count"))),
            Kpi("readiness_mean", msg("Mean of the factors assessed"), sum(judged) / len(judged) if judged else None, "number", msg("{count} of six assessed", count=Amount(len(judged), "count"))),
        )),
        Table(
            "kam_readiness",
            msg("Six factors, the weakest first"),
            (
                Column("factor", msg("Factor"), "text"), Column("score_mean", msg("Score"), "number", digits=1), Column("score_low", msg("at least"), "number", digits=1), Column("score_high", msg("at most"), "number", digits=1), Column("raters_count", msg("People who judged"), "count"),
                Column("state", msg("State"), "text"), Column("next", msg("Next step"), "text"), Column("newest_on", msg("Newest judgement"), "date"),
            ),
            tuple((_NAMES[c], rows[c]["score_mean"], rows[c]["score_low"], rows[c]["score_high"], rows[c]["raters_count"], _STATES[rows[c]["factor_state"]], _next(rows[c], c), rows[c]["newest_on"]) for c in order),
            note=msg("Our own definition: the lists that are sold are not public. Entered in the table assessments with the kind readiness6, without a customer; from 3 on a document must show it."),
        ),
    ]  # fmt: skip
    if worst != best:
        blocks.append(Note("unknown", msg("Between the two: factors that nobody assessed, or that are claimed without a document, decide.")))  # fmt: skip
    lead = VERDICTS[worst] if worst == best else msg("From “{worst}” to “{best}”.", worst=VERDICTS[worst], best=VERDICTS[best])  # fmt: skip
    return Section("readiness", msg("Are we ready for key accounts?"), tuple(blocks), lead)


def _next(row: dict[str, Any], code: str) -> Any:
    """Return what the next anchor asks; a claim first needs its document."""
    if row["factor_state"] == "unknown":
        return msg("assess it")
    if row["factor_state"] == "claimed":
        return msg("name the document that shows it")
    if row["score_low"] >= TOP:
        return None
    return _STEPS[code][1 if row["score_low"] < PROOF_FROM else 2]
