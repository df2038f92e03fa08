"""What is sold: number, name, family and unit cost."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Product register"),
    inputs=("product_keys", "product_terms", "products"),
    fields=(
        Field("product_key", msg("Product key"), "id"),
        Field("product_id", msg("Product number"), "text"),
        Field("product_name", msg("Product"), "text"),
        Field("product_family", msg("Product family"), "text"),
        Field("unit_cost_amount", msg("Unit cost"), "money"),
    ),
)
def product_register(params: dict[str, Any]) -> str:
    """One row per product that a document up to `as_of` or the master file names.

    Name and family are those first stated last; what a later document says is not known yet. The master file goes first.
    """
    stated = ", ".join(
        f"max(case when {c}_place = 1 then {c} end) as {c}" for c in ("product_name", "product_family")
    )
    places = ", ".join(
        f"row_number() over (partition by product_key order by case when {c} is null then 1 else 0 end, first_on desc, {c} desc) as {c}_place"
        for c in ("product_name", "product_family")
    )
    return (
        "select k.product_key, k.product_id, coalesce(m.product_name, s.product_name) as product_name, "
        "coalesce(m.product_family, s.product_family) as product_family, m.unit_cost_amount from product_keys as k "
        f"left join (select product_key, {stated} from (select *, {places} from product_terms where first_on <= {params['as_of']}) as ordered "
        "group by product_key) as s on s.product_key = k.product_key "
        "left join products as m on m.source = k.source and m.product_id = k.product_id "
        "where s.product_key is not null or m.product_id is not null"
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
