"""What each cell of the profitability matrix asks for: action, service and investment. Proposals, shown beside what was done."""

from __future__ import annotations

from clientela.base.i18n import msg

NORMS = (
    ("desirable", msg("grow and defend, with an account manager"), msg("high"), 0, True),
    ("developed", msg("retain, protect the price, keep goods available"), msg("full, standard"), 0, False),
    ("undeveloped", msg("develop for a limited time: other families, other people; decide again after 6 and 12 months"), msg("selective"), 1, True),
    ("undesirable", msg("serve at less cost, raise the price, or let go"), msg("basic"), 2, False),
    ("current_high", msg("retain, and ask for the wallet"), msg("full, standard"), 0, False),
    ("current_low", msg("ask for the wallet before investing"), msg("basic"), 2, False),
)  # fmt: skip
"""Cell, action, service, which of the service targets (A, B, C) it gets, whether growth money is spent. Source: Dubinsky & Ingram 1984; levels: own proposal."""
ACTIONS = tuple((cell, action) for cell, action, _, _, _ in NORMS)
SERVICES = tuple((cell, service) for cell, _, service, _, _ in NORMS)
GROWING = tuple(cell for cell, _, _, _, grows in NORMS if grows)
TARGET_OF = {cell: place for cell, _, _, place, _ in NORMS}
