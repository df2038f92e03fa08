"""Question 5: what is the business worth of those we could lose without being able to do anything about it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._rows import NAMED, SHOWN, add_up, call, money, ratio
from clientela.base.i18n import msg
from clientela.blocks import Column, Kpi, Table
from clientela.predictions.loss_drivers import BASES

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("What is the business of those worth whom we could lose without a remedy?")
_METHOD = msg(
    "Of each customer: what is at stake x probability of no order in a year x the part of its loss drivers that is out of our hands; without drivers, anything between nothing and all of it."
)


def answer_irremediable(given: Given) -> Answer:
    """Split the expected loss into what is out of our hands and what is not (corrections 3)."""
    rows = given.tables["irremediable_loss"]
    lost = add_up(rows, "expected_loss_amount")
    if lost is None:
        return not_answerable(
            msg("What could be lost is not known: that takes a forecast, and the cost of what customers buy."),
            method=_METHOD,
            ask_next=(msg("Import the cost of each line or product."),),
        )  # fmt: skip
    low, high = add_up(rows, "irremediable_low_amount"), add_up(rows, "irremediable_high_amount")
    known = [r for r in rows if r["driver_basis_class"] != "unknown"]
    covered = ratio(add_up(known, "expected_loss_amount") or 0, lost)
    is_whole = len(known) == len(rows)
    listed = sorted(
        given.tables["irremediable_list"],
        key=lambda r: (-float(r["irremediable_high_amount"] or 0), str(r["customer_id"])),
    )
    point = add_up(rows, "irremediable_loss_amount") if is_whole else None
    figures = (
        Kpi("irremediable", msg("Loss out of our hands, a year"), point, "money", msg("{low} to {high}", low=money(low, given.currency), high=money(high, given.currency)), given.currency),
        Kpi("expected_loss", msg("Expected loss in a year"), lost, "money", None, given.currency),
    )  # fmt: skip
    table = Table(
        "irremediable_losses",
        msg("The largest losses out of our hands"),
        (*NAMED, Column("driver_basis_class", msg("Drivers"), "text"), Column("expected_loss_amount", msg("Expected loss"), "money"), Column("irremediable_low_amount", msg("Out of our hands, at least"), "money"),
         Column("irremediable_high_amount", msg("at most"), "money")),
        tuple((r["customer_id"], r["customer_name"], call(r["driver_basis_class"], dict(BASES)), r["expected_loss_amount"], r["irremediable_low_amount"], r["irremediable_high_amount"]) for r in listed),
        currency=given.currency,
        limit=SHOWN,
    )  # fmt: skip
    return Answer(
        "answered" if is_whole else "partial",
        msg("Of an expected loss of {lost} a year, {low} to {high} is out of our hands.", lost=money(lost, given.currency), low=money(low, given.currency), high=money(high, given.currency)),
        _METHOD,
        figures,
        (table,) if listed else (),
        coverage=covered,
        assumptions=(msg("How much of a driver is in our hands is our own definition, shown with the drivers; both ends move it by a fifth."),),
        would_change=msg("The drivers of each customer: a plant that closes is out of our hands, late deliveries are not."),
        ask_next=(msg("Record why customers left, and what threatens those at risk: closure, insourcing, price, service."),),
        because=None if is_whole else msg("Of part of the customers no driver of loss is known: for them the two ends are nothing and all."),
    )  # fmt: skip


irremediable_losses = Question(
    "irremediable_losses", 5, _TITLE, ("irremediable_loss", "irremediable_list"), answer_irremediable
)
