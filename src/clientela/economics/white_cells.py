"""White spaces: eligible families that a customer does not buy, with what customers like it spend on them."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.economics.family_breadth import FAMILY, KIND
from clientela.measures.passes import KEY

_HALF = 0.5


@step(
    title=msg("Families in numbers"),
    inputs=("customer_family_years",),
    fields=(
        FAMILY,
        Field("customers_count", msg("Customers that buy it"), "count", msg("with a positive sum in the last 12 months")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("family_margin_share", msg("Margin of the family"), "share", msg("margin / revenue of the lines of the last 12 months with a known or estimated cost; unknown where these are less than half of the revenue")),
    ),
)  # fmt: skip
def family_worth(params: dict[str, Any]) -> str:
    """What each family brought the company in the last 12 months."""
    return (
        "select product_family, count(case when revenue_amount > 0 then 1 end) as customers_count, cast(sum(revenue_amount) as bigint) as revenue_12m_amount, "
        f"case when sum(costed_amount) > 0 and sum(costed_amount) >= {_HALF} * sum(revenue_amount) then cast(sum(margin_amount) as double) / nullif(sum(costed_amount), 0) end as family_margin_share "
        "from (select product_family, revenue_12m_amount as revenue_amount, costed_12m_amount as costed_amount, costed_margin_12m_amount as margin_amount "
        "from customer_family_years where halves_12m_count > 0) as bought group by product_family"
    )


@step(
    title=msg("Spend of peers"),
    inputs=("customer_family_years", "customer_peers"),
    fields=(
        KIND,
        Field("size_fifth", msg("Size band"), "id"),
        FAMILY,
        Field("buyers_count", msg("Customers that buy it"), "count"),
        Field("spend_12m_amount", msg("Median spend of those that buy it"), "money"),
    ),
)  # fmt: skip
def peer_spend(params: dict[str, Any]) -> str:
    """Median spend of the last 12 months on each family, by kind and size of customer, where enough of them buy it."""
    return (
        "select peer_kind, size_fifth, product_family, count(*) as buyers_count, "
        "cast(round(percentile_cont(0.5) within group (order by revenue_amount)) as bigint) as spend_12m_amount from ("
        "select p.peer_kind, p.size_fifth, f.product_family, f.revenue_12m_amount as revenue_amount from customer_family_years as f "
        "join customer_peers as p on p.customer_key = f.customer_key where f.revenue_12m_amount > 0 and p.size_fifth is not null) as bought "
        f"group by peer_kind, size_fifth, product_family having count(*) >= {params['offer'].least_peers}"
    )


@step(
    title=msg("White spaces"),
    inputs=("customer_family_years", "customer_peers", "family_reach", "peer_spend", "family_worth"),
    fields=(
        KEY,
        FAMILY,
        KIND,
        Field("penetration_share", msg("Penetration"), "share", msg("customers that buy it / buying customers of the kind")),
        Field("spend_12m_amount", msg("Median spend of those that buy it"), "money", msg("of the same kind and size band, of the kind where they are too few")),
        Field("family_margin_share", msg("Margin of the family"), "share"),
        Field("lapsed_number", msg("Bought it before"), "number", msg("1 where it was bought in the four years looked at, though not in the last 12 months")),
    ),
)  # fmt: skip
def white_cells(params: dict[str, Any]) -> str:
    """List the eligible families that each buying customer does not buy, where enough customers of its kind do."""
    least = params["offer"].least_peers
    return (
        "select p.customer_key, r.product_family, p.peer_kind, r.penetration_share, coalesce(s.spend_12m_amount, r.spend_12m_amount) as spend_12m_amount, "
        "w.family_margin_share, case when b.older_count > 0 then 1 else 0 end as lapsed_number from customer_peers as p "
        f"join family_reach as r on r.peer_kind is not distinct from p.peer_kind and r.fits_number = 1 and r.buyers_count >= {least} "
        "left join customer_family_years as b on b.customer_key = p.customer_key and b.product_family = r.product_family "
        "left join peer_spend as s on s.peer_kind is not distinct from p.peer_kind and s.size_fifth = p.size_fifth and s.product_family = r.product_family "
        "left join family_worth as w on w.product_family = r.product_family "
        "where p.size_fifth is not null and coalesce(b.revenue_12m_amount, 0) <= 0"
    )


@step(
    title=msg("Outcomes of offers"),
    inputs=("offers", "product_keys", "product_register", "customer_keys", "customer_map"),
    fields=(
        KEY,
        FAMILY,
        Field("won_count", msg("Offers won"), "count"),
        Field("lost_count", msg("Offers lost"), "count"),
    ),
)  # fmt: skip
def offer_outcomes(params: dict[str, Any]) -> str:
    """Count what became of the offers closed up to `as_of`, by customer and family; the family is the offer's, else its product's.

    An offer without a day of closing is left out: nobody can say whether its outcome was known on the day of the run.
    """
    return (
        f"select customer_key, product_family, count(case when stage = 'won' then 1 end) as won_count, count(case when stage = 'lost' then 1 end) as lost_count from ("
        f"select {KEY_OF} as customer_key, coalesce(o.product_family, p.product_family) as product_family, o.stage from offers as o "
        f"{join_customer('o', 'o.closed_on')}left join product_keys as g on g.source = o.source and g.product_id = o.product_id "
        "left join product_register as p on p.product_key = g.product_key "
        f"where o.stage in ('won', 'lost') and o.closed_on <= {params['as_of']}) as closed group by customer_key, product_family"
    )
