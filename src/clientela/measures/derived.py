"""Ratios of measures, per customer. A ratio without a denominator is unknown, never zero."""

from clientela.base.declare import measure
from clientela.base.i18n import msg


@measure(
    title=msg("Margin, last 12 months"),
    unit="money",
    formula=msg("known plus estimated contribution margin 1; unknown when a line has neither"),
)
def margin_12m_amount() -> str:
    """CM1 of the rolling twelve months, where every line has a cost."""
    return "case when lines_12m_count > 0 and uncosted_lines_12m_count = 0 then coalesce(margin_known_12m_amount, 0) + coalesce(margin_estimated_12m_amount, 0) end"


@measure(
    title=msg("Margin"),
    unit="money",
    formula=msg("net amount less cost over all lines; unknown unless every line carries a cost"),
)
def margin_amount() -> str:
    """CM1 of the whole history, where every line carries its cost."""
    return "case when lines_count > 0 and moved_known_amount = moved_amount and uncosted_lines_count = 0 then margin_known_amount end"


@measure(
    title=msg("Coverage of margin"),
    unit="share",
    formula=msg("turnover without sign of lines with known cost / turnover without sign"),
)
def margin_coverage_share() -> str:
    """How much of the money moved has a known cost."""
    return "cast(moved_known_amount as double) / nullif(moved_amount, 0)"


@measure(title=msg("Basket"), unit="money", formula=msg("revenue / orders"))
def basket_amount() -> str:
    """Mean revenue per order."""
    return "cast(round(cast(revenue_amount as double) / nullif(orders_count, 0)) as bigint)"


@measure(
    title=msg("Discount rate"),
    unit="share",
    formula=msg("discount / amount before discount, over the lines that state both"),
)
def discount_share() -> str:
    """Discount on the document over list money."""
    return "case when gross_amount > 0 then cast(discount_amount as double) / gross_amount end"


@measure(title=msg("Return rate"), unit="share", formula=msg("returns / (revenue + returns)"))
def returns_share() -> str:
    """Returns over what was invoiced."""
    return "case when revenue_amount + returns_amount > 0 then cast(returns_amount as double) / (revenue_amount + returns_amount) end"


@measure(
    title=msg("Change"), unit="money", formula=msg("revenue of the last 12 months less that of the 12 before")
)
def revenue_change_amount() -> str:
    """Difference between the two rolling years."""
    return "revenue_12m_amount - revenue_prior_12m_amount"


@measure(
    title=msg("Change in per cent"),
    unit="share",
    formula=msg("change / revenue of the 12 months before, where that is positive"),
)
def revenue_change_share() -> str:
    """Growth between the two rolling years."""
    return "case when revenue_prior_12m_amount > 0 then cast(revenue_12m_amount - revenue_prior_12m_amount as double) / revenue_prior_12m_amount end"


@measure(
    title=msg("Expected gap"),
    unit="days",
    formula=msg("exp((n·ln(median own gap) + k·ln(typical gap)) / (n + k)), n own gaps, k = 3"),
    source="own definition: geometric shrinkage of the median gap",
)
def expected_gap_days() -> str:
    """Own rhythm shrunk to the segment's typical gap."""
    return "exp((coalesce(gaps_count, 0) * ln(coalesce(gap_median_days, 1)) + {shrink} * ln(typical_gap_days)) / (coalesce(gaps_count, 0) + {shrink}))"


@measure(title=msg("Overdue ratio"), unit="number", formula=msg("days since the last order / expected gap"))
def overdue_ratio() -> str:
    """How late the next order is, in expected gaps."""
    return "recency_days / exp((coalesce(gaps_count, 0) * ln(coalesce(gap_median_days, 1)) + {shrink} * ln(typical_gap_days)) / (coalesce(gaps_count, 0) + {shrink}))"
