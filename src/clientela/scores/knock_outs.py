"""Customers that are not to be dealt with, whatever they would bring."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg


@step(
    title=msg("Knock-outs"),
    inputs=("customer_evidence",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("knock_out_reason", msg("Reason to leave it out"), "text", msg("as the observation `knock_out` states it: sanctions, law, ethics, insolvency, outside the strategy")),
        Field("known_on", msg("Known on"), "date"),
        Field("author_id", msg("Author"), "text"),
    ),
)  # fmt: skip
def knock_outs(params: dict[str, Any]) -> str:
    """List the customers with a standing knock-out; one said to be `no` is none."""
    del params
    return (
        "select customer_key, coalesce(value_text, 'knock_out') as knock_out_reason, as_of_on as known_on, author_id from customer_evidence "
        "where measure_code = 'knock_out' and status_class in ('known', 'conflicting') and (value is null or value_high > 0)"
    )
