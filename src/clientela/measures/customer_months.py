"""Measures of the table customer x month: direction and season."""

from clientela.base.declare import measure
from clientela.base.i18n import msg

_MONTHS = 24
_MEAN = (_MONTHS - 1) / 2
_SQUARES = sum((i - _MEAN) ** 2 for i in range(_MONTHS))


@measure(
    title=msg("Trend"),
    unit="money",
    formula=msg(
        "least-squares slope of monthly revenue over the last 24 full months, months without purchases being zero; by how much monthly revenue rises or falls from one month to the next"
    ),
)
def trend_amount() -> str:
    """Slope in closed form over 24 dense months."""
    place = f"(month_number - ({{last_full_month}} - {_MONTHS - 1}) - {_MEAN})"
    inside = f"month_number > {{last_full_month}} - {_MONTHS} and month_number <= {{last_full_month}}"
    return f"cast(round(sum(case when {inside} then {place} * revenue_amount else 0 end) / {_SQUARES}) as bigint)"


@measure(
    title=msg("Weight of the strongest quarter"),
    unit="share",
    formula=msg(
        "share of the best calendar quarter in the positive revenue of the last 24 full months; 25 % is no season; needs 24 months since the first order"
    ),
)
def season_share() -> str:
    """Largest share of a calendar quarter in two years."""
    inside = f"revenue_amount > 0 and month_number > {{last_full_month}} - {_MONTHS} and month_number <= {{last_full_month}}"

    def quarter(index: int) -> str:
        return f"sum(case when {inside} and floor((month_number % 12) / 3) = {index} then revenue_amount else 0 end)"

    best = f"greatest({', '.join(quarter(i) for i in range(4))})"
    total = f"sum(case when {inside} then revenue_amount else 0 end)"
    enough = f"min(case when orders_count > 0 then month_number end) <= {{last_full_month}} - {_MONTHS - 1}"
    return f"case when {enough} then cast({best} as double) / nullif({total}, 0) end"
