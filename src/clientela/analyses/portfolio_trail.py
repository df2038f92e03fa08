"""The way of the portfolio over the runs that were published: from each day to the next, and customer by customer."""

from __future__ import annotations

from typing import Any

from clientela.analyses.portfolio_cells import GROUPS
from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.scores.customer_scores import CERTAINTIES

_NONE = "'undetermined'"
_MOST = 50


@step(
    title=msg("From one published day to the next"),
    inputs=("portfolio_history",),
    fields=(
        Field("from_on", msg("From"), "date"),
        Field("to_on", msg("To"), "date"),
        Field("from_cell", msg("Cell then"), "class", codes=GROUPS),
        Field("to_cell", msg("Cell at the next day"), "class", codes=GROUPS),
        Field("customers_count", msg("Customers"), "count", msg("customers placed, or with a score, on any of the days")),
        Field("sharp_count", msg("Sharp on both days"), "count"),
        Field("is_by_rules_of_now", msg("By the rules of now"), "id", msg("1 where criteria, weights and thresholds of both days were those of this run")),
    ),
)  # fmt: skip
def portfolio_trail(params: dict[str, Any]) -> str:
    """Count the customers by cell on a day and on the next one that was published; who is not placed on a day is undetermined."""
    del params
    days = "select placed_on, min(is_by_rules_of_now) as is_by_rules_of_now from portfolio_history group by placed_on"
    pairs = (
        "select placed_on as to_on, lag(placed_on) over (order by placed_on) as from_on, "
        f"least(is_by_rules_of_now, lag(is_by_rules_of_now) over (order by placed_on)) as is_by_rules_of_now from ({days}) as every_day"
    )
    before, then = f"coalesce(b.portfolio_cell, {_NONE})", f"coalesce(n.portfolio_cell, {_NONE})"
    return (
        f"with pairs as ({pairs}), people as (select distinct customer_key from portfolio_history) select d.from_on, d.to_on, {before} as from_cell, {then} as to_cell, count(*) as customers_count, "
        "count(case when b.portfolio_certainty = 'sharp' and n.portfolio_certainty = 'sharp' then 1 end) as sharp_count, min(d.is_by_rules_of_now) as is_by_rules_of_now "
        "from pairs as d cross join people as c left join portfolio_history as b on b.customer_key = c.customer_key and b.placed_on = d.from_on "
        f"left join portfolio_history as n on n.customer_key = c.customer_key and n.placed_on = d.to_on where d.from_on is not null group by d.from_on, d.to_on, {before}, {then}"
    )


@step(
    title=msg("Customers that changed their cell"),
    inputs=("portfolio_history", "customers"),
    fields=(
        *NAMED,
        Field("placed_on", msg("Day looked from"), "date"),
        Field("portfolio_cell", msg("Portfolio"), "class", codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def portfolio_trail_customers(params: dict[str, Any]) -> str:
    """List the days of the customers that were in two cells or more, those with the largest revenue; up to 50 customers."""
    del params
    changed = "select customer_key from portfolio_history group by customer_key having min(portfolio_cell) <> max(portfolio_cell)"
    largest = (
        "select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, row_number() over (order by c.revenue_12m_amount desc, c.customer_id) as place "
        f"from customers as c join ({changed}) as m on m.customer_key = c.customer_key"
    )
    return (
        "select l.customer_key, l.customer_id, l.customer_name, h.placed_on, h.portfolio_cell, h.portfolio_certainty, l.revenue_12m_amount "
        f"from ({largest}) as l join portfolio_history as h on h.customer_key = l.customer_key where l.place <= {_MOST}"
    )
