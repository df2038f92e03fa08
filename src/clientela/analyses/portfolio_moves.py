"""Moves through the portfolio between the day of the run and twelve months before."""

from __future__ import annotations

from typing import Any

from clientela.analyses.portfolio_cells import GROUPS
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.portfolios.portfolio_path import PATHS
from clientela.scores.customer_scores import CERTAINTIES

_NONE = "'undetermined'"


@step(
    title=msg("Moves between cells"),
    inputs=("customers", "portfolio_matrix", "portfolio_path"),
    fields=(
        Field("from_cell", msg("A year ago"), "class", codes=GROUPS),
        Field("to_cell", msg("Now"), "class", codes=GROUPS),
        Field("customers_count", msg("Customers"), "count"),
        Field("sharp_count", msg("Sharp on both days"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
    ),
)  # fmt: skip
def portfolio_moves(params: dict[str, Any]) -> str:
    """Count the customers by cell a year ago and now; who was or is not placed is undetermined."""
    del params
    before, now = f"coalesce(h.portfolio_cell_before, {_NONE})", f"coalesce(p.portfolio_cell, {_NONE})"
    return (
        f"select {before} as from_cell, {now} as to_cell, count(*) as customers_count, count(case when h.portfolio_certainty_before = 'sharp' and p.portfolio_certainty = 'sharp' then 1 end) as sharp_count, "
        "cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(c.revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount from customers as c "
        "join portfolio_matrix as p on p.customer_key = c.customer_key join portfolio_path as h on h.customer_key = c.customer_key where c.lines_count > 0 "
        f"group by {before}, {now}"
    )


@step(
    title=msg("Customers that moved in the portfolio"),
    inputs=("customers", "portfolio_matrix", "portfolio_path"),
    fields=(
        *NAMED,
        Field("path_class", msg("Way"), "class", codes=PATHS),
        Field("portfolio_cell_before", msg("Portfolio a year ago"), "class", codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty_before", msg("Certainty a year ago"), "class", codes=CERTAINTIES),
        Field("portfolio_cell", msg("Portfolio"), "class", codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("attractiveness_change", msg("Change of attractiveness"), "number"),
        Field("importance_change", msg("Change of importance"), "number"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def portfolio_movers(params: dict[str, Any]) -> str:
    """List the customers that were placed on either day and did not simply stay, the largest revenue first; up to 200."""
    del params
    names = "customer_key, customer_id, customer_name, path_class, portfolio_cell_before, portfolio_certainty_before, portfolio_cell, portfolio_certainty, attractiveness_change, importance_change, revenue_12m_amount"
    return first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, h.path_class, h.portfolio_cell_before, h.portfolio_certainty_before, p.portfolio_cell, p.portfolio_certainty, h.attractiveness_change, h.importance_change, c.revenue_12m_amount "
        "from customers as c join portfolio_matrix as p on p.customer_key = c.customer_key join portfolio_path as h on h.customer_key = c.customer_key where c.lines_count > 0 and h.path_class in ('moved', 'held', 'left', 'placed')",
        names,
        "revenue_12m_amount desc, customer_id",
    )
