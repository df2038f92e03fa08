"""The profitability matrix in numbers, with what each cell is to get and what it got."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._matrix_norms import GROWING, TARGET_OF
from clientela.economics.profitability_cells import BASES, CELLS, CERTAINTIES

AXES = (
    ("contribution", msg("contribution now")),
    ("revenue", msg("current revenue")),
)
INVESTED = (
    ("over", msg("above the norm")),
    ("within", msg("within the norm")),
    ("under", msg("below half of the norm")),
)
_SOURCE = "Dubinsky & Ingram 1984"
_JOINED = (
    "profitability_cells as p left join customers as c on c.customer_key = p.customer_key "
    "left join customer_potential as q on q.customer_key = p.customer_key "
    "left join customer_contacts as k on k.customer_key = p.customer_key left join customer_service as s on s.customer_key = p.customer_key"
)
_CELL = Field("cell_class", msg("Cell"), "class", source=_SOURCE, codes=CELLS)


def _by_axis(params: dict[str, Any], axis: str, column: str) -> str:
    targets = " ".join(
        f"when p.{column} = '{cell}' then cast({params['service'].on_time_in_full_targets[place]!r} as double)"
        for cell, place in TARGET_OF.items()
    )
    grows = f"p.{column} in ({', '.join(repr(c) for c in GROWING)})"
    share = params["potential"].investment_ceiling_share
    ceiling = (
        f"case when p.{column} in ('current_high', 'current_low', 'unscored', 'inactive', 'not_stated') then null "
        f"when {grows} then cast(round({share!r} * coalesce(sum(case when q.potential_margin_amount > 0 then cast(q.potential_margin_amount as double) end), 0)) as bigint) "
        "else cast(0 as bigint) end"
    )
    judged = "coalesce(s.judged_requested_12m_count, 0)"
    return (
        f"select '{axis}' as axis_class, p.{column} as cell_class, count(c.customer_key) as customers_count, count(case when c.lines_12m_count > 0 then 1 end) as active_count, "
        "count(case when p.is_new = 1 then 1 end) as new_count, count(case when p.cell_certainty_class = 'certain' then 1 end) as certain_count, "
        "cast(sum(p.placed_revenue_amount) as bigint) as revenue_12m_amount, cast(sum(p.contribution_12m_amount) as bigint) as contribution_12m_amount, "
        "cast(sum(q.potential_margin_amount) as bigint) as potential_margin_amount, cast(sum(q.potential_low_amount) as bigint) as potential_low_amount, "
        "cast(sum(q.potential_high_amount) as bigint) as potential_high_amount, sum(k.contact_hours) as contact_hours, "
        "cast(sum(c.serve_12m_amount) as bigint) as serve_12m_amount, cast(sum(c.investment_12m_amount) as bigint) as investment_12m_amount, "
        f"{ceiling} as investment_norm_amount, case {targets} end as service_norm_share, "
        f"cast(sum(case when {judged} > 0 then s.otif_requested_12m_count end) as double) / nullif(sum({judged}), 0) as service_share, "
        f"max(p.contribution_basis_class) as contribution_basis_class from {_JOINED} where p.{column} is not null group by p.{column}"
    )


@step(
    title=msg("Profitability matrix"),
    inputs=("profitability_cells", "customers", "customer_potential", "customer_contacts", "customer_service"),
    fields=(
        Field("axis_class", msg("Now measured by"), "class", codes=AXES),
        _CELL,
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("new_count", msg("New customers"), "count"),
        Field("certain_count", msg("Placed with certainty"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("potential_margin_amount", msg("Potential margin"), "money"),
        Field("potential_low_amount", msg("Potential margin, at least"), "money", msg("sum of the lower ends")),
        Field("potential_high_amount", msg("Potential margin, at most"), "money", msg("sum of the upper ends")),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
        Field("serve_12m_amount", msg("Cost-to-serve"), "money"),
        Field("investment_12m_amount", msg("Investment in the customers"), "money"),
        Field("investment_norm_amount", msg("Norm of investment"), "money", msg("share of the potential margin (setting `investment_ceiling_share`) in the cells that are to grow, nothing in the others; unknown where the potential is"), "own proposal"),
        Field("service_norm_share", msg("Norm of service"), "share", msg("lines on time and in full: the target of class A for desirable and developed, B for undeveloped, C for undesirable customers"), "own proposal"),
        Field("service_share", msg("Service delivered"), "share", msg("lines on time and in full against the requested day / lines judged")),
        Field("contribution_basis_class", msg("Measured by"), "class", codes=BASES),
        Field("invested_class", msg("Investment against the norm"), "class", codes=INVESTED),
    ),
)  # fmt: skip
def profitability_matrix(params: dict[str, Any]) -> str:
    """Sum the cells by contribution and by current revenue; the unscored ones and the lines without a customer are rows too, so that each adds up to the ledger."""
    axes = (("contribution", "profit_cell_class"), ("revenue", "revenue_cell_class"))
    rows = " union all ".join(_by_axis(params, *axis) for axis in axes)
    return (
        "select *, case when investment_12m_amount > investment_norm_amount then 'over' when 2 * investment_12m_amount < investment_norm_amount then 'under' "
        f"when investment_12m_amount <= investment_norm_amount then 'within' end as invested_class from ({rows}) as cells"
    )


@step(
    title=msg("Customers in the profitability matrix"),
    inputs=("profitability_cells", "customers", "customer_potential"),
    fields=(
        *NAMED,
        Field("profit_cell_class", msg("Profitability matrix"), "class", source=_SOURCE, codes=CELLS),
        Field("cell_certainty_class", msg("Certainty of the cell"), "class", codes=CERTAINTIES),
        Field("is_new", msg("New customer"), "id"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("potential_margin_amount", msg("Potential margin"), "money"),
        Field("potential_low_amount", msg("Potential margin, at least"), "money"),
        Field("potential_high_amount", msg("Potential margin, at most"), "money"),
        Field("contribution_line_amount", msg("Line of contribution"), "money"),
        Field("potential_line_amount", msg("Line of potential"), "money"),
    ),
)  # fmt: skip
def matrix_customers(params: dict[str, Any]) -> str:
    """List the 200 placed customers with the largest potential margin. Who has no known potential is no point of the matrix."""
    columns = (
        "customer_key, customer_id, customer_name, profit_cell_class, cell_certainty_class, is_new, revenue_12m_amount, contribution_12m_amount, "
        "potential_margin_amount, potential_low_amount, potential_high_amount, contribution_line_amount, potential_line_amount"
    )
    return first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, p.profit_cell_class, p.cell_certainty_class, p.is_new, c.revenue_12m_amount, "
        "p.contribution_12m_amount, q.potential_margin_amount, q.potential_low_amount, q.potential_high_amount, p.contribution_line_amount, p.potential_line_amount from profitability_cells as p "
        "join customers as c on c.customer_key = p.customer_key join customer_potential as q on q.customer_key = p.customer_key "
        "where p.profit_cell_class in ('desirable', 'developed', 'undeveloped', 'undesirable')",
        columns,
        "potential_margin_amount desc, customer_id",
    )
