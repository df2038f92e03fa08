"""Who steers the business with the customers: counted, and the largest by name."""

from __future__ import annotations

from typing import Any

from clientela.analyses.customers import customers
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.control_index import PARTS, VERDICTS, control_index

MOST = 200
_KNOWN = {f.name: f for f in (*customers.fields, *control_index.fields)}
_WHO = ("customer_key", "customer_id", "customer_name", "seller_id", "revenue_12m_amount")
_WHAT = (
    *(name for name, _ in PARTS),
    "control_parts_count",
    "control_index",
    "control_low",
    "control_high",
    "control_class",
)


@step(
    title=msg("Who steers, in numbers"),
    inputs=("control_index", "customers"),
    fields=(
        Field("control_class", msg("Who steers"), "class", codes=VERDICTS),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)
def control_classes(params: dict[str, Any]) -> str:
    """Count and sum the customers of each verdict; those that nobody can judge are one of them."""
    del params
    return (
        "select i.control_class, count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount "
        "from control_index as i join customers as c on c.customer_key = i.customer_key group by i.control_class"
    )


@step(
    title=msg("Who steers, customer by customer"),
    inputs=("control_index", "customers"),
    fields=tuple(_KNOWN[n] for n in (*_WHO, *_WHAT)),
)
def control_customers(params: dict[str, Any]) -> str:
    """List up to 200 customers: those that steer us first, then the largest."""
    del params
    columns = ", ".join([*(f"c.{n}" for n in _WHO), *(f"i.{n}" for n in _WHAT)])
    return (
        f"select {', '.join((*_WHO, *_WHAT))} from (select {columns}, row_number() over (order by case i.control_class when 'customer' then 0 when 'shared' then 1 else 2 end, "
        "c.revenue_12m_amount desc, c.customer_key) as place from control_index as i join customers as c on c.customer_key = i.customer_key) as ranked "
        f"where place <= {MOST} order by place"
    )
