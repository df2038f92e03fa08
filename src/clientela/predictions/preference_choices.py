"""Choices between two customers, under the customers they count for."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY


@step(
    title=msg("Choices between customers"),
    inputs=("preferences", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("other_key", msg("Key of the other customer"), "id"),
        Field("rater_id", msg("Who chose"), "text"),
        Field("chosen_on", msg("Chosen on"), "date"),
    ),
)  # fmt: skip
def preference_choices(params: dict[str, Any]) -> str:
    """List who preferred which customer (`customer_key`) to which (`other_key`), up to `as_of`; of two numbers that are one customer by now nothing."""
    as_of = params["as_of"]
    preferred = (
        f"select t.source, t.rater_id, t.other_customer_id, t.chosen_on, {KEY_OF} as customer_key from preferences as t {join_customer('t', as_of)}"
        f"where (t.chosen_on is null or t.chosen_on <= {as_of})"
    )
    both = (
        f"select p.customer_key, {KEY_OF} as other_key, p.rater_id, p.chosen_on from (select source, other_customer_id as customer_id, rater_id, chosen_on, customer_key from ({preferred}) as chosen) as p "
        f"{join_customer('p', as_of)}"
    )
    return f"select customer_key, other_key, rater_id, chosen_on from ({both}) as pairs where customer_key > 0 and other_key > 0 and customer_key <> other_key"
