"""From the receivables a company brought to what was open for each customer on the day looked from."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.tables._rates import converted, join_rates


def _open_amount(as_of: str) -> str:
    """Return the SQL of what was open on `as_of`, from what could be known on that day; null when that is unknown.

    Formula: the open amount of the file, from the day it holds for; before that day amount - payments dated up to `as_of`.
    A part that was paid on a day nobody states may have been paid before or after `as_of`.
    """
    return (
        f"case when r.paid_on > r.stated_on and r.paid_on <= {as_of} then 0 "
        f"when r.open_amount is not null and r.stated_on <= {as_of} then r.open_amount "
        f"when r.paid_on <= {as_of} then case when coalesce(r.open_amount, 0) = 0 then 0 end "
        "when r.paid_on is not null or r.open_amount is null or r.open_amount = r.amount then r.amount end"
    )


@step(
    title=msg("Receivables by customer"),
    inputs=("receivables", "sales_lines", "customer_keys", "customer_map", "identified_lines"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("document_id", msg("Document number"), "text"),
        Field(
            "issued_on",
            msg("Issued on"),
            "date",
            msg("as stated, else the day of the document, else the due day"),
        ),
        Field("due_on", msg("Due on"), "date"),
        Field("paid_on", msg("Paid on"), "date", msg("unknown before the payment")),
        Field("due_amount", msg("Amount due"), "money"),
        Field(
            "open_amount",
            msg("Amount still open"),
            "money",
            msg(
                "what the file states as open from the day it holds for; before, the whole amount until it is paid, unknown when part of it was paid on a day nobody states"
            ),
        ),
    ),
)
def receivable_items(params: dict[str, Any]) -> str:
    """List what was issued up to `as_of`. A payment after that day, or an open amount stated after it, is not known yet.

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
        f"{_open_amount(params['as_of'])} as open_amount "
        "from receivables as r left join customer_keys as k on k.source = r.source and k.customer_id = r.customer_id "
        f"left join ({documents}) as d on d.document_id = r.document_id"
    )
    rates = join_rates(params, row="i", day="issued_on", name="x")
    # a receivable is a unit's when its document is
    ours = " and i.document_id in (select document_id from identified_lines)" if params["bu"] else ""
    return (
        f"select coalesce(m.to_key, i.customer_key) as customer_key, i.document_id, i.issued_on, i.due_on, i.paid_on, {converted('amount', params, row='i', name='x')} as due_amount, {converted('open_amount', params, row='i', name='x')} as open_amount "
        f"from ({items}) as i {rates}left join customer_map as m on m.customer_key = i.customer_key and i.issued_on >= m.from_on and i.issued_on < m.until_on "
        f"where i.customer_key is not null and i.customer_key <> 0 and i.issued_on <= {params['as_of']}{ours}"
    )
