"""What customers could buy besides and do not, what they no longer buy, and what they could buy newer."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rounding import rounded
from clientela.economics.cross_selling import CONTRIBUTIONS, METHODS
from clientela.economics.family_breadth import LEVELS
from clientela.economics.upgrades import BASES, customer_upgrades

FAMILY = Field("product_family", msg("Product family"), "text")
_PEERS = (1, 2, 3)
_UPGRADE = {f.name: f for f in customer_upgrades.fields}
_UPGRADED = (
    "product_id", "product_name", "successor_id", "successor_name", "units_number", "unit_margin_amount", "successor_margin_amount",
    "successor_basis_class", "upgrade_gain_amount",
)  # fmt: skip


@step(
    title=msg("Range of all customers"),
    inputs=("family_breadth", "customer_depth", "white_cells"),
    fields=(
        Field("family_level", msg("Looked at by"), "class", codes=LEVELS),
        Field("customers_count", msg("Buying customers"), "count"),
        Field("measured_count", msg("Customers whose breadth is known"), "count"),
        Field("mean_breadth_share", msg("Mean breadth"), "share"),
        Field("mean_effective_breadth", msg("Mean effective breadth"), "number"),
        Field("narrow_count", msg("Customers that buy one eligible family at most"), "count"),
        Field("losing_count", msg("Customers that lost a family"), "count"),
        Field("families_lost_prior_amount", msg("Revenue of the families lost, 12 months before"), "money"),
        Field("grade_known_count", msg("Customers whose grade index is known"), "count"),
        Field("mean_grade_index", msg("Mean grade"), "number"),
        Field("fresh_known_count", msg("Customers whose freshness is known"), "count"),
        Field("mean_fresh_share", msg("Mean freshness"), "share"),
        Field("volume_known_count", msg("Customers compared by volume"), "count"),
        Field("white_count", msg("White spaces"), "count", msg("eligible families not bought, over all buying customers")),
        Field("white_amount", msg("White space in money"), "money", msg("sum of the median spend of similar buyers over all white spaces: what it would be if every customer bought all")),
        Field("expected_amount", msg("White space by penetration"), "money", msg("the same, each weighted by the share of customers of the kind that buy the family")),
    ),
)  # fmt: skip
def range_totals(params: dict[str, Any]) -> str:
    """Sum up breadth, depth and white space of the buying customers; without any there is no row."""
    return (
        f"select max(b.family_level) as family_level, count(*) as customers_count, count(b.breadth_share) as measured_count, {rounded('avg(b.breadth_share)')} as mean_breadth_share, "
        f"{rounded('avg(b.effective_breadth)')} as mean_effective_breadth, count(case when b.eligible_bought_count <= 1 then 1 end) as narrow_count, "
        "count(case when b.families_lost_count > 0 then 1 end) as losing_count, cast(sum(b.families_lost_prior_amount) as bigint) as families_lost_prior_amount, "
        f"count(d.grade_index) as grade_known_count, {rounded('avg(d.grade_index)')} as mean_grade_index, count(d.fresh_share) as fresh_known_count, "
        f"{rounded('avg(d.fresh_share)')} as mean_fresh_share, count(d.volume_index) as volume_known_count, "
        "cast(coalesce(sum(w.white_count), 0) as bigint) as white_count, cast(sum(w.white_amount) as bigint) as white_amount, cast(sum(w.expected_amount) as bigint) as expected_amount "
        "from family_breadth as b left join customer_depth as d on d.customer_key = b.customer_key left join ("
        "select customer_key, count(*) as white_count, sum(spend_12m_amount) as white_amount, sum(cast(round(penetration_share * spend_12m_amount) as bigint)) as expected_amount "
        "from white_cells group by customer_key) as w on w.customer_key = b.customer_key where b.families_now_count > 0 having count(*) > 0"
    )


@step(
    title=msg("Largest white spaces"),
    inputs=("white_cells", "customers"),
    fields=(
        *NAMED,
        FAMILY,
        Field("penetration_share", msg("Penetration"), "share", msg("customers that buy it / buying customers of the kind")),
        Field("spend_12m_amount", msg("Median spend of those that buy it"), "money"),
        Field("expected_12m_amount", msg("Weighted by penetration"), "money", msg("penetration x median spend")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("lapsed_number", msg("Bought it before"), "number"),
    ),
)  # fmt: skip
def white_space_list(params: dict[str, Any]) -> str:
    """List the 200 white spaces with the most to expect."""
    return first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, w.product_family, w.penetration_share, w.spend_12m_amount, "
        "cast(round(w.penetration_share * w.spend_12m_amount) as bigint) as expected_12m_amount, c.revenue_12m_amount, w.lapsed_number "
        "from white_cells as w join customers as c on c.customer_key = w.customer_key where w.spend_12m_amount is not null",
        "customer_key, customer_id, customer_name, product_family, penetration_share, spend_12m_amount, expected_12m_amount, revenue_12m_amount, lapsed_number",
        "expected_12m_amount desc, customer_id, product_family",
    )


@step(
    title=msg("Suggestions worth most"),
    inputs=("cross_selling", "customers"),
    fields=(
        *NAMED,
        Field("seller_id", msg("Sales person"), "text"),
        FAMILY,
        Field("chance_share", msg("Chance"), "share"),
        Field("spend_12m_amount", msg("Median spend of those that buy it"), "money"),
        Field("expected_12m_amount", msg("Expected revenue"), "money"),
        Field("expected_margin_12m_amount", msg("Expected margin"), "money"),
        Field("because_family", msg("Goes with"), "text"),
        Field("contribution_class", msg("Contribution of the customer"), "class", codes=CONTRIBUTIONS),
        Field("method", msg("Way of suggesting"), "class", codes=METHODS),
        *(Field(f"peer_{n}_name", msg("Customer alike that buys it"), "text") for n in _PEERS),
    ),
)  # fmt: skip
def suggestion_list(params: dict[str, Any]) -> str:
    """List the 200 suggestions with the most to expect; customers whose contribution is below zero come last.

    Customers alike are named as far as they are in view.
    """
    columns = (
        "customer_key, customer_id, customer_name, seller_id, product_family, chance_share, spend_12m_amount, expected_12m_amount, "
        "expected_margin_12m_amount, because_family, contribution_class, method, " + ", ".join(f"peer_{n}_name" for n in _PEERS)
    )  # fmt: skip
    names = ", ".join(f"coalesce(p{n}.customer_name, p{n}.customer_id) as peer_{n}_name" for n in _PEERS)
    joins = " ".join(f"left join customers as p{n} on p{n}.customer_key = s.peer_{n}_key" for n in _PEERS)
    return first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, c.seller_id, s.product_family, s.chance_share, s.spend_12m_amount, s.expected_12m_amount, "
        f"s.expected_margin_12m_amount, s.because_family, s.contribution_class, s.method, {names}, "
        "case when s.contribution_class = 'below_zero' then 1 else 0 end as is_last, coalesce(s.expected_margin_12m_amount, s.expected_12m_amount, 0) as worth "
        f"from cross_selling as s join customers as c on c.customer_key = s.customer_key {joins}",
        columns,
        "is_last, worth desc, customer_id, product_family",
    )


@step(
    title=msg("Families lost"),
    inputs=("customer_family_years", "customers"),
    fields=(
        *NAMED,
        FAMILY,
        Field("lost_amount", msg("Its revenue, 12 months before"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_change_share", msg("Change in per cent"), "share"),
    ),
)  # fmt: skip
def families_lost(params: dict[str, Any]) -> str:
    """List the 200 largest families that a customer bought in the 12 months before and not in the last 12, while it still buys others."""
    return first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, f.product_family, f.revenue_prior_12m_amount as lost_amount, c.revenue_12m_amount, c.revenue_change_share from customer_family_years as f "
        "join customers as c on c.customer_key = f.customer_key where f.revenue_12m_amount <= 0 and f.revenue_prior_12m_amount > 0 and c.revenue_12m_amount > 0",
        "customer_key, customer_id, customer_name, product_family, lost_amount, revenue_12m_amount, revenue_change_share",
        "lost_amount desc, customer_id, product_family",
    )


@step(
    title=msg("Newer versions to offer"),
    inputs=("customer_upgrades", "customers"),
    fields=(
        *NAMED,
        *(Field(n, _UPGRADE[n].title, _UPGRADE[n].unit, _UPGRADE[n].formula, codes=BASES if n == "successor_basis_class" else ()) for n in _UPGRADED),
    ),
)  # fmt: skip
def upgrade_list(params: dict[str, Any]) -> str:
    """List the 200 customers and products with a mapped successor that brings more margin, the most first, those whose gain is unknown last.

    A successor that would bring less margin is none to offer: it is left out here, and stays in `customer_upgrades`.
    """
    columns = ", ".join(f"u.{n}" for n in _UPGRADED)
    return first_rows(
        f"select c.customer_key, c.customer_id, c.customer_name, {columns}, case when u.upgrade_gain_amount is null then 1 else 0 end as is_last, "
        "coalesce(u.upgrade_gain_amount, u.revenue_12m_amount) as worth from customer_upgrades as u join customers as c on c.customer_key = u.customer_key where u.upgrade_gain_amount is null or u.upgrade_gain_amount > 0",
        f"customer_key, customer_id, customer_name, {', '.join(_UPGRADED)}",
        "is_last, worth desc, customer_id, product_id",
    )
