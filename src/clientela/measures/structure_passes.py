"""Figures by who and what a customer belonged to: today, or on the day of each document."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures._compose import all_measures
from clientela.measures.passes import KEY, costed_lines

OWNERS = ("seller_id", "area_id", "segment_id", "country", "channel")
_SUMS = (
    "revenue_amount", "revenue_12m_amount", "revenue_prior_12m_amount", "margin_known_12m_amount", "lines_count", "lines_12m_count",
    "lines_prior_12m_count",
)  # fmt: skip


def _spells() -> str:
    """Return who owned which number when, without overlap: of two owners on one day the one who began later."""
    return (
        "select customer_key, employee_id, from_on, to_on, lead(from_on) over (partition by customer_key order by from_on) as next_on from ("
        "select k.customer_key, a.employee_id, coalesce(a.from_on, date '0001-01-01') as from_on, a.to_on, row_number() over ("
        "partition by k.customer_key, coalesce(a.from_on, date '0001-01-01') order by a.employee_id) as place "
        "from assignments as a join customer_keys as k on k.source = a.source and k.customer_id = a.customer_id "
        "where coalesce(a.role, 'owner') = 'owner') as spells where place = 1"
    )


def _as_it_was(params: dict[str, Any]) -> str:
    recent = f"document_on > {params['since_12m']}"
    before = f"document_on > {params['since_24m']} and document_on <= {params['since_12m']}"
    known = "case when is_known = 1 then net_amount - cost_amount end"
    sums = {
        "revenue_amount": "sum(net_amount)",
        "revenue_12m_amount": f"sum(case when {recent} then net_amount else 0 end)",
        "revenue_prior_12m_amount": f"sum(case when {before} then net_amount else 0 end)",
        "margin_known_12m_amount": f"sum(case when {recent} then {known} end)",
        "lines_count": "count(*)",
        "lines_12m_count": f"sum(case when {recent} then 1 else 0 end)",
        "lines_prior_12m_count": f"sum(case when {before} then 1 else 0 end)",
    }
    listed = ", ".join(f"cast({sql} as bigint) as {name}" for name, sql in sums.items())
    others = ", ".join(f"t.{name}" for name in OWNERS[1:])
    return (
        f"select customer_key, {', '.join(OWNERS)}, {listed} from (select l.customer_key, coalesce(s.employee_id, t.seller_id) as seller_id, {others}, "
        "l.document_on, l.net_amount, l.cost_amount, l.is_known "
        f"from ({costed_lines(params, 'terms_key', 'stated_key')}) as l left join customer_terms as t on t.terms_key = l.terms_key "
        f"left join ({_spells()}) as s on s.customer_key = l.stated_key and l.document_on >= s.from_on "
        "and (s.to_on is null or l.document_on <= s.to_on) and (s.next_on is null or l.document_on < s.next_on) "
        f"where l.customer_key <> 0) as owned group by customer_key, {', '.join(OWNERS)}"
    )


@step(
    title=msg("Customers by who looked after them"),
    inputs=("identified_lines", "product_costs", "customer_terms", "customer_keys", "assignments", "customer_register", "customer_measures"),
    fields=(
        KEY,
        Field("seller_id", msg("Sales person"), "text"),
        Field("area_id", msg("Area"), "text"),
        Field("segment_id", msg("Segment"), "text"),
        Field("country", msg("Country"), "text"),
        Field("channel", msg("Channel"), "text"),
        *(Field(n, all_measures()[n].title, all_measures()[n].unit, all_measures()[n].formula) for n in _SUMS),
    ),
)  # fmt: skip
def customer_owners(params: dict[str, Any]) -> str:
    """Sum each customer by sales person, area, segment, country and channel.

    Structure "as it is" and "as if": one row per customer, with the attributes of the day of the run. "As it was": each line under the
    owner an assignment names for its day, else the one its document names, and under the area, segment, country and channel of
    its document. Either way the sums of a customer are its figures, to the cent.
    """
    if params["structure"].view == "as_was":
        return _as_it_was(params)
    attributes = ", ".join(f"r.{name}" for name in OWNERS)
    sums = ", ".join(f"m.{name}" for name in _SUMS)
    return (
        f"select r.customer_key, {attributes}, {sums} from customer_register as r "
        "join customer_measures as m on m.customer_key = r.customer_key where m.lines_count > 0"
    )
