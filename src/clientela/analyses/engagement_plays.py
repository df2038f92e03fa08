"""What holds customers back, by class, and the play for each of class B."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import PARTS, WHO, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rounding import rounded
from clientela.economics.data_depth import ITEMS as FACTS
from clientela.economics.engagement import ITEMS


@step(
    title=msg("Weakest item of engagement by class"),
    inputs=("engagement", "customers"),
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        Field(
            "weakest_item_class",
            msg("Weakest item"),
            "class",
            msg("none: all that is known is in order"),
            codes=ITEMS,
        ),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("mean_score", msg("Mean score"), "number"),
    ),
)
def engagement_items(params: dict[str, Any]) -> str:
    """Count the active customers of each class by the weakest item of their engagement."""
    del params
    return (
        "select c.abc_value_class as abc_part, e.weakest_item_class, count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, "
        f"{rounded('avg(e.weakest_score)')} as mean_score from engagement as e join customers as c on c.customer_key = e.customer_key "
        "where c.abc_value_class is not null group by c.abc_value_class, e.weakest_item_class order by abc_part, customers_count desc, e.weakest_item_class"
    )


@step(
    title=msg("Plays for class B"),
    inputs=("engagement", "customers", "white_cells"),
    fields=(
        *WHO,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("weakest_item_class", msg("Weakest item"), "class", codes=ITEMS),
        Field("weakest_value", msg("Its value"), "number"),
        Field("weakest_norm", msg("What would be in order"), "number"),
        Field("engagement_known_count", msg("Items known"), "count"),
        Field("missing_family", msg("Family most customers of its kind buy and it does not"), "text"),
    ),
)
def engagement_plays(params: dict[str, Any]) -> str:
    """List the 200 largest class B customers with their weakest item, its value and what would be in order: the reason for the play."""
    del params
    best = (
        "select customer_key, product_family from (select customer_key, product_family, row_number() over (partition by customer_key order by penetration_share desc, "
        "spend_12m_amount desc, product_family) as place from white_cells) as ranked where place = 1"
    )
    names = ("weakest_item_class", "weakest_value", "weakest_norm", "engagement_known_count")
    rows = (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, c.revenue_12m_amount, {', '.join(f'e.{n}' for n in names)}, w.product_family as missing_family from engagement as e "
        f"join customers as c on c.customer_key = e.customer_key left join ({best}) as w on w.customer_key = e.customer_key "
        "where c.abc_value_class = 'B' and e.weakest_item_class is not null"
    )
    columns = (*(f.name for f in WHO), "revenue_12m_amount", *names, "missing_family")
    return top(rows, columns, "revenue_12m_amount desc, customer_key")


@step(
    title=msg("What is known of the customers, by class"),
    inputs=("data_depth", "customers"),
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        Field("item_code", msg("Item"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("known_count", msg("of whom it is known"), "count"),
        Field("known_share", msg("Known"), "share"),
    ),
)
def depth_items(params: dict[str, Any]) -> str:
    """Count for each class of how many customers each item of a full sheet is known."""
    del params
    return " union all ".join(
        f"select c.abc_value_class as abc_part, '{code}' as item_code, count(*) as customers_count, cast(sum(d.knows_{code}) as bigint) as known_count, "
        f"cast(sum(d.knows_{code}) as double) / nullif(count(*), 0) as known_share from data_depth as d join customers as c on c.customer_key = d.customer_key "
        "where c.abc_value_class is not null group by c.abc_value_class"
        for code, _, _ in FACTS
    )
