"""Service by customer: delivered on time and in full, and what the customer complained about."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics.deliveries_service import WANTED
from clientela.measures.passes import KEY

_SCOR = "SCOR (Supply Chain Council): perfect order fulfilment, without papers and damage"
_DAYS = {"requested": msg("the requested day"), "confirmed": msg("the confirmed day")}


def _fields(wanted: str) -> tuple[Field, ...]:
    """Describe the figures against one of the two days."""
    day = _DAYS[wanted]
    return (
        Field(f"timed_{wanted}_12m_count", msg("Lines judged on time against {day}", day=day), "count", msg("lines of the last 12 months with both days")),
        Field(f"on_time_{wanted}_12m_count", msg("Lines on time against {day}", day=day), "count", msg("not later, and not earlier than the days the settings allow")),
        Field(f"on_time_{wanted}_share", msg("On time against {day}", day=day), "share", msg("lines on time / lines judged on time"), _SCOR),
        Field(f"judged_{wanted}_12m_count", msg("Lines judged on time and in full against {day}", day=day), "count", msg("lines of the last 12 months of which it is known whether they were on time and whether they were in full")),
        Field(f"otif_{wanted}_12m_count", msg("Lines on time and in full against {day}", day=day), "count"),
        Field(f"otif_{wanted}_share", msg("On time and in full against {day}, of lines", day=day), "share", msg("lines on time and in full / lines judged; this is not the level of service that a safety stock is computed for"), _SCOR),
        Field(f"otif_{wanted}_prior_12m_share", msg("On time and in full against {day}, 12 months before", day=day), "share", msg("the same over the 12 months before")),
        Field(f"judged_{wanted}_orders_12m_count", msg("Orders judged against {day}", day=day), "count", msg("orders with a line that failed, or all of whose lines are judged")),
        Field(f"otif_{wanted}_orders_12m_count", msg("Orders on time and in full against {day}", day=day), "count", msg("orders with every line on time and in full")),
        Field(f"otif_{wanted}_orders_share", msg("On time and in full against {day}, of orders", day=day), "share", msg("orders with every line on time and in full / orders judged"), _SCOR),
        Field(f"judged_{wanted}_12m_amount", msg("Value of the lines judged against {day}", day=day), "money", msg("lines judged whose value is known")),
        Field(f"otif_{wanted}_12m_amount", msg("Value on time and in full against {day}", day=day), "money"),
        Field(f"otif_{wanted}_value_share", msg("On time and in full against {day}, of value", day=day), "share", msg("value of the lines on time and in full / value of the lines judged"), _SCOR),
        Field(f"delay_{wanted}_12m_days", msg("Mean delay against {day}", day=day), "days", msg("mean days from the day to the delivery over the delivered lines of the last 12 months; below zero is early")),
    )  # fmt: skip


def _line_sums(wanted: str, params: dict[str, Any]) -> dict[str, str]:
    """Return the sums over the lines of a customer, by column."""
    recent, before = f"service_on > {params['since_12m']}", f"service_on <= {params['since_12m']}"
    timed = f"is_on_time_{wanted} is not null"
    judged = f"{timed} and is_in_full is not null"
    otif = f"is_on_time_{wanted} = 1 and is_in_full = 1"
    return {
        f"timed_{wanted}_12m_count": f"sum(case when {recent} and {timed} then 1 else 0 end)",
        f"on_time_{wanted}_12m_count": f"sum(case when {recent} and is_on_time_{wanted} = 1 then 1 else 0 end)",
        f"judged_{wanted}_12m_count": f"sum(case when {recent} and {judged} then 1 else 0 end)",
        f"otif_{wanted}_12m_count": f"sum(case when {recent} and {otif} then 1 else 0 end)",
        f"judged_{wanted}_prior_12m_count": f"sum(case when {before} and {judged} then 1 else 0 end)",
        f"otif_{wanted}_prior_12m_count": f"sum(case when {before} and {otif} then 1 else 0 end)",
        f"judged_{wanted}_12m_amount": f"sum(case when {recent} and {judged} then line_amount end)",
        f"otif_{wanted}_12m_amount": f"sum(case when {recent} and {otif} and line_amount is not null then line_amount when {recent} and {judged} and line_amount is not null then 0 end)",
    }


def _order_sums(wanted: str) -> dict[str, str]:
    """Return the sums over the orders of a customer: one failed line fails the order, one unknown line leaves it open."""
    failed, unknown = f"{wanted}_failed_count", f"{wanted}_unknown_count"
    return {
        f"judged_{wanted}_orders_12m_count": f"sum(case when {failed} > 0 or {unknown} = 0 then 1 else 0 end)",
        f"otif_{wanted}_orders_12m_count": f"sum(case when {failed} = 0 and {unknown} = 0 then 1 else 0 end)",
    }


def _orders(params: dict[str, Any]) -> str:
    counts = []
    for w in WANTED:
        judged = f"is_on_time_{w} is not null and is_in_full is not null"
        counts.append(
            f"sum(case when {judged} and (is_on_time_{w} = 0 or is_in_full = 0) then 1 else 0 end) as {w}_failed_count, "
            f"sum(case when {judged} then 0 else 1 end) as {w}_unknown_count"
        )
    sums = {name: sql for w in WANTED for name, sql in _order_sums(w).items()}
    return (
        f"select customer_key, {', '.join(f'{sql} as {name}' for name, sql in sums.items())} from ("
        f"select customer_key, order_ref, {', '.join(counts)} from service_lines where service_on > {params['since_12m']} and service_on <= {params['as_of']} "
        "group by customer_key, order_ref) as orders_seen group by customer_key"
    )


def _complaints(params: dict[str, Any]) -> str:
    """Return the complaints of each customer; one opened after `as_of` is not known, nor is a close after it."""
    as_of, recent = params["as_of"], f"opened_on > {params['since_12m']}"
    assumed = params["cost_to_serve"].complaint_amount
    cost = "cost_amount" if assumed is None else f"coalesce(cost_amount, {round(assumed * SCALE)})"
    ours = " and c.document_id in (select document_id from identified_lines)" if params["bu"] else ""
    rows = (
        f"select {KEY_OF} as customer_key, c.opened_on, case when c.closed_on <= {as_of} then c.closed_on end as closed_on, "
        # what a complaint cost is known when it is settled
        f"case when c.closed_on is null or c.closed_on <= {as_of} then c.cost_amount end as cost_amount "
        f"from complaints as c {join_customer('c', 'c.opened_on')}where c.opened_on <= {as_of}{ours}"
    )
    return (
        f"select customer_key, sum(case when {recent} then 1 else 0 end) as complaints_12m_count, "
        f"sum(case when opened_on > {params['since_24m']} and opened_on <= {params['since_12m']} then 1 else 0 end) as complaints_prior_12m_count, "
        "sum(case when closed_on is null then 1 else 0 end) as complaints_open_count, "
        f"avg(case when closed_on is null then datediff('day', opened_on, {as_of}) end) as complaint_age_days, "
        f"avg(case when closed_on > {params['since_12m']} then datediff('day', opened_on, closed_on) end) as complaint_settled_days, "
        f"sum(case when {recent} then {cost} end) as complaint_cost_12m_amount, "
        f"sum(case when {recent} and {cost} is not null then 1 else 0 end) as complaints_costed_12m_count "
        f"from ({rows}) as stated group by customer_key"
    )


_COMPLAINTS = (
    Field("complaints_12m_count", msg("Complaints, last 12 months"), "count"),
    Field("complaints_prior_12m_count", msg("Complaints, 12 months before"), "count"),
    Field("complaints_open_count", msg("Open complaints"), "count", msg("opened and not closed on the day looked from")),
    Field("complaint_age_days", msg("Mean age of the open complaints"), "days", msg("mean days from opening to the day looked from")),
    Field("complaint_settled_days", msg("Days to settle a complaint"), "days", msg("mean days from opening to closing of what was closed in the last 12 months")),
    Field("complaint_cost_12m_amount", msg("Cost of complaints, last 12 months"), "money", msg("what the complaints state, else what the settings say one costs; the part that is known")),
    Field("complaints_costed_12m_count", msg("Complaints of known cost, last 12 months"), "count"),
)  # fmt: skip


@step(
    title=msg("Service and complaints"),
    inputs=("customer_register", "service_lines", "complaints", "customer_keys", "customer_map", "identified_lines"),
    fields=(
        KEY,
        Field("service_lines_12m_count", msg("Lines to be delivered, last 12 months"), "count", msg("delivered, or due and not delivered; none without deliveries and orders")),
        Field("unjudged_lines_12m_count", msg("Lines not to be judged, last 12 months"), "count", msg("lines of which it cannot be said against either day whether they were on time and in full; neither failure nor success")),
        Field("shipment_lines_12m_count", msg("Lines judged by the day of shipment"), "count", msg("lines whose arrival nobody states")),
        Field("filled_12m_count", msg("Lines judged in full"), "count"),
        Field("in_full_12m_count", msg("Lines in full"), "count"),
        Field("in_full_share", msg("In full"), "share", msg("lines in full / lines of which that is known")),
        Field("lead_time_12m_days", msg("Mean lead time"), "days", msg("mean days from the order to the delivery over the delivered lines of the last 12 months")),
        *(field for wanted in WANTED for field in _fields(wanted)),
        *_COMPLAINTS,
    ),
)  # fmt: skip
def customer_service(params: dict[str, Any]) -> str:
    """Sum lines, orders, value and complaints of each customer; what nobody brought is unknown, not zero.

    Weights: each line, each order or each unit of money counts the same. Shares against the requested and the confirmed day are kept
    apart. Lines after `as_of` are not here; the prior shares look at the 12 months before.
    """
    recent = f"service_on > {params['since_12m']}"
    sums = {
        "service_lines_12m_count": f"sum(case when {recent} then 1 else 0 end)",
        "unjudged_lines_12m_count": f"sum(case when {recent} and (is_in_full is null or (is_on_time_requested is null and is_on_time_confirmed is null)) then 1 else 0 end)",
        "shipment_lines_12m_count": f"sum(case when {recent} then is_shipment else 0 end)",
        "filled_12m_count": f"sum(case when {recent} and is_in_full is not null then 1 else 0 end)",
        "in_full_12m_count": f"sum(case when {recent} and is_in_full = 1 then 1 else 0 end)",
    } | {name: sql for w in WANTED for name, sql in _line_sums(w, params).items()}
    means = {"lead_time_12m_days": "lead_time_days"} | {
        f"delay_{w}_12m_days": f"delay_{w}_days" for w in WANTED
    }
    averages = ", ".join(
        f"avg(case when {recent} then cast({column} as double) end) as {name}"
        for name, column in means.items()
    )
    lines = (
        f"select customer_key, {', '.join(f'{sql} as {name}' for name, sql in sums.items())}, {averages} from service_lines "
        f"where service_on > {params['since_24m']} and service_on <= {params['as_of']} group by customer_key"
    )
    is_delivered = bool({"deliveries", "orders"} & set(params["tables"]))

    def counted(alias: str, name: str, *, is_known: bool) -> str:
        value = f"coalesce({alias}.{name}, 0)" if is_known and name.endswith("_count") else f"{alias}.{name}"
        return f"cast({value} as bigint) as {name}"

    def share(part: str, whole: str, name: str) -> str:
        return f"cast({part} as double) / nullif({whole}, 0) as {name}"

    prior = tuple(n for n in sums if "_prior_" in n)
    orders = tuple(n for w in WANTED for n in _order_sums(w))
    columns = [counted("l", n, is_known=is_delivered) for n in sums if n not in prior]
    columns += [counted("o", n, is_known=is_delivered) for n in orders]
    columns += [f"l.{n}" for n in means]
    columns += [share("l.in_full_12m_count", "l.filled_12m_count", "in_full_share")]
    for w in WANTED:
        columns += [
            share(f"l.on_time_{w}_12m_count", f"l.timed_{w}_12m_count", f"on_time_{w}_share"),
            share(f"l.otif_{w}_12m_count", f"l.judged_{w}_12m_count", f"otif_{w}_share"),
            share(
                f"l.otif_{w}_prior_12m_count", f"l.judged_{w}_prior_12m_count", f"otif_{w}_prior_12m_share"
            ),
            share(f"o.otif_{w}_orders_12m_count", f"o.judged_{w}_orders_12m_count", f"otif_{w}_orders_share"),
            share(f"l.otif_{w}_12m_amount", f"l.judged_{w}_12m_amount", f"otif_{w}_value_share"),
        ]
    columns += [
        f"c.{f.name}" if f.unit == "days" else counted("c", f.name, is_known="complaints" in params["tables"])
        for f in _COMPLAINTS
    ]
    # rows of which nobody states the customer stand under key 0, so that lines and complaints add up
    base = (
        "select customer_key from customer_register union select customer_key from complained where customer_key = 0 "
        "union select customer_key from service_lines where customer_key = 0"
    )
    return (
        f"with complained as ({_complaints(params)}) select r.customer_key, {', '.join(columns)} from ({base}) as r left join ({lines}) as l on l.customer_key = r.customer_key "
        f"left join ({_orders(params)}) as o on o.customer_key = r.customer_key left join complained as c on c.customer_key = r.customer_key"
    )
