"""Breadth of what a customer buys: families out of those that customers of its kind buy at all."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._halves import HALVES, half_start
from clientela.economics._rounding import rounded
from clientela.measures.passes import KEY, costed_lines

LEVELS = (("family", msg("product families")), ("product", msg("products, since families are not stated")))
_MOST_PRODUCTS = 200
"""Products looked at where no families are stated: the most widely bought."""
FAMILY = Field("product_family", msg("Product family"), "text")
FAMILY_KEY = Field("family_key", msg("Key of the family"), "id", msg("smallest key of its products"))
KIND = Field(
    "peer_kind",
    msg("Kind of customer"),
    "text",
    msg("the segment, the customer type where no segment is stated"),
)


@step(
    title=msg("Families the range is looked at by"),
    inputs=("customer_products", "product_register"),
    fields=(
        Field("product_key", msg("Product key"), "id"),
        Field("product_family", msg("Product family"), "text", msg("the family; where families are stated for less than half of the revenue of the last 12 months, the product itself, if it is among the 200 most widely bought")),
        Field("family_level", msg("Looked at by"), "class", codes=LEVELS),
        FAMILY_KEY,
    ),
)  # fmt: skip
def offer_families(params: dict[str, Any]) -> str:
    """Name the family of each product; a product that belongs to none has no row."""
    money = "case when revenue_12m_amount > 0 then revenue_12m_amount else 0 end"
    stated = (
        f"select case when sum({money}) > 0 and 2 * sum(case when product_family is not null then {money} else 0 end) < sum({money}) then 1 else 0 end as by_product "
        "from customer_products"
    )
    spread = (
        "select product_key, row_number() over (order by count(*) desc, max(product_name), max(product_id)) as place from ("
        "select s.product_key, p.product_name, p.product_id from customer_products as s join product_register as p on p.product_key = s.product_key "
        "where s.revenue_12m_amount > 0 and s.product_key <> 0) as bought group by product_key"
    )
    named = (
        "select p.product_key, case when t.by_product = 1 then coalesce(p.product_name || ' (' || p.product_id || ')', p.product_name, p.product_id) "
        "else p.product_family end as product_family, case when t.by_product = 1 then 'product' else 'family' end as family_level "
        f"from product_register as p cross join ({stated}) as t left join ({spread}) as s on s.product_key = p.product_key "
        f"where (t.by_product = 0 and p.product_family is not null) or (t.by_product = 1 and s.place <= {_MOST_PRODUCTS})"
    )
    return (
        "select product_key, product_family, family_level, min(product_key) over (partition by product_family) as family_key "
        f"from ({named}) as named"
    )


@step(
    title=msg("Customer x family x half year"),
    inputs=("identified_lines", "product_costs", "offer_families"),
    fields=(
        KEY,
        FAMILY,
        FAMILY_KEY,
        Field("half_number", msg("Half year, counted back"), "id", msg("0 are the six months that end on the day of the run")),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("costed_revenue_amount", msg("Revenue with a known or estimated cost"), "money"),
        Field("costed_margin_amount", msg("Margin of the same lines"), "money"),
        Field("lines_count", msg("Lines"), "count"),
    ),
)  # fmt: skip
def customer_families(params: dict[str, Any]) -> str:
    """Sum the lines of the last four years by customer, family and half year; without a family they stand apart, so that all adds up.

    Each half year is summed for itself: one sum over all of them would hold a row for each customer, family and half year at a time.
    """
    halves = " union all ".join(
        f"select l.customer_key, f.family_key, {number} as half_number, cast(sum(l.net_amount) as bigint) as revenue_amount, "
        "cast(sum(case when l.cost_amount is not null then l.net_amount end) as bigint) as costed_revenue_amount, "
        "cast(sum(l.net_amount - l.cost_amount) as bigint) as costed_margin_amount, count(*) as lines_count "
        f"from ({costed_lines(params, 'product_key')}) as l left join offer_families as f on f.product_key = l.product_key "
        f"where l.document_on > {half_start(params, number)} and l.document_on <= {half_start(params, number - 1)} "
        "group by l.customer_key, f.family_key"
        for number in range(HALVES)
    )
    sums = "h.half_number, h.revenue_amount, h.costed_revenue_amount, h.costed_margin_amount, h.lines_count"
    return (
        f"select h.customer_key, n.product_family, h.family_key, {sums} from ({halves}) as h "
        "left join (select distinct family_key, product_family from offer_families) as n on n.family_key = h.family_key"
    )


@step(
    title=msg("Kind of customer x family"),
    inputs=("customer_family_years", "customer_peers", "eligible_families"),
    fields=(
        KIND,
        FAMILY,
        Field("kind_count", msg("Buying customers of the kind"), "count"),
        Field("kind_prior_count", msg("Buying customers of the kind, 12 months before"), "count"),
        Field("buyers_count", msg("Customers that buy it"), "count", msg("with a positive sum in the last 12 months")),
        Field("buyers_prior_count", msg("Customers that bought it, 12 months before"), "count"),
        Field("penetration_share", msg("Penetration"), "share", msg("customers that buy it / buying customers of the kind")),
        Field("spend_12m_amount", msg("Median spend of those that buy it"), "money"),
        Field("fits_number", msg("Counts as one that customers of the kind buy"), "number", msg("1: the list of eligible families says so, or without a list for the kind at least a share of its customers (setting `least_family_share`) buys it")),
    ),
)  # fmt: skip
def family_reach(params: dict[str, Any]) -> str:
    """How many customers of each kind buy each family, what they spend on it, and whether it counts as eligible for the kind."""
    return (
        "with bought as (select p.peer_kind, f.customer_key, f.product_family, f.revenue_12m_amount as now_amount, f.revenue_prior_12m_amount as prior_amount "
        "from customer_family_years as f join customer_peers as p on p.customer_key = f.customer_key where f.halves_24m_count > 0), "
        "sizes as (select peer_kind, count(case when revenue_12m_amount > 0 then 1 end) as kind_count, "
        "count(case when revenue_prior_12m_amount > 0 then 1 end) as kind_prior_count from customer_peers group by peer_kind), "
        "listed as (select segment_id, product_family, max(case when is_eligible is null or is_eligible then 1 else 0 end) as fits from eligible_families "
        "group by segment_id, product_family), "
        "ruled as (select distinct segment_id from listed), "
        "found as (select peer_kind, product_family, count(case when now_amount > 0 then 1 end) as buyers_count, "
        "count(case when prior_amount > 0 then 1 end) as buyers_prior_count, "
        "cast(round(percentile_cont(0.5) within group (order by case when now_amount > 0 then now_amount end)) as bigint) as spend_12m_amount "
        "from bought group by peer_kind, product_family union all "
        "select l.segment_id as peer_kind, l.product_family, 0 as buyers_count, 0 as buyers_prior_count, cast(null as bigint) as spend_12m_amount "
        "from listed as l left join (select distinct peer_kind, product_family from bought) as b on b.peer_kind = l.segment_id and b.product_family = l.product_family "
        "where b.peer_kind is null and l.fits = 1) "
        "select f.peer_kind, f.product_family, s.kind_count, s.kind_prior_count, f.buyers_count, f.buyers_prior_count, "
        "cast(f.buyers_count as double) / nullif(s.kind_count, 0) as penetration_share, f.spend_12m_amount, "
        "case when r.segment_id is not null then coalesce(l.fits, 0) "
        f"when s.kind_count > 0 and f.buyers_count > 0 and cast(f.buyers_count as double) >= {params['offer'].least_family_share!r} * s.kind_count then 1 else 0 end as fits_number "
        "from found as f join sizes as s on s.peer_kind is not distinct from f.peer_kind left join ruled as r on r.segment_id = f.peer_kind "
        "left join listed as l on l.segment_id = f.peer_kind and l.product_family = f.product_family"
    )


@step(
    title=msg("Breadth"),
    inputs=("customer_family_years", "customer_peers", "customer_measures", "family_reach", "offer_families"),
    fields=(
        KEY,
        KIND,
        Field("family_level", msg("Looked at by"), "class", codes=LEVELS),
        Field("eligible_count", msg("Eligible families"), "count", msg("families that customers of the kind buy, by the list of eligible families or by their share")),
        Field("eligible_bought_count", msg("Eligible families bought"), "count", msg("with a positive sum in the last 12 months")),
        Field("breadth_share", msg("Breadth"), "share", msg("eligible families bought / eligible families")),
        Field("effective_breadth", msg("Effective breadth"), "number", msg("exp(-sum s·ln s), s being the share of each family in the positive revenue of the last 12 months: how many families of equal weight it would be"), "Shannon 1948; Hill 1973"),
        Field("lines_per_order", msg("Lines per order"), "number", msg("lines / orders of the last 12 months")),
        Field("families_now_count", msg("Families, last 12 months"), "count"),
        Field("families_prior_count", msg("Families, 12 months before"), "count"),
        Field("families_added_count", msg("Families added"), "count", msg("bought in the last 12 months and not in the 12 before")),
        Field("families_lost_count", msg("Families lost"), "count", msg("bought in the 12 months before and not in the last 12, by a customer that still buys")),
        Field("families_lost_prior_amount", msg("Revenue of the families lost, 12 months before"), "money"),
    ),
)  # fmt: skip
def family_breadth(params: dict[str, Any]) -> str:
    """Measure how much of its eligible range each customer buys, and which of it is gone.

    Unknown, never zero: breadth where families are not stated or the kind has no eligible one; families lost of a customer that
    stopped buying altogether, which is no partial defection.
    """
    share = "cast(case when now_amount > 0 then now_amount end as double) / nullif(case when whole_amount > 0 then whole_amount end, 0)"
    whole = "sum(case when now_amount > 0 then now_amount else 0 end) over (partition by customer_key) as whole_amount"
    return (
        "with bought as (select customer_key, product_family, revenue_12m_amount as now_amount, revenue_prior_12m_amount as prior_amount "
        "from customer_family_years where halves_24m_count > 0 and customer_key <> 0), "
        "reach as (select peer_kind, product_family from family_reach where fits_number = 1), "
        "sizes as (select peer_kind, count(*) as eligible_count from reach group by peer_kind), "
        f"shared as (select customer_key, product_family, now_amount, prior_amount, {share} as s from (select bought.*, {whole} from bought) as weighed), "
        "summed as (select b.customer_key, count(case when b.now_amount > 0 then 1 end) as now_count, count(case when b.prior_amount > 0 then 1 end) as prior_count, "
        "count(case when b.now_amount > 0 and b.prior_amount <= 0 then 1 end) as added_count, count(case when b.now_amount <= 0 and b.prior_amount > 0 then 1 end) as lost_count, "
        "cast(sum(case when b.now_amount <= 0 and b.prior_amount > 0 then b.prior_amount else 0 end) as bigint) as lost_amount, "
        "count(case when b.now_amount > 0 and r.product_family is not null then 1 end) as eligible_bought_count, "
        f"{rounded('exp(-sum(b.s * ln(b.s)))')} as effective_breadth from shared as b join customer_peers as p on p.customer_key = b.customer_key "
        "left join reach as r on r.peer_kind is not distinct from p.peer_kind and r.product_family = b.product_family group by b.customer_key), "
        "level as (select max(family_level) as family_level from offer_families) "
        "select p.customer_key, p.peer_kind, v.family_level, e.eligible_count, case when e.eligible_count > 0 then coalesce(s.eligible_bought_count, 0) end as eligible_bought_count, "
        "cast(coalesce(s.eligible_bought_count, 0) as double) / nullif(e.eligible_count, 0) as breadth_share, s.effective_breadth, "
        "cast(m.lines_12m_count as double) / nullif(m.orders_12m_count, 0) as lines_per_order, s.now_count as families_now_count, s.prior_count as families_prior_count, "
        "s.added_count as families_added_count, case when p.revenue_12m_amount > 0 then s.lost_count end as families_lost_count, "
        "case when p.revenue_12m_amount > 0 then s.lost_amount end as families_lost_prior_amount from customer_peers as p "
        "join customer_measures as m on m.customer_key = p.customer_key left join summed as s on s.customer_key = p.customer_key "
        "cross join level as v left join sizes as e on e.peer_kind is not distinct from p.peer_kind and v.family_level = 'family' and p.revenue_12m_amount > 0"
    )
