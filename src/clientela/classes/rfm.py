"""RFM: recency, frequency and money as scores from 1 to 5, and what the three together are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.declare import Field, step
from clientela.base.i18n import Message, msg
from clientela.base.money import SCALE

if TYPE_CHECKING:
    from clientela.base.class_settings import Rfm

BEST = 5
_ANY = (1, BEST)
_HIGH, _LOW = (4, BEST), (1, 2)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of scores: the bounds are included, and the first group that fits is the customer's."""

    code: str
    title: Message
    rule: Message
    """The bounds as a sentence."""
    recency: tuple[int, int] = _ANY
    frequency: tuple[int, int] = _ANY
    money: tuple[int, int] = _ANY


GROUPS = (
    Group("champions", msg("Champions"), msg("recency, frequency and money 4 or 5"), _HIGH, _HIGH, _HIGH),
    Group("loyal", msg("Loyal"), msg("recency 3 to 5, frequency 4 or 5"), (3, BEST), _HIGH),
    Group("large_orders", msg("Large, seldom"), msg("recency 3 to 5, money 4 or 5, frequency up to 3"), (3, BEST), (1, 3), _HIGH),
    Group("recent", msg("Recent, few orders"), msg("recency 4 or 5, frequency 1 or 2"), _HIGH, _LOW),
    Group("steady", msg("Steady"), msg("recency 3 to 5 and none of the above"), (3, BEST)),
    Group("not_to_lose", msg("Not to be lost"), msg("recency 1 or 2, frequency and money 4 or 5"), _LOW, _HIGH, _HIGH),
    Group("valuable_silent", msg("Valuable and silent"), msg("recency 1 or 2, money 4 or 5, frequency up to 3"), _LOW, (1, 3), _HIGH),
    Group("regulars_silent", msg("Regulars gone silent"), msg("recency 1 or 2, frequency 4 or 5, money up to 3"), _LOW, _HIGH, (1, 3)),
    Group("fading", msg("Fading"), msg("recency 2, frequency and money up to 3"), (2, 2)),
    Group("dormant", msg("Dormant"), msg("recency 1, frequency and money up to 3"), (1, 1)),
)  # fmt: skip
"""Together they hold each of the 125 scores exactly once, in this order."""

CODES = tuple((group.code, group.title) for group in GROUPS)
_ACTIVE = "lines_12m_count > 0"


def _by_fifths(column: str, order: str) -> str:
    """Score by the share of active customers that are strictly better; equal values share the better score."""
    known = f"({_ACTIVE} and {column} is not null)"
    rank = f"rank() over (order by case when {known} then 0 else 1 end, {column} {order})"
    n = f"nullif(count(case when {known} then 1 end) over (), 0)"
    return f"case when {known} then cast({BEST} - floor({BEST}.0 * ({rank} - 1) / {n}) as bigint) end"


def _by_cuts(column: str, cuts: tuple[float, ...], *, is_rising: bool, scale: int = 1) -> str:
    """Score by the company's own limits; a value on a limit has the better score."""
    if is_rising:
        steps = " ".join(
            f"when {column} >= {round(cut * scale)} then {BEST - place}"
            for place, cut in enumerate(reversed(cuts))
        )
    else:
        steps = " ".join(f"when {column} <= {cut!r} then {BEST - place}" for place, cut in enumerate(cuts))
    known = f"{_ACTIVE} and {column} is not null"
    return f"case when {known} then cast(case {steps} else 1 end as bigint) end"


def group_sql(recency: str, frequency: str, money: str) -> str:
    """Return the expression that names the group of three scores; unknown where one of them is."""

    def inside(column: str, bounds: tuple[int, int]) -> str:
        return f"{column} >= {bounds[0]} and {column} <= {bounds[1]}"

    steps = " ".join(
        f"when {inside(recency, g.recency)} and {inside(frequency, g.frequency)} and {inside(money, g.money)} then '{g.code}'"
        for g in GROUPS
    )
    return f"case when {recency} is null or {frequency} is null or {money} is null then null {steps} end"


@step(
    title=msg("Recency, frequency, money"),
    inputs=("customer_measures",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("rfm_recency_number", msg("Recency score"), "id", msg("5 for the fifth of the active customers with the latest order, 1 for the fifth with the oldest, or by own limits in days; equal values share the better score")),
        Field("rfm_frequency_number", msg("Frequency score"), "id", msg("5 for the fifth of the active customers with the most orders in the last 12 months, or by own limits; equal values share the better score")),
        Field("rfm_money_number", msg("Money score"), "id", msg("5 for the fifth of the active customers with the highest revenue of the last 12 months, or by own limits; equal values share the better score")),
        Field("rfm_score", msg("RFM score"), "text", msg("recency, frequency and money, each from 1 (worst) to 5 (best)"), "Hughes 1994; Bult & Wansbeek 1995"),
        Field("rfm_group", msg("RFM group"), "class", msg("the first group whose bounds hold the three scores"), "own definition of the groups", CODES),
    ),
)  # fmt: skip
def rfm(params: dict[str, Any]) -> str:
    """Score the customers with at least one line in the last 12 months; who has no order, only credit notes, has no score.

    Formula by fifths: 5 - floor(5 b / n), b customers strictly better, n active customers.
    """
    rules: Rfm = params["rfm"]

    def score(column: str, cuts: tuple[float, ...], *, is_rising: bool, scale: int = 1) -> str:
        if cuts:
            return _by_cuts(column, cuts, is_rising=is_rising, scale=scale)
        return _by_fifths(column, "desc" if is_rising else "")

    scores = (
        f"{score('recency_days', rules.recency_days_cuts, is_rising=False)} as r, "
        f"{score('orders_12m_count', rules.orders_cuts, is_rising=True)} as f, "
        f"{score('revenue_12m_amount', rules.revenue_cuts, is_rising=True, scale=SCALE)} as m"
    )
    text = " || '-' || ".join(f"cast({c} as varchar)" for c in "rfm")
    return (
        f"select customer_key, r as rfm_recency_number, f as rfm_frequency_number, m as rfm_money_number, {text} as rfm_score, "
        f"{group_sql('r', 'f', 'm')} as rfm_group from (select customer_key, {scores} from customer_measures) as scored"
    )
