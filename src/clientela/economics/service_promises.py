"""What each customer is promised, should it be in class A, B or C."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

CLASSES = ("A", "B", "C")
CLASS_CODES = tuple((code, msg("Class {code}", code=code)) for code in CLASSES)
_PROMISED = (
    "otif_target",
    "lead_time_days",
    "minimum_order_amount",
    "stock_policy",
    "cut_off",
    "has_dedicated_person",
)


@step(
    title=msg("Service promised"),
    inputs=("customer_register", "service_levels", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("class_code", msg("Class"), "class", codes=CLASS_CODES),
        Field("promised_otif_share", msg("On time and in full, promised"), "share"),
        Field("promised_lead_time_days", msg("Lead time promised"), "days"),
        Field("minimum_order_amount", msg("Minimum order"), "money"),
        Field("stock_policy", msg("Stock policy"), "text"),
        Field("cut_off", msg("Order until"), "text"),
        Field("is_person_promised", msg("Dedicated person promised"), "id", msg("1 yes, 0 no; none where it cannot be said")),
    ),
)  # fmt: skip
def service_promises(params: dict[str, Any]) -> str:
    """List what the levels of service promise each customer in each class it may be in; a promise to the customer itself goes first.

    Of several promises the one that began last before `as_of` holds. A company without levels of service has no row here.
    """
    stated = ", ".join(f"s.{c}" for c in _PROMISED[:-1])
    rows = (
        f"select case when s.customer_id is not null then {KEY_OF} end as own_key, upper(trim(s.class_code)) as class_code, {stated}, "
        "case when s.has_dedicated_person then 1 when not s.has_dedicated_person then 0 end as has_dedicated_person, s.from_on, "
        f"s.source, s.row_number from service_levels as s {join_customer('s', params['as_of'])}where s.from_on is null or s.from_on <= {params['as_of']}"
    )
    ranked = (
        "select *, row_number() over (partition by own_key, class_code order by case when from_on is null then 1 else 0 end, from_on desc, source, row_number) as place "
        "from stated where own_key is null or own_key <> 0"
    )
    classes = " union all ".join(f"select '{code}' as class_code" for code in CLASSES)
    picked = ", ".join(f"coalesce(o.{c}, a.{c}, w.{c}) as {c}" for c in _PROMISED)
    any_of = " or ".join(f"{c} is not null" for c in _PROMISED)
    return (
        f"with stated as ({rows}), promised as (select * from ({ranked}) as ranked where place = 1), classes as ({classes}) "
        "select customer_key, class_code, otif_target as promised_otif_share, lead_time_days as promised_lead_time_days, minimum_order_amount, "
        f"stock_policy, cut_off, has_dedicated_person as is_person_promised from (select r.customer_key, c.class_code, {picked} "
        "from customer_register as r cross join classes as c "
        "left join promised as o on o.own_key = r.customer_key and o.class_code = c.class_code "
        "left join promised as a on a.own_key = r.customer_key and a.class_code is null "
        f"left join promised as w on w.own_key is null and w.class_code = c.class_code) as chosen where {any_of}"
    )
