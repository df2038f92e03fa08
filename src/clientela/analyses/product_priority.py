"""Which families to act on first: where there is room, margin and success, and where ground is being lost."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

DEFENCE = (
    ("defend", msg("loses ground: defend")),
    ("holds", msg("holds or gains ground")),
)
_FALL = 0.1
"""A family is to be defended when its penetration fell by a tenth or more."""


@step(
    title=msg("Families to act on"),
    inputs=("customer_family_years", "customers", "white_cells", "offer_outcomes"),
    fields=(
        Field("product_family", msg("Product family"), "text"),
        Field("buyers_count", msg("Customers that buy it"), "count", msg("with a positive sum in the last 12 months")),
        Field("buyers_prior_count", msg("Customers that bought it, 12 months before"), "count"),
        Field("penetration_share", msg("Penetration"), "share", msg("customers that buy it / customers that buy anything")),
        Field("penetration_prior_share", msg("Penetration, 12 months before"), "share"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
        Field("white_count", msg("White spaces"), "count", msg("buying customers for which it is eligible and that do not buy it")),
        Field("white_amount", msg("White space in money"), "money", msg("sum over the white spaces of the median spend of similar buyers: penetration gap x eligible customers x spend")),
        Field("family_margin_share", msg("Margin of the family"), "share", msg("margin / revenue of the lines of the last 12 months with a known or estimated cost; unknown where these are less than half of the revenue")),
        Field("won_count", msg("Offers won"), "count"),
        Field("lost_count", msg("Offers lost"), "count"),
        Field("win_share", msg("Win rate"), "share", msg("offers won / offers won and lost; unknown without offers that name the family")),
        Field("white_margin_amount", msg("White space in margin"), "money", msg("white space in money x margin of the family")),
        Field("priority_amount", msg("Priority score"), "money", msg("white space in money x margin of the family x win rate; unknown where one of the three is"), "own definition"),
        Field("defence_class", msg("Ground"), "class", msg("defend: the penetration fell by a tenth or more against the 12 months before, which is five customers of today or more (setting `least_peers`); unknown without customers in both years"), codes=DEFENCE),
    ),
)  # fmt: skip
def product_priority(params: dict[str, Any]) -> str:
    """Score the families with most white space and sales: at most 200, the highest score first, those without one by white margin."""
    least = params["offer"].least_peers
    return (
        "with sold as (select customer_key, product_family, revenue_12m_amount as now_amount, revenue_prior_12m_amount as prior_amount, "
        "costed_12m_amount as costed_amount, costed_margin_12m_amount as margin_amount from customer_family_years where halves_24m_count > 0 and customer_key <> 0), "
        "families as (select product_family, count(case when now_amount > 0 then 1 end) as buyers_count, count(case when prior_amount > 0 then 1 end) as buyers_prior_count, "
        "sum(now_amount) as now_amount, sum(prior_amount) as prior_amount, sum(costed_amount) as costed_amount, sum(margin_amount) as margin_amount from sold group by product_family), "
        "base as (select count(case when revenue_12m_amount > 0 then 1 end) as active_count, count(case when revenue_prior_12m_amount > 0 then 1 end) as active_prior_count from customers), "
        "white as (select product_family, count(*) as white_count, sum(spend_12m_amount) as white_amount from white_cells group by product_family), "
        "offered as (select product_family, sum(won_count) as won_count, sum(lost_count) as lost_count from offer_outcomes where product_family is not null group by product_family), "
        "joined as (select f.product_family, b.active_count, f.buyers_count, f.buyers_prior_count, cast(f.buyers_count as double) / nullif(b.active_count, 0) as penetration_share, "
        "cast(f.buyers_prior_count as double) / nullif(b.active_prior_count, 0) as penetration_prior_share, cast(f.now_amount as bigint) as revenue_12m_amount, "
        "cast(f.prior_amount as bigint) as revenue_prior_12m_amount, coalesce(w.white_count, 0) as white_count, cast(coalesce(w.white_amount, 0) as bigint) as white_amount, "
        "case when f.costed_amount > 0 and f.costed_amount >= 0.5 * f.now_amount then cast(f.margin_amount as double) / nullif(f.costed_amount, 0) end as family_margin_share, "
        "cast(o.won_count as bigint) as won_count, cast(o.lost_count as bigint) as lost_count, cast(o.won_count as double) / nullif(o.won_count + o.lost_count, 0) as win_share "
        "from families as f cross join base as b left join white as w on w.product_family = f.product_family left join offered as o on o.product_family = f.product_family), "
        "scored as (select joined.*, cast(round(white_amount * family_margin_share) as bigint) as white_margin_amount, "
        "cast(round(white_amount * family_margin_share * win_share) as bigint) as priority_amount, "
        "case when penetration_prior_share is null or penetration_share is null or buyers_prior_count = 0 then null "
        f"when penetration_share <= {1 - _FALL!r} * penetration_prior_share and (penetration_prior_share - penetration_share) * active_count >= {least} then 'defend' else 'holds' end as defence_class from joined) "
        + first_rows(
            "select * from scored",
            "product_family, buyers_count, buyers_prior_count, penetration_share, penetration_prior_share, revenue_12m_amount, revenue_prior_12m_amount, white_count, white_amount, "
            "family_margin_share, won_count, lost_count, win_share, white_margin_amount, priority_amount, defence_class",
            "coalesce(priority_amount, 0) desc, coalesce(white_margin_amount, 0) desc, white_amount desc, revenue_12m_amount desc, product_family",
        )
    )
