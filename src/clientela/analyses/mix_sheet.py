"""The marketing mix by category of customers: what each category gets in the four elements, and what the data suggest."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import WHO, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rounding import rounded
from clientela.economics.customer_mix import ELEMENTS, TITLES, customer_mix

CATEGORIES = (
    ("abc_value_class", msg("ABC by revenue"), "c.abc_value_class"),
    ("profit_cell_class", msg("Profitability matrix"), "p.profit_cell_class"),
    ("customer_type", msg("Customer type"), "c.customer_type"),
    ("segment_id", msg("Segment"), "c.segment_id"),
)
"""What the sheet is read by: name, title, SQL."""
_KNOWN = {f.name: f for f in customer_mix.fields}
_SHOWN = (
    "missing_families_count", "white_space_amount", "families_lost_count", "price_index", "discount_leak_amount", "otif_share", "order_mean_amount", "contacts_12m_count",
    *(f"mix_{name}_class" for name, _ in ELEMENTS), "mix_first_class", "mix_first_amount",
)  # fmt: skip


def _most(name: str, codes: tuple[tuple[str, Any], ...]) -> str:
    """Return the SQL of the suggestion that most customers of a category carry, of those that say something; the order of the list breaks ties."""
    said = [code for code, _ in codes if code != "unknown"]
    counts = {code: f"count(case when m.mix_{name}_class = '{code}' then 1 end)" for code in said}
    most = f"greatest({', '.join(counts.values())})"
    arms = " ".join(f"when {count} = {most} then '{code}'" for code, count in counts.items())
    return f"case when {most} = 0 then 'unknown' {arms} end as mix_{name}_class"


@step(
    title=msg("Marketing mix by category"),
    inputs=("customer_mix", "customers", "profitability_cells", "price_realisation"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("missing_families_mean", msg("Families it does not buy, mean"), "number"),
        Field("white_space_amount", msg("White space"), "money"),
        Field("families_lost_count", msg("Families lost"), "count"),
        Field("price_index", msg("Price index"), "number", msg("what was paid / the same at reference prices, over the customers together")),
        Field("discount_share", msg("Discount on the documents"), "share", msg("discount / amount before discount, over the customers together")),
        Field("discount_leak_amount", msg("Discount leak"), "money"),
        Field("otif_share", msg("On time and in full"), "share", msg("mean of the customers of whom it is known")),
        Field("order_mean_amount", msg("Mean order"), "money", msg("revenue / orders, last 12 months")),
        Field("several_count", msg("Customers that buy through several channels"), "count"),
        Field("contacts_mean", msg("Contacts per customer"), "number"),
        Field("serve_share", msg("Cost-to-serve in per cent"), "share"),
        *(Field(f"mix_{name}_class", TITLES[name], "class", msg("the suggestion that most customers of the category carry"), codes=codes) for name, codes in ELEMENTS),
        *(Field(f"mix_{name}_count", msg("Customers with that suggestion"), "count") for name, _ in ELEMENTS),
    ),
)  # fmt: skip
def mix_sheet(params: dict[str, Any]) -> str:
    """Sum up the four elements of the mix for each category of active customers, with the suggestion that most of them carry.

    Every category is there with its customers and its revenue, so that each way of looking adds up. Source: McCarthy 1960 (elements).
    """
    del params
    most = ", ".join(_most(name, codes) for name, codes in ELEMENTS)

    def largest(name: str, codes: tuple[tuple[str, Any], ...]) -> str:
        counts = ", ".join(
            f"count(case when m.mix_{name}_class = '{code}' then 1 end)"
            for code, _ in codes
            if code != "unknown"
        )
        return f"greatest({counts}) as mix_{name}_count"

    counted = ", ".join(largest(name, codes) for name, codes in ELEMENTS)
    sums = (
        "count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, avg(cast(m.missing_families_count as double)) as missing_families_mean, "
        "cast(sum(m.white_space_amount) as bigint) as white_space_amount, cast(sum(m.families_lost_count) as bigint) as families_lost_count, "
        "cast(sum(r.priced_12m_amount) as double) / nullif(cast(sum(r.reference_12m_amount) as double), 0) as price_index, "
        "cast(sum(c.line_discount_12m_amount) as double) / nullif(sum(case when c.line_discount_12m_amount is not null then c.list_12m_amount end), 0) as discount_share, "
        "cast(sum(m.discount_leak_amount) as bigint) as discount_leak_amount, "
        f"{rounded('avg(m.otif_share)')} as otif_share, "
        "cast(round(cast(sum(c.revenue_12m_amount) as double) / nullif(sum(c.orders_12m_count), 0)) as bigint) as order_mean_amount, "
        "count(case when m.channels_count > 1 then 1 end) as several_count, avg(cast(m.contacts_12m_count as double)) as contacts_mean, "
        "cast(sum(c.serve_12m_amount) as double) / nullif(cast(sum(case when c.serve_12m_amount is not null and c.net_net_12m_amount > 0 then c.net_net_12m_amount end) as double), 0) as serve_share"
    )
    return " union all ".join(
        f"select '{name}' as dimension, {sql} as part, {sums}, {most}, {counted} from customer_mix as m join customers as c on c.customer_key = m.customer_key "
        f"left join profitability_cells as p on p.customer_key = m.customer_key left join price_realisation as r on r.customer_key = m.customer_key group by {sql}"
        for name, _, sql in CATEGORIES
    )


@step(
    title=msg("Marketing mix of the customers"),
    inputs=("customer_mix", "customers"),
    fields=(
        *WHO,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        *(_KNOWN[n] for n in _SHOWN),
    ),
)
def mix_customers(params: dict[str, Any]) -> str:
    """List the 200 customers with the most money in one element of their mix, then the largest."""
    del params
    rows = (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, c.revenue_12m_amount, {', '.join(f'm.{n}' for n in _SHOWN)} "
        "from customer_mix as m join customers as c on c.customer_key = m.customer_key"
    )
    columns = (*(f.name for f in WHO), "revenue_12m_amount", *_SHOWN)
    return top(rows, columns, "coalesce(mix_first_amount, 0) desc, revenue_12m_amount desc, customer_key")
