"""How much customers and segments swing with the whole, and which mix of segments would swing less for the same growth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.analyses._risk import Series, judge_rows, read_series
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

_COLUMNS = {
    "customer_quarters": ("customer_key", "quarters_ago", "revenue_amount", "margin_amount"),
    "customers": ("customer_key", "customer_id", "customer_name", "segment_id", "abc_value_class", "revenue_12m_amount"),
}  # fmt: skip
KINDS = (("segment", msg("Segment")), ("class", msg("ABC class")), ("customer", msg("Customer")))
VERDICTS = (
    ("steadier", msg("swings less than the base")),
    ("as_the_base", msg("no difference from the base is shown")),
    ("livelier", msg("swings more than the base")),
    ("too_short", msg("not enough data")),
)
BASES = (("margin", msg("Margin")), ("revenue", msg("Revenue")))
MIXES = (
    ("today", msg("Today")),
    ("least_swing", msg("Least swing for the same growth")),
    ("frontier", msg("On the frontier")),
)
_LEAST = 8
"""Quarterly returns below which no mix is suggested (dossier 4.10)."""
_POINTS = 25
_DG, _T = "Dhar & Glazer 2003", "Markowitz 1952; Tarasi, Bolton, Hutt & Walker 2011"


@step(
    title=msg("Swings of customers and segments"),
    inputs=tuple(_COLUMNS),
    columns=_COLUMNS,
    fields=(
        Field("part_kind", msg("Kind"), "class", codes=KINDS),
        Field("part", msg("Part"), "text", msg("segment, class of today, or number of the customer")),
        Field("part_name", msg("Name"), "text"),
        Field("money_basis", msg("Counted in"), "class", msg("margin where the customers whose margin is known throughout hold 80 % of the revenue, else revenue"), codes=BASES),
        Field("weight_share", msg("Weight"), "share", msg("part of the money of the last four quarters")),
        Field("quarters_count", msg("Quarterly returns"), "count", msg("quarters with four quarters of positive money before them")),
        Field("return_mean_number", msg("Mean growth"), "number", msg("mean of the returns: quarter less the same quarter a year before, over the mean quarter of the year between"), _DG),
        Field("return_deviation_number", msg("Swing"), "number", msg("standard deviation of the returns")),
        Field("growth_per_swing_number", msg("Growth per swing"), "number", msg("mean growth / swing"), _T),
        Field("beta_number", msg("Beta"), "number", msg("covariance with the return of the base / its variance; the base without the part where the part is more than 10 % of it; of a customer: (n own + 12 of its segment) / (n + 12), and that of the segment alone with fewer than 12 quarters"), _DG),
        Field("beta_low_number", msg("Beta, at least"), "number", msg("80 % interval"), "Newey & West 1987"),
        Field("beta_high_number", msg("Beta, at most"), "number"),
        Field("risk_verdict", msg("Verdict"), "class", codes=VERDICTS),
        Field("discount_share", msg("Discount that fits the risk"), "share", msg("rate without risk + beta x (yearly discount - rate without risk)"), _DG),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def portfolio_betas(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Give segments, classes and the 20 largest customers their swing and their beta; below 12 quarters "not enough data"."""
    series = read_series(params, frames)
    return to_frame(portfolio_betas.fields, judge_rows(series, params) if series is not None else [])


def _segments(series: Series | None) -> tuple[list[str | None], Any, Any, Any] | None:
    """Return names, returns, weights today and money of the segments that have a return in every quarter; None with fewer than two."""
    if series is None:
        return None
    from clientela.predictions._mix import returns_of  # noqa: PLC0415 - beside its use

    names, money = series.by(series.segment)
    if len(names) < 2 or money.shape[1] < 6:  # noqa: PLR2004 - nothing to mix, or no spread
        return None
    returns, _ = returns_of(money)
    whole = ~np.isnan(returns).any(axis=1) & (money[:, -4:].sum(axis=1) > 0)
    if whole.sum() < 2:  # noqa: PLR2004 - nothing to mix
        return None
    held = money[whole, -4:].sum(axis=1)
    return [n for n, w in zip(names, whole, strict=True) if w], returns[whole], held / held.sum(), money[whole]  # fmt: skip


