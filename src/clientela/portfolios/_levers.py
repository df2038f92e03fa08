"""The levers a company has with a customer: what each moves, how long it takes, what can go wrong, and in which cells it is a move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.base.i18n import Message


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever of the catalogue."""

    code: str
    title: Message
    moves: Message
    """Criteria and figures it works on."""
    months: tuple[int, int]
    """Time until it shows, in months: from, to. (0, 0): days."""
    risk: Message
    cells: tuple[str, ...]
    """Cells of the portfolio matrix in which it is a move."""


_GROW, _WIN, _PAY, _LEAVE = "strategic", "to_be_won", "loyal", "opportunistic"
LEVERS = (
    Lever("contact_plan", msg("Contact plan on several levels"), msg("access to those who decide, level of the relation, dependence on one person"), (3, 6), msg("It becomes theatre: meetings without a result."), (_GROW, _WIN)),
    Lever("executive_sponsor", msg("A sponsor in both managements"), msg("access to those who decide, the step to partnership"), (3, 3), msg("Nobody follows up."), (_GROW, _WIN)),
    Lever("joint_plan", msg("Joint plan and shared forecast"), msg("level of the relation, deliveries on time and in full"), (6, 6), msg("The plan is written and nobody reads it."), (_GROW,)),
    Lever("framework_contract", msg("Framework contract"), msg("formal status, chance that it still buys in three years"), (3, 9), msg("The price is locked while costs rise."), (_GROW,)),
    Lever("technical_adaptation", msg("Technical adaptation"), msg("weeks to put another supplier in our place, closeness of the relation"), (6, 18), msg("We become the captive of one customer."), (_GROW, _WIN)),
    Lever("systems_integration", msg("Linked systems: orders by data exchange, stock we manage"), msg("weeks to put another supplier in our place, cost to serve"), (6, 12), msg("The money is spent and cannot be had back."), (_GROW,)),
    Lever("breadth_programme", msg("More families to the same customer"), msg("share of wallet, families bought"), (3, 9), msg("The new families leave a low margin."), (_GROW, _WIN)),
    Lever("upgrade_programme", msg("Better products to the same customer"), msg("contribution in per cent, depth of the range"), (3, 9), msg("It is sold more than it needs."), (_GROW, _PAY)),
    Lever("service_level", msg("Change of the service level"), msg("deliveries on time and in full, strength against rivals"), (1, 6), msg("Cost without effect."), (_GROW, _WIN)),
    Lever("service_menu", msg("Menu of priced services, price action"), msg("contribution 3, cost to serve"), (1, 3), msg("The customer leaves."), (_PAY, _LEAVE)),
    Lever("channel_migration", msg("Move to a cheaper channel"), msg("cost to serve"), (3, 6), msg("The relation is lost."), (_PAY, _LEAVE)),
    Lever("training", msg("Training, passing on know-how"), msg("bonds, quality of the relation"), (3, 6), msg("Others have the use of it without paying."), (_GROW, _WIN)),
    Lever("complaint_recovery", msg("Putting a complaint right"), msg("goodwill, quality of the relation"), (0, 0), msg("The promise is not kept."), (_GROW, _WIN, _PAY, _LEAVE)),
    Lever("handover", msg("Handover with both people present for a while"), msg("dependence on one person, chance that it still buys in three years"), (1, 3), msg("Two people are paid for one job."), (_GROW, _PAY)),
    Lever("reference", msg("Reference, common marketing"), msg("worth as a reference, bonds"), (6, 6), msg("Something confidential comes out."), (_GROW, _WIN, _PAY)),
    Lever("polite_exit", msg("Polite exit"), msg("hours set free"), (3, 12), msg("Our name suffers."), (_LEAVE,)),
)  # fmt: skip
"""Sixteen levers. Own proposals after Manera, Cheverton 1999, Cannon & Perreault 1999, Kaplan & Narayanan 2001: times and risks are typical, not measured here."""
