"""What a month brought and cost, for all customers in view: the columns that indicators are made from."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import month_number
from clientela.economics._rungs import SERVING, TO_CM1

LONGEST = 72
"""Months of history looked at: six years show three seasons of baseline and what came since."""
_RECENT = 24
"""Costs, contacts and deliveries are kept for so many months before the day looked from."""


def full_months(params: dict[str, Any]) -> tuple[int, int]:
    """Return the first and the last month that the data cover whole: the month the data begin in may lack its first days."""
    last = params["last_full_month"]
    first = date.fromisoformat(params["first_on"])
    begun = month_number(first) + (0 if first.day == 1 else 1)
    return max(begun, last - LONGEST + 1), last


def _spine(params: dict[str, Any]) -> str:
    first, last = full_months(params)
    if first > last:
        return "select cast(0 as integer) as month_number where false"
    rows = " union all ".join(f"select {month} as month_number" for month in range(first, last + 1))
    return f"select cast(month_number as integer) as month_number from ({rows}) as listed"


def _costs() -> str:
    """Return the costs by month; unknown where one of them is."""
    sums = {"given": TO_CM1, "served": SERVING}
    columns = ", ".join(
        f"case when count(case when rung in ({names}) and cost_amount is null then 1 end) = 0 then "
        f"coalesce(sum(case when rung in ({names}) then cost_amount end), 0) end as {column}, "
        f"count(case when rung in ({names}) then 1 end) as {column}_rows"
        for column, rungs in sums.items()
        for names in (", ".join(f"'{rung}'" for rung in rungs),)
    )
    month = "extract(year from happened_on) * 12 + extract(month from happened_on) - 1"
    return f"select cast({month} as integer) as month_number, {columns} from cost_items group by 1"


def _second_orders() -> str:
    """Return how many customers bought on a second day in each month."""
    month = "extract(year from second_on) * 12 + extract(month from second_on) - 1"
    return (
        f"select cast({month} as integer) as month_number, count(*) as second_order_count from (select d.customer_key, min(d.document_on) as second_on "
        "from customer_days as d join customers as c on c.customer_key = d.customer_key where d.orders_count > 0 and d.document_on > c.first_order_on "
        "group by d.customer_key) as seconds group by 1"
    )


@step(
    title=msg("Months in figures"),
    inputs=("customer_months", "customer_days", "customers", "cost_items", "contact_days", "service_lines"),
    fields=(
        Field("month_number", msg("Month"), "month"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("costed_revenue_amount", msg("Revenue with a known or estimated cost"), "money"),
        Field("gross_amount", msg("Gross amount where stated"), "money"),
        Field("discount_amount", msg("Discount"), "money"),
        Field("returns_amount", msg("Returns"), "money"),
        Field("orders_count", msg("Orders"), "count"),
        Field("lines_count", msg("Lines"), "count"),
        Field("buying_count", msg("Customers with an order"), "count"),
        Field("new_count", msg("Customers with their first order"), "count"),
        Field("second_order_count", msg("Customers with their second order"), "count", msg("the second day on which a customer buys")),
        Field("cm1_amount", msg("Contribution 1"), "money", msg("margin of the lines with a cost, those without one taken at the same margin where `economics.least_cost_coverage_share` of the revenue has a cost, - rebates of the last 24 months")),
        Field("serve_amount", msg("Cost-to-serve"), "money", msg("freight, handling, selling, service and credit of the last 24 months; unknown before, and where nothing is known of any")),
        Field("cm3_amount", msg("Contribution 3"), "money", msg("contribution 1 - cost-to-serve")),
        Field("contacts_count", msg("Contacts"), "count"),
        Field("contact_hours", msg("Hours of contact"), "number"),
        Field("judged_lines_count", msg("Lines judged on time and in full"), "count", msg("against the requested day")),
        Field("otif_lines_count", msg("Lines on time and in full"), "count", msg("against the requested day")),
    ),
)  # fmt: skip
def kpi_months(params: dict[str, Any]) -> str:
    """Sum what is known of each of the last 72 full months; what nobody states is unknown, a month without sales is zero.

    The month the data begin in, when they begin after its first day, and the month of `as_of` before its last day are left out.
    """
    least = params["economics"].least_cost_coverage_share
    recent = params["last_full_month"] - _RECENT + 1
    own = "coalesce(m.margin_known_amount, 0) + coalesce(m.margin_estimated_amount, 0)"
    costed = "coalesce(m.known_revenue_amount, 0) + coalesce(m.estimated_revenue_amount, 0)"
    margin = (
        f"case when coalesce(m.uncosted_lines_count, 0) = 0 then {own} when m.revenue_amount > 0 and {costed} >= {least!r} * m.revenue_amount then "
        f"cast(round(cast({own} as double) * m.revenue_amount / nullif({costed}, 0)) as bigint) end"
    )
    sums = (
        "revenue_amount", "known_revenue_amount", "estimated_revenue_amount", "margin_known_amount", "margin_estimated_amount", "uncosted_lines_count",
        "gross_amount", "discount_amount", "returns_amount", "orders_count", "lines_count",
    )  # fmt: skip
    first, last = full_months(params)
    sold = (
        f"select month_number, {', '.join(f'cast(sum({n}) as bigint) as {n}' for n in sums)}, "
        "count(distinct case when orders_count > 0 and customer_key <> 0 then customer_key end) as buying_count "
        f"from customer_months where month_number between {first} and {last} group by month_number"
    )
    begun = "extract(year from first_order_on) * 12 + extract(month from first_order_on) - 1"
    new = f"select cast({begun} as integer) as month_number, count(*) as new_count from customers where first_order_on is not null group by 1"
    when = "extract(year from contact_on) * 12 + extract(month from contact_on) - 1"
    contacts = f"select cast({when} as integer) as month_number, sum(contacts_count) as contacts_count, sum(contact_minutes) / 60.0 as contact_hours from contact_days group by 1"
    judged = "is_on_time_requested is not null and is_in_full is not null"
    service = (
        f"select month_number, count(case when {judged} then 1 end) as judged_lines_count, "
        "count(case when is_on_time_requested = 1 and is_in_full = 1 then 1 end) as otif_lines_count from service_lines group by month_number"
    )
    is_served = f"s.month_number >= {recent} and t.served_rows > 0"
    has_contacts = f"s.month_number >= {recent} and t.contact_rows > 0"
    there = (
        "select (select count(*) from cost_items where rung in ("
        + ", ".join(f"'{r}'" for r in SERVING)
        + ")) as served_rows, "
        "(select count(*) from contact_days) as contact_rows, (select count(*) from customer_months) as sold_rows"
    )
    cm1 = f"{margin} - case when c.given_rows > 0 then c.given else 0 end"
    serve = f"case when {is_served} then case when c.served_rows > 0 then c.served else 0 end end"
    return (
        "select month_number, revenue_amount, costed_revenue_amount, gross_amount, discount_amount, returns_amount, orders_count, lines_count, buying_count, new_count, "
        "second_order_count, cast(cm1_amount as bigint) as cm1_amount, cast(serve_amount as bigint) as serve_amount, cast(cm1_amount - serve_amount as bigint) as cm3_amount, "
        "contacts_count, contact_hours, judged_lines_count, otif_lines_count from ("
        "select s.month_number, coalesce(m.revenue_amount, 0) as revenue_amount, cast("
        f"{costed} as bigint) as costed_revenue_amount, m.gross_amount, m.discount_amount, coalesce(m.returns_amount, 0) as returns_amount, "
        "coalesce(m.orders_count, 0) as orders_count, coalesce(m.lines_count, 0) as lines_count, coalesce(m.buying_count, 0) as buying_count, "
        f"coalesce(n.new_count, 0) as new_count, coalesce(o.second_order_count, 0) as second_order_count, {cm1} as cm1_amount, {serve} as serve_amount, "
        f"cast(case when {has_contacts} then coalesce(i.contacts_count, 0) end as bigint) as contacts_count, case when {has_contacts} then coalesce(i.contact_hours, 0) end as contact_hours, "
        "v.judged_lines_count, v.otif_lines_count "
        f"from ({_spine(params)}) as s cross join ({there}) as t left join ({sold}) as m on m.month_number = s.month_number left join ({_costs()}) as c on c.month_number = s.month_number "
        f"left join ({new}) as n on n.month_number = s.month_number left join ({_second_orders()}) as o on o.month_number = s.month_number "
        f"left join ({contacts}) as i on i.month_number = s.month_number left join ({service}) as v on v.month_number = s.month_number where t.sold_rows > 0) as found"
    )
