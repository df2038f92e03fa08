"""The money of customers by quarter, put together by segment, class and customer, and judged against the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions._mix import Beta, fit_beta, returns_of

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
_MOST_KNOWN = 0.8
_LARGEST = 20
_OWN_WEIGHT = 0.10
"""A part that is more of the base than this is compared with the base without it: else it swings with itself."""
_Z80 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class Series:
    """The money of each customer in each full quarter, the oldest first."""

    keys: Array
    names: Array
    """Number and name of each customer; shape (customers, 2)."""
    segment: Array
    """Texts, "" where nobody says."""
    abc: Array
    revenue_12m: Array
    money: Array
    """Shape (customers, quarters), in 1/10,000."""
    basis: str
    left_out: int
    left_out_share: float

    def by(self, part: Array) -> tuple[list[str | None], Array]:
        """Sum the money by a text; the unnamed part is None."""
        names, place = np.unique(part, return_inverse=True)
        table = np.zeros((len(names), self.money.shape[1]))
        np.add.at(table, place, self.money)
        return [str(n) or None for n in names], table


def _texts(column: Any) -> Array:
    return np.ma.filled(np.ma.asarray(column).astype(object), "").astype(str)


def read_series(params: dict[str, Any], frames: dict[str, Frame]) -> Series | None:
    """Put `customer_quarters` into a table; None without a quarter.

    Counted in margin where the customers whose margin is known in every quarter hold 80 % of the revenue, and only they are in it;
    else in revenue. A first quarter that the history does not fill is left out with the ones before.
    """
    rows, about = frames["customer_quarters"], frames["customers"]
    keys = np.asarray(about["customer_key"]).astype(np.int64)
    order = np.argsort(keys)
    own = np.asarray(rows["customer_key"]).astype(np.int64)
    ago = np.asarray(rows["quarters_ago"]).astype(np.int64)
    revenue = np.ma.filled(np.ma.asarray(rows["revenue_amount"]).astype(np.float64), 0.0)
    margin = np.ma.filled(np.ma.asarray(rows["margin_amount"]).astype(np.float64), np.nan)
    segments, classes = _texts(about["segment_id"])[order], _texts(about["abc_value_class"])[order]
    named = np.stack([_texts(about["customer_id"])[order], _texts(about["customer_name"])[order]], axis=1)
    year = np.ma.filled(np.ma.asarray(about["revenue_12m_amount"]).astype(np.float64), 0.0)[order]
    keys = keys[order]
    use = np.isin(own, keys) & (own != 0)
    if not use.any():
        return None
    place = np.searchsorted(keys, own[use])
    quarters = int(ago[use].max())  # the oldest quarter may begin in the middle: it is left out
    if not quarters:
        return None
    sold, left = np.zeros((len(keys), quarters)), np.zeros((len(keys), quarters))
    inside = ago[use] < quarters
    at = place[inside], quarters - 1 - ago[use][inside]
    sold[at], left[at] = revenue[use][inside], margin[use][inside]
    known: Array = np.asarray(~np.isnan(left).any(axis=1))
    bought = np.abs(sold).sum(axis=1) > 0
    whole = float(sold.sum())
    part = float(sold[~known].sum()) / whole if whole > 0 else 0.0
    if 1 - part < _MOST_KNOWN or not known[bought].any():
        return Series(keys, named, segments, classes, year, sold, "revenue", 0, 0.0)
    return Series(
        keys[known], named[known], segments[known], classes[known], year[known], left[known], "margin",
        int((~known & bought).sum()), part,
    )  # fmt: skip


def _return_of_all(change: Array, base: Array) -> Array:
    """Return the return of a sum out of the sums of change and base."""
    return np.where(base > 0, change / np.where(base > 0, base, 1.0), np.nan)


def judge_rows(series: Series, params: dict[str, Any]) -> list[list[Any]]:
    """Return the rows of `portfolio_betas`."""
    rules, rate = params["dynamics"], params["outlook"].yearly_discount_share
    money = series.money
    if money.shape[1] < 5:  # noqa: PLR2004 - no return before the fifth quarter
        return []
    whole = money.sum(axis=0)
    year = float(whole[-4:].sum())

    def judge(own: Array) -> tuple[float, Array, Beta]:
        returns, _ = returns_of(own[None, :])
        weight = float(own[-4:].sum()) / year if year > 0 else float("nan")
        rest = whole - own if weight > _OWN_WEIGHT and np.abs(whole - own).sum() > 0 else whole
        return weight, returns[0], fit_beta(returns[0], returns_of(rest[None, :])[0][0])

    def row(kind: str, part: Any, name: Any, own: Array, of_segment: Beta | None) -> list[Any]:
        weight, returns, beta = judge(own)
        known = returns[~np.isnan(returns)]
        mean = float(known.mean()) if len(known) else float("nan")
        deviation = float(known.std(ddof=1)) if len(known) > 1 else float("nan")
        told, error = _told(beta, of_segment, rules.beta_quarters)
        low, high = told - _Z80 * error, told + _Z80 * error
        verdict = (
            "too_short" if np.isnan(told) else "steadier" if high < 1 else "livelier" if low > 1 else "as_the_base"
        )  # fmt: skip
        return [
            kind, part, name, series.basis, weight, len(known), mean, deviation, mean / deviation if deviation > 0 else float("nan"),
            told, low, high, verdict, rules.riskless_share + told * (rate - rules.riskless_share),
        ]  # fmt: skip

    found: list[list[Any]] = []
    betas: dict[str, Beta] = {}
    names, table = series.by(series.segment)
    for name, own in zip(names, table, strict=True):
        betas[name or ""] = judge(own)[2]
        found.append(row("segment", name, None, own, None))
    names, table = series.by(series.abc)
    found += [row("class", n, None, own, None) for n, own in zip(names, table, strict=True) if n is not None]
    largest = np.lexsort((series.names[:, 0], -series.revenue_12m))[:_LARGEST]
    for c in largest[series.revenue_12m[largest] > 0]:
        found.append(
            row("customer", series.names[c, 0], series.names[c, 1] or None, money[c], betas[str(series.segment[c])])
        )  # fmt: skip
    return found


def _told(own: Beta, of_segment: Beta | None, quarters: int) -> tuple[float, float]:
    """Return the beta that is told and its error: the own one, drawn towards that of the segment where there is one.

    Formula: (n own + q of the segment) / (n + q), q quarters; with fewer than q own ones that of the segment alone; NaN where
    neither has q quarters.
    """
    of_its_own = own.quarters >= quarters and not np.isnan(own.beta)
    if of_segment is None:
        return (own.beta, own.error) if of_its_own else (float("nan"), float("nan"))
    if of_segment.quarters < quarters or np.isnan(of_segment.beta):
        return float("nan"), float("nan")
    if not of_its_own:
        return of_segment.beta, of_segment.error
    share = own.quarters / (own.quarters + quarters)
    told = share * own.beta + (1 - share) * of_segment.beta
    return told, float(np.hypot(share * own.error, (1 - share) * of_segment.error))
