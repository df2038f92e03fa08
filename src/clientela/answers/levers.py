"""Question 6: which levers are there to improve the situation?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.answers._contract import Answer, Question, not_answerable
from clientela.answers._lever_plans import lever_plans
from clientela.answers._rows import add_up, money
from clientela.base.i18n import Message, msg
from clientela.blocks import Column, Table

if TYPE_CHECKING:
    from clientela.answers._contract import Given

_TITLE = msg("Which levers are there to improve the situation?")
_METHOD = msg(
    "What each lever could bring in a year at the most, from figures found elsewhere in this run; and of planned actions what they cost and are expected to bring, with the set of them that brings most within the budget."
)
_MEASURED, _ESTIMATED = msg("measured"), msg("estimated")
_Lever = tuple[Message, int, Any, Any, Message, Message]
"""What to do, customers, the most it brings, what is risked by it, how that is known, what it supposes."""


def _gap(row: dict[str, Any]) -> Any:
    """Return what a customer lacks to zero: its contribution 3, contribution 1 where nothing is known of serving it."""
    left = row["cm3_12m_amount"] if row["cm3_12m_amount"] is not None else row["cm1_12m_amount"]
    return 0 if left is None else -left


def _levers(given: Given) -> list[_Lever]:
    tables = given.tables
    makers = [r | {"gap_amount": _gap(r)} for r in tables["loss_makers"] if _gap(r) > 0]
    prices = tables["price_totals"][0] if tables["price_totals"] else {}
    suggested = [r for r in tables["suggestion_list"] if r["expected_margin_12m_amount"] is not None]
    at_risk = [r for r in tables["at_risk_list"] if r["expected_loss_amount"]]
    found: list[_Lever] = [
        (msg("Bring customers below zero back to zero"), len(makers), add_up(makers, "gap_amount"), add_up(makers, "repair_risk_amount"), _MEASURED,
         msg("service mended, terms, freight, minimum order, visits, price, in this order")),
        (msg("Bring discounts back to what peers get"), prices.get("leaks_count") or 0, prices.get("discount_leak_amount"), None, _MEASURED,
         msg("the customer accepts the discount of the upper quarter of its peers")),
        (msg("Sell what similar customers buy"), len({r["customer_key"] for r in suggested}), add_up(suggested, "expected_margin_12m_amount"), None, _ESTIMATED,
         msg("each takes the family with the chance and the spend of customers like it")),
        (msg("Keep those who are likely to go"), len(at_risk), add_up(at_risk, "expected_loss_amount"), None, _ESTIMATED,
         msg("every one of them could be kept: what part can is not known without past rescues")),
    ]  # fmt: skip
    return sorted(
        (lever for lever in found if lever[1] and lever[2]), key=lambda lever: (-float(lever[2]), lever[1])
    )


def answer_levers(given: Given) -> Answer:
    """List the levers by what they could bring at the most (dossier 5.7); doing nothing is the line to compare with."""
    levers, (planned, best_plan) = _levers(given), lever_plans(given)
    if not levers and not planned:
        return not_answerable(
            msg("No lever can be put into money: neither costs, discounts, missing families nor losses are known."),
            method=_METHOD,
            ask_next=(msg("Import the cost of each line or product, and amounts before discount."),),
        )  # fmt: skip
    nothing = (msg("Do nothing"), None, 0, None, _MEASURED, msg("the expected losses stay as they are"))
    upper = () if not levers else (Table(
        "levers",
        msg("Levers, the largest first"),
        (Column("lever", msg("Lever"), "text"), Column("customers_count", msg("Customers"), "count"), Column("most_amount", msg("Brings at the most, a year"), "money"),
         Column("risk_amount", msg("Contribution 1 at risk"), "money"), Column("evidence", msg("Known how"), "text"), Column("supposes", msg("Supposes"), "text")),
        (*levers, nothing),
        note=msg("The sums are not to be added up: two levers may concern the same customer."),
        currency=given.currency,
    ),)  # fmt: skip
    largest = msg("The largest lever: {lever}, up to {most} a year.", lever=levers[0][0], most=money(levers[0][2], given.currency)) if levers else None  # fmt: skip
    said = [text for text in (largest, best_plan) if text is not None]
    headline = msg("{one} {two}", one=said[0], two=said[1]) if len(said) > 1 else said[0] if said else msg("Actions are planned; what they cost and bring is not stated.")  # fmt: skip
    return Answer(
        "partial",
        headline,
        _METHOD,
        (),
        (*upper, *planned),
        assumptions=(msg("Each lever stands alone, at its upper end."),),
        would_change=msg("What the lever brought when it was used before: record the cases with their result."),
        ask_next=(msg("Record for each action what it cost and what came of it; three cases of one lever make its effect measurable."),),
        because=msg("Past cases are few, and why just these customers were chosen is not known.") if any(r["gain_amount"] is not None for r in given.tables["lever_effects"])
        else msg("What is planned rests on the judgement of who planned it; nothing measured stands behind it yet.") if best_plan is not None
        else msg("Neither the cost of a lever nor how often it succeeds is recorded: these are upper ends, no forecast."),
    )  # fmt: skip


levers = Question(
    "levers",
    6,
    _TITLE,
    ("loss_makers", "price_totals", "suggestion_list", "at_risk_list", "account_plans"),
    answer_levers,
    ("lever_effects",),
)
