"""What the name of a customer helped to win elsewhere: offers that others accepted and that named it as a reference."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY
from clientela.tables._rates import converted, join_rates


@step(
    title=msg("Won with the name of a customer"),
    inputs=("offers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("reference_won_count", msg("Offers won with its name"), "count", msg("offers of other customers, won and closed in the last 12 months, that name it as reference")),
        Field("reference_unpriced_count", msg("of which without an amount"), "count"),
        Field("reference_won_amount", msg("Won with its name"), "money", msg("sum of their amounts; none where none of them has one. It is the revenue of others, and is added to nothing"), "dossier 9.1 (d)"),
    ),
)  # fmt: skip
def reference_influence(params: dict[str, Any]) -> str:
    """One row per customer that a won offer of the last 12 months named as reference; no row where no offer names any (dossier 9.1).

    A customer named in an offer to itself counts for nothing, and so does an offer that names no buyer: it may be its own. One
    without the day of its close is of no year. In a run about one unit nobody says whose the offers are.
    """
    as_of = params["as_of"]
    none = " and false" if params["bu"] else ""
    won = f"select * from offers where stage = 'won' and reference_customer_id is not null and customer_id is not null and closed_on > {params['since_12m']} and closed_on <= {as_of}{none}"
    bought = (
        f"select o.source, o.reference_customer_id as customer_id, {KEY_OF} as buyer_key, {converted('amount', params, row='o', name='x')} as offer_amount "
        f"from ({won}) as o {join_rates(params, row='o', day='closed_on', name='x')}{join_customer('o', as_of)}"
    )
    named = f"select {KEY_OF} as customer_key, b.buyer_key, b.offer_amount from ({bought}) as b {join_customer('b', as_of)}"
    return (
        "select customer_key, count(*) as reference_won_count, count(case when offer_amount is null then 1 end) as reference_unpriced_count, cast(sum(offer_amount) as bigint) as reference_won_amount "
        f"from ({named}) as named where customer_key <> 0 and customer_key <> buyer_key group by customer_key"
    )
