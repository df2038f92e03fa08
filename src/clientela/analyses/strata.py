"""Revenue read as layers that exclude each other and add up to the total; gains and losses by customer."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.structure_passes import OWNERS

MOVEMENTS = (
    ("up", msg("bought more than a year ago")),
    ("down", msg("bought less than a year ago, or as much")),
    ("new", msg("first order in the last 12 months")),
    ("reactivated", msg("back after a year or more")),
    ("lost", msg("bought a year ago, not any more")),
    ("earlier", msg("nothing in the last two years")),
)
BREADTHS = (
    ("1", msg("one product family")),
    ("2-3", msg("two or three")),
    ("4-6", msg("four to six")),
    ("7+", msg("seven and more")),
)
RISKS = (
    ("1", msg("under 10 %")),
    ("2", msg("10 to 25 %")),
    ("3", msg("25 to 50 %")),
    ("4", msg("50 % and more")),
)
"""Bands of the chance of no order in the next 12 months. Limits are ours."""
LEVELS = tuple((str(n), msg("level {number}", number=n)) for n in range(6))
RECURRENCES = (
    ("one_off", msg("one purchase day so far")),
    ("few", msg("two or three")),
    ("repeat", msg("four and more")),
)
_MOVEMENT = (
    "case when lines_12m_count > 0 and lines_prior_12m_count > 0 then case when revenue_12m_amount > revenue_prior_12m_amount then 'up' else 'down' end "
    "when lines_12m_count > 0 then case when tenure_days < 366 then 'new' else 'reactivated' end "
    "when lines_prior_12m_count > 0 then 'lost' else 'earlier' end"
)
_BREADTH = "case when families_12m_count >= 7 then '7+' when families_12m_count >= 4 then '4-6' when families_12m_count >= 2 then '2-3' when families_12m_count = 1 then '1' end"
_RECURRENCE = "case when purchase_days_count >= 4 then 'repeat' when purchase_days_count >= 2 then 'few' when purchase_days_count = 1 then 'one_off' end"

DIMENSIONS = (
    # by whom and what the customers belonged to, as the structure of the run says
    ("segment_id", msg("Segment"), "segment_id"),
    ("customer_type", msg("Customer type"), "customer_type"),
    ("area_id", msg("Area"), "area_id"),
    ("seller_id", msg("Sales person"), "seller_id"),
    ("country", msg("Country"), "country"),
    ("channel", msg("Channel"), "channel"),
    ("vintage", msg("Year of the first order"), "cast(extract(year from first_order_on) as varchar)"),
    ("lifecycle_state", msg("Lifecycle state"), "lifecycle_state"),
    ("abc_value_class", msg("ABC class"), "abc_value_class"),
    ("pyramid_layer", msg("Layer of the pyramid"), "pyramid_revenue_layer"),
    ("breadth", msg("Families bought"), _BREADTH),
    ("recurrence", msg("Purchase days"), _RECURRENCE),
    ("movement", msg("Against the year before"), _MOVEMENT),
)

LATER = (
    # what only the forecast and the gates of the relation say; a level that nothing is known of is not level 0
    ("risk", msg("Chance of no order in 12 months"), "case when loss_probability < 0.10 then '1' when loss_probability < 0.25 then '2' when loss_probability < 0.50 then '3' when loss_probability is not null then '4' end"),
    ("relation", msg("Level of the relation, known to be met"), "case when relationship_level_met > 0 or relationship_level_possible = 0 then cast(relationship_level_met as varchar) end"),
)  # fmt: skip
STRATA = (*DIMENSIONS, *LATER)
_FORETOLD = (
    "(select c.customer_key, c.lines_count, c.lines_12m_count, c.revenue_12m_amount, c.revenue_prior_12m_amount, c.margin_known_12m_amount, o.loss_probability, "
    "v.relationship_level_met, v.relationship_level_possible from customers as c left join customer_outlook as o on o.customer_key = c.customer_key "
    "left join relation_levels_met as v on v.customer_key = c.customer_key) as foretold"
)


def _read(name: str) -> str:
    """Return what a dimension is counted from."""
    if name in {n for n, _, _ in LATER}:
        return _FORETOLD
    return "customer_owners" if name in OWNERS else "customers"


@step(
    title=msg("Composition of revenue"),
    inputs=("customers", "customer_owners", "customer_outlook", "relation_levels_met"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("margin_known_12m_amount", msg("Margin, last 12 months, known part"), "money"),
    ),
)
def strata(params: dict[str, Any]) -> str:
    """Sum the customers by each dimension; a part without a name is "not stated", so that each dimension adds up."""
    return " union all ".join(
        f"select '{name}' as dimension, {sql} as part, count(distinct customer_key) as customers_count, "
        "count(distinct case when lines_12m_count > 0 then customer_key end) as active_count, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, "
        f"cast(sum(margin_known_12m_amount) as bigint) as margin_known_12m_amount from {_read(name)} "
        f"where lines_count > 0 group by {sql}"
        for name, _, sql in STRATA
    )


@step(
    title=msg("Gains and losses"),
    inputs=("customers",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_change_amount", msg("Change"), "money"),
        Field("lifecycle_state", msg("Lifecycle state"), "class"),
    ),
)
def gains_and_losses(params: dict[str, Any]) -> str:
    """List the 50 largest gains and the 50 largest losses between the two rolling years."""
    columns = "customer_key, customer_id, customer_name, revenue_prior_12m_amount, revenue_12m_amount, revenue_change_amount, lifecycle_state"
    return (
        f"select {columns} from (select {columns}, row_number() over (order by revenue_change_amount desc, customer_key) as from_top, "
        "row_number() over (order by revenue_change_amount, customer_key) as from_bottom from customers where revenue_change_amount <> 0) as ranked "
        "where (from_top <= 50 and revenue_change_amount > 0) or (from_bottom <= 50 and revenue_change_amount < 0) order by revenue_change_amount desc, customer_key"
    )


@step(
    title=msg("Limits of the Pareto list"),
    inputs=("customers",),
    fields=(
        Field("class_a_count", msg("Customers in class A"), "count"),
        Field("class_a_leaving_count", msg("Class A customers that are late, sleeping or lost"), "count"),
        Field("class_a_leaving_amount", msg("Their revenue of the last 12 months"), "money"),
        Field(
            "class_a_falling_count",
            msg("Class A customers that buy at least a quarter less than a year ago"),
            "count",
        ),
        Field("moved_count", msg("Customers active in both years that changed class"), "count"),
        Field("both_years_count", msg("Customers active in both years"), "count"),
        Field("near_line_count", msg("Customers within 2 points of a class line"), "count"),
        Field("margin_known_count", msg("Customers whose margin is known"), "count"),
        Field("margin_mismatch_count", msg("Customers in another class by margin than by revenue"), "count"),
        Field("class_c_growing_count", msg("Class C customers that grow"), "count"),
        Field("class_a_loss_count", msg("Class A customers with a negative margin"), "count"),
    ),
)
def pareto_limits(params: dict[str, Any]) -> str:
    """What a list by revenue does not see, counted on the loaded data."""
    first, second = params["abc"].value_cuts
    in_a = "abc_value_class = 'A'"
    both_years = "abc_value_class is not null and abc_prior_class is not null"
    conditions = {
        "class_a_count": in_a,
        "class_a_leaving_count": in_a + " and lifecycle_state in ('A', 'S', 'L')",
        "class_a_falling_count": in_a + " and revenue_change_share <= -0.25",
        "moved_count": both_years + " and abc_value_class <> abc_prior_class",
        "both_years_count": both_years,
        "near_line_count": f"least(abs(abc_value_share_before - {first}), abs(abc_value_share_before - {second})) <= 0.02",
        "margin_known_count": "abc_margin_class is not null",
        "margin_mismatch_count": "abc_margin_class is not null and abc_margin_class <> abc_value_class",
        "class_c_growing_count": "abc_value_class = 'C' and lifecycle_state = 'G'",
        "class_a_loss_count": in_a + " and margin_12m_amount < 0",
    }
    counts = ", ".join(
        f"count(case when {condition} then 1 end) as {name}" for name, condition in conditions.items()
    )
    leaving = f"cast(coalesce(sum(case when {conditions['class_a_leaving_count']} then revenue_12m_amount end), 0) as bigint)"
    return f"select {counts}, {leaving} as class_a_leaving_amount from customers"
