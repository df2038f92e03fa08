"""From the receivables a company brought to what was open for each customer on the day looked from."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.tables._rates import converted, join_rates


@step(
    title=msg("Receivables by customer"),
    inputs=("receivables", "sales_lines", "customer_keys"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("document_id", msg("Document number"), "text"),
        Field("due_on", msg("Due on"), "date"),
        Field("paid_on", msg("Paid on"), "date", msg("unknown before the payment")),
        Field("due_amount", msg("Amount due"), "money"),
        Field(
            "open_amount",
            msg("Amount still open"),
            "money",
            msg("the whole amount until it is paid, or what the file states as open"),
        ),
    ),
)
def receivable_items(params: dict[str, Any]) -> str:
    """List what was issued up to `as_of`. A payment after that day is not known yet.

    The customer is the one the file names, else the one of the document; the day of issue likewise, else the due day.
    Currencies by the rate of the day of issue.
    """
    documents = (
        "select document_id, min(customer_key) as customer_key, min(document_on) as document_on from sales_lines "
        "where document_id in (select document_id from receivables where customer_id is null or issued_on is null) "
        "group by document_id having min(customer_key) = max(customer_key)"
    )
    items = (
        "select coalesce(k.customer_key, d.customer_key) as customer_key, r.document_id, coalesce(r.issued_on, d.document_on, r.due_on) as issued_on, r.due_on, "
        f"case when r.paid_on <= {params['as_of']} then r.paid_on end as paid_on, r.currency, r.amount, "
        f"case when r.paid_on <= {params['as_of']} then 0 when r.paid_on is null then coalesce(r.open_amount, r.amount) else r.amount end as open_amount "
        "from receivables as r left join customer_keys as k on k.source = r.source and k.customer_id = r.customer_id "
        f"left join ({documents}) as d on d.document_id = r.document_id"
    )
    rates = join_rates(params, row="i", day="issued_on", name="x")
    return (
        f"select i.customer_key, i.document_id, i.due_on, i.paid_on, {converted('amount', params, row='i', name='x')} as due_amount, {converted('open_amount', params, row='i', name='x')} as open_amount "
        f"from ({items}) as i {rates}where i.customer_key is not null and i.customer_key <> 0 and i.issued_on <= {params['as_of']}"
    )
