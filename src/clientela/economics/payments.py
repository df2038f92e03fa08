"""How customers pay, what they owe by age, and what they may owe."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import CANCELLED, KEY_OF, join_customer
from clientela.measures.passes import KEY
from clientela.tables._rates import join_rates

YEAR_DAYS = 365
BANDS = (
    ("not_due_amount", 0, msg("Not due yet")),
    ("overdue_30_amount", 30, msg("Overdue up to 30 days")),
    ("overdue_60_amount", 60, msg("Overdue 31 to 60 days")),
    ("overdue_90_amount", 90, msg("Overdue 61 to 90 days")),
    ("overdue_more_amount", None, msg("Overdue more than 90 days")),
)
"""Ages of what is open: column, the last day of the band, title."""


def _paid(window: str) -> tuple[str, str, str]:
    """Return paid money, money paid late and delay weighted by money of the payments in a window; credit notes are no payments."""
    inside = f"{window} and due_amount > 0"
    money = "cast(due_amount as double)"
    return (
        f"cast(sum(case when {inside} then due_amount end) as bigint)",
        f"cast(sum(case when {inside} then case when paid_on > due_on then due_amount else 0 end end) as bigint)",
        f"sum(case when {inside} then {money} * datediff('day', due_on, paid_on) end) / nullif(cast(sum(case when {inside} then due_amount end) as double), 0)",
    )


def _bands(as_of: str) -> str:
    """Return what is open by age; unknown when any open amount of the customer is."""
    parts, low = [], 0
    late = f"datediff('day', due_on, {as_of})"
    for name, high, _ in BANDS:
        inside = (
            f"{late} <= 0"
            if high == 0
            else f"{late} > {low}" + ("" if high is None else f" and {late} <= {high}")
        )
        parts.append(
            f"case when count(*) = count(open_amount) then cast(sum(case when {inside} then open_amount else 0 end) as bigint) end as {name}"
        )
        low = high or low
    return ", ".join(parts)


def _items(params: dict[str, Any]) -> str:
    recent = f"paid_on > {params['since_12m']}"
    before = f"paid_on > {params['since_24m']} and paid_on <= {params['since_12m']}"
    now, then = _paid(recent), _paid(before)
    return (
        f"select customer_key, count(*) as receivables_count, count(*) - count(open_amount) as open_unknown_count, {now[0]} as paid_12m_amount, {now[1]} as paid_late_12m_amount, "
        f"{now[2]} as payment_delay_12m_days, {then[0]} as paid_prior_12m_amount, {then[1]} as paid_late_prior_12m_amount, {then[2]} as payment_delay_prior_12m_days, "
        "case when count(*) = count(open_amount) then cast(sum(open_amount) as bigint) end as open_amount, "
        f"cast(sum(case when open_amount > 0 then open_amount else 0 end) as bigint) as least_open_amount, "
        f"cast(sum(case when issued_on > {params['since_12m']} then due_amount end) as bigint) as issued_12m_amount, {_bands(params['as_of'])} "
        "from receivable_items group by customer_key"
    )


def _orders(params: dict[str, Any]) -> str:
    """Return what each customer has ordered and not got yet.

    Formula: net amount x open / ordered quantity, else open quantity x unit price; unknown when one of its open lines is.
    """
    rate = "x.rate" if params["rates"] else "cast(null as double)"
    own = f"o.currency is null or o.currency = '{params['currency']}'"
    price = (
        "case when o.net_amount is not null and o.ordered_quantity > 0 then cast(o.net_amount as double) * o.open_quantity / nullif(o.ordered_quantity, 0) "
        "else cast(o.unit_price as double) * o.open_quantity / 10000 end"
    )
    lines = (
        f"select {KEY_OF} as customer_key, o.open_quantity, case when o.open_quantity = 0 then 0 when {own} then cast(round({price}) as bigint) "
        f"else cast(round(({price}) * {rate}) as bigint) end as line_amount from orders as o {join_rates(params, row='o', day='ordered_on', name='x')}"
        f"{join_customer('o', 'o.ordered_on')}where coalesce(o.ordered_on, o.requested_on, o.confirmed_on) <= {params['as_of']} "
        f"and (o.status is null or lower(trim(o.status)) not in {CANCELLED})"
    )
    return (
        "select customer_key, sum(case when open_quantity > 0 then 1 else 0 end) as open_order_lines_count, "
        "case when count(*) = count(line_amount) then cast(sum(line_amount) as bigint) end as open_orders_amount, "
        f"cast(sum(coalesce(line_amount, 0)) as bigint) as least_orders_amount from ({lines}) as priced group by customer_key"
    )


def _limits(params: dict[str, Any]) -> str:
    """Return the limit of each customer: the sum of those of its numbers, since what they owe is added up too."""
    return (
        f"select {KEY_OF} as customer_key, cast(sum(c.credit_limit_amount) as bigint) as credit_limit_amount "
        f"from stated_customers as c {join_customer('c', params['as_of'])}where c.credit_limit_amount is not null group by {KEY_OF}"
    )


@step(
    title=msg("Payment and exposure"),
    inputs=("customer_register", "receivable_items", "orders", "stated_customers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("receivables_count", msg("Receivables known"), "count"),
        Field("open_unknown_count", msg("Receivables of which it is not known what is open"), "count"),
        Field("paid_12m_amount", msg("Paid, last 12 months"), "money", msg("amounts whose payment is dated in the last 12 months, without credit notes")),
        Field("paid_late_12m_amount", msg("Paid late, last 12 months"), "money", msg("of which paid after the due day")),
        Field("paid_late_share", msg("Share paid late"), "share", msg("paid late / paid, by money; what is overdue and still open is not in it")),
        Field("payment_delay_12m_days", msg("Payment delay, last 12 months"), "days", msg("mean days from the due day to the payment, weighted by amount; below zero is early")),
        Field("paid_prior_12m_amount", msg("Paid, 12 months before"), "money"),
        Field("paid_late_prior_12m_amount", msg("Paid late, 12 months before"), "money"),
        Field("paid_late_prior_share", msg("Share paid late, 12 months before"), "share"),
        Field("payment_delay_prior_12m_days", msg("Payment delay, 12 months before"), "days"),
        Field("payment_delay_change_days", msg("Change of the payment delay"), "days", msg("last 12 months - 12 months before; above zero the customer pays later than it did")),
        Field("open_amount", msg("Amount still open"), "money", msg("unknown when one of the receivables is")),
        Field("issued_12m_amount", msg("Invoiced by the receivables, last 12 months"), "money", msg("amounts issued in the last 12 months, credit notes with their minus")),
        Field("sales_outstanding_days", msg("Days of sales outstanding"), "days", msg("open receivables / amounts issued in the last 12 months x 365; both with the tax that the receivables hold"), "common practice (DSO)"),
        *(Field(name, title, "money", msg("what is open, by days from the due day to the day looked from")) for name, _, title in BANDS),
        Field("open_order_lines_count", msg("Order lines still open"), "count"),
        Field("open_orders_amount", msg("Ordered and not delivered yet"), "money", msg("net amount x open quantity / ordered quantity, else open quantity x unit price; unknown when one open line is")),
        Field("exposure_amount", msg("Exposure"), "money", msg("open receivables + open orders; unknown when either is")),
        Field("least_exposure_amount", msg("Exposure, at least"), "money", msg("the part of the exposure that is known; credit balances of which the rest is unknown are left out")),
        Field("credit_limit_amount", msg("Credit limit"), "money", msg("the sum of the limits of the numbers that count as this customer")),
        Field("limit_used_share", msg("Credit limit used"), "share", msg("exposure, at least / credit limit")),
        Field("over_limit_amount", msg("Above the credit limit"), "money", msg("exposure, at least - credit limit, where that is above zero: more can only be worse")),
    ),
)  # fmt: skip
def customer_payments(params: dict[str, Any]) -> str:
    """Payment, ages of the receivables and exposure of each customer, as known on `as_of`; what nobody stated is unknown.

    A customer without a receivable owes an unknown sum; without any order line in a company that brings its orders it has no open order.
    """
    none = "0" if "orders" in params["tables"] else "null"
    own = (
        "receivables_count", "open_unknown_count", "paid_12m_amount", "paid_late_12m_amount", "payment_delay_12m_days", "paid_prior_12m_amount",
        "paid_late_prior_12m_amount", "payment_delay_prior_12m_days", "open_amount", "least_open_amount", "issued_12m_amount", *(name for name, _, _ in BANDS),
    )  # fmt: skip
    ordered = ("open_order_lines_count", "open_orders_amount", "least_orders_amount")
    columns = [f"i.{name}" for name in own]
    columns += [
        f"case when o.customer_key is null then {none} else o.{name} end as {name}" for name in ordered
    ]
    known = (
        f"select r.customer_key, {', '.join(columns)}, l.credit_limit_amount from customer_register as r "
        f"left join ({_items(params)}) as i on i.customer_key = r.customer_key left join ({_orders(params)}) as o on o.customer_key = r.customer_key "
        f"left join ({_limits(params)}) as l on l.customer_key = r.customer_key"
    )
    least = "coalesce(open_amount, least_open_amount) + coalesce(open_orders_amount, least_orders_amount, 0)"
    exposed = (
        "select *, cast(open_amount + open_orders_amount as bigint) as exposure_amount, "
        f"cast({least} as bigint) as least_exposure_amount from ({known}) as known"
    )

    def late(part: str, whole: str, name: str) -> str:
        return f"cast({part} as double) / nullif({whole}, 0) as {name}"

    listed = (
        *(f"cast({name} as bigint) as {name}" for name in own[:2]), "paid_12m_amount", "paid_late_12m_amount",
        late("paid_late_12m_amount", "paid_12m_amount", "paid_late_share"), "payment_delay_12m_days", "paid_prior_12m_amount",
        "paid_late_prior_12m_amount", late("paid_late_prior_12m_amount", "paid_prior_12m_amount", "paid_late_prior_share"), "payment_delay_prior_12m_days",
        "payment_delay_12m_days - payment_delay_prior_12m_days as payment_delay_change_days", "open_amount", "issued_12m_amount",
        f"case when issued_12m_amount > 0 then cast(open_amount as double) / nullif(issued_12m_amount, 0) * {YEAR_DAYS} end as sales_outstanding_days",
        *(name for name, _, _ in BANDS), *(f"cast({name} as bigint) as {name}" for name in ordered[:2]),
        "exposure_amount", "least_exposure_amount", "credit_limit_amount",
        "case when credit_limit_amount > 0 then cast(least_exposure_amount as double) / nullif(credit_limit_amount, 0) end as limit_used_share",
        "case when least_exposure_amount > credit_limit_amount then least_exposure_amount - credit_limit_amount end as over_limit_amount",
    )  # fmt: skip
    return f"select customer_key, {', '.join(listed)} from ({exposed}) as exposed"
