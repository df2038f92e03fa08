"""Who the customers are: number, name and the attributes that hold on the day of the run."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.engine.connect import quote_text
from clientela.tables._customer_types import TYPE_TITLES

_STATED = ("customer_name", "seller_id", "area_id", "segment_id", "country")
"""Said by the customer list and by documents."""
_TERMS = (*_STATED, "channel")
_LISTED = ("city", "tax_id", "customer_type")
"""Said by the customer list alone."""
_PLANNED = ("seller_id", "area_id", "segment_id")
"""What a scenario can change."""


def _standing(params: dict[str, Any]) -> str:
    """Return which number (`member_key`) speaks for which customer: all that count under it today, and itself.

    A number that counted for itself and was joined later keeps a row of its own where the history is read as it was.
    """
    today = f"select customer_key, to_key from customer_map where from_on <= {params['as_of']} and until_on > {params['as_of']}"
    return (
        "select coalesce(t.to_key, k.customer_key) as customer_key, k.customer_key as member_key, 0 as is_past from customer_keys as k "
        f"left join ({today}) as t on t.customer_key = k.customer_key union all "
        f"select t.customer_key, t.customer_key as member_key, 1 as is_past from ({today}) as t "
        "join (select customer_key, sum(datediff('day', from_on, least(until_on, "
        f"{params['as_of']}))) as moved_days from customer_map where from_on <= {params['as_of']} group by customer_key) as d "
        f"on d.customer_key = t.customer_key and d.moved_days < datediff('day', date '0001-01-01', {params['as_of']})"
    )


def _statements(params: dict[str, Any]) -> str:
    """Return all that is said of a customer: its own list entry first, its documents, then those of the numbers joined into it."""
    listed = ", ".join(f"m.{c}" for c in _STATED)
    stated = ", ".join(f"t.{c}" for c in _TERMS)
    own = "case when s.member_key = s.customer_key then 0 else 2 end"
    return (
        f"select s.customer_key, s.member_key, {own} as distance, {listed}, cast(null as varchar) as channel, {', '.join(f'm.{c}' for c in _LISTED)}, "
        "cast(null as date) as last_on, k.source || ':' || k.customer_id as signature from standing as s "
        "join customer_keys as k on k.customer_key = s.member_key "
        "join stated_customers as m on m.source = k.source and m.customer_id = k.customer_id union all "
        f"select s.customer_key, s.member_key, {own} + 1 as distance, {stated}, {', '.join(f'cast(null as varchar) as {c}' for c in _LISTED)}, "
        "u.last_on, t.signature from standing as s join customer_terms as t on t.customer_key = s.member_key "
        f"join terms_use as u on u.terms_key = t.terms_key where t.customer_key <> 0{_of_unit(params)}"
    )


def _of_unit(params: dict[str, Any]) -> str:
    # what another unit's documents say of a customer is not this unit's
    return f" and t.bu_id = {quote_text(params['bu'])}" if params["bu"] else ""


def _owners(params: dict[str, Any]) -> str:
    """Return the owner that an assignment names for `as_of`; of several the latest."""
    return (
        "select customer_key, max(case when place = 1 then employee_id end) as owner_id from (select s.customer_key, a.employee_id, "
        "row_number() over (partition by s.customer_key order by case when s.member_key = s.customer_key then 0 else 1 end, "
        "case when a.from_on is null then 1 else 0 end, a.from_on desc, a.employee_id) as place from standing as s "
        "join customer_keys as k on k.customer_key = s.member_key "
        "join assignments as a on a.source = k.source and a.customer_id = k.customer_id "
        f"where coalesce(a.role, 'owner') = 'owner' and (a.from_on is null or a.from_on <= {params['as_of']}) "
        f"and (a.to_on is null or a.to_on >= {params['as_of']})) as ordered group by customer_key"
    )


def _plans(scenario: str) -> str:
    """Return what a scenario says of each customer."""
    own = "case when s.member_key = s.customer_key then p.{c} end"
    # what is planned for a joined number holds where nothing is for the customer's own
    chosen = ", ".join(f"coalesce(max({own.format(c=c)}), max(p.{c})) as {c}" for c in _PLANNED)
    return (
        f"select s.customer_key, {chosen} from standing as s join customer_keys as k on k.customer_key = s.member_key "
        "join (select customer_id, count(*) as sources from customer_keys group by customer_id) as n on n.customer_id = k.customer_id "
        "join planned_structure as p on p.customer_id = k.customer_id and (p.source = k.source or n.sources = 1) "
        f"where p.scenario = {quote_text(scenario)} group by s.customer_key"
    )


@step(
    title=msg("Customer register"),
    inputs=("customer_keys", "customer_terms", "stated_customers", "terms_use", "customer_map", "assignments", "planned_structure"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("seller_id", msg("Sales person"), "text"),
        Field("area_id", msg("Area"), "text"),
        Field("segment_id", msg("Segment"), "text"),
        Field("country", msg("Country"), "text"),
        Field("channel", msg("Channel"), "text"),
        Field("city", msg("Town"), "text"),
        Field("tax_id", msg("Tax number"), "text"),
        Field("customer_type", msg("Customer type"), "class", codes=TYPE_TITLES),
        Field("numbers_count", msg("Customer numbers"), "count", msg("numbers that count together as this customer; 1 when it is linked to no other")),
        Field("joined_into_id", msg("Joined into"), "text", msg("the number under which it counts today, where the history is read as it was")),
    ),
)  # fmt: skip
def customer_register(params: dict[str, Any]) -> str:
    """One row per customer with a document up to `as_of` or a place in the customer list; joined numbers are one customer.

    Each attribute is the one stated last: what a scenario plans, the owner an assignment names, the customer's own list entry, its
    documents, then those of the numbers joined into it. The exported number is the source's own, prefixed by the source only
    where two sources use the same number.
    """
    structure = params["structure"]
    columns = (*_TERMS, *_LISTED)
    places = ", ".join(
        f"row_number() over (partition by customer_key order by case when {c} is null then 1 else 0 end, distance, "
        f"case when last_on is null then 1 else 0 end, last_on desc, signature desc) as place_{c}"
        for c in columns
    )
    last = ", ".join(f"max(case when place_{c} = 1 then {c} end) as {c}" for c in columns)
    scenario = structure.scenario if structure.view == "as_if" else ""
    planned = {c: f"p.{c}" for c in _PLANNED} if scenario else {}
    planned["seller_id"] = ", ".join(filter(None, (planned.get("seller_id"), "o.owner_id")))
    chosen = ", ".join(
        f"coalesce({planned[c]}, s.{c}) as {c}" if c in planned else f"s.{c}" for c in (*_TERMS, *_LISTED)
    )
    plans = f"left join ({_plans(scenario)}) as p on p.customer_key = b.customer_key " if scenario else ""
    return (
        f"with standing as ({_standing(params)}), "
        f"statements as ({_statements(params)}), "
        # a number that only later documents name does not change how the others are called
        "known as (select member_key from statements union select customer_key as member_key from statements), "
        "called as (select k.customer_key, case when count(*) over (partition by k.customer_id) > 1 then k.source || ':' || k.customer_id else k.customer_id end as customer_id "
        "from customer_keys as k join known as n on n.member_key = k.customer_key), "
        f"said as (select customer_key, {last} from (select *, {places} from statements) as ordered group by customer_key), "
        "base as (select s.customer_key, max(s.is_past) as is_past, count(*) as numbers_count from standing as s group by s.customer_key) "
        f"select b.customer_key, c.customer_id, {chosen}, b.numbers_count, i.customer_id as joined_into_id from base as b "
        "join said as s on s.customer_key = b.customer_key join called as c on c.customer_key = b.customer_key "
        f"left join ({_owners(params)}) as o on o.customer_key = b.customer_key {plans}"
        f"left join (select customer_key, to_key from customer_map where from_on <= {params['as_of']} and until_on > {params['as_of']}) as t "
        "on t.customer_key = b.customer_key and b.is_past = 1 left join called as i on i.customer_key = t.to_key"
    )


@step(
    title=msg("Last use of what documents say of a customer"),
    inputs=("sales_lines",),
    fields=(
        Field("terms_key", msg("Key of what documents say"), "id"),
        Field("last_on", msg("Last used"), "date"),
    ),
)
def terms_use(params: dict[str, Any]) -> str:
    """The last day up to `as_of` on which documents stated these terms."""
    return f"select terms_key, max(document_on) as last_on from sales_lines where document_on <= {params['as_of']} group by terms_key"
