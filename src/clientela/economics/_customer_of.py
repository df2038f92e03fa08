"""How a row of a canonical table finds the customer it counts for."""

from __future__ import annotations

CANCELLED = (
    "('cancelled', 'canceled', 'annullato', 'annullata', 'отменен', 'отменён', 'отменена', 'storniert', "
    "'annulé', 'annule', 'anulado')"
)
"""How companies write that an order is no longer wanted: it is neither open nor late."""


def join_customer(row: str, day: str) -> str:
    """Return the joins of `row`, which has source and customer_id, with its customer on `day`."""
    return (
        f"left join customer_keys as k on k.source = {row}.source and k.customer_id = {row}.customer_id "
        f"left join customer_map as m on m.customer_key = k.customer_key and {day} >= m.from_on and {day} < m.until_on "
    )


KEY_OF = "coalesce(m.to_key, k.customer_key, 0)"
"""The key of the customer, 0 where nobody states one. Needs `join_customer`."""
