"""The context of the business in figures, each with its source or as not known."""

from __future__ import annotations

from typing import Any

from clientela.analyses.customers import customers
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.context_facts import fiscal_year_of
from clientela.economics.switching import switching_sheet

INDICATORS = (
    ("channels", msg("Channels we sell through")),
    ("largest_channel", msg("Share of the largest channel")),
    ("families_sold", msg("Product families sold")),
    ("families_per_customer", msg("Product families per customer")),
    ("acquisition_cost", msg("Cost of winning a customer")),
    ("payback_months", msg("Months until a won customer has paid for it")),
    ("retention_cost", msg("Cost of keeping a customer")),
    ("replacement_share", msg("Purchases that replace what customers have")),
    ("rival_requests", msg("Requests that come with a rival's offer")),
    ("rivals_named", msg("Competitors named in offers")),
    ("exposed_customers", msg("Customers for whom leaving us pays, of those judged")),
)
EVIDENCE = (
    ("measured", msg("measured")),
    ("observed", msg("stated by people, with source")),
    ("defined", msg("measured, by a definition of our own")),
    ("unknown", msg("not known")),
)
_UNITS = {
    "channels": "count", "largest_channel": "share", "families_sold": "count", "families_per_customer": "number", "acquisition_cost": "money", "payback_months": "number",
    "retention_cost": "money", "replacement_share": "share", "rival_requests": "share", "rivals_named": "count", "exposed_customers": "share",
}  # fmt: skip
_OWN = {"acquisition_cost", "payback_months", "retention_cost"}
_MOST_SHEETS = 200
_WHO = {f.name: f for f in customers.fields}


def unit_of(indicator: str) -> str:
    """Return the unit of an indicator."""
    return _UNITS[indicator]


def _won(params: dict[str, Any]) -> str:
    """Return the customers by the year of their first order that bought on a second day, and what they earned in their first year.

    The first year of a customer is not over yet where the day looked from comes first: then what it earns in a month is not known.
    """
    year = fiscal_year_of("c.first_order_on", params)
    return (
        "select fiscal_year, count(*) as won_count, case when sum(uncosted) = 0 and min(is_whole) = 1 then sum(margin) / nullif(count(*) * 12.0, 0) / 10000 end as month_margin from ("
        f"select d.customer_key, {year} as fiscal_year, count(distinct case when d.orders_count > 0 then d.document_on end) as days_count, "
        "cast(sum(case when datediff('day', c.first_order_on, d.document_on) < 365 then coalesce(d.margin_known_amount, 0) + coalesce(d.margin_estimated_amount, 0) end) as double) as margin, "
        "sum(case when datediff('day', c.first_order_on, d.document_on) < 365 then d.uncosted_lines_count else 0 end) as uncosted, "
        f"min(case when datediff('day', c.first_order_on, {params['as_of']}) >= 365 then 1 else 0 end) as is_whole "
        f"from customer_days as d join customers as c on c.customer_key = d.customer_key where c.first_order_on is not null group by d.customer_key, {year}) as firsts "
        "where days_count > 1 group by fiscal_year"
    )


def _kept() -> str:
    """Return how many customers bought in a year and in the one before."""
    bought = "select customer_key, fiscal_year from customer_year_parts where part_kind = 'family' and customer_key <> 0 and invoiced_lines_count > 0 group by customer_key, fiscal_year"
    return f"select a.fiscal_year, count(*) as kept_count from ({bought}) as a join ({bought}) as b on b.customer_key = a.customer_key and b.fiscal_year = a.fiscal_year - 1 group by a.fiscal_year"


def _replacement() -> str:
    """Return the share of replacement that observations of customers state, by year, weighted by revenue; and of segments where no customer is asked."""
    return (
        "select fiscal_year, sum(cast(revenue_12m_amount as double) * value_number) / nullif(sum(case when revenue_12m_amount > 0 then cast(revenue_12m_amount as double) end), 0) as value, "
        "count(*) as basis_count, max(source_text) as source_text from (select o.customer_key, o.fiscal_year, o.value_number, o.source_text, c.revenue_12m_amount "
        "from replacement_views as o join customers as c on c.customer_key = o.customer_key where o.newest_number = 1 and c.revenue_12m_amount > 0) as weighed group by fiscal_year"
    )


