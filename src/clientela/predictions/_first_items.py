"""The items of the scorecard of first orders, with their weights; 100 together (dossier 8.12)."""

from __future__ import annotations

from clientela.base.i18n import msg

ITEMS = (
    ("need", 12, msg("Need certain and large enough")),
    ("advantage", 15, msg("Our advantage on what it looks at")),
    ("switching", 12, msg("Cost and risk of changing to us")),
    ("incumbent", 10, msg("Strength of the present supplier")),
    ("contacts", 12, msg("People known in the decision unit, and a sponsor")),
    ("perceived", 15, msg("Risk as the customer sees it")),
    ("proof", 8, msg("Proof given: reference, pilot, visit")),
    ("terms", 8, msg("Distance of price and payment from what it is used to")),
    ("trial", 3, msg("Size of the order against its need")),
    ("delivery", 5, msg("Delivery of the first order")),
)
