"""Why what is left after serving moved: the bridge to contribution 4 of all customers and by what they are."""

from __future__ import annotations

from typing import Any

from clientela.analyses.bridge_tables import DIMENSIONS
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.serve_bridge import BASES, PARTS

_NAMES = ("left_prior_12m_amount", "left_12m_amount", *(f"left_{code}_amount" for code, _ in PARTS))
_FIELDS = (
    Field("left_prior_12m_amount", msg("What was left, 12 months before"), "money"),
    Field("left_12m_amount", msg("What is left, last 12 months"), "money"),
    *(Field(f"left_{code}_amount", title, "money") for code, title in PARTS),
)
_SUMS = ", ".join(f"cast(sum(b.{name}) as bigint) as {name}" for name in _NAMES)


@step(
    title=msg("Bridge to contribution 4"),
    inputs=("customer_serve_bridge", "customer_bridge"),
    fields=(
        Field("contribution_class", msg("Reach of the bridge"), "class", codes=BASES),
        Field("customers_count", msg("Customers"), "count"),
        Field("unknown_count", msg("Customers whose contribution is not known in both years"), "count"),
        *_FIELDS,
    ),
)
def serve_bridge_total(params: dict[str, Any]) -> str:
    """Lead from what was left in the 12 months before to what is left now, over the customers of whom both are known."""
    del params
    return (
        f"select max(b.contribution_class) as contribution_class, count(*) as customers_count, max(a.all_count) - count(*) as unknown_count, {_SUMS} from customer_serve_bridge as b "
        "cross join (select count(*) as all_count from customer_bridge where customer_key <> 0) as a having count(*) > 0"
    )


@step(
    title=msg("Bridge to contribution 4 by parts of the base"),
    inputs=("customer_serve_bridge", "customers"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        *_FIELDS,
    ),
)
def serve_bridge_parts(params: dict[str, Any]) -> str:
    """Sum the bridge to contribution 4 by what customers are today; the parts of each way of looking add up to the whole."""
    del params
    return " union all ".join(
        f"select '{name}' as dimension, {sql} as part, count(*) as customers_count, {_SUMS} from customer_serve_bridge as b "
        f"join customers as c on c.customer_key = b.customer_key group by {sql}"
        for name, _, sql in DIMENSIONS
    )
