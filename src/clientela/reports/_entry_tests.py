"""The two cells off the diagonal, customer by customer: whom to enter upon, and what each move would bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.periods import add_months
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table
from clientela.economics.repair_levers import LEVERS
from clientela.portfolios.entry_tests import OUTCOMES, TESTS, VERDICTS
from clientela.reports._playbooks import PLAYBOOKS
from clientela.reports._words import label
from clientela.scores.relative_strength import CRITERIA

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

Row = dict[str, Any]
TABLES = ("entry_tests",)
_OUTCOMES, _VERDICTS, _LEVERS = dict(OUTCOMES), dict(VERDICTS), dict(LEVERS)
_FACTORS = {c.code: c.title for c in CRITERIA}
_NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
_ASKS = {
    "need_test": msg("What will it need within 12 months?"),
    "first_test": msg("What does it choose by, and how do we and the best rival do on it?"),
    "sponsor_test": msg("Who with influence wants us?"),
}
_PLACE = msg("Its place is provisional: see what to ask first.")
MILESTONES = (
    (3, msg("The customer itself has confirmed the need, and our technical people have met theirs."), msg("Ask once more for the need. Without an answer, stop.")),
    (6, msg("A pilot runs, with a measure of success that the customer agreed to."), msg("Find out who holds it up. Without the sponsor behind the pilot, stop.")),
    (12, msg("We are first in one family or in something the others leave undone, and the level of the relation is one step higher."), msg("Stop, and give the hours to the next customer.")),
)  # fmt: skip
"""Months from the day of the run, what must be there by then, and what to do if it is not. Own proposals (dossier 5.7)."""


def what_to_ask(row: Row) -> Message | None:
    """Say what to ask of a customer that is to be asked first; nothing of the others."""
    if row["entry_verdict"] != "ask_first":
        return None
    asks = [_ASKS[test] for test in TESTS if row[test] == "unknown"]
    if row["portfolio_certainty"] != "sharp":
        asks.append(_PLACE)
    said = asks[0]
    for more in asks[1:]:
        said = msg("{first} {second}", first=said, second=more)
    return said


def _tests(rows: list[Row], inputs: Inputs) -> Table:
    order = [name for name, _ in VERDICTS]
    listed = sorted(rows, key=lambda r: (order.index(r["entry_verdict"]), -float(r["open_12m_amount"] or 0), r["customer_id"]))  # fmt: skip
    return Table(
        "entry_tests",
        msg("To be won: the three entry tests"),
        (
            *_NAMED, Column("verdict", msg("Verdict"), "text"),  Column("need", msg("A need within 12 months"), "text"), Column("open_12m_amount", msg("Spent with others"), "money", msg("as far as one supplier may go")),
            Column("first", msg("Something to be first in"), "text"), Column("factor", msg("Criterion"), "text"), Column("gap", msg("We - best rival"), "number", digits=1), Column("sponsor", msg("A sponsor"), "text"), Column("person", msg("Person"), "text"), Column("influence", msg("Influence"), "number", digits=1), Column("ask", msg("To ask"), "text"),
        ),
        tuple(
            (r["customer_id"], r["customer_name"], _VERDICTS[r["entry_verdict"]],  _OUTCOMES[r["need_test"]], r["open_12m_amount"], _OUTCOMES[r["first_test"]],
             None if r["first_factor"] is None else label(r["first_factor"], _FACTORS), r["first_gap_points"], _OUTCOMES[r["sponsor_test"]], r["sponsor_person_id"], r["sponsor_influence"], what_to_ask(r))
            for r in listed
        ),
        note=msg("All three, or stop. What nobody knows is asked, not supposed. A sponsor has an influence of 6 or more and wants us."),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip


def _milestones(inputs: Inputs) -> Table:
    return Table(
        "entry_milestones",
        msg("To be won: milestones of a plan that begins today"),
        (Column("due_on", msg("By"), "date"), Column("reached", msg("What must be there"), "text"), Column("else", msg("If it is not"), "text")),
        tuple((add_months(inputs.as_of, months), reached, otherwise) for months, reached, otherwise in MILESTONES),
        note=msg("{what}: {more}", what=msg("Stop when"), more=PLAYBOOKS["portfolio"]["to_be_won"][2]),
    )  # fmt: skip


def _moves(rows: list[Row], inputs: Inputs) -> Table:
    names = ("serve_saving_amount", "leak_amount", "gap_amount")
    listed = sorted(rows, key=lambda r: (-max(float(r[n] or 0) for n in names), r["customer_id"]))
    return Table(
        "loyal_moves",
        msg("Loyal, make them pay: what each move would bring in a year"),
        (
            *_NAMED, Column("serve_saving_amount", msg("A fifth less cost to serve"), "money"), Column("leak_amount", msg("Discount back to that of peers"), "money"),
            Column("gap_amount", msg("Missing to zero"), "money"), Column("lever", msg("First lever to try"), "text"),
        ),
        tuple((r["customer_id"], r["customer_name"], *(r[n] for n in names), _LEVERS.get(r["repair_lever"])) for r in listed),
        note=msg("At the most, and not to be added up: two moves may touch the same money. A dash: the costs or discounts of the customer are not known."),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip


def entry_section(inputs: Inputs) -> Section | None:
    """Verdicts and milestones of customers to be won, moves at loyal ones (dossier 5.7); None where nobody stands in either cell."""
    rows = inputs.tables["entry_tests"]
    won = [r for r in rows if r["portfolio_cell"] == "to_be_won"]
    loyal = [r for r in rows if r["portfolio_cell"] == "loyal"]
    if not rows:
        return None
    blocks: list[Block] = [_tests(won, inputs), _milestones(inputs)] if won else []
    if loyal:
        blocks.append(_moves(loyal, inputs))
    count = {name: Amount(sum(r["entry_verdict"] == name for r in won), "count") for name, _ in VERDICTS}
    lead = msg(
        "Customers to be won: {enter} to enter, {ask} to ask first, {stop} not to enter. Customers that need us without being attractive: {loyal}.",
        enter=count["enter"], ask=count["ask_first"], stop=count["do_not_enter"], loyal=Amount(len(loyal), "count"),
    )  # fmt: skip
    return Section(
        "entry_tests", msg("Attractive but we do not matter, and the reverse"), tuple(blocks), lead
    )
