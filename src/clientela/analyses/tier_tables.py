"""The profit pyramid in numbers, the way up from class B, and what a customer that moves up a layer brings."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.classes.pyramid import LAYERS
from clientela.economics.profit_tiers import CONDITIONS, TIERS
from clientela.economics.profitability_cells import CERTAINTIES

_Z = 1.959964
_ZEITHAML = "Zeithaml, Rust & Lemon 2001"


@step(
    title=msg("Profit tiers in numbers"),
    inputs=("profit_tiers", "customers"),
    fields=(
        Field("profit_tier_class", msg("Profit tier"), "class", source=_ZEITHAML, codes=TIERS),
        Field("profit_tier_open_class", msg("What leaves the tier open"), "class", codes=CONDITIONS),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("cm3_12m_amount", msg("Contribution 3"), "money"),
        Field("serve_12m_amount", msg("Cost-to-serve"), "money"),
    ),
)  # fmt: skip
def profit_tier_table(params: dict[str, Any]) -> str:
    """Count and sum the tiers, those that rest on an unknown condition apart; active customers without contribution 3 are a row without a tier."""
    del params
    return (
        "select t.profit_tier_class, t.profit_tier_open_class, count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, "
        "cast(sum(c.cm3_12m_amount) as bigint) as cm3_12m_amount, cast(sum(c.serve_12m_amount) as bigint) as serve_12m_amount from customers as c "
        "left join profit_tiers as t on t.customer_key = c.customer_key where c.lines_12m_count > 0 group by t.profit_tier_class, t.profit_tier_open_class"
    )


@step(
    title=msg("Customers of class B that could reach class A"),
    inputs=("profitability_cells", "customers", "customer_potential", "customer_wallet"),
    fields=(
        *NAMED,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_change_share", msg("Change"), "share"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("potential_revenue_amount", msg("Potential revenue"), "money"),
        Field("potential_margin_amount", msg("Potential margin"), "money"),
        Field("cell_certainty_class", msg("Certainty of the cell"), "class", codes=CERTAINTIES),
        Field("missing_to_a_amount", msg("Missing to class A"), "money", msg("smallest revenue inside class A - own revenue")),
        Field("reaches_a", msg("Enough for class A"), "id", msg("1 where the potential revenue is at least what is missing")),
        Field("share_of_wallet_share", msg("Share of wallet"), "share"),
    ),
)  # fmt: skip
def rising_customers(params: dict[str, Any]) -> str:
    """List the customers of class B by revenue whose potential margin is on or above its line and whose revenue does not fall.

    The limit of class A is that of the customers in view. The trend of importance is not known yet; revenue stands in its place.
    """
    del params
    columns = (
        "customer_key, customer_id, customer_name, revenue_12m_amount, revenue_change_share, contribution_12m_amount, potential_revenue_amount, potential_margin_amount, "
        "cell_certainty_class, missing_to_a_amount, reaches_a, share_of_wallet_share"
    )
    limit = "select min(revenue_12m_amount) as limit_a from customers where abc_value_class = 'A'"
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, c.revenue_change_share, p.contribution_12m_amount, q.potential_revenue_amount, "
        "q.potential_margin_amount, p.cell_certainty_class, a.limit_a - c.revenue_12m_amount as missing_to_a_amount, "
        "case when q.potential_revenue_amount >= a.limit_a - c.revenue_12m_amount then 1 else 0 end as reaches_a, w.share_of_wallet_share "
        "from customers as c join profitability_cells as p on p.customer_key = c.customer_key join customer_potential as q on q.customer_key = c.customer_key "
        f"join customer_wallet as w on w.customer_key = c.customer_key cross join ({limit}) as a "
        "where c.abc_value_class = 'B' and q.potential_margin_amount >= p.potential_line_amount and q.potential_margin_amount > 0 "
        "and c.revenue_change_amount >= 0"
    )
    return first_rows(rows, columns, "reaches_a desc, potential_margin_amount desc, customer_id")


@step(
    title=msg("From class B to class A within a year"),
    inputs=("class_years",),
    fields=(
        Field("years_ago_count", msg("Years ago"), "count", msg("1: in class B a year ago, looked at today")),
        Field("class_b_count", msg("In class B a year before"), "count"),
        Field("became_a_count", msg("of which in class A a year later"), "count"),
        Field("stayed_b_count", msg("of which still in class B"), "count"),
        Field("became_c_count", msg("of which in class C a year later"), "count"),
        Field("stopped_count", msg("of which without a purchase in that year"), "count"),
        Field("conversion_share", msg("Share that reached class A"), "share"),
        Field("conversion_low_share", msg("At least"), "share", msg("lower end of the 95 per cent interval"), "Wilson 1927"),
        Field("conversion_high_share", msg("At most"), "share", msg("upper end of the 95 per cent interval"), "Wilson 1927"),
    ),
)  # fmt: skip
def class_conversion(params: dict[str, Any]) -> str:
    """Follow those in class B by revenue for a year, cohort by cohort, the newest first; no row for a year without any."""
    del params
    then = "n.abc_class = '{0}'"
    sums = (
        f"select b.years_ago_count, count(*) as class_b_count, count(case when {then.format('A')} then 1 end) as became_a_count, count(case when {then.format('B')} then 1 end) as stayed_b_count, "
        f"count(case when {then.format('C')} then 1 end) as became_c_count, count(case when n.abc_class is null then 1 end) as stopped_count "
        "from class_years as b left join class_years as n on n.customer_key = b.customer_key and n.years_ago_count = b.years_ago_count - 1 "
        "where b.abc_class = 'B' and b.years_ago_count > 0 group by b.years_ago_count"
    )
    z2 = _Z * _Z
    shared = f"select *, cast(became_a_count as double) / nullif(class_b_count, 0) as p, cast(class_b_count as double) as n from ({sums}) as counted"
    middle = f"(p + {z2 / 2!r} / nullif(n, 0))"
    half = f"({_Z!r} * sqrt(p * (1 - p) / nullif(n, 0) + {z2 / 4!r} / nullif(n * n, 0)))"
    down = f"nullif(1 + {z2!r} / nullif(n, 0), 0)"
    return (
        "select years_ago_count, class_b_count, became_a_count, stayed_b_count, became_c_count, stopped_count, p as conversion_share, "
        f"greatest(cast(0 as double), ({middle} - {half}) / {down}) as conversion_low_share, least(cast(1 as double), ({middle} + {half}) / {down}) as conversion_high_share from ({shared}) as shared "
        "order by years_ago_count"
    )


@step(
    title=msg("What moving up a layer brings"),
    inputs=("customers", "customer_wallet", "customer_potential", "profitability_cells"),
    fields=(
        Field("layer", msg("Layer"), "class", source="Curry & Curry 2000", codes=LAYERS),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("mean_revenue_amount", msg("Mean revenue"), "money"),
        Field("mean_contribution_amount", msg("Mean contribution"), "money", msg("of the customers whose contribution is known")),
        Field("one_up_revenue_amount", msg("One customer moved up: revenue"), "money", msg("mean of the layer above - mean of this one")),
        Field("one_up_contribution_amount", msg("One customer moved up: contribution"), "money", msg("mean of the layer above - mean of this one")),
        Field("moved_up_count", msg("Moved up in the last year"), "count", msg("customers of this layer a year ago that are in a higher one now")),
        Field("scenario_revenue_amount", msg("As many again: revenue"), "money", msg("customers moved up in the last year x revenue of one moved up"), "own definition"),
        Field("scenario_contribution_amount", msg("As many again: contribution"), "money", msg("customers moved up in the last year x contribution of one moved up"), "own definition"),
        Field("wallet_known_count", msg("Customers whose wallet is known"), "count"),
        Field("open_wallet_amount", msg("Spent with others"), "money", msg("wallet - own revenue, of the customers whose wallet is known")),
        Field("potential_margin_amount", msg("Potential margin"), "money", msg("of the customers for which it is known")),
    ),
)  # fmt: skip
def pyramid_uplift(params: dict[str, Any]) -> str:
    """One row per layer of the pyramid by revenue: what it would bring if customers moved into the layer above. A scenario, no forecast."""
    del params
    place = "case {0} when 'top' then 1 when 'large' then 2 when 'medium' then 3 when 'small' then 4 end"
    rows = (
        f"select c.pyramid_revenue_layer as layer, {place.format('c.pyramid_revenue_layer')} as place, c.revenue_12m_amount, p.contribution_12m_amount, "
        "w.wallet_amount - greatest(c.revenue_12m_amount, 0) as open_wallet, q.potential_margin_amount from customers as c "
        "join customer_wallet as w on w.customer_key = c.customer_key join customer_potential as q on q.customer_key = c.customer_key "
        "left join profitability_cells as p on p.customer_key = c.customer_key where c.pyramid_revenue_layer is not null"
    )
    layers = (
        "select layer, place, count(*) as customers_count, cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, avg(cast(revenue_12m_amount as double)) as mean_revenue, "
        "avg(cast(contribution_12m_amount as double)) as mean_contribution, count(open_wallet) as wallet_known_count, cast(sum(open_wallet) as bigint) as open_wallet_amount, "
        f"cast(sum(potential_margin_amount) as bigint) as potential_margin_amount from ({rows}) as rows_ group by layer, place"
    )
    moved = (
        f"select before as layer, count(*) as moved from (select pyramid_prior_layer as before, {place.format('pyramid_prior_layer')} as was, {place.format('pyramid_revenue_layer')} as is_now "
        "from customers where pyramid_prior_layer is not null and pyramid_revenue_layer is not null) as moves where is_now < was group by before"
    )
    above = "lag({0}) over (order by place)"
    up = ", ".join(f"{above.format('mean_' + n)} - mean_{n} as up_{n}" for n in ("revenue", "contribution"))
    return (
        "select layer, customers_count, revenue_12m_amount, cast(round(mean_revenue) as bigint) as mean_revenue_amount, cast(round(mean_contribution) as bigint) as mean_contribution_amount, "
        "cast(round(up_revenue) as bigint) as one_up_revenue_amount, cast(round(up_contribution) as bigint) as one_up_contribution_amount, moved_up_count, "
        "cast(round(moved_up_count * up_revenue) as bigint) as scenario_revenue_amount, cast(round(moved_up_count * up_contribution) as bigint) as scenario_contribution_amount, "
        "wallet_known_count, open_wallet_amount, potential_margin_amount from ("
        f"select l.*, {up}, coalesce(m.moved, 0) as moved_up_count from ({layers}) as l left join ({moved}) as m on m.layer = l.layer) as raised order by place"
    )
