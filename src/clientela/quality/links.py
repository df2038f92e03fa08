"""Checks over the links between customers: links to nobody, end customers who buy from us as well."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import quality_check
from clientela.base.i18n import msg

_STANDING = (
    "select * from (select *, row_number() over (partition by customer_id, other_id, kind, from_on, coalesce(scenario, '') "
    "order by batch_number desc, row_number desc) as place from customer_links) as stated where place = 1 and not coalesce(is_withdrawn, false)"
)
"""The last statement about each link, unless it takes the link back."""
_KEYS = (
    "select p.source, p.number, min(k.customer_key) as customer_key from pairs as p join customer_keys as k "
    "on (k.source = p.source and k.customer_id = p.number) or k.source || ':' || k.customer_id = p.number "
    "or (k.customer_id = p.number and p.number in (select customer_id from customer_keys group by customer_id having count(*) = 1)) group by p.source, p.number"
)
"""The customer a number in a link means: that of its source, the only one of that number, or source:number."""


@quality_check(
    title=msg("Links that name an unknown customer number"),
    remedy=msg("Correct the number (source:number where two systems share it), or take the link back: clientela links, clientela unlink."),
    effect=msg("The link changes nothing: numbers that should count together count apart."),
    needs="customer_links",
)  # fmt: skip
def links_to_nobody(params: dict[str, Any]) -> str:
    """Subject: the link. Found: one of its numbers is in no document and in no customer list, or means several customers."""
    return (
        f"with standing as ({_STANDING}), "
        "pairs as (select source, customer_id as number from standing union select source, other_id as number from standing), "
        f"known as ({_KEYS}) "
        "select s.customer_id || ' > ' || s.other_id as subject, count(*) as rows_count, cast(null as bigint) as amount from standing as s "
        "left join known as a on a.source = s.source and a.number = s.customer_id left join known as b on b.source = s.source and b.number = s.other_id "
        "where a.customer_key is null or b.customer_key is null group by 1"
    )


@quality_check(
    title=msg("End customers behind a distributor who have invoices of ours as well"),
    remedy=msg("It may be right: some buy both ways. If they buy from us only, take the link back; if the invoices are the distributor's, correct their number."),
    effect=msg("What the distributor reports as sold to them is shown beside their revenue, and never added."),
    needs="customer_links",
)  # fmt: skip
def end_customers_with_invoices(params: dict[str, Any]) -> str:
    """Subject: the end customer of a link `behind` in force on `as_of`. Found: lines and net amount of its own up to `as_of`."""
    day = params["as_of"]
    return (
        f"with standing as (select * from ({_STANDING}) as links where kind = 'behind' and scenario is null "
        f"and (from_on is null or from_on <= {day}) and (to_on is null or to_on >= {day})), "
        f"pairs as (select distinct source, customer_id as number from standing), known as ({_KEYS}), "
        "ends as (select distinct customer_key from known) "
        "select k.customer_id as subject, count(*) as rows_count, cast(sum(l.amount) as bigint) as amount from ends as e "
        f"join customer_keys as k on k.customer_key = e.customer_key join valued_lines as l on l.customer_key = e.customer_key where l.document_on <= {day} group by 1"
    )
