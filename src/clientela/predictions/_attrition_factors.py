"""The figures that may tell who leaves, in the order in which they are taken."""

from __future__ import annotations

from clientela.base.i18n import msg

FACTORS = (
    ("rhythm", "orders", msg("Silence, in usual gaps")),
    ("contract", "relation", msg("Contract for another six months")),
    ("complaint", "relation", msg("Complaints of the last six months")),
    ("handover", "relation", msg("New person in charge, last six months")),
    ("contact", "relation", msg("Time since the last contact")),
    ("payment", "relation", msg("Paid late, last six months")),
    ("level", "relation", msg("Level of the relation")),
    ("families", "orders", msg("Product families no longer bought")),
    ("trend", "orders", msg("Revenue against the year before")),
    ("quality", "relation", msg("Quality of the relation as rated")),
    ("warning", "relation", msg("Signs of leaving, last 12 months")),
    ("wallet", "relation", msg("Our share of what it spends")),
    ("declining", "relation", msg("Relation said to decline")),
    ("size", "orders", msg("Revenue of the year")),
    ("tenure", "orders", msg("Years as a customer")),
)
"""Covariates in the order in which they are taken while losses last: the purchases in `orders`, all else in `relation`."""
BLOCKS = {name: block for name, block, _ in FACTORS}
