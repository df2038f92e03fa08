"""The attitude pulse of each customer beside the level of its relation."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.scores.attitude_pulse import ITEMS


@step(
    title=msg("Attitude by customer and function"),
    inputs=("attitude_pulse", "customers", "relation_levels_met"),
    fields=(
        *NAMED,
        Field("role_text", msg("Function"), "text"),
        Field("people_count", msg("People who answered"), "count"),
        Field("roles_count", msg("Functions that answered"), "count"),
        Field("pulse_number", msg("Attitude"), "number"),
        Field("least_item_class", msg("Lowest item"), "class", codes=ITEMS),
        Field("least_item_number", msg("Its mean"), "number"),
        Field("newest_on", msg("Newest answer"), "date"),
        Field("relationship_level_met", msg("Level of the relation, met"), "number"),
    ),
)
def pulse_list(params: dict[str, Any]) -> str:
    """List the answers by customer and function with the level that is met; the two are shown, not mixed."""
    del params
    return (
        "select c.customer_key, c.customer_id, c.customer_name, a.role_text, a.people_count, a.roles_count, a.pulse_number, a.least_item_class, a.least_item_number, a.newest_on, l.relationship_level_met "
        "from attitude_pulse as a join customers as c on c.customer_key = a.customer_key left join relation_levels_met as l on l.customer_key = a.customer_key"
    )
