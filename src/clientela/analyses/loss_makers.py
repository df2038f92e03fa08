"""Customers that cost more than they bring, and growth that brings nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.analyses.customers import customers
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.economics._rungs import ITEMS
from clientela.economics.repair_levers import LEVERS

MOST = 100
_KNOWN = {f.name: f for f in customers.fields}


def _own(*names: str) -> tuple[Field, ...]:
    return tuple(_KNOWN[name] for name in names)


@step(
    title=msg("Customers below zero"),
    inputs=("customers", "repair_levers"),
    fields=(
        *_own("customer_key", "customer_id", "customer_name", "revenue_12m_amount", "cm1_12m_amount", "serve_12m_amount", "cm3_12m_amount"),
        Field("is_new", msg("New customer"), "id"),
        Field("largest_cost_item", msg("Largest cost of serving"), "class", codes=ITEMS),
        Field("repair_lever", msg("First lever to try"), "class", codes=LEVERS),
        Field("repair_share", msg("Change it needs"), "share"),
        Field("repair_risk_amount", msg("Contribution 1 at risk"), "money"),
    ),
)  # fmt: skip
def loss_makers(params: dict[str, Any]) -> str:
    """List the 100 customers that lose most. A young one is marked: its first year says little."""
    since = add_months(
        date.fromisoformat(params["as_of_day"]), -params["economics"].new_customer_months
    ).isoformat()
    return (
        "select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, c.cm1_12m_amount, c.serve_12m_amount, c.cm3_12m_amount, "
        f"case when c.first_order_on > date '{since}' then 1 else 0 end as is_new, c.largest_cost_item, r.repair_lever, r.repair_share, r.repair_risk_amount "
        f"from customers as c join repair_levers as r on r.customer_key = c.customer_key order by coalesce(c.cm3_12m_amount, c.cm1_12m_amount), c.customer_key limit {MOST}"
    )
