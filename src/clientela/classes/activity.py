"""Activity: the lifecycle reduced to whether the next order is due."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

CODES = (
    ("active", msg("Active")),
    ("late", msg("Late")),
    ("sleeping", msg("Sleeping")),
    ("lost", msg("Lost")),
    ("none", msg("No order yet")),
)


@step(
    title=msg("Activity"),
    inputs=("lifecycle",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("activity_state", msg("Activity"), "class", msg("overdue ratio up to 1.5 active, up to 2.5 late, above sleeping; lost above 4 with at least 180 days"), "own definition", CODES),
    ),
)  # fmt: skip
def activity(params: dict[str, Any]) -> str:
    """Group the lifecycle states by whether the customer still orders."""
    return (
        "select customer_key, case lifecycle_state when 'L' then 'lost' when 'S' then 'sleeping' when 'A' then 'late' "
        "when 'P' then 'none' else 'active' end as activity_state from lifecycle"
    )
