"""Krapfel, Salmond & Spekman 1991: value of the relation and interests in common; who is stronger gives the way to manage it."""

from __future__ import annotations

from clientela.base.i18n import msg
from clientela.scores._matrices import Cell, Matrix
from clientela.scores._matrix_axes import INTEREST_COMMONALITY, POWER, RELATIONSHIP_VALUE

MODES = (
    ("collaboration", msg("Collaboration")),
    ("negotiation", msg("Negotiation")),
    ("administration", msg("Administration")),
    ("domination", msg("Domination")),
    ("accommodation", msg("Accommodation")),
    ("submission", msg("Submission")),
)
"""The six ways to manage a relation, in the order of the numbers that words of observations stand for (1 to 6)."""
MODE_OF = {
    ("partner", 0): "accommodation", ("partner", 1): "collaboration", ("partner", 2): "administration",
    ("rival", 0): "submission", ("rival", 1): "negotiation", ("rival", 2): "domination",
    ("friend", 0): "accommodation", ("friend", 1): "administration", ("friend", 2): "administration",
    ("acquaintance", 0): "administration", ("acquaintance", 1): "administration", ("acquaintance", 2): "administration",
}  # fmt: skip
"""(type, power: 0 they are stronger, 1 balanced, 2 we are) to the way; own proposal in the spirit of the paper."""

KRAPFEL = Matrix(
    "krapfel",
    msg("Partners, rivals, friends, acquaintances (Krapfel and others)"),
    msg("Krapfel and others"),
    "Krapfel, Salmond & Spekman 1991",
    msg("Which way of managing the relation fits, and where another one is in use."),
    RELATIONSHIP_VALUE,
    INTEREST_COMMONALITY,
    (
        Cell("partner", msg("Partner"), msg("Work together openly: shared plans, shared figures, joint improvement."), msg("Both sides name a person and share a plan."), msg("Interests drift apart at two reviews: treat it as a rival.")),
        Cell("rival", msg("Rival"), msg("Negotiate every time with facts, and never depend on one contract."), msg("We know our walk-away price and another use for the capacity."), msg("Its value falls below the line: an acquaintance, at standard terms.")),
        Cell("friend", msg("Friend"), msg("Keep the goodwill at low cost; ask for references and introductions."), msg("Serving it costs no more than it brings."), msg("Favours are asked that do not pay.")),
        Cell("acquaintance", msg("Acquaintance"), msg("Standard terms, clear rules, no special effort."), msg("It accepts the standard."), msg("It asks for exceptions.")),
    ),
    {(1, 1): "partner", (1, 0): "rival", (0, 1): "friend", (0, 0): "acquaintance"},
    third=POWER,
)  # fmt: skip
