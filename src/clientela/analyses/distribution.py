"""How widely the range is spread: distribution over customers, and the range over the years."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._ranges import halves_known

_BOUGHT = "select customer_key, product_family, revenue_12m_amount from customer_family_years where revenue_12m_amount > 0"
_TARGETS = (
    "select c.customer_key, coalesce(c.segment_id, c.customer_type) as peer_kind, case when c.revenue_12m_amount > 0 then c.revenue_12m_amount end as weight, "
    "d.turnover_amount from customers as c left join customer_depth as d on d.customer_key = c.customer_key"
)
_SHARES = (
    Field("target_count", msg("Target customers"), "count", msg("all customers known, also those of the list that have not bought yet")),
    Field("active_count", msg("Buying customers"), "count", msg("with revenue in the last 12 months")),
    Field("buyers_count", msg("Customers that buy it"), "count", msg("with a positive sum in the last 12 months")),
    Field("numeric_share", msg("Numeric distribution"), "share", msg("customers that buy it / target customers"), "retail audit practice (numeric and weighted distribution)"),
    Field("active_numeric_share", msg("Numeric distribution among buying customers"), "share", msg("customers that buy it / buying customers")),
    Field("weighted_share", msg("Weighted distribution"), "share", msg("our revenue with the customers that buy it / our revenue with all customers"), "retail audit practice (numeric and weighted distribution)"),
    Field("turnover_weighted_share", msg("Weighted distribution by the customers' own turnover"), "share", msg("turnover of the customers that buy it / turnover of all target customers, where the customer list states it")),
)  # fmt: skip


def _part(number: str, whole: str) -> str:
    """Return number / whole, unknown without a positive whole; the divisor is never zero, not even where the result is unknown."""
    return f"case when {whole} > 0 then {number} end / nullif(cast(case when {whole} > 0 then {whole} else 1 end as double), 0)"


_SUMS = (
    f"b.buyers_count, {_part('b.buyers_count', 't.target_count')} as numeric_share, {_part('b.buyers_count', 't.active_count')} as active_numeric_share, "
    f"{_part('b.weight', 't.weight')} as weighted_share, {_part('coalesce(b.turnover_amount, cast(0 as double))', 't.turnover_amount')} as turnover_weighted_share"
)
_BUYERS = "count(*) as buyers_count, cast(sum(t.weight) as double) as weight, cast(sum(t.turnover_amount) as double) as turnover_amount"
_ALL = "count(*) as target_count, count(weight) as active_count, cast(sum(weight) as double) as weight, cast(sum(turnover_amount) as double) as turnover_amount"


@step(
    title=msg("Distribution by family"),
    inputs=("customer_family_years", "customers", "customer_depth"),
    fields=(Field("product_family", msg("Product family"), "text"), *_SHARES),
)
def family_distribution(params: dict[str, Any]) -> str:
    """Numeric and weighted distribution of the 200 families with most buyers, over all customers in view."""
    return (
        f"with targets as ({_TARGETS}), whole as (select {_ALL} from targets), bought as ({_BOUGHT}), "
        f"spread as (select b.product_family, {_BUYERS} from bought as b join targets as t on t.customer_key = b.customer_key group by b.product_family) "
        + first_rows(
            f"select b.product_family, t.target_count, t.active_count, {_SUMS} from spread as b cross join whole as t",
            "product_family, target_count, active_count, buyers_count, numeric_share, active_numeric_share, weighted_share, turnover_weighted_share",
            "buyers_count desc, product_family",
        )
    )


@step(
    title=msg("Distribution by kind of customer and family"),
    inputs=("customer_family_years", "customers", "customer_depth"),
    fields=(
        Field("peer_kind", msg("Kind of customer"), "text"),
        Field("product_family", msg("Product family"), "text"),
        *_SHARES,
    ),
)
def kind_distribution(params: dict[str, Any]) -> str:
    """The same within each kind of customer, for the kinds of most customers; 200 rows at most."""
    return (
        f"with targets as ({_TARGETS}), whole as (select peer_kind, {_ALL} from targets group by peer_kind), bought as ({_BOUGHT}), "
        f"spread as (select t.peer_kind, b.product_family, {_BUYERS} from bought as b join targets as t on t.customer_key = b.customer_key group by t.peer_kind, b.product_family) "
        + first_rows(
            f"select b.peer_kind, b.product_family, t.target_count, t.active_count, {_SUMS} from spread as b join whole as t on t.peer_kind is not distinct from b.peer_kind",
            "peer_kind, product_family, target_count, active_count, buyers_count, numeric_share, active_numeric_share, weighted_share, turnover_weighted_share",
            "active_count desc, peer_kind, buyers_count desc, product_family",
        )
    )


@step(
    title=msg("The range over the years"),
    inputs=("customer_families",),
    fields=(
        Field("years_ago", msg("Years ago"), "id", msg("0 are the twelve months that end on the day of the run")),
        Field("families_count", msg("Families sold"), "count"),
        Field("customers_count", msg("Buying customers"), "count"),
        Field("families_per_customer", msg("Families per customer"), "number"),
        Field("penetration_share", msg("Mean penetration"), "share", msg("families per customer / families sold: falls when the range grows faster than its use")),
        Field("revenue_12m_amount", msg("Revenue"), "money"),
    ),
)  # fmt: skip
def range_years(params: dict[str, Any]) -> str:
    """Compare the growth of the range with its use, over up to four rolling years that the data cover whole."""
    return (
        "select years_ago, families_count, customers_count, cast(pairs_count as double) / nullif(customers_count, 0) as families_per_customer, "
        "cast(pairs_count as double) / nullif(customers_count * families_count, 0) as penetration_share, revenue_12m_amount from ("
        "select years_ago, count(distinct product_family) as families_count, count(distinct customer_key) as customers_count, count(*) as pairs_count, "
        "cast(sum(revenue_amount) as bigint) as revenue_12m_amount from ("
        "select cast(floor(half_number / 2.0) as bigint) as years_ago, customer_key, product_family, sum(revenue_amount) as revenue_amount from customer_families "
        f"where product_family is not null and half_number < {2 * (halves_known(params) // 2)} group by cast(floor(half_number / 2.0) as bigint), customer_key, product_family"
        ") as bought where revenue_amount > 0 group by years_ago) as years order by years_ago"
    )
