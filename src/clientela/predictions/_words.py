"""What the forecasts are called."""

from __future__ import annotations

from clientela.base.i18n import msg

WAYS = (
    ("own", msg("Own past of the company")),
    ("models", msg("Purchase models alone: no past year to learn from")),
    ("pooled", msg("Few customers: drawn towards other companies")),
    ("short", msg("Under two years of history: drawn towards other companies")),
)
"""What a forecast rests on, the best first. Where it rests on too little, there is none."""
