"""What contracts and contacts say of our standing with a customer."""

from __future__ import annotations

from typing import Any

from clientela.economics._customer_of import KEY_OF, join_customer

FRAMEWORK, KEY = 5.0, 10.0
_DAYS_A_MONTH = 30.4375
NOBODY = "select cast(0 as bigint) as customer_key, {0} where 1 = 0"


def contract_status(params: dict[str, Any]) -> str:
    """Select customer_key, base_score (framework or other 5, exclusive 10, none 0) and months_left of what is in force; nothing without the table."""
    if "contracts" not in params["tables"]:
        return NOBODY.format("cast(null as double) as base_score, cast(null as double) as months_left")
    as_of = params["as_of"]
    held = (
        f"select {KEY_OF} as customer_key, max(case when c.is_exclusive then {KEY} else {FRAMEWORK} end) as base_score, "
        f"max(case when c.to_on is null then cast(12.0 as double) else datediff('day', {as_of}, c.to_on) / {_DAYS_A_MONTH} end) as months_left from contracts as c {join_customer('c', as_of)}"
        f"where coalesce(c.from_on, {as_of}) <= {as_of} and (c.to_on is null or c.to_on >= {as_of}) group by {KEY_OF}"
    )
    return (
        "select r.customer_key, cast(coalesce(h.base_score, 0) as double) as base_score, cast(h.months_left as double) as months_left "
        f"from customer_register as r left join ({held}) as h on h.customer_key = r.customer_key"
    )


_BUYS = ("%purchas%", "%buy%", "%acquist%", "%закуп%", "%einkauf%", "%procure%")
_TECHNICAL = (
    "%techn%",
    "%tecnic%",
    "%engineer%",
    "%quality%",
    "%qualit%",
    "%техн%",
    "%инженер%",
    "%entwick%",
    "%r&d%",
)


def access_sql(function: str, level: str) -> str:
    """Return the access score of a person: the first level 7 (a head), technical 5, buyer 1, anybody else 3."""
    technical = " or ".join(f"lower({function}) like '{word}'" for word in _TECHNICAL)
    buys = " or ".join(f"lower({function}) like '{word}'" for word in _BUYS)
    return f"case when {level} = 1 then cast(7.0 as double) when {technical} then cast(5.0 as double) when {buys} then cast(1.0 as double) when {function} is not null then cast(3.0 as double) end"


def held_access(params: dict[str, Any]) -> str:
    """Select customer_key, access_score and met_on by whom of the customer took part in contacts of the last 12 months.

    The board with plans shared (10) is never concluded from a contact alone.
    """
    as_of = params["as_of"]
    met = (
        f"select {KEY_OF} as customer_key, {access_sql('p.function', 'p.level')} as access_score, i.interaction_on as met_on from interactions as i {join_customer('i', as_of)}"
        "join interaction_participants as q on q.source = i.source and q.interaction_id = i.interaction_id join people as p on p.source = q.source and p.person_id = q.person_id "
        f"where i.interaction_on > {params['since_12m']} and i.interaction_on <= {as_of}"
    )
    return f"select customer_key, max(access_score) as access_score, max(met_on) as met_on from ({met}) as met where access_score is not null group by customer_key"
