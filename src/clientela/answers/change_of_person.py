"""Question 10: if the people who look after a customer change, does the relation?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, call, count, share
from clientela.base.i18n import msg
from clientela.blocks import Block, Column, Kpi, Table
from clientela.predictions.handover_study import VERDICTS

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("If the people who look after a customer change, does the relation change?")
_METHOD = msg(
    "Revenue of the 12 months after each handover against the 12 before, less the same of three customers like it that kept their person; trend before the handover shown."
)


def _at_risk(given: Given) -> tuple[Block, ...]:
    rows = given.tables["handover_risk_list"]
    if not rows:
        return ()
    return (
        Table(
            "handover_risks",
            msg("Relations that hang on one person"),
            (*NAMED, Column("personal_share", msg("Contact through one person"), "share"), Column("people_in_contact_count", msg("Our people in contact"), "count"), Column("handover_risk_amount", msg("At risk by a handover"), "money")),
            tuple((r["customer_id"], r["customer_name"], r["personal_share"], r["people_in_contact_count"], r["handover_risk_amount"]) for r in rows),
            currency=given.currency,
            limit=SHOWN,
        ),
    )  # fmt: skip


def answer_change(given: Given) -> Answer:
    """State the effect of past handovers, or that there are too few to estimate one (dossier 7.6)."""
    rows = given.tables["handover_study"]
    blocks = _at_risk(given)
    if not rows:
        return not_answerable(
            msg("No change of the person in charge is known."),
            method=_METHOD,
            ask_next=(msg("Import the list of assignments, with from and to."),),
        )
    first = rows[0]
    if first["effect_share"] is None:
        text = msg("Not estimable: only {count} handovers can be compared, and it takes eight.", count=count(first["handovers_count"]))  # fmt: skip
        return Answer(
            "partial" if blocks else "not_answerable", text, _METHOD, (), blocks, because=text,
            ask_next=(msg("Import older assignments."),),
        )  # fmt: skip
    figures = (
        Kpi("effect", msg("Effect on revenue"), first["effect_share"], "share", msg("{low} to {high}, on {count} handovers", low=share(first["effect_low"]), high=share(first["effect_high"]), count=count(first["handovers_count"]))),
        Kpi("trend", msg("The same before the handover"), first["trend_share"], "share", msg("far from zero: the handed over were different before")),
    )  # fmt: skip
    return Answer(
        "answered",
        msg("In your history: {verdict}.", verdict=call(first["handover_verdict"], dict(VERDICTS))),
        _METHOD,
        figures,
        blocks,
        assumptions=(msg("Customers handed over would have gone on like those matched to them."),),
        would_change=msg(
            "More handovers, and notes on how each was made: with overlap, with a second person, at once."
        ),
        ask_next=(msg("Before a planned change, see who hangs on one person."),),
    )


change_of_person = Question(
    "change_of_person", 10, _TITLE, ("handover_risk_list",), answer_change, ("handover_study",)
)
