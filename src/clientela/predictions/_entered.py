"""How a row that may have been entered by hand finds the customer it counts for."""

from __future__ import annotations

_BY_HAND = "entries"
"""The source of what people enter: it names a customer by source and number, for it has no numbers of its own."""


def join_entered(row: str, day: str) -> str:
    """Return the joins of `row`, from a file or entered, with its customer on `day`; as `join_customer` of the economics."""
    number = f"case when {row}.source = '{_BY_HAND}' then {row}.customer_id else {row}.source || ':' || {row}.customer_id end"
    return (
        f"left join customer_keys as k on k.source || ':' || k.customer_id = {number} "
        f"left join customer_map as m on m.customer_key = k.customer_key and {day} >= m.from_on and {day} < m.until_on "
    )
