"""The customers with everything known of them: one row each."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes.segments import PARTS as _MEASURED
from clientela.classes.segments import segments

PARTS = (*_MEASURED, segments)


@step(
    title=msg("Customers, complete"),
    inputs=tuple(part.name for part in PARTS),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        *(f for part in PARTS for f in part.fields if f.name != "customer_key"),
    ),
)
def customers(params: dict[str, Any]) -> str:
    """Join register, measures and classes, one row per customer on each side."""
    columns = ", ".join(
        f"{part.name}.{f.name}" for part in PARTS for f in part.fields if f.name != "customer_key"
    )
    joins = " ".join(
        f"join {part.name} on {part.name}.customer_key = customer_register.customer_key" for part in PARTS[1:]
    )
    return f"select customer_register.customer_key, {columns} from customer_register {joins}"
