"""The rules of the classes against what was really done: floors, contacts, discounts, cost of serving, and the sheets that go with them."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import PARTS, WHO, target_of, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.deliveries_service import WANTED

CHECKS = (
    ("otif_requested", msg("On time and in full against the requested day")),
    ("otif_confirmed", msg("On time and in full against the confirmed day")),
    ("last_contact", msg("Days since the last contact")),
    ("dedicated_person", msg("A person of its own")),
    ("discount_guard", msg("Discount not above that of class B")),
    ("serve_share", msg("Cost-to-serve, as far as known")),
    ("visits_made", msg("Visits in person")),
    ("data_depth", msg("Known of the sheet of the class")),
    ("response", msg("Working hours to an answer")),
    ("promotion_guard", msg("Discounts and rebates not above those of class B")),
    ("field_hour", msg("Left for an hour of visits, before their cost")),
)
STATES = (
    ("met", msg("kept")),
    ("breach", msg("not kept")),
    ("unknown", msg("cannot be said")),
)
_CHECK = Field("check_code", msg("Rule"), "class", codes=CHECKS)
_INPUTS = (
    "customers", "customer_service", "customer_contacts", "customer_ladder", "service_promises", "data_depth", "relation_facts",
)  # fmt: skip
_AGAINST_B = ("discount_guard", "promotion_guard")
"""Rules of class A as a whole: what it gets is held against what class B gets."""


def _base(params: dict[str, Any]) -> str:
    """Return the active customers with a class and what the rules look at."""
    promised = "(case when c.abc_value_class = p.class_code then p.promised_otif_share end)"
    return (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, c.revenue_12m_amount, c.orders_12m_count, "
        f"coalesce({promised}, {target_of('c.abc_value_class', params)}) as otif_target, p.promised_otif_share, p.promised_lead_time_days, p.minimum_order_amount, p.is_person_promised, "
        "s.service_lines_12m_count, s.judged_requested_12m_count, s.otif_requested_12m_count, s.judged_confirmed_12m_count, s.otif_confirmed_12m_count, s.lead_time_12m_days, "
        "s.complaints_12m_count, s.complaints_open_count, s.complaint_settled_days, k.contacts_12m_count, k.visits_12m_count, k.contact_recency_days, "
        "l.serve_12m_amount, l.net_net_12m_amount, l.line_discount_12m_amount, l.list_12m_amount, l.rebates_12m_amount, l.cm3_12m_amount, k.visit_cost_12m_amount, k.contact_hours, "
        "case c.abc_value_class when 'A' then d.depth_a_share when 'B' then d.depth_b_share when 'C' then d.depth_c_share end as depth_share, f.response_hours from customers as c "
        "left join customer_service as s on s.customer_key = c.customer_key left join customer_contacts as k on k.customer_key = c.customer_key "
        "left join customer_ladder as l on l.customer_key = c.customer_key left join data_depth as d on d.customer_key = c.customer_key "
        "left join relation_facts as f on f.customer_key = c.customer_key "
        "left join service_promises as p on p.customer_key = c.customer_key and p.class_code = c.abc_value_class where c.abc_value_class is not null"
    )


def _rule(code: str, *, where: str, abc_part: str, whole: str, target: str, breach: str) -> str:
    """Return one rule for every customer it holds for: figure = part / whole, `breach` tests it against `target`."""
    who = ", ".join(f.name for f in WHO)
    return (
        f"select '{code}' as check_code, {who}, revenue_12m_amount, cast({abc_part} as double) as part_value, cast({whole} as double) as whole_value, "
        f"cast({target} as double) as target_value, {breach} as is_breach from base where {where}"
    )


def _rules(params: dict[str, Any]) -> str:
    """Return all rules of all customers. `is_breach`: 1 broken, 0 kept, NULL not known."""
    s = params["service"]
    found = [
        _rule(
            f"otif_{w}",
            where="true", abc_part=f"otif_{w}_12m_count", whole=f"nullif(judged_{w}_12m_count, 0)", target="otif_target",
            breach=f"case when judged_{w}_12m_count > 0 then case when cast(otif_{w}_12m_count as double) / nullif(judged_{w}_12m_count, 0) < otif_target then 1 else 0 end end",
        )
        for w in WANTED
    ]  # fmt: skip
    found += [
        _rule(
            "last_contact",
            where="abc_value_class = 'A'", abc_part="contact_recency_days", whole="1", target=str(s.last_contact_days),
            # a customer nobody met in two years has no day of a last contact, and the rule is broken all the same
            breach=f"case when contacts_12m_count is null then null when contact_recency_days <= {s.last_contact_days} then 0 else 1 end",
        ),
        _rule("dedicated_person", where="abc_value_class = 'A'", abc_part="case when seller_id is not null then 1 else 0 end", whole="1", target="1", breach="case when seller_id is not null then 0 else 1 end"),
        _rule("discount_guard", where="abc_value_class in ('A', 'B')", abc_part="line_discount_12m_amount", whole="case when line_discount_12m_amount is not null then list_12m_amount end", target="null", breach="cast(null as integer)"),
        _rule(
            "serve_share",
            where="abc_value_class = 'C'", abc_part="serve_12m_amount", whole="case when serve_12m_amount is not null then net_net_12m_amount end", target=repr(s.class_c_serve_share),
            breach=f"case when serve_12m_amount is not null and net_net_12m_amount is not null then case when serve_12m_amount > {s.class_c_serve_share!r} * net_net_12m_amount then 1 else 0 end end",
        ),
        _rule("visits_made", where="abc_value_class = 'C'", abc_part="visits_12m_count", whole="1", target="0", breach="case when visits_12m_count > 0 then 1 when visits_12m_count = 0 then 0 end"),
        *_more_rules(params),
    ]  # fmt: skip
    return " union all ".join(found)


def _more_rules(params: dict[str, Any]) -> list[str]:
    """Return the rules on data, answers, promotion and the channel of class C."""
    s = params["service"]
    depth = " ".join(
        f"when abc_value_class = '{c}' then {t!r}" for c, t in zip("ABC", s.data_depth_targets, strict=True)
    )
    hour = params["cost_to_serve"].visit_hour_amount
    cost = "null" if hour is None else repr(hour)
    left = "cast(cm3_12m_amount + visit_cost_12m_amount as double) / 10000"
    known = "case when contact_hours > 0 and cm3_12m_amount is not null and visit_cost_12m_amount is not null then contact_hours end"
    given = "case when line_discount_12m_amount is not null or rebates_12m_amount is not null then coalesce(line_discount_12m_amount, 0) + coalesce(rebates_12m_amount, 0) end"
    return [
        _rule("data_depth", where="true", abc_part="depth_share", whole="1", target=f"case {depth} end", breach=f"case when depth_share < case {depth} end then 1 when depth_share is not null then 0 end"),
        _rule("response", where="abc_value_class = 'A'", abc_part="response_hours", whole="case when response_hours is not null then 1 end", target=repr(s.response_hours), breach=f"case when response_hours > {s.response_hours!r} then 1 when response_hours is not null then 0 end"),
        _rule("promotion_guard", where="abc_value_class in ('A', 'B')", abc_part=given, whole=f"case when ({given}) is not null then net_net_12m_amount + ({given}) end", target="null", breach="cast(null as integer)"),
        _rule("field_hour", where="abc_value_class = 'C' and visits_12m_count > 0", abc_part=left, whole=known, target=cost, breach=f"case when ({known}) > 0 and {cost} is not null then case when {left} < {cost} * contact_hours then 1 else 0 end end"),
    ]  # fmt: skip


@step(
    title=msg("Rules of the classes"),
    inputs=_INPUTS,
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        _CHECK,
        Field("check_state", msg("Kept?"), "class", codes=STATES),
        Field("target_value", msg("Rule"), "number", msg("share or days; of the discount, the share of class B; means over the customers where promises differ")),
        Field("actual_value", msg("Actual"), "number", msg("of the class as a whole: sums divided by sums; days and visits are means of the customers")),
        Field("customers_count", msg("Customers"), "count"),
        Field("breach_count", msg("Customers for whom it is not kept"), "count"),
        Field("unknown_count", msg("Customers of whom it cannot be said"), "count"),
    ),
)  # fmt: skip
def policy_checks(params: dict[str, Any]) -> str:
    """Check the rules of each class: floors of service, data, contact, person and answers of A, what A is given against B, cost and channel of C.

    On time and in full A 98 %, B 95 %, C 90 % unless set or promised otherwise; A is met within 30 days and has a person; the
    discount of A is not above that of B; serving C costs no more than a share of its net-net revenue, and needs no visit; who of C is visited leaves more for an hour than the hour costs, else a
    cheaper channel serves it. Of the sheet of the class 80, 60 and 40 % are known; class A is answered within four working hours. A rule of which nothing is known cannot be said to be kept. Source: own rules, after the task of the classes A, B and C.
    """
    guards = ", ".join(f"'{code}'" for code in _AGAINST_B)
    return (
        f"with base as ({_base(params)}), rules as ({_rules(params)}), "
        "summed as (select abc_value_class as abc_part, check_code, count(*) as customers_count, count(case when is_breach = 1 then 1 end) as breach_count, "
        "count(case when is_breach is null then 1 end) as unknown_count, avg(target_value) as target_value, "
        "sum(case when whole_value is not null then part_value end) / nullif(sum(case when part_value is not null then whole_value end), 0) as actual_value "
        "from rules group by abc_value_class, check_code), "
        "guarded as (select s.abc_part, s.check_code, s.customers_count, s.breach_count, s.unknown_count, "
        f"case when s.check_code in ({guards}) then b.actual_value else s.target_value end as target_value, s.actual_value from summed as s "
        "left join summed as b on b.check_code = s.check_code and b.abc_part = 'B' "
        f"where s.check_code not in ({guards}) or s.abc_part = 'A') "
        f"select abc_part, check_code, case when check_code in ({guards}) then case when actual_value > target_value then 'breach' when actual_value <= target_value then 'met' else 'unknown' end "
        "when check_code like 'otif%' then case when actual_value < target_value then 'breach' when actual_value >= target_value then 'met' else 'unknown' end "
        "when check_code = 'serve_share' then case when actual_value > target_value then 'breach' when actual_value <= target_value then 'met' else 'unknown' end "
        "when breach_count > 0 then 'breach' when unknown_count < customers_count then 'met' else 'unknown' end as check_state, "
        f"target_value, actual_value, customers_count, case when check_code in ({guards}) then 0 else breach_count end as breach_count, "
        f"case when check_code in ({guards}) then 0 else unknown_count end as unknown_count from guarded order by abc_part, check_code"
    )


@step(
    title=msg("Customers for whom a rule is not kept"),
    inputs=_INPUTS,
    fields=(
        *WHO,
        _CHECK,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("target_value", msg("Rule"), "number"),
        Field("actual_value", msg("Actual"), "number"),
    ),
)  # fmt: skip
def policy_breaches(params: dict[str, Any]) -> str:
    """List the 200 largest customers for whom a rule of their class is not kept: each is a task."""
    rows = f"select {', '.join(f.name for f in WHO)}, check_code, revenue_12m_amount, target_value, part_value / nullif(whole_value, 0) as actual_value from rules where is_breach = 1"
    columns = (*(f.name for f in WHO), "check_code", "revenue_12m_amount", "target_value", "actual_value")
    listed = top(rows, columns, "revenue_12m_amount desc, customer_key, check_code")
    return f"with base as ({_base(params)}), rules as ({_rules(params)}) {listed}"


_PATTERN = (
    "orders_12m_count", "gap_median_days", "recency_days", "overdue_ratio", "season_share", "families_12m_count", "products_12m_count", "revenue_12m_amount",
    "revenue_change_share", "lifecycle_state",
)  # fmt: skip


@step(
    title=msg("How class B buys"),
    inputs=("customers", "customer_months"),
    fields=(
        *WHO,
        Field("orders_12m_count", msg("Orders, last 12 months"), "count"),
        Field("gap_median_days", msg("Median gap"), "days"),
        Field("recency_days", msg("Days since the last purchase"), "days"),
        Field("overdue_ratio", msg("Overdue ratio"), "number"),
        Field("season_share", msg("Season"), "share"),
        Field("families_12m_count", msg("Families, last 12 months"), "count"),
        Field("products_12m_count", msg("Products, last 12 months"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_change_share", msg("Change"), "share"),
        Field("lifecycle_state", msg("Lifecycle state"), "class"),
        Field("best_quarter", msg("Strongest quarter"), "id", msg("calendar quarter with the most revenue of the last 24 full months")),
    ),
)  # fmt: skip
def class_b_patterns(params: dict[str, Any]) -> str:
    """List the 200 largest class B customers with their gaps, season and families: the sheet to go through each quarter."""
    last = params["last_full_month"]
    quarter = "cast(floor((month_number - floor(month_number / 12.0) * 12) / 3.0) as integer) + 1"
    quarters = (
        f"select customer_key, quarter, revenue, row_number() over (partition by customer_key order by revenue desc, quarter) as place "
        f"from (select customer_key, {quarter} as quarter, sum(revenue_amount) as revenue from customer_months where revenue_amount > 0 and month_number > {last - 24} and month_number <= {last} "
        f"group by customer_key, {quarter}) as quarters"
    )
    rows = (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, {', '.join(f'c.{n}' for n in _PATTERN)}, q.quarter as best_quarter "
        f"from customers as c left join (select * from ({quarters}) as placed where place = 1) as q on q.customer_key = c.customer_key where c.abc_value_class = 'B'"
    )
    columns = (*(f.name for f in WHO), *_PATTERN, "best_quarter")
    return top(rows, columns, "revenue_12m_amount desc, customer_key")


@step(
    title=msg("Service promised and delivered"),
    inputs=_INPUTS,
    fields=(
        Field("abc_part", msg("Class"), "class", codes=PARTS),
        Field("customers_count", msg("Customers"), "count"),
        Field("promised_count", msg("Customers with a promise of their class or their own"), "count"),
        Field("otif_target_share", msg("On time and in full, to get"), "share", msg("as promised, else the target of the settings; mean of the customers")),
        Field("otif_requested_share", msg("On time and in full against the requested day, of lines"), "share"),
        Field("otif_confirmed_share", msg("On time and in full against the confirmed day, of lines"), "share"),
        Field("promised_lead_time_days", msg("Lead time promised"), "days"),
        Field("lead_time_12m_days", msg("Mean lead time"), "days", msg("mean of the customers, weighted by their lines")),
        Field("minimum_order_amount", msg("Minimum order"), "money"),
        Field("order_value_amount", msg("Mean order"), "money", msg("revenue / orders, last 12 months")),
        Field("person_promised_count", msg("Dedicated person promised"), "count"),
        Field("with_person_count", msg("of whom one is named"), "count"),
        Field("contacts_per_customer", msg("Contacts per customer"), "number"),
        Field("complaints_per_100_orders", msg("Complaints per 100 orders"), "number"),
        Field("complaint_settled_days", msg("Days to settle a complaint"), "days", msg("mean of the customers")),
    ),
)  # fmt: skip
def service_menu(params: dict[str, Any]) -> str:
    """Set what each class is promised beside what it was given in the last 12 months; a promise nobody stated is unknown, not kept."""
    weight = "case when lead_time_12m_days is not null then service_lines_12m_count end"
    return (
        f"with base as ({_base(params)}) select abc_value_class as abc_part, count(*) as customers_count, "
        "count(case when promised_otif_share is not null or promised_lead_time_days is not null then 1 end) as promised_count, avg(otif_target) as otif_target_share, "
        + "".join(
            f"cast(sum(otif_{w}_12m_count) as double) / nullif(sum(judged_{w}_12m_count), 0) as otif_{w}_share, "
            for w in WANTED
        )
        + "avg(promised_lead_time_days) as promised_lead_time_days, "
        f"sum(lead_time_12m_days * ({weight})) / nullif(sum({weight}), 0) as lead_time_12m_days, cast(round(avg(cast(minimum_order_amount as double))) as bigint) as minimum_order_amount, "
        "cast(round(cast(sum(revenue_12m_amount) as double) / nullif(sum(orders_12m_count), 0)) as bigint) as order_value_amount, "
        "count(case when is_person_promised = 1 then 1 end) as person_promised_count, count(case when is_person_promised = 1 and seller_id is not null then 1 end) as with_person_count, "
        "avg(cast(contacts_12m_count as double)) as contacts_per_customer, "
        "100.0 * cast(sum(complaints_12m_count) as double) / nullif(sum(case when complaints_12m_count is not null then orders_12m_count end), 0) as complaints_per_100_orders, "
        "avg(complaint_settled_days) as complaint_settled_days from base group by abc_value_class order by abc_value_class"
    )
