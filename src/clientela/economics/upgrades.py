"""Depth of what a customer buys, and what a newer version of it would bring: only where the product list names a successor."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.base.periods import add_months
from clientela.measures.passes import KEY, costed_lines

BASES = (
    ("sold", msg("what customers paid for the successor")),
    ("list", msg("the list price of the successor")),
)
_FRESH_MONTHS = 36
_GRADES = (
    ("1", ("1", "basic", "base", "entry", "economy", "budget", "эконом", "базовый", "basis")),
    (
        "2",
        (
            "2",
            "standard",
            "medium",
            "mid",
            "middle",
            "plus",
            "media",
            "medio",
            "intermedio",
            "средний",
            "mittel",
        ),
    ),
    ("3", ("3", "premium", "top", "high", "high end", "alta", "superiore", "профи", "премиум", "hoch")),
)
"""How the grade of a product is written, from basic to premium; any other word is unknown."""


@step(
    title=msg("Products with a successor, by customer"),
    inputs=("identified_lines", "product_costs", "products", "product_keys", "product_register"),
    fields=(
        KEY,
        Field("product_key", msg("Product key"), "id"),
        Field("product_id", msg("Product number"), "text"),
        Field("product_name", msg("Product"), "text"),
        Field("successor_id", msg("Successor product"), "text"),
        Field("successor_name", msg("Name of the successor"), "text"),
        Field("units_number", msg("Units, last 12 months"), "number", msg("quantity bought, less returns")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("unit_margin_amount", msg("Margin of one unit"), "money", msg("margin / units of the customer's own lines with a known or estimated cost")),
        Field("successor_margin_amount", msg("Margin of one unit of the successor"), "money", msg("margin / units of all customers in the last 12 months; where none bought it, list price - unit cost")),
        Field("successor_basis_class", msg("Rests on"), "class", codes=BASES),
        Field("upgrade_gain_amount", msg("Margin gained in a year"), "money", msg("units x (margin of one unit of the successor - margin of one unit now); unknown where one of the two is; nothing is said of how many would change"), "Manera; own definition"),
    ),
)  # fmt: skip
def customer_upgrades(params: dict[str, Any]) -> str:
    """List who still buys a product for which the product list names a successor, and what the margin would be.

    Formula: gain = units · (m_successor - m_now). Only mapped successors: none is guessed.
    """
    mapped = (
        "select k.product_key, max(p.successor_id) as successor_id, max(s.product_key) as successor_key, max(n.list_price_amount) as list_price_amount, "
        "max(n.unit_cost_amount) as unit_cost_amount from products as p join product_keys as k on k.source = p.source and k.product_id = p.product_id "
        "left join product_keys as s on s.source = p.source and s.product_id = p.successor_id "
        "left join products as n on n.source = p.source and n.product_id = p.successor_id "
        "where p.successor_id is not null and p.successor_id <> p.product_id group by k.product_key"
    )
    return (
        f"with mapped as ({mapped}), wanted as (select product_key from mapped union select successor_key as product_key from mapped where successor_key is not null), "
        "sums as (select c.customer_key, c.product_key, cast(sum(c.quantity) as bigint) as quantity, cast(sum(c.net_amount) as bigint) as net_amount, "
        "cast(sum(case when c.cost_amount is not null then c.net_amount - c.cost_amount end) as bigint) as margin_amount, "
        "cast(sum(case when c.cost_amount is not null then c.quantity end) as bigint) as costed_quantity "
        f"from ({costed_lines(params, 'product_key', 'quantity')}) as c join wanted as w on w.product_key = c.product_key "
        f"where c.document_on > {params['since_12m']} group by c.customer_key, c.product_key), "
        "sold as (select product_key, sum(margin_amount) as margin_amount, sum(costed_quantity) as costed_quantity from sums group by product_key), "
        "margins as (select s.customer_key, s.product_key, m.successor_id, m.successor_key, s.quantity, s.net_amount, "
        f"case when s.costed_quantity > 0 then cast(round(cast(s.margin_amount as double) * {SCALE} / nullif(s.costed_quantity, 0)) as bigint) end as unit_margin_amount, "
        f"case when o.costed_quantity > 0 then cast(round(cast(o.margin_amount as double) * {SCALE} / nullif(o.costed_quantity, 0)) as bigint) "
        "else m.list_price_amount - m.unit_cost_amount end as successor_margin_amount, "
        "case when o.costed_quantity > 0 then 'sold' when m.list_price_amount - m.unit_cost_amount is not null then 'list' end as successor_basis_class "
        "from sums as s join mapped as m on m.product_key = s.product_key left join sold as o on o.product_key = m.successor_key "
        "where s.quantity > 0 and s.customer_key <> 0) "
        "select g.customer_key, g.product_key, p.product_id, p.product_name, g.successor_id, n.product_name as successor_name, "
        f"cast(g.quantity as double) / {SCALE} as units_number, g.net_amount as revenue_12m_amount, g.unit_margin_amount, g.successor_margin_amount, "
        f"g.successor_basis_class, cast(round(cast(g.quantity as double) / {SCALE} * (g.successor_margin_amount - g.unit_margin_amount)) as bigint) as upgrade_gain_amount "
        "from margins as g left join product_register as p on p.product_key = g.product_key "
        "left join product_register as n on n.product_key = g.successor_key"
    )


def _grade() -> str:
    arms = " ".join(
        f"when lower(p.grade) in ({', '.join(repr(word) for word in words)}) then {place}"
        for place, words in _GRADES
    )
    return f"case {arms} end"


@step(
    title=msg("Depth"),
    inputs=("customer_products", "products", "product_keys", "customer_peers", "stated_customers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("grade_index", msg("Grade index"), "number", msg("mean grade of what was bought in the last 12 months, weighted by revenue: 1 basic, 2 medium, 3 premium; over the products that state a grade")),
        Field("fresh_share", msg("Share of recent products"), "share", msg("revenue of products launched in the last 36 months / revenue of products whose launch is stated")),
        Field("revenue_per_employee_amount", msg("Revenue per employee of the customer"), "money", msg("revenue of the last 12 months / employees stated in the customer list")),
        Field("turnover_amount", msg("Turnover of the customer itself"), "money", msg("stated in the customer list")),
        Field("volume_index", msg("Volume against peers"), "number", msg("revenue per employee / median of the customers of its kind; unknown where too few state employees")),
    ),
)  # fmt: skip
def customer_depth(params: dict[str, Any]) -> str:
    """Say how good, how new and how much for its size each customer buys; each figure only where the product or customer list knows.

    Joined customers count with the employees of all their numbers.
    """
    fresh_from = add_months(date.fromisoformat(params["as_of_day"]), -_FRESH_MONTHS).isoformat()
    day = params["as_of"]
    money = "cast(revenue_12m_amount as double)"
    listed = (
        f"select k.product_key, max({_grade()}) as grade, max(p.launched_on) as launched_on from products as p "
        "join product_keys as k on k.source = p.source and k.product_id = p.product_id group by k.product_key"
    )
    employed = (
        "select coalesce(t.to_key, k.customer_key) as customer_key, cast(sum(c.employees_count) as bigint) as employees_count, cast(sum(c.turnover_amount) as bigint) as turnover_amount from stated_customers as c "
        "join customer_keys as k on k.source = c.source and k.customer_id = c.customer_id left join customer_map as t on t.customer_key = k.customer_key "
        f"and t.from_on <= {day} and t.until_on > {day} group by coalesce(t.to_key, k.customer_key)"
    )
    return (
        "with depth as (select s.customer_key, "
        f"sum(case when l.grade is not null then {money} * l.grade end) / nullif(sum(case when l.grade is not null then {money} end), 0) as grade_index, "
        f"sum(case when l.launched_on > date '{fresh_from}' and l.launched_on <= {day} then {money} when l.launched_on <= {day} then cast(0 as double) end) "
        f"/ nullif(sum(case when l.launched_on <= {day} then {money} end), 0) as fresh_share from customer_products as s "
        f"join ({listed}) as l on l.product_key = s.product_key where s.revenue_12m_amount > 0 group by s.customer_key), "
        "driven as (select p.customer_key, p.peer_kind, cast(round(cast(p.revenue_12m_amount as double) / nullif(e.employees_count, 0)) as bigint) as revenue_per_employee_amount "
        f"from customer_peers as p join ({employed}) as e on e.customer_key = p.customer_key where p.revenue_12m_amount > 0 and e.employees_count > 0), "
        "middles as (select peer_kind, count(*) as known_count, percentile_cont(0.5) within group (order by revenue_per_employee_amount) as middle "
        "from driven group by peer_kind) "
        "select p.customer_key, d.grade_index, d.fresh_share, e.turnover_amount, v.revenue_per_employee_amount, "
        f"case when m.known_count >= {params['offer'].least_peers} then v.revenue_per_employee_amount / nullif(m.middle, 0) end as volume_index "
        "from customer_peers as p left join depth as d on d.customer_key = p.customer_key left join driven as v on v.customer_key = p.customer_key "
        f"left join ({employed}) as e on e.customer_key = p.customer_key "
        "left join middles as m on m.peer_kind is not distinct from p.peer_kind"
    )
