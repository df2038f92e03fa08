"""Waterfalls of the ladder and of the bridge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.blocks import Waterfall, WaterfallStep

if TYPE_CHECKING:
    from collections.abc import Sequence


def ladder_waterfall(
    steps: Sequence[tuple[str, Message, Any, int]], *, currency: str, title: Message | None = None
) -> Waterfall | None:
    """Draw a ladder of (name, title, amount, sign): steps of which nothing is known and sums that repeat the one before are left out.

    None without a sum after the revenue. Source: Marn & Rosiello 1992 (price waterfall).
    """
    bars: list[WaterfallStep] = []
    for name, step_title, amount, sign in steps:
        if amount is None or (sign < 0 and not amount):
            continue
        is_sum = sign == 0 or name == "revenue"
        if sign == 0 and bars and bars[-1].is_sum and name != "net_net":
            bars.pop()  # nothing was taken off since: one sum is enough, the deeper one
        if sign == 0 and name == "net_net" and bars[-1].is_sum:
            continue
        bars.append(WaterfallStep(step_title, amount if sign >= 0 else -amount, is_sum))
    if sum(bar.is_sum for bar in bars) < 2:  # noqa: PLR2004 - a waterfall leads from one sum to another
        return None
    return Waterfall("ladder", title or msg("What is taken off, step by step"), tuple(bars), msg("Amount, last 12 months"), currency=currency)  # fmt: skip


def bridge_waterfall(
    name: str, title: Message, *, start: Any, effects: Sequence[tuple[Message, Any]], end: Any, currency: str
) -> Waterfall:
    """Draw a bridge from the year before to the last 12 months by its effects; those of nothing are left out."""
    return Waterfall(
        name,
        title,
        (
            WaterfallStep(msg("12 months before"), start, is_sum=True),
            *(WaterfallStep(effect, amount) for effect, amount in effects if amount),
            WaterfallStep(msg("Last 12 months"), end, is_sum=True),
        ),
        msg("Amount"),
        currency=currency,
    )
