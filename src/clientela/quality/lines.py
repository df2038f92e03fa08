"""Checks over the sales lines: what is not stated, not plausible, or there twice."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import quality_check
from clientela.base.i18n import msg

_COLLECTIVE_SHARE = 0.5
_ONE_LINE_SHARE = 0.05
_FEW_LINES = 100


@quality_check(
    title=msg("Lines that name no customer"),
    remedy=msg(
        "Write the customer number on these documents in the accounting program and import the period again."
    ),
    effect=msg(
        "They count in the company's sales and in no customer's: classes and states are computed without them."
    ),
)
def lines_without_customer(params: dict[str, Any]) -> str:
    """Subject: the month of the document."""
    return (
        "select cast(extract(year from document_on) as varchar) || '-' || lpad(cast(extract(month from document_on) as varchar), 2, '0') as subject, "
        f"count(*) as rows_count, cast(sum(amount) as bigint) as amount from valued_lines where customer_key = 0 and document_on <= {params['as_of']} group by 1"
    )


@quality_check(
    title=msg("Lines that name no product"),
    remedy=msg("Export the product number with the lines."),
    effect=msg("Breadth of purchase and product families are computed without them."),
    subject_unit="id",
)
def lines_without_product(params: dict[str, Any]) -> str:
    """Subject: the customer. Silent when no line of the facts names a product: then the firm does not export it."""
    return (
        "select coalesce(k.customer_id, '') as subject, count(*) as rows_count, cast(sum(l.amount) as bigint) as amount from valued_lines as l "
        "left join customer_keys as k on k.customer_key = l.customer_key where l.product_key = 0 "
        f"and l.document_on <= {params['as_of']} and exists (select 1 from valued_lines where product_key <> 0) group by 1"
    )


@quality_check(
    title=msg("Lines without a cost"),
    remedy=msg("Add the cost of these products to the list of products, or export the cost with the lines."),
    effect=msg("The margin of their customers is not known, and neither are classes by margin."),
)
def lines_without_cost(params: dict[str, Any]) -> str:
    """Subject: the product. Silent when no line and no product has a cost."""
    costed = "select product_key from product_keys as k join products as p on p.source = k.source and p.product_id = k.product_id where p.unit_cost_amount is not null"
    return (
        "select coalesce(k.product_id, '') as subject, count(*) as rows_count, cast(sum(l.amount) as bigint) as amount from valued_lines as l "
        f"left join product_keys as k on k.product_key = l.product_key left join ({costed}) as c on c.product_key = l.product_key "
        "where l.cost_amount is null and l.estimated_cost_amount is null and (c.product_key is null or l.quantity is null) "
        f"and l.document_on <= {params['as_of']} and (exists (select 1 from valued_lines where cost_amount is not null) or exists ({costed})) group by 1"
    )


@quality_check(
    title=msg("Amounts in a currency without a rate"),
    remedy=msg("Write the rate into the settings, under exchange_rates."),
    effect=msg("No figure in one currency can be computed while a rate is missing."),
    is_blocking=True,
)
def lines_without_rate(params: dict[str, Any]) -> str:
    """Subject: the currency."""
    return (
        "select currency as subject, count(*) as rows_count, cast(null as bigint) as amount from valued_lines "
        f"where amount is null and net_amount is not null and document_on <= {params['as_of']} group by 1"
    )


@quality_check(
    title=msg("The same goods invoiced twice under two numbers"),
    remedy=msg(
        "Compare the two documents. If one is a mistake, cancel it in the accounting program and import again."
    ),
    effect=msg("A document counted twice raises the sales and the orders of its customer."),
)
def documents_repeated(params: dict[str, Any]) -> str:
    """Subject: the documents. Found: two invoices of one customer on one day with equal, unequal-to-zero sums, lines and products."""
    return (
        "with documents as (select customer_key, document_on, document_series, document_id, count(*) as lines_count, sum(net_amount) as net, "
        "sum(coalesce(quantity, 0)) as quantity, sum(product_key) as products_sum, min(product_key) as first_product, max(product_key) as last_product, "
        f"sum(amount) as amount from valued_lines where not is_credit and document_id is not null and customer_key <> 0 and document_on <= {params['as_of']} "
        "group by customer_key, document_on, document_series, document_id) "
        "select min(document_id) || ' = ' || max(document_id) as subject, sum(lines_count) - max(lines_count) as rows_count, "
        "cast(sum(amount) - max(amount) as bigint) as amount from documents where net <> 0 "
        "group by customer_key, document_on, lines_count, net, quantity, products_sum, first_product, last_product having count(*) > 1"
    )


@quality_check(
    title=msg("Credit notes for goods never invoiced to the customer"),
    remedy=msg(
        "Check that the credit note names the right customer, and that the invoices before it were imported."
    ),
    effect=msg("Returns then lower the sales of a customer who did not make them."),
    subject_unit="id",
)
def credits_without_sale(params: dict[str, Any]) -> str:
    """Subject: the credit note. Found: a credit line whose customer has no earlier or same-day invoice line of that product."""
    return (
        "with bought as (select customer_key, product_key, min(document_on) as first_on from valued_lines where not is_credit group by 1, 2) "
        "select coalesce(c.document_id, cast(c.document_on as varchar)) as subject, count(*) as rows_count, cast(sum(c.amount) as bigint) as amount from valued_lines as c "
        "left join bought as b on b.customer_key = c.customer_key and b.product_key = c.product_key and b.first_on <= c.document_on "
        f"where c.is_credit and c.product_key <> 0 and c.customer_key <> 0 and b.customer_key is null and c.document_on <= {params['as_of']} group by 1"
    )


@quality_check(
    title=msg("One customer number that stands for many customers"),
    remedy=msg(
        "Invoice under the number of the real customer, or exclude the collective number in the rules."
    ),
    effect=msg("It stands at the top of every ranking and hides who buys."),
    subject_unit="id",
)
def collective_customers(params: dict[str, Any]) -> str:
    """Subject: the customer number. Found: more than half of all documents, where at least twenty customers buy."""
    return (
        "with documents as (select customer_key, sum(is_first_line) as documents, count(*) as lines_count, sum(amount) as amount from valued_lines "
        f"where customer_key <> 0 and document_on <= {params['as_of']} group by 1), total as (select sum(documents) as documents, count(*) as customers from documents) "
        "select k.customer_id as subject, d.lines_count as rows_count, cast(d.amount as bigint) as amount from documents as d cross join total as t "
        f"join customer_keys as k on k.customer_key = d.customer_key where t.customers >= 20 and d.documents > {_COLLECTIVE_SHARE} * t.documents"
    )


@quality_check(
    title=msg("A single line that is more than a twentieth of all sales"),
    remedy=msg(
        "Look at the document: a slip of the decimal sign, or a figure in another unit, looks like this."
    ),
    effect=msg("It decides the rank of its customer, and the trend of its year."),
    subject_unit="id",
)
def enormous_lines(params: dict[str, Any]) -> str:
    """Subject: the document. Found: |amount| above 5 % of all sales, among at least a hundred lines."""
    return (
        f"with total as (select sum(abs(amount)) as amount, count(*) as lines_count from valued_lines where document_on <= {params['as_of']}) "
        "select coalesce(l.document_id, cast(l.document_on as varchar)) as subject, 1 as rows_count, cast(l.amount as bigint) as amount from valued_lines as l cross join total as t "
        f"where t.lines_count >= {_FEW_LINES} and abs(l.amount) > {_ONE_LINE_SHARE} * t.amount and l.document_on <= {params['as_of']}"
    )


@quality_check(
    title=msg("Lines dated after the day looked from"),
    remedy=msg("Check the year of these documents."),
    effect=msg("They are in no figure until that day has come."),
    subject_unit="id",
)
def lines_after_as_of(params: dict[str, Any]) -> str:
    """Subject: the document."""
    return (
        "select coalesce(document_id, cast(document_on as varchar)) as subject, count(*) as rows_count, cast(sum(amount) as bigint) as amount "
        f"from valued_lines where document_on > {params['as_of']} group by 1"
    )
