"""What may be seen of a relation before it ends."""

from __future__ import annotations

from clientela.base.i18n import msg

SIGNS = (
    ("complaint", msg("Complaint in its last six months")),
    ("handover", msg("New person in charge in its last six months")),
    ("personal", msg("Over 70 % of the contact through one person")),
    ("contact", msg("No contact in its last three months")),
    ("contract", msg("No contract for another six months")),
    ("declining", msg("Relation said to decline")),
    ("payment", msg("Paid late")),
    ("families", msg("Gave up product families")),
    ("warning", msg("Sign of leaving")),
)
