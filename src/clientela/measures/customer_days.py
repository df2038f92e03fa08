"""Measures of the table customer x day: how much, since when, and compared with the twelve months before."""

from clientela.base.declare import measure
from clientela.base.i18n import msg


def _recent(column: str, other: str = " else 0") -> str:
    return f"sum(case when document_on > {{since_12m}} then {column}{other} end)"


def _before(column: str) -> str:
    return f"sum(case when document_on > {{since_24m}} and document_on <= {{since_12m}} then {column} else 0 end)"


@measure(
    title=msg("Revenue, last 12 months"),
    unit="money",
    formula=msg("revenue of the twelve months that end on the day of the run"),
)
def revenue_12m_amount() -> str:
    """Revenue of the rolling twelve months."""
    return _recent("revenue_amount")


@measure(
    title=msg("Revenue, 12 months before"),
    unit="money",
    formula=msg("revenue of the twelve months before the last twelve"),
)
def revenue_prior_12m_amount() -> str:
    """Revenue of the twelve months before the last twelve."""
    return _before("revenue_amount")


@measure(
    title=msg("Margin, last 12 months, known part"),
    unit="money",
    formula=msg("known contribution margin 1 of the last 12 months"),
)
def margin_known_12m_amount() -> str:
    """Known CM1 of the rolling twelve months."""
    return _recent("margin_known_amount", "")


@measure(
    title=msg("Margin, last 12 months, estimated part"),
    unit="money",
    formula=msg("estimated contribution margin 1 of the last 12 months"),
)
def margin_estimated_12m_amount() -> str:
    """Estimated CM1 of the rolling twelve months."""
    return _recent("margin_estimated_amount", "")


@measure(
    title=msg("Lines without any cost, last 12 months"),
    unit="count",
    formula=msg("number of lines of the last 12 months with unknown margin"),
)
def uncosted_lines_12m_count() -> str:
    """Lines of the rolling twelve months whose margin is unknown."""
    return _recent("uncosted_lines_count")


@measure(title=msg("Orders, last 12 months"), unit="count", formula=msg("orders of the last 12 months"))
def orders_12m_count() -> str:
    """Orders of the rolling twelve months."""
    return _recent("orders_count")


@measure(
    title=msg("Orders, 12 months before"),
    unit="count",
    formula=msg("orders of the 12 months before the last 12"),
)
def orders_prior_12m_count() -> str:
    """Orders of the twelve months before."""
    return _before("orders_count")


@measure(
    title=msg("Lines, last 12 months"),
    unit="count",
    formula=msg("accepted lines of the last 12 months: above zero means active in the window"),
)
def lines_12m_count() -> str:
    """Lines of the rolling twelve months."""
    return _recent("lines_count")


@measure(
    title=msg("Lines, 12 months before"),
    unit="count",
    formula=msg("accepted lines of the 12 months before the last 12"),
)
def lines_prior_12m_count() -> str:
    """Lines of the twelve months before."""
    return _before("lines_count")


@measure(title=msg("Returns, last 12 months"), unit="money", formula=msg("returns of the last 12 months"))
def returns_12m_amount() -> str:
    """Returns of the rolling twelve months."""
    return _recent("returns_amount")


@measure(
    title=msg("First order"), unit="date", formula=msg("date of the first document that is no credit note")
)
def first_order_on() -> str:
    """Day of the first order."""
    return "min(case when orders_count > 0 then document_on end)"


@measure(
    title=msg("Last order"), unit="date", formula=msg("date of the last document that is no credit note")
)
def last_order_on() -> str:
    """Day of the last order."""
    return "max(case when orders_count > 0 then document_on end)"


@measure(
    title=msg("Days with a purchase"), unit="count", formula=msg("number of different days with an order")
)
def purchase_days_count() -> str:
    """Different days with an order."""
    return "sum(case when orders_count > 0 then 1 else 0 end)"


@measure(
    title=msg("Days since the last order"),
    unit="days",
    formula=msg("days from the last order to the day of the run"),
)
def recency_days() -> str:
    """Recency."""
    return "datediff('day', max(case when orders_count > 0 then document_on end), {as_of})"


@measure(
    title=msg("Days since the first order"),
    unit="days",
    formula=msg(
        "days from the first order to the day of the run; a customer older than the data is older than this"
    ),
)
def tenure_days() -> str:
    """Tenure within the data."""
    return "datediff('day', min(case when orders_count > 0 then document_on end), {as_of})"
