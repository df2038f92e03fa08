"""What is sold: number, name, family and unit cost."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Product register"),
    inputs=("product_keys", "product_master"),
    fields=(
        Field("product_key", msg("Product key"), "id"),
        Field("product_id", msg("Product number"), "text"),
        Field("product_name", msg("Product"), "text"),
        Field("product_family", msg("Product family"), "text"),
        Field("unit_cost_amount", msg("Unit cost"), "money"),
    ),
)
def product_register(params: dict[str, Any]) -> str:
    """One row per product; the master file goes before what documents say."""
    return (
        "select k.product_key, k.product_id, coalesce(m.product_name, k.product_name) as product_name, "
        "coalesce(m.product_family, k.product_family) as product_family, m.unit_cost as unit_cost_amount from product_keys as k "
        "left join product_master as m on m.source = k.source and m.product_id = k.product_id"
    )


@step(
    title=msg("Product costs"),
    inputs=("product_register",),
    fields=(
        Field("product_key", msg("Product key"), "id"),
        Field("unit_cost_amount", msg("Unit cost"), "money"),
    ),
)
def product_costs(params: dict[str, Any]) -> str:
    """The products that state a unit cost: with it the margin of a line without cost is estimated."""
    return "select product_key, unit_cost_amount from product_register where unit_cost_amount is not null"
