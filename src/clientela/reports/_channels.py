"""Channels by year: how many, how the revenue parts among them, who buys through several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.blocks import Bars, Block, Column, Series, Table
from clientela.reports._words import NOT_STATED

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

_DRAWN = 6
"""Channels drawn apart; the smaller ones are one colour."""


def _drawn(inputs: Inputs) -> list[Block]:
    """Draw the shares of the channels year by year; one year or one channel is no trend."""
    rows = [r for r in inputs.tables["channel_mix"] if r["revenue_share"] is not None]
    years = sorted({r["fiscal_year"] for r in rows})
    newest = {r["channel"]: r["revenue_share"] for r in rows if r["fiscal_year"] == max(years, default=0)}
    names = sorted({r["channel"] for r in rows}, key=lambda c: (c is None, -newest.get(c, 0.0), str(c)))
    if len(years) < 2 or len(names) < 2 or any(r["revenue_share"] < 0 for r in rows):  # noqa: PLR2004 - see above
        return []
    cells = {(r["channel"], r["fiscal_year"]): r["revenue_share"] for r in rows}
    kept, rest = names[:_DRAWN], names[_DRAWN:]
    series = [
        Series(f"channel_{place}", msg("{value}", value=name) if name else NOT_STATED, tuple(cells.get((name, y), 0.0) for y in years), "share", "bar")
        for place, name in enumerate(kept)
    ]  # fmt: skip
    if rest:
        series.append(Series("channel_rest", msg("all others"), tuple(sum(cells.get((n, y), 0.0) for n in rest) for y in years), "share", "bar"))  # fmt: skip
    return [
        Bars(
            "channel_trend",
            msg("Share of the channels in revenue, by year"),
            tuple(str(y) for y in years),
            tuple(series),
            is_stacked=True,
        )
    ]


def channel_blocks(inputs: Inputs) -> list[Block]:
    """The trend of the channels, who uses several of them, and each channel by year; nothing without a stated channel."""
    rows = inputs.tables["channel_mix"]
    if not any(r["channel"] for r in rows):
        return []
    names = ("fiscal_year", "channels_count", "effective_channels", "stated_share", "customers_count", "several_count", "several_share", "several_revenue_amount", "revenue_amount")  # fmt: skip
    several = Table(
        "several_channels",
        msg("Customers that buy through several channels, by year"),
        (
            Column("fiscal_year", msg("Year"), "id"), Column("channels_count", msg("Channels"), "count"), Column("effective_channels", msg("of equal weight"), "number", msg("how many channels of equal weight it would be")),
            Column("stated_share", msg("Revenue with a channel"), "share"), Column("customers_count", msg("Customers"), "count"), Column("several_count", msg("of whom through several"), "count"), Column("several_share", msg("Share"), "share"),
            Column("several_revenue_amount", msg("Their revenue"), "money"), Column("revenue_amount", msg("Revenue"), "money"),
        ),
        tuple(tuple(r[n] for n in names) for r in inputs.tables["several_channels"]),
        msg("The newest year reaches to the day looked from."),
        currency=inputs.currency,
    )  # fmt: skip
    mix = Table(
        "channel_mix",
        msg("Channels by year"),
        (Column("fiscal_year", msg("Year"), "id"), Column("channel", msg("Channel"), "text"), Column("revenue_amount", msg("Revenue"), "money"), Column("revenue_share", msg("Share of revenue"), "share"), Column("customers_count", msg("Customers"), "count")),
        tuple((r["fiscal_year"], r["channel"] or NOT_STATED, r["revenue_amount"], r["revenue_share"], r["customers_count"]) for r in rows),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    return [*_drawn(inputs), several, mix]
