"""Playbooks of the matrices that have reports of their own: what to do, what must hold before, and when to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.blocks import Column, Table
from clientela.portfolios._levers import LEVERS, Lever
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS

if TYPE_CHECKING:
    from clientela.base.i18n import Message

PLAY_COLUMNS = (
    Column("cell_class", msg("Cell"), "text"), Column("play", msg("What to do"), "text"), Column("entry", msg("Begin only if"), "text"), Column("leave", msg("Stop when"), "text"),
)  # fmt: skip
PLAYBOOKS: dict[str, dict[str, tuple[Message, Message, Message]]] = {
    "portfolio": {
        "strategic": (
            msg("Defend in width (four pairs of functions or more), in time (agreements over years) and in structure (adaptations by the customer). Document the value every year; plan the succession of people on both sides."),
            msg("The level of the relation and its bonds are known, and both managements back it."),
            msg("Attractiveness falls below the line at two reviews in a row: move it to the play for loyal customers."),
        ),
        "to_be_won": (
            msg("Become first in one family or in something it lacks; technical people before the buyer; a pilot with a measure of success; a reference visit. Up to 15 % of the hours for key accounts, milestones after 3, 6 and 12 months."),
            msg("All three, or stop: a real need we can reach within 12 months; a criterion of its choice where we can be first within 18 months at known cost; somebody at the customer with influence who wants it."),
            msg("A milestone is missed and none of the three entry tests is better than at the start. The exit rule is written on the first day."),
        ),
        "loyal": (
            msg("Use the position fairly: price to value, minimum order, standard terms, planned deliveries, payment terms; move it to a cheaper way of serving; ask for more volume, references, introductions. Cost to serve down by a fifth."),
            msg("The customer itself says that we are important to it, and our own dependence on it is known."),
            msg("The importance it gives us falls by a point within a year: stop the increases first."),
        ),
        "opportunistic": (
            msg("List price, self-service, distributor, prepayment."),
            msg("A way of serving it without a visit is there."),
            msg("Contribution 3 below zero for a year: a polite exit."),
        ),
    },
    "kaism": {
        "key": (msg("Key account team, joint plan, priority for capacity and investment."), msg("A place is free within the number the company can serve."), msg("Key at neither of two reviews in a row: hand it over with a transfer plan.")),
        "key_development": (msg("Invest selectively: find out what is missing against the best rival, and close it."), msg("The gap is named by the customer and can be closed within 18 months."), msg("The time limit passes and the gap is still there: give the place to the next candidate.")),
        "maintenance": (msg("Fewer resources, the same loyalty: team instead of key account manager, standard service."), msg("Somebody is named who takes it over, and the customer has met that person."), msg("Revenue falls by more than a tenth after the change: look again.")),
        "opportunistic": (msg("Serve it when it suits us; price and terms in our favour; no promises."), msg("Capacity is free."), msg("It takes hours that a key account needs.")),
    },
    "profitability": {
        "desirable": (msg("Grow and defend: best service, priority in investment."), msg("The potential rests on a wallet that somebody stated."), msg("Potential or contribution falls below its line at two reviews.")),
        "developed": (msg("Keep: protect the price, keep the goods available; no money for growth."), msg("The cost of keeping it is known."), msg("Contribution falls below the line: find the cause before it falls twice.")),
        "undeveloped": (msg("Develop for a limited time: further families, access to those who decide."), msg("There is a next step with a date and its cost is below a third of the potential margin."), msg("No growth of contribution after 12 months.")),
        "undesirable": (msg("Lower the cost to serve, correct the price, move it to web or distributor."), msg("It fails the test of what may stay."), msg("Contribution 3 is still below zero after the change: exit.")),
    },
    "price_cost": {
        "carriage_trade": (msg("Keep the proof of value: it pays for what it gets."), msg("The services it uses are known and priced."), msg("Its price falls and its cost does not: treat it as aggressive.")),
        "passive": (msg("Protect it and do not provoke a search: steady service, no surprise in the price."), msg("The price is within what the others pay for the same service."), msg("It asks for offers elsewhere: bring the price nearer before it does.")),
        "bargain_basement": (msg("Automate: low price for low cost."), msg("Orders come without help from us."), msg("The cost to serve rises above the median: it is aggressive.")),
        "aggressive": (msg("Menu of priced services, minimum order, fewer extras, or a higher price."), msg("The largest cost of serving it is known."), msg("After two talks neither price nor cost has moved: let it go.")),
    },
}  # fmt: skip
"""Matrix and cell to (what to do, begin only if, stop when). Own proposals on Manera, Cheverton, Dubinsky & Ingram, Shapiro and others."""


def _months(lever: Lever) -> Message:
    low, high = lever.months
    if high == 0:
        return msg("days")
    if low == high:
        return nmsg("{count} month", "{count} months", high)
    return nmsg("{low} to {count} month", "{low} to {count} months", high, low=Amount(low, "count"))


def _cells(lever: Lever) -> Message:
    names = [title for name, title in PORTFOLIO_CELLS if name in lever.cells]
    if len(names) == len(PORTFOLIO_CELLS):
        return msg("every cell")
    said = names[0]
    for more in names[1:]:
        said = msg("{first}, {second}", first=said, second=more)
    return said


def levers_table() -> Table:
    """List the levers: what each moves, when it shows, what can go wrong, and the cells in which it is a move (dossier 5.7)."""
    return Table(
        "levers_catalogue",
        msg("Levers"),
        (Column("lever", msg("Lever"), "text"), Column("moves", msg("What it moves"), "text"), Column("lead", msg("Shows after"), "text"), Column("risk", msg("What can go wrong"), "text"), Column("cells", msg("A move for"), "text")),
        tuple((lever.title, lever.moves, _months(lever), lever.risk, _cells(lever)) for lever in LEVERS),
        note=msg("Times and risks are typical, not measured here."),
    )  # fmt: skip
