"""What the groups found in the data look like, and whether they can be acted on."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.tables._customer_types import TYPE_TITLES

VERDICTS = (
    ("stable", msg("comes back")),
    ("weak", msg("comes back, but is hardly set apart")),
    ("unstable", msg("do not act on it")),
)
LEAST_FIT = 0.25
"""Mean silhouette below which there is hardly a structure (Kaufman & Rousseeuw 1990)."""
_RETURNED = "revenue_12m_amount + returns_12m_amount"
NUMBERS = (
    ("revenue", msg("Revenue, last 12 months"), "money", f"cast(revenue_12m_amount as double) / {SCALE}"),
    ("orders", msg("Orders, last 12 months"), "count", "cast(orders_12m_count as double)"),
    ("families", msg("Product families, last 12 months"), "count", "cast(families_12m_count as double)"),
    ("recency", msg("Days since the last order"), "count", "cast(recency_days as double)"),
    ("margin", msg("Margin in per cent of revenue"), "share", "case when revenue_12m_amount > 0 then cast(margin_12m_amount as double) / revenue_12m_amount end"),
    ("growth", msg("Change in per cent"), "share", "revenue_change_share"),
    ("returns", msg("Return rate"), "share", f"case when {_RETURNED} > 0 then cast(returns_12m_amount as double) / nullif({_RETURNED}, 0) end"),
)  # fmt: skip
"""Name, title, unit and expression of the variables with numbers; money in currency units."""
CATEGORIES = (
    ("customer_type", msg("Customer type")),
    ("segment_id", msg("Segment")),
    ("channel", msg("Channel")),
)
TYPE_NAMES = dict(TYPE_TITLES)


@step(
    title=msg("Groups found in the data, in numbers"),
    inputs=("customers",),
    fields=(
        Field("cluster_number", msg("Group found"), "id"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("margin_known_12m_amount", msg("Margin, last 12 months, known part"), "money"),
        Field("cluster_silhouette", msg("Mean fit into the group"), "number", msg("mean of the fits of its customers; below 0.25 there is hardly a structure"), "Kaufman & Rousseeuw 1990"),
        Field("cluster_stability_share", msg("Stability of the group"), "share"),
        Field("verdict", msg("Verdict"), "class", msg("it comes back from a stability of 75 % on, unless set otherwise; a mean fit below 0.25 is weak even then: the halves of one cloud come back too"), "Hennig 2007; Kaufman & Rousseeuw 1990", VERDICTS),
        Field("customer_id", msg("Typical customer"), "text"),
        Field("customer_name", msg("Its name"), "text"),
    ),
)  # fmt: skip
def cluster_profiles(params: dict[str, Any]) -> str:
    """One row per group: size, money, stability, and the customer that stands for it, of those in view."""
    least = params["clusters"].stability_minimum
    return (
        "select g.*, t.customer_id, t.customer_name from (select cluster_number, count(*) as customers_count, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, "
        "cast(sum(margin_known_12m_amount) as bigint) as margin_known_12m_amount, avg(cluster_silhouette) as cluster_silhouette, "
        f"max(cluster_stability_share) as cluster_stability_share, case when max(cluster_stability_share) >= {least} and avg(cluster_silhouette) >= {LEAST_FIT} then 'stable' "
        f"when max(cluster_stability_share) >= {least} then 'weak' else 'unstable' end as verdict "
        "from customers where cluster_number is not null group by cluster_number) as g join (select cluster_number, customer_id, customer_name, "
        "row_number() over (partition by cluster_number order by cluster_rank, customer_id) as place from customers where cluster_number is not null) as t "
        "on t.cluster_number = g.cluster_number and t.place = 1"
    )


def _number_trait(name: str, expression: str) -> str:
    inside = "where cluster_number is not null"
    quarter, half, most = (
        f"percentile_cont({part}) within group (order by value)" for part in ("0.25", "0.5", "0.75")
    )
    return (
        f"select g.cluster_number, '{name}' as variable, g.middle as typical_number, b.middle as base_number, cast(null as varchar) as typical_part, "
        "cast(null as double) as typical_share, cast(null as double) as base_share, (g.middle - b.middle) / nullif(b.most - b.quarter, 0) as distance_number from ("
        f"select cluster_number, {half} as middle from (select cluster_number, {expression} as value from customers {inside}) as own group by cluster_number) as g cross join "
        f"(select {quarter} as quarter, {half} as middle, {most} as most from (select {expression} as value from customers {inside}) as everybody) as b"
    )


def _category_trait(name: str) -> str:
    inside = f"where cluster_number is not null and {name} is not null"
    return (
        f"select g.cluster_number, '{name}' as variable, cast(null as double) as typical_number, cast(null as double) as base_number, g.part as typical_part, "
        "g.share as typical_share, b.share as base_share, g.share - b.share as distance_number from (select cluster_number, part, cast(parts_count as double) / sum(parts_count) over (partition by cluster_number) as share, "
        "row_number() over (partition by cluster_number order by parts_count desc, part) as place from "
        f"(select cluster_number, {name} as part, count(*) as parts_count from customers {inside} group by cluster_number, {name}) as counted) as g "
        f"join (select {name} as part, cast(count(*) as double) / sum(count(*)) over () as share from customers {inside} group by {name}) as b on b.part = g.part where g.place = 1"
    )


@step(
    title=msg("What tells the groups apart"),
    inputs=("customers",),
    fields=(
        Field("cluster_number", msg("Group found"), "id"),
        Field("variable", msg("Variable"), "text"),
        Field("typical_number", msg("Typical in the group"), "number", msg("median of the group; money in currency units")),
        Field("base_number", msg("Typical of all"), "number", msg("median of all customers in groups")),
        Field("typical_part", msg("Most frequent in the group"), "text"),
        Field("typical_share", msg("Its share in the group"), "share"),
        Field("base_share", msg("Its share in all"), "share"),
        Field("distance_number", msg("How far from all"), "number", msg("difference of the medians / distance between the quartiles of all; for a category the difference of the shares"), "own definition"),
        Field("trait_rank", msg("Place of the trait"), "count", msg("1 for what tells the group most from the others")),
    ),
)  # fmt: skip
def cluster_traits(params: dict[str, Any]) -> str:
    """List what is typical of each group on every variable, what tells it most from the others first."""
    traits = " union all ".join(
        [
            *(_number_trait(name, sql) for name, _, _, sql in NUMBERS),
            *(_category_trait(n) for n, _ in CATEGORIES),
        ]
    )
    return (
        "select *, row_number() over (partition by cluster_number order by case when distance_number is null then 1 else 0 end, abs(distance_number) desc, variable) as trait_rank "
        f"from ({traits}) as traits"
    )
