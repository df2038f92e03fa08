"""The list by revenue and the portfolio are two different things: where they agree, and whom each would treat otherwise."""

from __future__ import annotations

from typing import Any

from clientela.analyses.portfolio_cells import GROUP, GROUPS
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes.abc import CODES as ABC
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.scores.customer_scores import CERTAINTIES

FINDINGS = (
    ("false_star", msg("False star: class A, and neither attractive nor important")),
    ("undetermined_a", msg("Undetermined: class A, and too little is known")),
    ("hidden_gem", msg("Hidden gem: class B or C, and worth more than its rank")),
)
_SOURCE = "own definition, after Manera"
_LEVEL = 2
"""A relation that cannot be above this level makes no partner."""
_JOINED = (
    "customers as c join customer_scores as s on s.customer_key = c.customer_key join portfolio_matrix as p on p.customer_key = c.customer_key "
    "join relation_levels_met as l on l.customer_key = c.customer_key"
)


@step(
    title=msg("ABC classes and cells"),
    inputs=("customers", "customer_scores", "portfolio_matrix"),
    fields=(
        Field("abc_value_class", msg("ABC by revenue"), "class", codes=ABC),
        Field("cell_class", msg("Cell"), "class", codes=GROUPS),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def portfolio_abc(params: dict[str, Any]) -> str:
    """Count the customers by class and cell; those without a purchase in the year have no class."""
    del params
    group = GROUP.format(cell="p.portfolio_cell", certainty="p.portfolio_certainty")
    return (
        f"select c.abc_value_class, {group} as cell_class, count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount from customers as c "
        "join customer_scores as s on s.customer_key = c.customer_key join portfolio_matrix as p on p.customer_key = c.customer_key where c.lines_count > 0 "
        f"group by c.abc_value_class, {group}"
    )


def _finding(params: dict[str, Any]) -> str:
    """A false star by what is certain: low on both axes, or a relation that cannot be above level 2; what is unknown makes none."""
    is_gem = f"p.portfolio_cell = 'strategic' or (p.portfolio_cell = 'to_be_won' and g.criterion_score >= {params['portfolio'].gem_score!r})"
    return (
        f"case when c.abc_value_class = 'A' then case when p.portfolio_cell = 'opportunistic' or l.relationship_level_possible <= {_LEVEL} then 'false_star' when p.portfolio_cell is null and s.knock_out_reason is null then 'undetermined_a' end "
        f"when c.abc_value_class in ('B', 'C') and ({is_gem}) then 'hidden_gem' end"
    )


def _found(name: str) -> str:
    return f"finding_class = '{name}'"


def _ranks(column: str) -> str:
    """Rank a column and the revenue over the customers of which it is known; equal values share the mean rank."""
    mean = "rank() over (order by {0}) + (count(*) over (partition by {0}) - 1) / 2.0"
    return f"select cast({mean.format(column)} as double) as x, cast({mean.format('revenue_12m_amount')} as double) as y from found where {column} is not null"


_SPREAD = "(sum(x * x) - sum(x) * sum(x) / nullif(count(*), 0)) * (sum(y * y) - sum(y) * sum(y) / nullif(count(*), 0))"
_CORRELATION = f"case when count(*) >= 3 and {_SPREAD} > 0 then (sum(x * y) - sum(x) * sum(y) / nullif(count(*), 0)) / nullif(sqrt({_SPREAD}), 0) end"
"""Correlation of two ranks x and y (Spearman 1904), from three customers on."""
_MARGIN = "left join customer_criteria as g on g.customer_key = c.customer_key and g.axis_class = 'attractiveness' and g.criterion = 'attainable_margin'"


@step(
    title=msg("Portfolio and list by revenue"),
    inputs=("customers", "customer_scores", "portfolio_matrix", "relation_levels_met", "customer_criteria", "kaism", "customer_outlook"),
    fields=(
        Field("strategic_count", msg("Customers in the first pole"), "count"),
        Field("shared_count", msg("of which among as many with the largest revenue"), "count"),
        Field("jaccard_share", msg("Likeness of the two lists"), "share", msg("customers in both lists / customers in either; as many by revenue as there are in the first pole"), "Jaccard 1901"),
        Field("key_count", msg("Key accounts by the selection"), "count"),
        Field("key_shared_count", msg("of which among as many with the largest revenue"), "count"),
        Field("key_jaccard_share", msg("Likeness of key accounts and largest"), "share", msg("customers in both lists / customers in either; as many by revenue as there are key accounts by the selection"), "Jaccard 1901"),
        Field("worth_count", msg("Customers worth most over three years"), "count", msg("as many as there are in class A, or as have a known lifetime value where these are fewer; none where none is known")),
        Field("worth_shared_count", msg("of which among as many with the largest revenue"), "count"),
        Field("worth_jaccard_share", msg("Likeness of worth and revenue"), "share", msg("customers in both lists / customers in either"), "Jaccard 1901"),
        Field("worth_outside_share", msg("Lifetime value beyond the largest"), "share", msg("lifetime values above zero of customers that are not among as many by revenue / all of them")),
        Field("placed_count", msg("Customers with both scores"), "count"),
        Field("rank_correlation", msg("Rank correlation of revenue and pole"), "number", msg("correlation of the ranks, equal values share the mean rank; at least 3 customers with both scores"), "Spearman 1904"),
        Field("contribution_correlation", msg("Rank correlation of revenue and contribution 3"), "number", msg("the same of the customers whose contribution 3 is known"), "Spearman 1904"),
        Field("false_star_count", msg("False stars"), "count", source=_SOURCE),
        Field("undetermined_a_count", msg("Class A, undetermined"), "count", source=_SOURCE),
        Field("hidden_gem_count", msg("Hidden gems"), "count", source=_SOURCE),
    ),
)  # fmt: skip
def portfolio_pareto(params: dict[str, Any]) -> str:
    """Compare the first pole, the key accounts and those worth most with as many of the largest revenue, and revenue with pole and contribution by ranks."""
    found = (
        f"select c.customer_key, c.customer_id, c.revenue_12m_amount, c.cm3_12m_amount, c.abc_value_class, p.portfolio_cell, p.pole_index, y.kaism_cell, o.lifetime_value_amount, {_finding(params)} as finding_class from {_JOINED} {_MARGIN} "
        "join kaism as y on y.customer_key = c.customer_key left join customer_outlook as o on o.customer_key = c.customer_key where c.lines_count > 0"
    )
    ranked = (
        "select f.*, row_number() over (order by f.revenue_12m_amount desc, f.customer_id, f.customer_key) as place, row_number() over (order by case when f.lifetime_value_amount is null then 1 else 0 end, f.lifetime_value_amount desc, f.customer_id, f.customer_key) as worth_place, "
        "sum(case when f.portfolio_cell = 'strategic' then 1 else 0 end) over () as wanted, sum(case when f.kaism_cell = 'key' then 1 else 0 end) over () as key_wanted, case when count(f.lifetime_value_amount) over () < sum(case when f.abc_value_class = 'A' then 1 else 0 end) over () then count(f.lifetime_value_amount) over () else sum(case when f.abc_value_class = 'A' then 1 else 0 end) over () end as worth_wanted from found as f"
    )
    lists = {
        "strategic": ("portfolio_cell = 'strategic'", "place <= wanted"),
        "key": ("kaism_cell = 'key'", "place <= key_wanted"),
        "worth": (
            "lifetime_value_amount is not null and worth_place <= worth_wanted",
            "place <= worth_wanted",
        ),
    }

    def count(test: str) -> str:
        return f"count(case when {test} then 1 end)"

    compared = ", ".join(
        f"{count(own)} as {name}_count, {count(f'({own}) and {top}')} as {name}_shared_count, cast({count(f'({own}) and {top}')} as double) / nullif({count(f'({own}) or {top}')}, 0) as {name}_jaccard_share"
        for name, (own, top) in lists.items()
    )
    worth = "cast(sum(case when {0} lifetime_value_amount > 0 then lifetime_value_amount end) as double)"
    outside = f"coalesce({worth.format('place > worth_wanted and')}, cast(0.0 as double)) / nullif({worth.format('')}, 0)"
    is_worth = "case when worth_count > 0 then {0} end as {0}"
    return (
        f"with found as ({found}), ranked as ({ranked}), poles as ({_ranks('pole_index')}), contributions as ({_ranks('cm3_12m_amount')}), "
        f"alike as (select count(*) as placed_count, {_CORRELATION} as rank_correlation from poles), earning as (select {_CORRELATION} as contribution_correlation from contributions), "
        f"counted as (select count(*) as all_count, {compared}, {outside} as worth_outside_share, {count(_found('false_star'))} as false_star_count, {count(_found('undetermined_a'))} as undetermined_a_count, {count(_found('hidden_gem'))} as hidden_gem_count from ranked) "
        "select strategic_count, strategic_shared_count as shared_count, strategic_jaccard_share as jaccard_share, key_count, key_shared_count, key_jaccard_share, "
        f"{', '.join(is_worth.format(name) for name in ('worth_count', 'worth_shared_count', 'worth_jaccard_share', 'worth_outside_share'))}, placed_count, round(rank_correlation * 1e9) / 1e9 as rank_correlation, "
        "round(contribution_correlation * 1e9) / 1e9 as contribution_correlation, false_star_count, undetermined_a_count, hidden_gem_count from counted cross join alike cross join earning where all_count > 0"
    )


@step(
    title=msg("False stars and hidden gems"),
    inputs=("customers", "customer_scores", "portfolio_matrix", "relation_levels_met", "customer_criteria", "profitability_cells"),
    fields=(
        *NAMED,
        Field("finding_class", msg("Finding"), "class", msg("false star: class A and low on both axes, or a relation that cannot be above level 2; hidden gem: class B or C among the strategic partners, or to be won with a high attainable margin"), _SOURCE, FINDINGS),
        Field("abc_value_class", msg("ABC by revenue"), "class"),
        Field("portfolio_cell", msg("Portfolio"), "class", codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("attractiveness_low", msg("Attractiveness, at least"), "number"),
        Field("attractiveness_high", msg("Attractiveness, at most"), "number"),
        Field("importance_low", msg("Importance, at least"), "number"),
        Field("importance_high", msg("Importance, at most"), "number"),
        Field("relationship_level_met", msg("Level of the relation, met"), "number"),
        Field("relationship_level_possible", msg("Level of the relation, possible"), "number"),
    ),
)  # fmt: skip
def pareto_findings(params: dict[str, Any]) -> str:
    """List the customers that the two views would treat otherwise, the largest revenue first; up to 200."""
    names = (
        "customer_key, customer_id, customer_name, finding_class, abc_value_class, portfolio_cell, portfolio_certainty, revenue_12m_amount, contribution_12m_amount, attractiveness_low, attractiveness_high, "
        "importance_low, importance_high, relationship_level_met, relationship_level_possible"
    )
    rows = (
        f"select c.customer_key, c.customer_id, c.customer_name, {_finding(params)} as finding_class, c.abc_value_class, p.portfolio_cell, p.portfolio_certainty, c.revenue_12m_amount, x.contribution_12m_amount, "
        f"s.attractiveness_low, s.attractiveness_high, s.importance_low, s.importance_high, l.relationship_level_met, l.relationship_level_possible from {_JOINED} {_MARGIN} "
        "left join profitability_cells as x on x.customer_key = c.customer_key where c.lines_count > 0"
    )
    return first_rows(
        f"select * from ({rows}) as found where finding_class is not null",
        names,
        "revenue_12m_amount desc, customer_id",
    )
