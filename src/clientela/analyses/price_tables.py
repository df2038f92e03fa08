"""Prices in numbers: how near to reference prices the customers buy, and where discounts leave the corridor."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

MOST_ROWS = 200
PRICE_BANDS = (
    ("far_below", msg("more than 10 % below")),
    ("below", msg("3 to 10 % below")),
    ("near", msg("within 3 %")),
    ("above", msg("3 to 10 % above")),
    ("far_above", msg("more than 10 % above")),
    ("unknown", msg("no reference prices")),
)
NAMED = (
    Field("customer_key", msg("Customer key"), "id"),
    Field("customer_id", msg("Customer number"), "text"),
    Field("customer_name", msg("Customer"), "text"),
)
_FAR, _NEAR = 0.10, 0.03


def first_rows(rows: str, columns: str, order: str) -> str:
    """Return the first 200 rows of a select, in an order that leaves no ties."""
    return (
        f"select {columns} from (select *, row_number() over (order by {order}) as place from ({rows}) as listed) as placed "
        f"where place <= {MOST_ROWS} order by place"
    )


@step(
    title=msg("Prices of all customers"),
    inputs=("price_realisation",),
    fields=(
        Field("customers_count", msg("Customers invoiced"), "count"),
        Field("indexed_count", msg("Customers with a price index"), "count"),
        Field("invoiced_12m_amount", msg("Invoiced, last 12 months"), "money"),
        Field("priced_12m_amount", msg("Part that has a reference price"), "money"),
        Field("price_coverage_share", msg("Coverage of the price index"), "share"),
        Field("below_amount", msg("Below reference prices"), "money", msg("what customers with an index below 1 would have paid more at reference prices")),
        Field("above_amount", msg("Above reference prices"), "money"),
        Field("list_12m_amount", msg("Amount before discount, last 12 months"), "money", msg("of the invoice lines that state one")),
        Field("rated_count", msg("Customers with a known discount"), "count"),
        Field("compared_count", msg("Customers compared with peers"), "count"),
        Field("leaks_count", msg("Customers above the corridor"), "count"),
        Field("discount_leak_amount", msg("Discount leak"), "money"),
    ),
)  # fmt: skip
def price_totals(params: dict[str, Any]) -> str:
    """Sum up prices and discounts of the customers; without an invoice in 12 months there is no row."""
    return (
        "select count(*) as customers_count, count(price_index) as indexed_count, cast(sum(invoiced_12m_amount) as bigint) as invoiced_12m_amount, "
        "cast(sum(priced_12m_amount) as bigint) as priced_12m_amount, "
        "cast(coalesce(sum(priced_12m_amount), 0) as double) / nullif(sum(invoiced_12m_amount), 0) as price_coverage_share, "
        "cast(sum(case when price_gap_amount < 0 then -price_gap_amount when price_gap_amount is not null then 0 end) as bigint) as below_amount, "
        "cast(sum(case when price_gap_amount > 0 then price_gap_amount when price_gap_amount is not null then 0 end) as bigint) as above_amount, "
        "cast(sum(list_12m_amount) as bigint) as list_12m_amount, count(invoice_discount_share) as rated_count, count(discount_leak_amount) as compared_count, "
        "count(case when discount_leak_amount > 0 then 1 end) as leaks_count, cast(sum(discount_leak_amount) as bigint) as discount_leak_amount "
        "from price_realisation having count(*) > 0"
    )


@step(
    title=msg("Customers by price index"),
    inputs=("price_realisation",),
    fields=(
        Field("price_band", msg("Price against reference"), "class", codes=PRICE_BANDS),
        Field("customers_count", msg("Customers"), "count"),
        Field("invoiced_12m_amount", msg("Invoiced, last 12 months"), "money"),
        Field("price_gap_amount", msg("Above or below reference prices"), "money"),
    ),
)  # fmt: skip
def price_bands(params: dict[str, Any]) -> str:
    """Count the customers by how far their prices lie from the reference; those without an index stand apart, so that all add up."""
    band = (
        f"case when price_index is null then 'unknown' when price_index < {1 - _FAR!r} then 'far_below' when price_index < {1 - _NEAR!r} then 'below' "
        f"when price_index <= {1 + _NEAR!r} then 'near' when price_index <= {1 + _FAR!r} then 'above' else 'far_above' end"
    )
    return (
        f"select {band} as price_band, count(*) as customers_count, cast(sum(invoiced_12m_amount) as bigint) as invoiced_12m_amount, "
        f"cast(sum(price_gap_amount) as bigint) as price_gap_amount from price_realisation group by {band}"
    )


@step(
    title=msg("Customers below reference prices"),
    inputs=("price_realisation", "customers"),
    fields=(
        *NAMED,
        Field("price_index", msg("Price index"), "number"),
        Field("price_coverage_share", msg("Coverage of the price index"), "share"),
        Field("price_gap_amount", msg("Above or below reference prices"), "money"),
        Field("invoiced_12m_amount", msg("Invoiced, last 12 months"), "money"),
        Field("abc_value_class", msg("ABC by value"), "class"),
    ),
)  # fmt: skip
def price_gaps(params: dict[str, Any]) -> str:
    """List the 200 customers with the largest sum below reference prices; an index that rests on too little is not listed."""
    columns = "customer_key, customer_id, customer_name, price_index, price_coverage_share, price_gap_amount, invoiced_12m_amount, abc_value_class"
    return first_rows(
        "select p.customer_key, c.customer_id, c.customer_name, p.price_index, p.price_coverage_share, p.price_gap_amount, p.invoiced_12m_amount, c.abc_value_class "
        "from price_realisation as p join customers as c on c.customer_key = p.customer_key "
        f"where p.price_gap_amount < 0 and p.price_coverage_share >= {params['prices'].least_coverage_share!r}",
        columns,
        "price_gap_amount, customer_id",
    )


@step(
    title=msg("Discount leaks"),
    inputs=("price_realisation", "customers"),
    fields=(
        *NAMED,
        Field("seller_id", msg("Sales person"), "text"),
        Field("invoice_discount_share", msg("Discount on the invoice"), "share"),
        Field("corridor_discount_share", msg("Discount of the upper quarter of peers"), "share"),
        Field("peers_count", msg("Peers compared with"), "count"),
        Field("list_12m_amount", msg("Amount before discount, last 12 months"), "money"),
        Field("discount_leak_amount", msg("Discount leak"), "money"),
    ),
)  # fmt: skip
def discount_leaks(params: dict[str, Any]) -> str:
    """List the 200 largest discount leaks: the discount lies above the upper quartile of the peers by more than the corridor."""
    columns = "customer_key, customer_id, customer_name, seller_id, invoice_discount_share, corridor_discount_share, peers_count, list_12m_amount, discount_leak_amount"
    return first_rows(
        "select p.customer_key, c.customer_id, c.customer_name, c.seller_id, p.invoice_discount_share, p.corridor_discount_share, p.peers_count, p.list_12m_amount, p.discount_leak_amount "
        "from price_realisation as p join customers as c on c.customer_key = p.customer_key where p.discount_leak_amount > 0",
        columns,
        "discount_leak_amount desc, customer_id",
    )
