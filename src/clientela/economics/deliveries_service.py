"""Each line that was to be delivered: was it on time, and in full?"""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import CANCELLED, KEY_OF, join_customer
from clientela.measures.passes import KEY, costed_lines
from clientela.tables._rates import join_rates

WANTED = ("requested", "confirmed")
"""The two days that service is judged against; a figure is against one of them, never against a mixture."""
_YES_NO = msg("1 yes, 0 no; none where it cannot be said")


def _sent(params: dict[str, Any]) -> str:
    """Return the delivery rows known at `as_of`; what happened later has not happened yet."""
    as_of = params["as_of"]
    delivered = f"case when d.delivered_on <= {as_of} then d.delivered_on end"
    arrived = f"coalesce({delivered}, case when d.shipped_on <= {as_of} then d.shipped_on end)"
    return (
        "select d.source, 'd' || cast(d.batch_number as varchar) || ':' || cast(d.row_number as varchar) as line_ref, d.delivery_id, d.document_id, d.line_number, "
        "p.product_key, d.customer_id, d.ordered_on, d.requested_on, d.confirmed_on, d.ordered_quantity, "
        f"{arrived} as arrived_on, case when {delivered} is null then 1 else 0 end as is_shipment, "
        f"case when {arrived} is not null then d.delivered_quantity end as delivered_quantity, "
        f"case when {arrived} is not null then case when d.is_complete then 1 when not d.is_complete then 0 end end as is_complete "
        "from deliveries as d left join product_keys as p on p.source = d.source and p.product_id = d.product_id "
        f"where coalesce(d.ordered_on, d.shipped_on, d.requested_on, d.confirmed_on, d.delivered_on) <= {as_of} or d.shipped_on <= {as_of} or d.delivered_on <= {as_of}"
    )


def _asked(params: dict[str, Any]) -> str:
    """Return the order lines known at `as_of`, with their money in the reporting currency."""
    stated = "coalesce(o.net_amount, cast(round(cast(o.unit_price as double) * o.ordered_quantity / 10000) as bigint))"
    rate = "x.rate" if params["rates"] else "cast(null as double)"
    own = f"o.currency is null or o.currency = '{params['currency']}'"
    money = f"case when {own} then {stated} else cast(round({stated} * {rate}) as bigint) end"
    alike = "partition by o.source, o.order_id"
    return (
        "select o.source, 'o' || cast(o.batch_number as varchar) || ':' || cast(o.row_number as varchar) as line_ref, o.order_id, o.line_number, p.product_key, "
        "o.customer_id, o.ordered_on, o.requested_on, o.confirmed_on, o.ordered_quantity, o.open_quantity, "
        f"{money} as line_amount, count(*) over ({alike}) as lines_count, count(o.line_number) over ({alike}) as numbered_count, "
        f"count(*) over ({alike}, p.product_key) as alike_count from orders as o "
        f"left join product_keys as p on p.source = o.source and p.product_id = o.product_id {join_rates(params, row='o', day='ordered_on', name='x')}"
        f"where coalesce(o.ordered_on, o.requested_on, o.confirmed_on) <= {params['as_of']} "
        f"and (o.status is null or lower(trim(o.status)) not in {CANCELLED})"
    )


_SAME_LINE = (
    "a.line_number = s.line_number or ((s.line_number is null or a.numbered_count = 0) and a.alike_count = 1 and a.product_key = s.product_key) "
    "or (a.lines_count = 1 and (a.line_number is null or s.line_number is null) and (a.product_key is null or s.product_key is null))"
)
"""When a delivery row is of an order line: by its number, else by the product that only one line of the order has, else the only line."""


def _units() -> str:
    """Return one row per line to be judged: an order line with all its deliveries, else a delivery row."""
    tied = ", ".join(f"coalesce(min(s.{w}_on), min(a.{w}_on)) as {w}_on" for w in WANTED)
    return (
        "select s.source, coalesce(a.line_ref, s.line_ref) as line_ref, min(coalesce(a.order_id, s.document_id, s.delivery_id)) as order_id, "
        "min(s.document_id) as document_id, min(s.line_number) as line_number, min(s.product_key) as product_key, count(*) as rows_count, "
        "coalesce(min(s.customer_id), min(a.customer_id)) as customer_id, coalesce(min(s.ordered_on), min(a.ordered_on)) as ordered_on, "
        f"{tied}, coalesce(min(a.ordered_quantity), max(s.ordered_quantity)) as ordered_quantity, min(s.arrived_on) as first_on, max(s.arrived_on) as arrived_on, "
        "max(s.is_shipment) as is_shipment, case when count(s.arrived_on) = count(s.delivered_quantity) then cast(sum(s.delivered_quantity) as bigint) end as delivered_quantity, "
        "max(s.is_complete) as is_complete, min(a.line_amount) as ordered_amount, max(case when a.line_ref is null then 0 else 1 end) as is_ordered, cast(null as bigint) as open_quantity "
        "from sent as s left join asked as a on a.source = s.source and a.order_id = s.document_id "
        "and (a.customer_id is null or s.customer_id is null or a.customer_id = s.customer_id) "
        f"and (s.arrived_on is null or a.ordered_on is null or a.ordered_on <= s.arrived_on) and ({_SAME_LINE}) "
        "group by s.source, coalesce(a.line_ref, s.line_ref)"
    )


