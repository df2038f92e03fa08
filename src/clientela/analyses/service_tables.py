"""Service, complaints, payment and exposure by class, by month, and the customers to look at."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.deliveries_service import WANTED
from clientela.economics.payments import BANDS, YEAR_DAYS, customer_payments
from clientela.economics.service_quality import customer_service

MOST_ROWS = 200
PARTS = (
    ("A", msg("Class A")),
    ("B", msg("Class B")),
    ("C", msg("Class C")),
    ("none", msg("no purchase in the year")),
    ("not_stated", msg("customer not stated")),
)
_CUSTOMERS = Field("customers_count", msg("Customers"), "count")
WHO = (
    Field("customer_key", msg("Customer key"), "id"),
    Field("customer_id", msg("Customer number"), "text"),
    Field("customer_name", msg("Customer"), "text"),
    Field("seller_id", msg("Sales person"), "text"),
    Field("abc_value_class", msg("ABC by value"), "class"),
)
_SERVICE = {f.name: f for f in customer_service.fields}
_PAYMENTS = {f.name: f for f in customer_payments.fields}
SERVICE_COUNTS = tuple(f.name for f in customer_service.fields if f.unit in ("count", "money"))
"""What adds up over customers."""


def part_of(key: str, customer: str) -> str:
    """Return the class of a customer as one of `PARTS`."""
    return f"case when {key} = 0 then 'not_stated' else coalesce({customer}.abc_value_class, 'none') end"


def target_of(abc_part: str, params: dict[str, Any]) -> str:
    """Return the share on time and in full that a class is to get; none without a class."""
    cases = " ".join(
        f"when {abc_part} = '{c}' then cast({t!r} as double)"
        for c, t in zip("ABC", params["service"].on_time_in_full_targets, strict=True)
    )
    return f"case {cases} end"


def top(rows: str, columns: tuple[str, ...], order: str) -> str:
    """Return the first 200 of a select by an order."""
    return (
        f"select {', '.join(columns)} from (select *, row_number() over (order by {order}) as place from ({rows}) as listed) as placed "
        f"where place <= {MOST_ROWS} order by place"
    )


def _ratio(abc_part: str, whole: str, name: str) -> str:
    return f"cast({abc_part} as double) / nullif({whole}, 0) as {name}"


_SHARES = (
    ("in_full_12m_count", "filled_12m_count", "in_full_share"),
    *(
        abc_part
        for w in WANTED
        for abc_part in (
            (f"on_time_{w}_12m_count", f"timed_{w}_12m_count", f"on_time_{w}_share"),
            (f"otif_{w}_12m_count", f"judged_{w}_12m_count", f"otif_{w}_share"),
            (f"otif_{w}_orders_12m_count", f"judged_{w}_orders_12m_count", f"otif_{w}_orders_share"),
            (f"otif_{w}_12m_amount", f"judged_{w}_12m_amount", f"otif_{w}_value_share"),
        )
    ),
)


@step(
    title=msg("Service by class"),
    inputs=("customer_service", "customers"),
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        _CUSTOMERS,
        *(_SERVICE[name] for name in SERVICE_COUNTS),
        *(_SERVICE[name] for _, _, name in _SHARES),
        Field("otif_target_share", msg("Target level"), "share", msg("share of lines on time and in full that the class is to get")),
        *(Field(f"otif_{w}_gap_share", msg("Above or below the target"), "share", msg("share of lines on time and in full - target")) for w in WANTED),
    ),
)  # fmt: skip
def service_by_class(params: dict[str, Any]) -> str:
    """Sum lines, orders, value and complaints by ABC class, against the target of the class; what has no customer stands apart."""
    sums = ", ".join(f"cast(sum(s.{n}) as bigint) as {n}" for n in SERVICE_COUNTS)
    shares = ", ".join(_ratio(*one) for one in _SHARES)
    gaps = ", ".join(f"otif_{w}_share - otif_target_share as otif_{w}_gap_share" for w in WANTED)
    abc_part = part_of("s.customer_key", "c")
    return (
        f"select *, {gaps} from (select *, {shares}, {target_of('abc_part', params)} as otif_target_share from ("
        f"select {abc_part} as abc_part, count(*) as customers_count, {sums} from customer_service as s left join customers as c on c.customer_key = s.customer_key "
        f"where s.service_lines_12m_count > 0 or s.complaints_12m_count > 0 or s.complaints_open_count > 0 group by {abc_part}) as summed) as shared"
    )


@step(
    title=msg("Service by month"),
    inputs=("service_lines",),
    fields=(
        Field("month_number", msg("Month"), "month"),
        Field("service_lines_count", msg("Lines to be delivered"), "count"),
        *(
            field
            for w, day in (("requested", msg("the requested day")), ("confirmed", msg("the confirmed day")))
            for field in (
                Field(f"timed_{w}_count", msg("Lines judged on time against {day}", day=day), "count"),
                Field(f"on_time_{w}_count", msg("Lines on time against {day}", day=day), "count"),
                Field(f"judged_{w}_count", msg("Lines judged on time and in full against {day}", day=day), "count"),
                Field(f"otif_{w}_count", msg("Lines on time and in full against {day}", day=day), "count"),
            )
        ),
        *(_SERVICE[f"{kind}_{w}_share"] for w in WANTED for kind in ("on_time", "otif")),
    ),
)  # fmt: skip
def service_by_month(params: dict[str, Any]) -> str:
    """Judge the lines of each of the last 24 months; the month is that of the delivery, of the wanted day where there is none."""
    counts = ", ".join(
        f"cast(sum(case when is_on_time_{w} is not null then 1 else 0 end) as bigint) as timed_{w}_count, "
        f"cast(sum(case when is_on_time_{w} = 1 then 1 else 0 end) as bigint) as on_time_{w}_count, "
        f"cast(sum(case when is_on_time_{w} is not null and is_in_full is not null then 1 else 0 end) as bigint) as judged_{w}_count, "
        f"cast(sum(case when is_on_time_{w} = 1 and is_in_full = 1 then 1 else 0 end) as bigint) as otif_{w}_count"
        for w in WANTED
    )
    shares = ", ".join(
        f"{_ratio(f'on_time_{w}_count', f'timed_{w}_count', f'on_time_{w}_share')}, {_ratio(f'otif_{w}_count', f'judged_{w}_count', f'otif_{w}_share')}"
        for w in WANTED
    )
    return (
        f"select *, {shares} from (select month_number, count(*) as service_lines_count, {counts} from service_lines "
        f"where service_on > {params['since_24m']} and service_on <= {params['as_of']} group by month_number) as months order by month_number"
    )


_WATCHED = (
    "service_lines_12m_count", "unjudged_lines_12m_count", "judged_requested_12m_count", "otif_requested_share", "judged_confirmed_12m_count",
    "otif_confirmed_share", "on_time_requested_share", "on_time_confirmed_share", "delay_requested_12m_days", "delay_confirmed_12m_days", "complaints_12m_count",
    "complaints_open_count", "complaint_age_days", "complaint_cost_12m_amount",
)  # fmt: skip


@step(
    title=msg("Customers whose service fell short"),
    inputs=("customer_service", "customers"),
    fields=(
        *WHO,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        *(_SERVICE[name] for name in _WATCHED),
        Field("otif_target_share", msg("Target level"), "share"),
        Field("failed_lines_count", msg("Lines that failed"), "count", msg("lines not on time and in full against the confirmed day, against the requested day where no line is judged against the confirmed one")),
    ),
)  # fmt: skip
def service_watch(params: dict[str, Any]) -> str:
    """List the 200 customers with open complaints or with service below the target of their class, the largest first."""
    who = ", ".join(f"c.{f.name}" for f in WHO)
    judged, good = (
        f"case when s.judged_confirmed_12m_count > 0 then s.{kind}_confirmed_12m_count else s.{kind}_requested_12m_count end"
        for kind in ("judged", "otif")
    )
    target = target_of("c.abc_value_class", params)
    rows = (
        f"select * from (select {who}, c.revenue_12m_amount, {', '.join(f's.{n}' for n in _WATCHED)}, {target} as otif_target_share, "
        f"cast({judged} - ({good}) as bigint) as failed_lines_count from customers as c join customer_service as s on s.customer_key = c.customer_key) as known "
        "where complaints_open_count > 0 or coalesce(otif_confirmed_share, otif_requested_share) < otif_target_share"
    )
    columns = (
        *(f.name for f in WHO),
        "revenue_12m_amount",
        *_WATCHED,
        "otif_target_share",
        "failed_lines_count",
    )
    return top(rows, columns, "revenue_12m_amount desc, customer_key")


_PAID_SUMS = (
    "paid_12m_amount", "paid_late_12m_amount", "paid_prior_12m_amount", "paid_late_prior_12m_amount", "open_amount", "issued_12m_amount",
    *(name for name, _, _ in BANDS), "open_orders_amount", "least_exposure_amount", "credit_limit_amount", "over_limit_amount",
)  # fmt: skip


@step(
    title=msg("Payment and exposure by class"),
    inputs=("customer_payments", "customers"),
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        _CUSTOMERS,
        Field("open_unknown_customers_count", msg("Customers of whom it is not known what they owe"), "count"),
        Field("with_limit_count", msg("Customers with a credit limit"), "count"),
        Field("over_limit_count", msg("Customers above their limit"), "count"),
        *(_PAYMENTS[name] for name in (*_PAID_SUMS, "paid_late_share", "paid_late_prior_share", "payment_delay_12m_days", "payment_delay_prior_12m_days", "sales_outstanding_days")),
    ),
)  # fmt: skip
def payments_by_class(params: dict[str, Any]) -> str:
    """Sum what customers with a receivable, an open order or a limit owe and pay, by ABC class; delays weighted by money."""
    abc_part = part_of("p.customer_key", "c")

    def delay(year: str) -> str:
        return f"sum(cast(p.paid_{year}amount as double) * p.payment_delay_{year}days) / nullif(cast(sum(p.paid_{year}amount) as double), 0) as payment_delay_{year}days"

    listed = (
        "abc_part", "customers_count", "open_unknown_customers_count", "with_limit_count", "over_limit_count", *_PAID_SUMS,
        "payment_delay_12m_days", "payment_delay_prior_12m_days",
    )  # fmt: skip
    return (
        f"select {', '.join(listed)}, {_ratio('paid_late_12m_amount', 'paid_12m_amount', 'paid_late_share')}, "
        f"{_ratio('paid_late_prior_12m_amount', 'paid_prior_12m_amount', 'paid_late_prior_share')}, "
        f"case when known_issued > 0 then cast(open_amount as double) / nullif(known_issued, 0) * {YEAR_DAYS} end as sales_outstanding_days from ("
        f"select {abc_part} as abc_part, count(*) as customers_count, count(case when p.open_unknown_count > 0 then 1 end) as open_unknown_customers_count, "
        "count(p.credit_limit_amount) as with_limit_count, count(p.over_limit_amount) as over_limit_count, "
        f"{', '.join(f'cast(sum(p.{n}) as bigint) as {n}' for n in _PAID_SUMS)}, {delay('12m_')}, {delay('prior_12m_')}, "
        "sum(case when p.open_amount is not null then p.issued_12m_amount end) as known_issued "
        "from customer_payments as p left join customers as c on c.customer_key = p.customer_key "
        f"where p.receivables_count > 0 or p.open_order_lines_count > 0 or p.credit_limit_amount is not null group by {abc_part}) as summed"
    )


_OWED = (
    "open_amount", *(name for name, _, _ in BANDS), "payment_delay_12m_days", "payment_delay_change_days", "paid_late_share", "sales_outstanding_days",
    "open_orders_amount", "least_exposure_amount", "credit_limit_amount", "limit_used_share", "over_limit_amount",
)  # fmt: skip


@step(
    title=msg("Customers to remind, and customers above their limit"),
    inputs=("customer_payments", "customers"),
    fields=(
        *WHO,
        *(_PAYMENTS[name] for name in _OWED),
        Field("overdue_amount", msg("Overdue"), "money", msg("open receivables past their due day")),
    ),
)  # fmt: skip
def payment_watch(params: dict[str, Any]) -> str:
    """List the 200 customers with the most money overdue or above the credit limit."""
    overdue = " + ".join(f"p.{name}" for name, _, _ in BANDS[1:])
    rows = (
        f"select * from (select {', '.join(f'c.{f.name}' for f in WHO)}, {', '.join(f'p.{n}' for n in _OWED)}, cast({overdue} as bigint) as overdue_amount "
        "from customers as c join customer_payments as p on p.customer_key = c.customer_key) as owed where overdue_amount > 0 or over_limit_amount > 0"
    )
    columns = (*(f.name for f in WHO), *_OWED, "overdue_amount")
    return top(
        rows,
        columns,
        "greatest(coalesce(overdue_amount, 0), coalesce(over_limit_amount, 0)) desc, customer_key",
    )