@step(
    title=msg("Mixes of segments"),
    inputs=tuple(_COLUMNS),
    columns=_COLUMNS,
    fields=(
        Field("mix_class", msg("Mix"), "class", codes=MIXES),
        Field("mix_number", msg("Point"), "number", msg("0 today, then along the frontier from the least swing to the most growth")),
        Field("segment_id", msg("Segment"), "text"),
        Field("weight_share", msg("Weight"), "share", msg("part of the money; no weight further than 30 % of itself from today's, unless set otherwise"), _T),
        Field("mix_return_number", msg("Growth of the mix"), "number", msg("weights x mean growth of the segments")),
        Field("mix_deviation_number", msg("Swing of the mix"), "number", msg("square root of w' S w, S the covariance drawn towards equal variances"), "Ledoit & Wolf 2004"),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def mix_frontier(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Trace the mixes of segments that swing least for their growth; no row under 8 quarterly returns or two segments.

    A direction for winning and keeping customers, not a plan: weights move slowly and returns change with them.
    """
    from clientela.predictions._mix import frontier, least_swing, shrunk_covariance, swing  # noqa: PLC0415

    found: list[list[Any]] = []
    held = _segments(read_series(params, frames))
    if held is not None and held[1].shape[1] >= _LEAST:
        names, returns, weights, _ = held
        mean, covariance = returns.mean(axis=1), shrunk_covariance(returns)
        reach = params["dynamics"].mix_reach_share
        low, high = (1 - reach) * weights, (1 + reach) * weights
        same = least_swing(mean, covariance, weights, low=low, high=high, least=float(weights @ mean))
        mixes = [("today", 0, weights)]
        if same is not None:
            mixes.append(("least_swing", 0, same))
        mixes += [
            ("frontier", n, mix)
            for n, mix in enumerate(
                frontier(mean, covariance, weights, low=low, high=high, points=_POINTS), start=1
            )
        ]
        for kind, number, mix in mixes:
            told = float(mix @ mean), swing(mix, covariance)
            found += [[kind, number, name, float(w), *told] for name, w in zip(names, mix, strict=True)]
    return to_frame(mix_frontier.fields, found)


@step(
    title=msg("Proof of the suggested mix"),
    inputs=tuple(_COLUMNS),
    columns=_COLUMNS,
    fields=(
        Field("segments_count", msg("Segments"), "count"),
        Field("quarters_count", msg("Quarterly returns"), "count"),
        Field("money_basis", msg("Counted in"), "class", codes=BASES),
        Field("left_out_count", msg("Customers left out"), "count", msg("with money in the quarters whose margin is not known throughout; none when revenue is counted")),
        Field("left_out_share", msg("Their part of the revenue"), "share"),
        Field("deviation_today_number", msg("Swing of today's mix, later quarters"), "number", msg("weights and suggestion from the first half of the quarters, swing in the second half")),
        Field("deviation_suggested_number", msg("Swing of the suggested mix, later quarters"), "number"),
    ),
    uses=("dynamics", "outlook"),
    form="arrays",
)  # fmt: skip
def mix_proof(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Try the suggestion on quarters it has not seen: learned on the first half, measured on the second; unknown under 16 returns."""
    from clientela.predictions._mix import least_swing, shrunk_covariance  # noqa: PLC0415

    series = read_series(params, frames)
    if series is None:
        return to_frame(mix_proof.fields, [])
    held = _segments(series)
    now = suggested = float("nan")
    segments = quarters = 0
    if held is not None:
        names, returns, _, money = held
        segments, quarters = len(names), returns.shape[1]
        half = quarters // 2
        then = money[:, half : half + 4].sum(axis=1)  # the year up to the cut
        if half >= _LEAST and (then > 0).all():
            first, later = returns[:, :half], returns[:, half:]
            weights = then / then.sum()
            reach = params["dynamics"].mix_reach_share
            mean, covariance = first.mean(axis=1), shrunk_covariance(first)
            mix = least_swing(
                mean, covariance, weights, low=(1 - reach) * weights, high=(1 + reach) * weights, least=float(weights @ mean)
            )  # fmt: skip
            if mix is not None:
                now, suggested = (float((w @ later).std(ddof=1)) for w in (weights, mix))
    row = [segments, quarters, series.basis, series.left_out, series.left_out_share, now, suggested]
    return to_frame(mix_proof.fields, [row])