@step(
    title=msg("Context indicators"),
    inputs=("customers", "customer_days", "customer_year_parts", "customer_offers", "relation_spend", "replacement_views", "switching_sheet"),
    fields=(
        Field("indicator", msg("Context indicator"), "class", codes=INDICATORS),
        Field("fiscal_year", msg("Year"), "id"),
        Field("value", msg("Value"), "number", msg("money in currency units; cost of winning: spent on winning in the year / customers with their first order in it and a second one by now; months: that / what they earned a month in their first year; cost of keeping: spent on keeping / customers of the year before that bought again")),
        Field("basis_count", msg("Cases it rests on"), "count"),
        Field("evidence_class", msg("Evidence"), "class", codes=EVIDENCE),
        Field("source_text", msg("Source"), "text"),
    ),
)  # fmt: skip
def context_indicators(params: dict[str, Any]) -> str:
    """List the indicators by fiscal year, the current one as far as it is known; each without a value in any year once, as not known.

    Cost of winning and of keeping, and the months of payback, are definitions of our own.
    """
    channel = "part_kind = 'channel' and part is not null and invoiced_lines_count > 0"
    family = "part_kind = 'family' and part is not null and invoiced_lines_count > 0"
    channels = f"select fiscal_year, part, sum(cast(revenue_amount as double)) as revenue, sum(invoiced_lines_count) as lines from customer_year_parts where {channel} group by fiscal_year, part"
    won, kept = _won(params), _kept()
    spent = "select fiscal_year, cast(actual_amount as double) / 10000 as spent from relation_spend where spend_kind = '{}' and actual_amount is not null"
    cost = f"select s.fiscal_year, s.spent / nullif(w.won_count, 0) as cost, w.month_margin, w.won_count from ({spent.format('acquire')}) as s join ({won}) as w on w.fiscal_year = s.fiscal_year"
    rows = {
        "channels": f"select fiscal_year, cast(count(*) as double) as value, sum(lines) as basis_count, cast(null as varchar) as source_text from ({channels}) as x group by fiscal_year",
        "largest_channel": f"select fiscal_year, max(revenue) / nullif(sum(revenue), 0) as value, sum(lines) as basis_count, cast(null as varchar) as source_text from ({channels}) as x group by fiscal_year having min(revenue) >= 0",
        "families_sold": f"select fiscal_year, cast(count(*) as double) as value, sum(lines) as basis_count, cast(null as varchar) as source_text from (select fiscal_year, part, sum(invoiced_lines_count) as lines from customer_year_parts where {family} group by fiscal_year, part) as x group by fiscal_year",
        "families_per_customer": f"select fiscal_year, avg(cast(families as double)) as value, count(*) as basis_count, cast(null as varchar) as source_text from (select customer_key, fiscal_year, count(*) as families from customer_year_parts where {family} and customer_key <> 0 group by customer_key, fiscal_year) as x group by fiscal_year",
        "acquisition_cost": f"select fiscal_year, cost as value, won_count as basis_count, cast(null as varchar) as source_text from ({cost}) as x",
        "payback_months": f"select fiscal_year, case when month_margin > 0 then cost / nullif(month_margin, 0) end as value, won_count as basis_count, cast(null as varchar) as source_text from ({cost}) as x",
        "retention_cost": f"select s.fiscal_year, s.spent / nullif(k.kept_count, 0) as value, k.kept_count as basis_count, cast(null as varchar) as source_text from ({spent.format('retain')}) as s join ({kept}) as k on k.fiscal_year = s.fiscal_year",
        "replacement_share": _replacement(),
        "rival_requests": "select fiscal_year, cast(count(competitor_id) as double) / nullif(count(*), 0) as value, count(*) as basis_count, cast(null as varchar) as source_text from customer_offers group by fiscal_year having (select count(competitor_id) from customer_offers) > 0",
        "rivals_named": "select fiscal_year, cast(count(distinct competitor_id) as double) as value, count(competitor_id) as basis_count, cast(null as varchar) as source_text from customer_offers group by fiscal_year having (select count(competitor_id) from customer_offers) > 0",
        "exposed_customers": f"select {fiscal_year_of(params['as_of'], params)} as fiscal_year, cast(count(case when barrier_class = 'exposed' then 1 end) as double) / nullif(count(*), 0) as value, count(*) as basis_count, cast(null as varchar) as source_text from switching_sheet where barrier_class <> 'unknown' having count(*) > 0",
    }
    if "budgets" not in params["tables"]:  # nothing else says what was spent
        rows = {name: sql for name, sql in rows.items() if name not in _OWN}
    evidence = {
        name: "observed" if name == "replacement_share" else "defined" if name in _OWN else "measured"
        for name in rows
    }
    known = " union all ".join(
        f"select '{name}' as indicator, cast(fiscal_year as integer) as fiscal_year, cast(value as double) as value, cast(basis_count as bigint) as basis_count, '{evidence[name]}' as evidence_class, source_text from ({sql}) as i_{name} where value is not null"
        for name, sql in rows.items()
    )
    listed = " union all ".join(f"select '{name}' as indicator" for name, _ in INDICATORS)
    return (
        f"with known as ({known}) select indicator, fiscal_year, value, basis_count, evidence_class, source_text from known union all "
        "select indicator, cast(null as integer) as fiscal_year, cast(null as double) as value, cast(null as bigint) as basis_count, 'unknown' as evidence_class, cast(null as varchar) as source_text "
        f"from ({listed}) as listed where indicator not in (select indicator from known) and (select count(*) from customers where lines_count > 0) > 0"
    )