def _undelivered() -> str:
    """Return the order lines that no delivery names."""
    return (
        "select a.source, a.line_ref, a.order_id, cast(null as varchar) as document_id, a.line_number, a.product_key, 0 as rows_count, a.customer_id, "
        "a.ordered_on, a.requested_on, a.confirmed_on, a.ordered_quantity, cast(null as date) as first_on, cast(null as date) as arrived_on, 0 as is_shipment, "
        "cast(null as bigint) as delivered_quantity, cast(null as integer) as is_complete, a.line_amount as ordered_amount, 1 as is_ordered, a.open_quantity "
        "from asked as a left join (select distinct source, line_ref from delivered) as d on d.source = a.source and d.line_ref = a.line_ref where d.line_ref is null"
    )


def _documents(params: dict[str, Any]) -> str:
    """Return the money of each line, product and whole of the invoices that deliveries name; grain 0 the line, 1 the product, 2 the whole.

    A number that two customers or two days share names no document.
    """
    there = (
        "true" if "deliveries" in params["tables"] else "false"
    )  # without a delivery no line need be looked at
    lines = (
        f"select document_id, line_number, product_key, customer_key, document_on, net_amount from ({costed_lines(params, 'document_id', 'line_number', 'product_key')}) as costed "
        f"where not is_credit and {there} and document_id in (select document_id from deliveries where document_id is not null)"
    )
    parts = (
        ("0", "line_number", "cast(null as integer)"),
        ("1", "cast(null as varchar)", "product_key"),
        ("2", "cast(null as varchar)", "cast(null as integer)"),
    )
    grouped = " union all ".join(
        f"select {grain} as grain, document_id, {number} as line_number, {product} as product_key, cast(sum(net_amount) as bigint) as net_amount, "
        "min(customer_key) as customer_key, max(customer_key) as other_key, min(document_on) as first_on, max(document_on) as last_on "
        f"from invoiced group by document_id{f', {name}' if name else ''}"
        for (grain, number, product), name in zip(parts, ("line_number", "product_key", ""), strict=True)
    )
    return f"invoiced as ({lines}), documents as (select * from ({grouped}) as grained where customer_key = other_key and first_on = last_on)"


def _on_time(wanted: str, params: dict[str, Any]) -> str:
    """Return whether a line came on its day: not later, not more than `early_days` before.

    A day of shipment says nothing about coming too early. What has not come by `as_of` is late once its day is over; an order of
    which nobody states whether it came cannot be judged, and one that is not full yet can still become so until its day.
    """
    day = f"{wanted}_on"
    early = f"is_shipment = 0 and datediff('day', first_on, {day}) > {params['service'].early_days}"
    return (
        f"case when {day} is null then null when arrived_on is not null and is_ordered = 1 and is_in_full = 0 and {day} >= {params['as_of']} then null "
        f"when arrived_on is not null then case when arrived_on > {day} or ({early}) then 0 else 1 end "
        f"when {day} < {params['as_of']} and is_still_out = 1 then 0 end"
    )


