"""Growth by what it brings: the customers that grow or were won, and the sales persons and areas they belong to."""

from __future__ import annotations

from typing import Any

from clientela.analyses.customers import customers
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.growth_quality import ANSWERS, STATES, growth_quality, growth_rules

MOST = 200
_KNOWN = {f.name: f for f in (*customers.fields, *growth_quality.fields)}
_WHO = (
    "customer_key",
    "customer_id",
    "customer_name",
    "seller_id",
    "area_id",
    "revenue_12m_amount",
    "revenue_prior_12m_amount",
)
_WHAT = (
    "is_won", "growth_amount", "contribution_basis", "contribution_12m_amount", "contribution_change_amount", "growth_margin_share", "norm_share", "discount_12m_share",
    "usual_discount_12m_share", "concession_amount", "returns_12m_share", "payment_delay_change_days", "terms_days", "usual_terms_days", "contact_hours", "usual_contact_hours", "acquisition_hours",
    "families_added_count", "profit_answer", "stability_answer", "opportunity_answer", "growth_state",
)  # fmt: skip
GROUPS = (("seller_id", msg("Sales person")), ("area_id", msg("Area")))


@step(
    title=msg("Customers that grow, by what it brings"),
    inputs=("growth_quality", "customers"),
    fields=tuple(_KNOWN[n] for n in (*_WHO, *_WHAT)),
)
def growth_without_profit(params: dict[str, Any]) -> str:
    """List up to 200 customers that grow or were won in the last months: growth without profit first, then the largest growth."""
    del params
    columns = ", ".join([*(f"c.{n}" for n in _WHO), *(f"g.{n}" for n in _WHAT)])
    rank = "case g.growth_state when 'without_profit' then 0 when 'without_stability' then 1 else 2 end"
    return (
        f"select {', '.join((*_WHO, *_WHAT))} from (select {columns}, row_number() over (order by {rank}, g.growth_amount desc, c.customer_key) as place "
        "from growth_quality as g join customers as c on c.customer_key = g.customer_key where g.growth_state <> 'not_growing' or (g.is_won = 1 and c.revenue_12m_amount > 0)) as ranked "
        f"where place <= {MOST} order by place"
    )


@step(
    title=msg("Growth by sales person and area"),
    inputs=("growth_quality", "customers"),
    fields=(
        Field("dimension", msg("Seen by"), "text", codes=GROUPS),
        Field("part", msg("Part"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("growth_amount", msg("More revenue than a year ago"), "money"),
        Field("known_growth_amount", msg("of which with a known contribution"), "money"),
        Field("contribution_change_amount", msg("More contribution than a year ago"), "money", msg("of the customers whose contribution is known in both years, on one basis")),
        Field("concession_amount", msg("Discount beyond that of the peers"), "money"),
        Field("flagged_count", msg("Customers that grow without profit or stability"), "count"),
        Field("flagged_growth_amount", msg("Their growth"), "money"),
        Field("less_stable_share", msg("Growth that is less stable"), "share", msg("growth of customers whose stability is answered no / growth of growing customers")),
        Field("new_count", msg("Customers that opened something new"), "count"),
        Field("profit_answer", msg("Does the growth bring profit?"), "class", msg("as for a customer, over the customers of the part whose contribution is known; not asked where revenue did not grow"), codes=ANSWERS),
        Field("growth_state", msg("Kind of growth"), "class", codes=STATES),
    ),
)  # fmt: skip
def growth_by_owner(params: dict[str, Any]) -> str:
    """Sum growth and contribution by sales person and area; the parts of each add up to the customers of the two years."""
    rules = growth_rules(params)
    sums = (
        "count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(c.revenue_prior_12m_amount) as bigint) as revenue_prior_12m_amount, "
        "cast(sum(g.growth_amount) as bigint) as growth_amount, cast(sum(case when g.contribution_change_amount is not null then g.growth_amount end) as bigint) as known_growth_amount, "
        "cast(sum(g.contribution_change_amount) as bigint) as contribution_change_amount, cast(sum(g.concession_amount) as bigint) as concession_amount, "
        "count(case when g.growth_state in ('without_profit', 'without_stability') then 1 end) as flagged_count, "
        "cast(sum(case when g.growth_state in ('without_profit', 'without_stability') then g.growth_amount end) as bigint) as flagged_growth_amount, "
        "cast(sum(case when g.growth_state <> 'not_growing' and g.stability_answer = 'no' then g.growth_amount else 0 end) as double) "
        "/ nullif(sum(case when g.growth_state <> 'not_growing' then g.growth_amount end), 0) as less_stable_share, "
        "count(case when g.opportunity_answer = 'yes' then 1 end) as new_count, max(g.norm_share) as norm_share"
    )
    parts = " union all ".join(
        f"select '{name}' as dimension, c.{name} as part, {sums} from growth_quality as g join customers as c on c.customer_key = g.customer_key group by c.{name}"
        for name, _ in GROUPS
    )
    grows = f"growth_amount > 0 and growth_amount >= {rules.least_growth_share!r} * revenue_prior_12m_amount"
    earns = f"cast(contribution_change_amount as double) > {rules.least_profit_ratio!r} * greatest(coalesce(norm_share, 0), 0) * greatest(known_growth_amount, 0)"
    profit = f"case when not ({grows}) then null when contribution_change_amount is null then 'unknown' when {earns} then 'yes' else 'no' end"
    columns = (
        "dimension, part, customers_count, revenue_12m_amount, revenue_prior_12m_amount, growth_amount, known_growth_amount, contribution_change_amount, concession_amount, flagged_count, "
        "flagged_growth_amount, less_stable_share, new_count"
    )
    return (
        f"select {columns}, profit_answer, case when profit_answer is null then 'not_growing' when profit_answer = 'no' then 'without_profit' when less_stable_share > 0.5 then 'without_stability' "
        f"when profit_answer = 'unknown' then 'unknown' when new_count = 0 then 'without_opportunity' else 'sound' end as growth_state from (select {columns}, {profit} as profit_answer from ({parts}) as summed) as asked"
    )
