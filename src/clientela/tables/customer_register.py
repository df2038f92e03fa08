"""Who the customers are: number, name and the terms of the last document, or of the master file."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

_TERMS = ("customer_name", "seller_id", "area_id", "segment_id", "country", "channel")


@step(
    title=msg("Customer register"),
    inputs=("customer_keys", "customer_terms", "stated_customers", "terms_use"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("seller_id", msg("Sales person"), "text"),
        Field("area_id", msg("Area"), "text"),
        Field("segment_id", msg("Segment"), "text"),
        Field("country", msg("Country"), "text"),
        Field("channel", msg("Channel"), "text"),
        Field("city", msg("Town"), "text"),
        Field("tax_id", msg("Tax number"), "text"),
    ),
)
def customer_register(params: dict[str, Any]) -> str:
    """One row per customer with a document up to `as_of` or a place in the master file.

    Structure "as it is": each attribute is the one stated last; the master file goes before the documents.
    The exported number is the source's own, prefixed by the source only where two sources use the same number.
    """
    last = ", ".join(f"max(case when place_{c} = 1 then {c} end) as {c}" for c in _TERMS)
    places = ", ".join(
        f"row_number() over (partition by t.customer_key order by case when t.{c} is null then 1 else 0 end, u.last_on desc, t.signature desc) as place_{c}"
        for c in _TERMS
    )
    chosen = ", ".join(f"coalesce(m.{c}, s.{c}) as {c}" for c in _TERMS if c != "channel")
    return (
        "select k.customer_key, case when count(*) over (partition by k.customer_id) > 1 then k.source || ':' || k.customer_id else k.customer_id end as customer_id, "
        f"{chosen}, s.channel, m.city, m.tax_id from customer_keys as k "
        f"left join (select customer_key, {last} from (select t.*, {places} from customer_terms as t join terms_use as u on u.terms_key = t.terms_key "
        "where t.customer_key <> 0) as ordered group by customer_key) as s on s.customer_key = k.customer_key "
        "left join stated_customers as m on m.source = k.source and m.customer_id = k.customer_id "
        "where s.customer_key is not null or m.customer_id is not null"
    )


@step(
    title=msg("Last use of what documents say of a customer"),
    inputs=("sales_lines",),
    fields=(
        Field("terms_key", msg("Key of what documents say"), "id"),
        Field("last_on", msg("Last used"), "date"),
    ),
)
def terms_use(params: dict[str, Any]) -> str:
    """The last day up to `as_of` on which documents stated these terms."""
    return f"select terms_key, max(document_on) as last_on from sales_lines where document_on <= {params['as_of']} group by terms_key"