@step(
    title=msg("Lines to be delivered"),
    inputs=("deliveries", "orders", "identified_lines", "product_costs", "product_keys", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("order_ref", msg("Order"), "text", msg("the order the line is of, else its document, else its delivery, behind the name of the source")),
        Field("service_on", msg("Day of delivery"), "date", msg("the last delivery of the line; while there is none, the day it was wanted")),
        Field("month_number", msg("Month"), "month"),
        Field("is_shipment", msg("Judged by the day of shipment"), "id", _YES_NO),
        Field("is_on_time_requested", msg("On time against the requested day"), "id", _YES_NO),
        Field("is_on_time_confirmed", msg("On time against the confirmed day"), "id", _YES_NO),
        Field("is_in_full", msg("In full"), "id", msg("1 when no more than the tolerance of the ordered quantity is missing; without quantities, as the delivery says; none where it cannot be said")),
        Field("delay_requested_days", msg("Delay against the requested day"), "days", msg("day of delivery - requested day; below zero is early")),
        Field("delay_confirmed_days", msg("Delay against the confirmed day"), "days", msg("day of delivery - confirmed day; below zero is early")),
        Field("lead_time_days", msg("Lead time"), "days", msg("day of delivery - day of the order")),
        Field("line_amount", msg("Value of the line"), "money", msg("of the order line, else of the line, the product or the only row of its document; none where several rows share a document")),
    ),
)  # fmt: skip
def service_lines(params: dict[str, Any]) -> str:
    """Judge each line that was to be delivered up to `as_of`, against the requested and, apart from it, the confirmed day.

    An order line is judged with all its deliveries: it is on time when the last of them is. Without an order each delivery row is a
    line. Rows that cannot be judged stay, with nothing said; lines that are not due yet are not here. Source: SCOR (Supply Chain
    Council), perfect order fulfilment, without its two measures of papers and damage.
    """
    tolerance = params["service"].quantity_tolerance_share
    full = f"case when ordered_quantity > 0 and delivered_quantity is not null then case when delivered_quantity >= ordered_quantity * {1 - tolerance!r} then 1 else 0 end else is_complete end"
    due = " or ".join(f"{w}_on < {params['as_of']}" for w in WANTED)
    flags = ", ".join(f"{_on_time(w, params)} as is_on_time_{w}" for w in WANTED)
    delays = ", ".join(f"datediff('day', {w}_on, arrived_on) as delay_{w}_days" for w in WANTED)
    # what never came counts as short only where of what came somebody says whether it was in full: else only failures would be judged
    known = (
        "select source, max(case when delivered_quantity is not null or is_complete is not null then 1 else 0 end) as is_full_known, "
        "max(is_ordered) as is_order_known from delivered where arrived_on is not null group by source"
    )
    out = "case when arrived_on is null and (rows_count > 0 or (open_quantity > 0 and is_order_known = 1)) then 1 else 0 end"
    ours = " and u.document_id in (select document_id from identified_lines)" if params["bu"] else ""
    value = (
        "coalesce(u.ordered_amount, case when u.beside_line = 1 then d0.net_amount end, case when u.beside_product = 1 then d1.net_amount end, "
        "case when u.beside_document = 1 then d2.net_amount end)"
    )
    beside = ", ".join(
        f"count(*) over (partition by document_id{part}) as beside_{name}"
        for name, part in (("line", ", line_number"), ("product", ", product_key"), ("document", ""))
    )
    day = "coalesce(j.arrived_on, j.ordered_on, j.requested_on, j.confirmed_on)"
    return (
        f"with sent as ({_sent(params)}), asked as ({_asked(params)}), delivered as ({_units()}), {_documents(params)}, known as ({known}), "
        f"units as (select *, {beside} from (select * from delivered union all {_undelivered()}) as listed where arrived_on is not null or {due}), "
        f"judged as (select u.*, {out.replace('is_order_known', 'w.is_order_known')} as is_still_out, w.is_full_known, case when u.customer_id is null then d2.customer_key end as document_key, {value} as line_amount from units as u "
        "left join known as w on w.source = u.source "
        "left join documents as d0 on d0.grain = 0 and d0.document_id = u.document_id and d0.line_number = u.line_number "
        "left join documents as d1 on d1.grain = 1 and d1.document_id = u.document_id and d1.product_key = u.product_key "
        f"left join documents as d2 on d2.grain = 2 and d2.document_id = u.document_id where u.line_ref is not null{ours}), "
        f"filled as (select *, case when is_still_out = 1 then case when is_full_known = 1 then 0 end else {full} end as is_in_full from judged), "
        f"timed as (select *, {flags} from filled) "
        f"select {KEY_OF.replace(', 0', ', j.document_key, 0')} as customer_key, j.source || ':' || j.order_id as order_ref, "
        "coalesce(j.arrived_on, j.requested_on, j.confirmed_on) as service_on, "
        "cast(extract(year from coalesce(j.arrived_on, j.requested_on, j.confirmed_on)) * 12 + extract(month from coalesce(j.arrived_on, j.requested_on, j.confirmed_on)) - 1 as integer) as month_number, "
        f"j.is_shipment, j.is_on_time_requested, j.is_on_time_confirmed, j.is_in_full, {delays}, datediff('day', j.ordered_on, j.arrived_on) as lead_time_days, j.line_amount "
        f"from timed as j {join_customer('j', day)}"
    )
