"""Prices realised: what a customer pays against what the others pay, and discounts against those of its peers."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._discounts import RATES, corridor
from clientela.economics._rounding import rounded
from clientela.measures.passes import KEY, costed_lines

BANDS = (
    ("small", msg("small quantities")),
    ("usual", msg("usual quantities")),
    ("large", msg("large quantities")),
)
_LARGE = 2
"""A purchase of twice the median quantity of the product is large, one of half of it is small."""


@step(
    title=msg("Peers of a customer"),
    inputs=("customer_register", "customer_measures"),
    fields=(
        KEY,
        Field("peer_kind", msg("Kind of customer"), "text", msg("the segment, the customer type where no segment is stated")),
        Field("size_fifth", msg("Size band"), "id", msg("fifth of the customers of its kind by revenue of the last 12 months, 1 holds the largest; none without revenue")),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
    ),
)  # fmt: skip
def customer_peers(params: dict[str, Any]) -> str:
    """Say of each customer with a document of what kind and size it is; equal revenues are of one size.

    Formula: fifth = 1 + floor(5 · customers of the kind with more revenue / customers of the kind with revenue).
    """
    return (
        "select customer_key, peer_kind, case when revenue_12m_amount > 0 then "
        "1 + cast(floor(5.0 * (rank() over (partition by peer_kind, is_buying order by revenue_12m_amount desc) - 1) "
        "/ nullif(count(*) over (partition by peer_kind, is_buying), 0)) as bigint) end as size_fifth, "
        "revenue_12m_amount, revenue_prior_12m_amount from ("
        "select r.customer_key, coalesce(r.segment_id, r.customer_type) as peer_kind, m.revenue_12m_amount, m.revenue_prior_12m_amount, "
        "case when m.revenue_12m_amount > 0 then 1 else 0 end as is_buying from customer_register as r "
        "join customer_measures as m on m.customer_key = r.customer_key where m.lines_count > 0) as kinds"
    )


@step(
    title=msg("Customer x product x quantity band"),
    inputs=("identified_lines", "product_costs"),
    fields=(
        KEY,
        Field("product_key", msg("Product key"), "id"),
        Field("quantity_band", msg("Quantity band"), "class", msg("median quantity of a purchase of the product: up to half of it is small, from twice it large; none where no price can be compared"), codes=BANDS),
        Field("priced_quantity", msg("Quantity"), "number", msg("in 1/10,000, of invoices of the last 12 months")),
        Field("invoiced_12m_amount", msg("Invoiced, last 12 months"), "money", msg("net amounts of invoice lines above zero; credit notes are not in it")),
        Field("list_12m_amount", msg("Amount before discount, last 12 months"), "money", msg("of the invoice lines that state one")),
        Field("listed_net_12m_amount", msg("Net amount of the same lines"), "money"),
    ),
)  # fmt: skip
def customer_prices(params: dict[str, Any]) -> str:
    """Sum what was invoiced in the last 12 months by customer, product and band of quantity.

    A purchase is what a customer buys of a product on one day. Lines without a product or a quantity, and purchases whose unit price
    lies further than a factor (setting `most_change_factor`) from the median of the product, which is looked at as another unit of
    measure, have no band: they count as invoiced and are compared with nothing.
    """
    band = _band(params["prices"].most_change_factor)
    amounts = ("quantity", "net", "list_amount", "listed_net_amount")
    sums = ", ".join(f"cast(sum({name}) as bigint) as {name}" for name in amounts)
    keys = "customer_key, product_key, document_on, is_priced"
    kept = ("priced_quantity", "net", "list_amount", "listed_net_amount")
    names = ("priced_quantity", "invoiced_12m_amount", "list_12m_amount", "listed_net_12m_amount")
    judged = (
        f"select customer_key, product_key, quantity_band, case when quantity_band is not null then quantity end as priced_quantity, net, list_amount, listed_net_amount "
        f"from (select b.*, {band} as quantity_band from bought as b left join typical as t on t.product_key = b.product_key where b.is_single = "
    )
    return (
        f"with repeated as (select customer_key, product_key from ({_invoiced(params)}) as i group by customer_key, product_key having count(*) > 1), "
        # most customers may buy most products once: these are taken as they are
        f"bought as (select i.customer_key, i.product_key, i.document_on, i.is_priced, 1 as is_single, {', '.join(f'i.{name}' for name in amounts)} from ({_invoiced(params)}) as i "
        "left join repeated as r on r.customer_key = i.customer_key and r.product_key = i.product_key where r.customer_key is null "
        f"union all select {keys}, 0 as is_single, {sums} from (select i.* from ({_invoiced(params)}) as i join repeated as r on r.customer_key = i.customer_key "
        f"and r.product_key = i.product_key) as again group by {keys}), "
        "typical as (select product_key, percentile_cont(0.5) within group (order by quantity) as typical_quantity, "
        f"percentile_cont(0.5) within group (order by {_PRICE}) as typical_price from bought where is_priced = 1 group by product_key) "
        f"select customer_key, product_key, quantity_band, {', '.join(f'{k} as {n}' for k, n in zip(kept, names, strict=True))} from ({judged}1) as judged) as once "
        f"union all select customer_key, product_key, quantity_band, {', '.join(f'cast(sum({k}) as bigint) as {n}' for k, n in zip(kept, names, strict=True))} "
        f"from ({judged}0) as judged) as again group by customer_key, product_key, quantity_band"
    )


_PRICE = rounded("cast(net as double) / nullif(quantity, 0)")


def _band(factor: float) -> str:
    """Return the SQL of the band of a purchase; of `bought` as b and `typical` as t."""
    return (
        f"case when b.is_priced = 1 and {_PRICE} <= t.typical_price * {factor!r} and {_PRICE} * {factor!r} >= t.typical_price then "
        f"case when b.quantity >= {_LARGE} * t.typical_quantity then 'large' when b.quantity * {_LARGE} <= t.typical_quantity then 'small' else 'usual' end end"
    )


def _invoiced(params: dict[str, Any]) -> str:
    """Return the select of the invoice lines of the last 12 months from zero up."""
    stated, none = "gross_amount is not null and gross_amount > 0", "cast(null as bigint)"
    is_stated = params["stated"] is None or "gross_amount" in params["stated"]
    listed = [
        f"case when {stated} then {name} end" if is_stated else none
        for name in ("gross_amount", "net_amount")
    ]
    return (
        "select customer_key, product_key, document_on, case when product_key <> 0 and quantity > 0 and net_amount > 0 then 1 else 0 end as is_priced, "
        f"quantity, net_amount as net, {listed[0]} as list_amount, {listed[1]} as listed_net_amount from ({costed_lines(params, 'product_key', 'quantity')}) as costed "
        f"where document_on > {params['since_12m']} and not is_credit and net_amount >= 0"
    )


@step(
    title=msg("Reference prices"),
    inputs=("customer_prices",),
    fields=(
        Field("product_key", msg("Product key"), "id"),
        Field("quantity_band", msg("Quantity band"), "class", codes=BANDS),
        Field("customers_count", msg("Customers that the price rests on"), "count"),
        Field("reference_price", msg("Reference price"), "number", msg("median over customers of what they paid on average for one unit; of the product where too few customers bought in this band; unknown where too few bought it at all"), "Shapiro, Rangan, Moriarty & Ross 1987"),
    ),
)  # fmt: skip
def reference_prices(params: dict[str, Any]) -> str:
    """Median net unit price of each product and band over the customers of the last 12 months, in currency units for one unit."""
    least = params["prices"].least_customers
    paid, whole = (
        rounded(f"cast({money} as double) / nullif({quantity}, 0)")
        for money, quantity in (
            ("invoiced_12m_amount", "priced_quantity"),
            ("sum(c.invoiced_12m_amount)", "sum(c.priced_quantity)"),
        )
    )
    middle = "percentile_cont(0.5) within group (order by price)"
    return (
        f"with banded as (select product_key, quantity_band, count(*) as customers_count, {middle} as price from ("
        f"select product_key, quantity_band, {paid} as price from customer_prices where quantity_band is not null and customer_key <> 0) as paid "
        "group by product_key, quantity_band), "
        f"wanted as (select distinct product_key from banded where customers_count < {least}), "
        f"whole as (select product_key, count(*) as customers_count, {middle} as price from (select c.customer_key, c.product_key, {whole} as price "
        "from customer_prices as c join wanted as w on w.product_key = c.product_key where c.quantity_band is not null and c.customer_key <> 0 "
        "group by c.customer_key, c.product_key) as paid group by product_key) "
        f"select b.product_key, b.quantity_band, case when b.customers_count >= {least} then b.customers_count else a.customers_count end as customers_count, "
        f"case when b.customers_count >= {least} then b.price when a.customers_count >= {least} then a.price end as reference_price from banded as b "
        "left join whole as a on a.product_key = b.product_key"
    )


@step(
    title=msg("Price realised"),
    inputs=("customer_prices", "reference_prices", "customer_peers"),
    fields=(
        KEY,
        Field("invoiced_12m_amount", msg("Invoiced, last 12 months"), "money", msg("net amounts of invoice lines above zero; credit notes are not in it")),
        Field("priced_12m_amount", msg("Part that has a reference price"), "money"),
        Field("reference_12m_amount", msg("The same at reference prices"), "money", msg("sum of quantity x reference price")),
        Field("price_index", msg("Price index"), "number", msg("what was paid / the same quantities at reference prices: 1 is what the others pay"), "Shapiro, Rangan, Moriarty & Ross 1987"),
        Field("price_coverage_share", msg("Coverage of the price index"), "share", msg("invoiced with a reference price / invoiced")),
        Field("price_gap_amount", msg("Above or below reference prices"), "money", msg("what was paid - the same at reference prices")),
        Field("list_12m_amount", msg("Amount before discount, last 12 months"), "money", msg("of the invoice lines that state one")),
        Field("invoice_discount_share", msg("Discount on the invoice"), "share", msg("1 - net / amount before discount, over the lines that state both"), "Marn & Rosiello 1992"),
        Field("peers_count", msg("Peers compared with"), "count", msg("customers of the same kind and size band with a known discount; of the size band alone where they are too few")),
        Field("corridor_discount_share", msg("Discount of the upper quarter of peers"), "share", msg("upper quartile of the discount of the peers")),
        Field("discount_leak_amount", msg("Discount leak"), "money", msg("(discount - upper quartile of the peers) x amount before discount, where the discount lies above it by more than the corridor; 0 within it; unknown without peers"), "Marn & Rosiello 1992"),
    ),
)  # fmt: skip
def price_realisation(params: dict[str, Any]) -> str:
    """Price index, its coverage, and the discount against the corridor of the peers, for each customer invoiced in 12 months.

    Formula: PI = sum(net) / sum(reference price x quantity). A customer without a document before has no row.
    """
    rules = params["prices"]
    return (
        "with paid as (select p.customer_key, cast(sum(p.invoiced_12m_amount) as bigint) as invoiced_12m_amount, "
        "cast(sum(case when r.reference_price > 0 then p.invoiced_12m_amount end) as bigint) as priced_12m_amount, "
        "cast(sum(case when r.reference_price > 0 then cast(round(r.reference_price * p.priced_quantity) as bigint) end) as bigint) as reference_12m_amount, "
        "cast(sum(p.list_12m_amount) as bigint) as list_12m_amount, cast(sum(p.listed_net_12m_amount) as bigint) as listed_net_12m_amount "
        "from customer_prices as p left join reference_prices as r on r.product_key = p.product_key and r.quantity_band = p.quantity_band "
        "where p.customer_key <> 0 group by p.customer_key), "
        f"rated as ({RATES}), {corridor(rules.corridor_peers)} "
        "select c.customer_key, c.invoiced_12m_amount, c.priced_12m_amount, c.reference_12m_amount, "
        "cast(c.priced_12m_amount as double) / nullif(c.reference_12m_amount, 0) as price_index, "
        "cast(coalesce(c.priced_12m_amount, 0) as double) / nullif(c.invoiced_12m_amount, 0) as price_coverage_share, "
        "c.priced_12m_amount - c.reference_12m_amount as price_gap_amount, c.list_12m_amount, c.discount_rate as invoice_discount_share, "
        "c.peers_count, c.upper_rate as corridor_discount_share, "
        f"case when c.discount_rate > c.upper_rate + {rules.corridor_share!r} then cast(round((c.discount_rate - c.upper_rate) * c.list_12m_amount) as bigint) "
        "when c.discount_rate is not null and c.upper_rate is not null then 0 end as discount_leak_amount from compared as c"
    )


CELLS = (
    ("carriage_trade", msg("Carriage trade: high price, high cost to serve")),
    ("passive", msg("Passive: high price, low cost to serve")),
    ("bargain_basement", msg("Bargain basement: low price, low cost to serve")),
    ("aggressive", msg("Aggressive: low price, high cost to serve")),
)
OPEN_AXES = (
    ("price", msg("price index unknown, or resting on too little of what was invoiced")),
    ("cost", msg("cost to serve unknown")),
    ("both", msg("price index and cost to serve unknown")),
)


@step(
    title=msg("Price and cost to serve"),
    inputs=("price_realisation", "customer_ladder"),
    fields=(
        KEY,
        Field("price_index", msg("Price index"), "number"),
        Field("serve_share", msg("Cost to serve, share of revenue"), "share"),
        Field("middle_serve_share", msg("Median cost to serve"), "share", msg("of all customers whose cost to serve is known: above it is high")),
        Field("price_cost_class", msg("Price and cost to serve"), "class", msg("price high from an index of 1, cost high above the median of the customers; nobody is placed with one of the two unknown"), "Shapiro, Rangan, Moriarty & Ross 1987", CELLS),
        Field("open_axis", msg("Why it is not placed"), "class", codes=OPEN_AXES),
    ),
)  # fmt: skip
def price_cost_place(params: dict[str, Any]) -> str:
    """Place each customer by the price it pays and what serving it costs; with one of the two unknown it is not placed."""
    least = params["prices"].least_coverage_share
    priced = f"p.price_index is not null and p.price_coverage_share >= {least!r}"
    return (
        "with middle as (select percentile_cont(0.5) within group (order by l.serve_share) as middle_serve_share from customer_ladder as l "
        "where l.serve_share is not null) "
        "select customer_key, price_index, serve_share, middle_serve_share, case when price_index is null or serve_share is null then null "
        "when price_index >= 1 then case when serve_share > middle_serve_share then 'carriage_trade' else 'passive' end "
        "else case when serve_share > middle_serve_share then 'aggressive' else 'bargain_basement' end end as price_cost_class, "
        "case when price_index is null and serve_share is null then 'both' when price_index is null then 'price' when serve_share is null then 'cost' end as open_axis from ("
        f"select p.customer_key, case when {priced} then p.price_index end as price_index, l.serve_share, m.middle_serve_share from price_realisation as p "
        "left join customer_ladder as l on l.customer_key = p.customer_key cross join middle as m) as axes"
    )
