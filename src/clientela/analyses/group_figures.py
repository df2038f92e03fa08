"""Groups with the figures of all their members added up."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures._compose import all_measures

_SUMS = (
    "revenue_amount", "revenue_12m_amount", "revenue_prior_12m_amount", "margin_known_12m_amount", "orders_12m_count", "returns_12m_amount",
    "receivable_open_amount", "receivable_overdue_amount",
)  # fmt: skip
_WHOLE = ("receivable_open_amount", "receivable_overdue_amount")
"""Unknown for the group when unknown for a member that buys."""


def _fields() -> tuple[Field, ...]:
    measures = all_measures()
    return tuple(Field(n, measures[n].title, measures[n].unit, measures[n].formula) for n in _SUMS)


@step(
    title=msg("Groups"),
    inputs=("group_members", "customers"),
    fields=(
        Field("node_id", msg("Group or customer"), "text"),
        Field("node_name", msg("Name"), "text"),
        Field("parent_node", msg("Belongs to"), "text"),
        Field("top_node", msg("Top of the group"), "text"),
        Field("depth", msg("Level below the top"), "count"),
        Field("path", msg("Way from the top"), "text"),
        Field("members_count", msg("Customers at or below"), "count"),
        Field("active_count", msg("Active customers, last 12 months"), "count"),
        Field("sellers_count", msg("Sales persons"), "count"),
        *_fields(),
        Field("own_revenue_12m_amount", msg("Own revenue, last 12 months"), "money", msg("of the node itself, without those below it")),
        Field("last_order_on", msg("Last order"), "date"),
    ),
)  # fmt: skip
def group_figures(params: dict[str, Any]) -> str:
    """Sum the customers at or below each node; each customer counts once in every node above it, so a top is the whole group."""
    sums = ", ".join(
        f"case when count(c.{n}) = count(case when c.lines_count > 0 then 1 end) then cast(sum(c.{n}) as bigint) end as {n}"
        if n in _WHOLE
        else f"cast(sum(c.{n}) as bigint) as {n}"
        for n in _SUMS
    )
    return (
        "select m.node_id, m.node_name, m.parent_node, m.top_node, m.depth, m.path, count(*) as members_count, "
        "count(case when c.lines_12m_count > 0 then 1 end) as active_count, count(distinct c.seller_id) as sellers_count, "
        f"{sums}, cast(sum(case when c.customer_id = m.node_id then c.revenue_12m_amount end) as bigint) as own_revenue_12m_amount, "
        "max(c.last_order_on) as last_order_on from group_members as m join customers as c on c.customer_key = m.customer_key "
        "group by m.node_id, m.node_name, m.parent_node, m.top_node, m.depth, m.path order by m.path"
    )