@step(
    title=msg("Channels by year"),
    inputs=("customer_year_parts",),
    fields=(
        Field("fiscal_year", msg("Year"), "id"),
        Field("channel", msg("Channel"), "text"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("revenue_share", msg("Share of revenue"), "share"),
        Field("customers_count", msg("Customers"), "count"),
    ),
)
def channel_mix(params: dict[str, Any]) -> str:
    """Sum each fiscal year by channel of the documents; lines without one are a part of their own, so that a year adds up to the ledger."""
    del params
    return (
        "select fiscal_year, channel, revenue_amount, cast(revenue_amount as double) / nullif(sum(revenue_amount) over (partition by fiscal_year), 0) as revenue_share, customers_count from ("
        "select fiscal_year, part as channel, cast(sum(revenue_amount) as bigint) as revenue_amount, count(distinct case when customer_key <> 0 then customer_key end) as customers_count "
        "from customer_year_parts where part_kind = 'channel' group by fiscal_year, part) as summed order by fiscal_year, revenue_amount desc, channel"
    )


@step(
    title=msg("Switching costs of the largest customers"),
    inputs=("switching_sheet", "customers"),
    fields=(
        _WHO["customer_key"],
        _WHO["customer_id"],
        _WHO["customer_name"],
        _WHO["revenue_12m_amount"],
        *(f for f in switching_sheet.fields if f.name != "customer_key"),
    ),
)
def switching_list(params: dict[str, Any]) -> str:
    """List up to 200 customers with a bond: those for whom leaving pays first, then the largest."""
    del params
    own = ", ".join(f"s.{f.name}" for f in switching_sheet.fields if f.name != "customer_key")
    plain = own.replace("s.", "")
    return (
        f"select customer_key, customer_id, customer_name, revenue_12m_amount, {plain} from (select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, {own}, "
        "row_number() over (order by case s.barrier_class when 'exposed' then 0 when 'held' then 1 else 2 end, c.revenue_12m_amount desc, c.customer_key) as place "
        f"from switching_sheet as s join customers as c on c.customer_key = s.customer_key) as ranked where place <= {_MOST_SHEETS} order by place"
    )
