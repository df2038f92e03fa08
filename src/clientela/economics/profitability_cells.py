"""The profitability matrix: what each customer leaves now against what more it could leave."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.measures.passes import KEY

CELLS = (
    ("desirable", msg("Desirable: high now, high potential")),
    ("developed", msg("Developed: high now, low potential")),
    ("undeveloped", msg("Undeveloped: low now, high potential")),
    ("undesirable", msg("Undesirable: low now, low potential")),
    ("current_high", msg("High now, potential unknown")),
    ("current_low", msg("Low now, potential unknown")),
    ("unscored", msg("Contribution unknown")),
    ("inactive", msg("No purchase in the year, potential unknown")),
    ("not_stated", msg("Customer not stated")),
)
CERTAINTIES = (
    ("certain", msg("certain")),
    ("provisional", msg("provisional")),
    ("open", msg("potential unknown")),
)
BASES = (
    ("cm3", msg("Contribution 3")),
    ("cm1", msg("Contribution 1, before cost-to-serve")),
)
_SOURCE = "Dubinsky & Ingram 1984"


def new_since(params: dict[str, Any]) -> str:
    """Return the SQL day after which a first order makes a customer new."""
    day = add_months(date.fromisoformat(params["as_of_day"]), -params["economics"].new_customer_months)
    return f"date '{day.isoformat()}'"


def _cell(now: str, line: str) -> str:
    high = f"{now} >= {line} and {now} > 0"
    return (
        f"case when lines_count = 0 then null when lines_12m_count = 0 and y is null then 'inactive' when {now} is null then 'unscored' when y is null then case when {high} then 'current_high' else 'current_low' end "
        f"when {high} then case when y >= y0 and y > 0 then 'desirable' else 'developed' end "
        "else case when y >= y0 and y > 0 then 'undeveloped' else 'undesirable' end end"
    )


@step(
    title=msg("Place in the profitability matrix"),
    inputs=("customer_measures", "customer_days", "customer_ladder", "customer_potential"),
    fields=(
        KEY,
        Field("placed_revenue_amount", msg("Revenue, last 12 months"), "money", msg("of the customer, or of the lines without one: over all rows it is that of the ledger")),
        Field("contribution_basis_class", msg("Measured by"), "class", msg("contribution 3 where anything is known of serving customers, else contribution 1"), codes=BASES),
        Field("contribution_12m_amount", msg("Contribution now"), "money", msg("contribution 3 of the last 12 months, contribution 1 before cost-to-serve where nothing is known of serving")),
        Field("contribution_line_amount", msg("Line of contribution"), "money", msg("max(0, median over the active customers)"), _SOURCE),
        Field("revenue_line_amount", msg("Line of revenue"), "money", msg("max(0, median revenue of the active customers)")),
        Field("potential_line_amount", msg("Line of potential"), "money", msg("median of the potential margins above zero")),
        Field("profit_cell_class", msg("Profitability matrix"), "class", msg("high now: contribution on or above its line and above zero; high potential likewise; nobody is placed by a potential that is not known"), _SOURCE, CELLS),
        Field("revenue_cell_class", msg("Profitability matrix by current revenue"), "class", msg("the same with current revenue in place of contribution"), _SOURCE, CELLS),
        Field("cell_certainty_class", msg("Certainty of the cell"), "class", msg("certain where the whole interval of the potential lies on one side of its line and the customer is not new"), codes=CERTAINTIES),
        Field("is_new", msg("New customer"), "id"),
    ),
)  # fmt: skip
def profitability_cells(params: dict[str, Any]) -> str:
    """One row per customer: its cell by contribution and by current revenue, and how certain it is; without a document it has none.

    Lines without a customer are a row of their own, of key 0. Formula: x0 = max(0, median of the active customers), y0 = median of the potentials above zero; both of the whole company.
    """
    x = "case when b.is_served = 1 then l.cm3_12m_amount else l.cm1_12m_amount end"
    rows = (
        f"select m.customer_key, m.revenue_12m_amount, m.lines_count, m.lines_12m_count, m.first_order_on, b.is_served, {x} as x, p.potential_margin_amount as y, "
        "p.potential_low_amount as y_low, p.potential_high_amount as y_high from customer_measures as m "
        "join customer_ladder as l on l.customer_key = m.customer_key join customer_potential as p on p.customer_key = m.customer_key "
        "cross join (select max(case when cm3_12m_amount is not null then 1 else 0 end) as is_served from customer_ladder) as b"
    )
    now = "select percentile_cont(0.5) within group (order by cast(x as double)) as middle from placed where x is not null and lines_12m_count > 0"
    sold = "select percentile_cont(0.5) within group (order by cast(revenue_12m_amount as double)) as middle from placed where lines_12m_count > 0"
    more = "select percentile_cont(0.5) within group (order by cast(y as double)) as middle from placed where y > 0"
    lines = (
        f"select greatest(0, cast(round(coalesce(n.middle, 0)) as bigint)) as x0, greatest(0, cast(round(coalesce(s.middle, 0)) as bigint)) as r0, "
        f"cast(round(m.middle) as bigint) as y0 from ({now}) as n cross join ({sold}) as s cross join ({more}) as m"
    )
    nobody = (
        "select customer_key, cast(sum(revenue_amount) as bigint) as placed_revenue_amount, cast(null as varchar) as contribution_basis_class, "
        "cast(null as bigint) as contribution_12m_amount, cast(null as bigint) as contribution_line_amount, cast(null as bigint) as revenue_line_amount, "
        "cast(null as bigint) as potential_line_amount, 'not_stated' as profit_cell_class, 'not_stated' as revenue_cell_class, 'open' as cell_certainty_class, 0 as is_new "
        f"from customer_days where customer_key = 0 and document_on > {params['since_12m']} group by customer_key"
    )
    is_new = f"case when p.first_order_on > {new_since(params)} then 1 else 0 end"
    return (
        f"with placed as ({rows}), lined as ({lines}) select customer_key, revenue_12m_amount as placed_revenue_amount, case when is_served = 1 then 'cm3' else 'cm1' end as contribution_basis_class, "
        "x as contribution_12m_amount, x0 as contribution_line_amount, r0 as revenue_line_amount, y0 as potential_line_amount, "
        f"{_cell('x', 'x0')} as profit_cell_class, {_cell('revenue_12m_amount', 'r0')} as revenue_cell_class, "
        "case when lines_count = 0 then null when y is null then 'open' when is_new = 1 then 'provisional' when y_low >= y0 and y_low > 0 then 'certain' "
        "when y_high < y0 or y_high <= 0 or y0 is null then 'certain' else 'provisional' end as cell_certainty_class, is_new "
        f"from (select p.*, l.x0, l.r0, l.y0, {is_new} as is_new from placed as p cross join lined as l) as scored union all {nobody}"
    )
