"""The cells of the portfolio in numbers: what each brings, what it takes, and how sure its customers are placed."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.portfolios.portfolio_matrix import KAISM_CELLS, PORTFOLIO_CELLS

GROUPS = (
    *PORTFOLIO_CELLS,
    ("undetermined", msg("Undetermined")),
    ("unscored", msg("Not scored")),
    ("excluded", msg("Left out")),
    ("not_stated", msg("Customer not stated")),
)
"""Cells, and those that have none: all of them together are the ledger."""
KAISM_GROUPS = (*KAISM_CELLS, *GROUPS[len(PORTFOLIO_CELLS) :])
MATRICES = (
    ("portfolio", msg("Attractiveness and importance")),
    ("kaism", msg("Attractiveness and strength against rivals")),
)
GROUP = (
    "case when p.customer_key = 0 then 'not_stated' when s.knock_out_reason is not null then 'excluded' when {cell} is not null then {cell} "
    "when {certainty} = 'undetermined' then 'undetermined' else 'unscored' end"
)
"""The group of a customer: its cell, or why it has none. Needs `p`, the row of the ledger, and `s`, the scores."""


def _mean(share: str) -> str:
    """Return the mean of a share to nine digits: sums of whole numbers come out the same in whatever order rows are added."""
    whole = f"cast(floor({share} * cast(1e9 as double) + cast(0.5 as double)) as bigint)"
    return f"cast(sum({whole}) as double) * cast(1e-9 as double) / nullif(case when count({share}) > 0 then count({share}) end, 0)"


def _rows(matrix: str, cell: str, certainty: str) -> str:
    group = GROUP.format(cell=cell, certainty=certainty)
    return (
        f"select '{matrix}' as matrix_class, {group} as cell_class, {certainty} as certainty, p.customer_key as placed_key, p.placed_revenue_amount, p.contribution_12m_amount, c.customer_key, c.lines_12m_count, "
        "c.lines_prior_12m_count, c.revenue_prior_12m_amount, c.cm1_12m_amount, c.cm3_12m_amount, c.serve_12m_amount, c.families_12m_count, k.contact_hours, w.share_of_wallet_share, w.wallet_amount, q.potential_margin_amount, o.active_12m_probability, o.active_36m_probability, "
        "o.expected_loss_amount, x.priced_12m_amount, x.reference_12m_amount, b.breadth_share "
        "from profitability_cells as p left join customers as c on c.customer_key = p.customer_key left join customer_scores as s on s.customer_key = p.customer_key "
        "left join portfolio_matrix as m on m.customer_key = p.customer_key left join kaism as y on y.customer_key = p.customer_key left join customer_contacts as k on k.customer_key = p.customer_key "
        "left join customer_wallet as w on w.customer_key = p.customer_key left join customer_potential as q on q.customer_key = p.customer_key left join customer_outlook as o on o.customer_key = p.customer_key "
        "left join price_realisation as x on x.customer_key = p.customer_key left join family_breadth as b on b.customer_key = p.customer_key where p.customer_key = 0 or c.lines_count > 0"
    )


@step(
    title=msg("Cells of the portfolio"),
    inputs=("profitability_cells", "customers", "customer_scores", "portfolio_matrix", "kaism", "customer_contacts", "customer_wallet", "customer_potential", "customer_outlook", "price_realisation", "family_breadth"),
    fields=(
        Field("matrix_class", msg("Matrix"), "class", codes=MATRICES),
        Field("cell_class", msg("Cell"), "class", codes=tuple(dict((*GROUPS, *KAISM_GROUPS)).items())),
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("sharp_count", msg("Sharp"), "count", msg("placed whatever is missing")),
        Field("provisional_count", msg("Provisional"), "count", msg("placed by what is known")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money", msg("over all rows of a matrix it is that of the ledger")),
        Field("provisional_12m_amount", msg("of which provisional"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("cm1_12m_amount", msg("Contribution 1"), "money", msg("of the customers of which it is known")),
        Field("cm3_12m_amount", msg("Contribution 3"), "money", msg("of the customers of which it is known")),
        Field("cm3_known_count", msg("Customers with a known contribution 3"), "count"),
        Field("serve_12m_amount", msg("Cost-to-serve"), "money"),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number"),
        Field("hour_amount", msg("Contribution 3 for an hour of contact"), "money", msg("of the customers of which both are known")),
        Field("families_mean_number", msg("Families bought, mean"), "number"),
        Field("breadth_mean_share", msg("Breadth, mean"), "share"),
        Field("share_of_wallet_share", msg("Share of wallet"), "share", msg("revenue / wallet of the customers whose wallet is known")),
        Field("growth_share", msg("Growth"), "share", msg("revenue of the last 12 months / that of the 12 before - 1")),
        Field("price_index", msg("Price index"), "number", msg("what was paid / the same quantities at reference prices")),
        Field("kept_share", msg("Bought again"), "share", msg("customers with an order in both years / those of the year before")),
        Field("active_12m_share", msg("Will order next year"), "share", msg("mean probability of the customers with a forecast")),
        Field("active_36m_share", msg("Will order in the third year"), "share"),
        Field("expected_loss_amount", msg("Expected loss"), "money"),
        Field("potential_margin_amount", msg("Potential margin"), "money"),
        Field("largest_share", msg("Largest customer"), "share", msg("largest revenue / revenue of the cell")),
    ),
)  # fmt: skip
def portfolio_cells(params: dict[str, Any]) -> str:
    """Sum the customers by cell of each matrix. Those without a cell and the lines without a customer are rows too, so that each matrix adds up to the ledger."""
    del params
    rows = " union all ".join(
        _rows(*one)
        for one in (
            ("portfolio", "m.portfolio_cell", "m.portfolio_certainty"),
            ("kaism", "y.kaism_cell", "y.kaism_certainty"),
        )
    )
    placed = f"cell_class in ({', '.join(repr(name) for name in dict((*PORTFOLIO_CELLS, *KAISM_CELLS)))})"
    hours = "sum(case when cm3_12m_amount is not null and contact_hours > 0 then contact_hours end)"
    both = "sum(case when cm3_12m_amount is not null and contact_hours > 0 then cast(cm3_12m_amount as double) end)"
    walleted = "wallet_amount > 0 and share_of_wallet_share is not null"

    def quotient(part: str, whole: str) -> str:
        return f"{part} / nullif(case when {whole} > 0 then {whole} end, 0)"

    prior = "cast(sum(revenue_prior_12m_amount) as double)"
    return (
        "select matrix_class, cell_class, count(customer_key) as customers_count, count(case when lines_12m_count > 0 then 1 end) as active_count, "
        f"count(case when {placed} and certainty = 'sharp' then 1 end) as sharp_count, count(case when {placed} and certainty = 'provisional' then 1 end) as provisional_count, "
        f"cast(coalesce(sum(placed_revenue_amount), 0) as bigint) as revenue_12m_amount, cast(coalesce(sum(case when {placed} and certainty = 'provisional' then placed_revenue_amount end), 0) as bigint) as provisional_12m_amount, "
        "cast(coalesce(sum(revenue_prior_12m_amount), 0) as bigint) as revenue_prior_12m_amount, cast(sum(cm1_12m_amount) as bigint) as cm1_12m_amount, cast(sum(cm3_12m_amount) as bigint) as cm3_12m_amount, "
        "count(cm3_12m_amount) as cm3_known_count, cast(sum(serve_12m_amount) as bigint) as serve_12m_amount, sum(contact_hours) as contact_hours, "
        f"cast(round({quotient(both, hours)}) as bigint) as hour_amount, "
        f"avg(case when lines_12m_count > 0 then cast(families_12m_count as double) end) as families_mean_number, {_mean('breadth_share')} as breadth_mean_share, "
        f"{quotient(f'sum(case when {walleted} then cast(placed_revenue_amount as double) end)', f'sum(case when {walleted} then cast(wallet_amount as double) end)')} as share_of_wallet_share, "
        f"{quotient('sum(case when customer_key is not null then cast(placed_revenue_amount as double) end)', prior)} - 1 as growth_share, "
        f"{quotient('sum(cast(priced_12m_amount as double))', 'sum(cast(reference_12m_amount as double))')} as price_index, "
        f"{quotient('cast(count(case when lines_12m_count > 0 and lines_prior_12m_count > 0 then 1 end) as double)', 'count(case when lines_prior_12m_count > 0 then 1 end)')} as kept_share, "
        f"{_mean('active_12m_probability')} as active_12m_share, {_mean('active_36m_probability')} as active_36m_share, cast(sum(expected_loss_amount) as bigint) as expected_loss_amount, "
        "cast(sum(potential_margin_amount) as bigint) as potential_margin_amount, "
        f"{quotient('cast(max(placed_revenue_amount) as double)', 'cast(sum(placed_revenue_amount) as double)')} as largest_share "
        f"from ({rows}) as placed group by matrix_class, cell_class"
    )
