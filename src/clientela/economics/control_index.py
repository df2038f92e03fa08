"""Who steers the business with a customer: we, the customer, or both."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

VERDICTS = (
    ("us", msg("managed by us")),
    ("shared", msg("managed by both")),
    ("customer", msg("managed by the customer")),
    ("unknown", msg("not known")),
)
PARTS = (
    ("initiative_score", msg("Who takes the first step")),
    ("plan_score", msg("Is there a plan")),
    ("concession_score", msg("Discounts granted")),
    ("dependence_score", msg("How far we depend on it")),
    ("knowledge_score", msg("What we know of it")),
)
_HIGH, _LOW = 2 / 3, 1 / 3
_LEAST = 3
"""Parts that have to be known for a verdict: three of five."""
_ONE, _NONE = "cast(1.0 as double)", "cast(0.0 as double)"
_SWING_SHARE = 0.10
"""A discount that rose by half of this gives the customer the whole point, one that fell by half of it gives it to us."""
_SOURCE = "own definition after the customer-base literature"


def _planned(params: dict[str, Any]) -> tuple[str, str]:
    """Return the customers for whom there is a plan of contacts, a target or a goal now, and whether the company makes any."""
    year = params["as_of_day"][:4]
    rows = [
        f"select {KEY_OF} as customer_key from contact_plans as p {join_customer('p', params['as_of'])}where p.year = {year}",
        f"select {KEY_OF} as customer_key from targets as p {join_customer('p', params['as_of'])}where p.customer_id is not null and p.year = {year}",
        f"select {KEY_OF} as customer_key from goals as p {join_customer('p', params['as_of'])}where p.customer_id is not null and (p.due_on is null or p.due_on >= {params['as_of']})",
    ]
    return " union ".join(rows), "select count(*) as plans_count from planned where customer_key <> 0"


def _discounts(params: dict[str, Any]) -> str:
    now = f"document_on > {params['since_12m']}"
    cells = ", ".join(
        f"cast(sum(case when {test} then {c}_amount end) as double) as {c}_{name}"
        for name, test in (("now", now), ("then", f"not ({now})"))
        for c in ("discount", "gross")
    )
    return (
        "select customer_key, case when gross_now > 0 and gross_then > 0 then discount_now / nullif(gross_now, 0) - discount_then / nullif(gross_then, 0) end as discount_change_share "
        f"from (select customer_key, {cells} from customer_days where document_on > {params['since_24m']} group by customer_key) as sums"
    )


@step(
    title=msg("Control index"),
    inputs=(
        "customer_register", "customer_measures", "customer_ladder", "customer_contacts", "customer_payments", "customer_days", "contact_plans", "targets", "goals",
        "competitor_shares", "customer_keys", "customer_map",
    ),
    fields=(
        KEY,
        Field("initiative_score", PARTS[0][1], "number", msg("1 - share of the contacts begun by the customer, of those of which it is known; 1 is ours"), _SOURCE),
        Field("plan_score", PARTS[1][1], "number", msg("1 with a plan of contacts, a target or a goal for the customer, 0 without; not known where the company plans for nobody")),
        Field("concession_score", PARTS[2][1], "number", msg("0.5 - change of the discount in a year / 0.10, from 0 to 1")),
        Field("discount_change_share", msg("Change of the discount"), "share", msg("discount of the last 12 months - that of the 12 before, over the lines that state one")),
        Field("dependence_score", PARTS[3][1], "number", msg("1 - share of the customer in the company's revenue / alert share of the largest customer, not below 0")),
        Field("revenue_weight_share", msg("Share of the company's revenue"), "share"),
        Field("knowledge_score", PARTS[4][1], "number", msg("known of six: segment or type, sales person, contribution 1, contacts, payments, who else supplies it")),
        Field("control_parts_count", msg("Parts known"), "count"),
        Field("control_index", msg("Control index"), "number", msg("mean of the parts that are known, where three of the five are; 1 is ours, 0 is the customer's"), _SOURCE),
        Field("control_low", msg("Control index, at least"), "number", msg("with 0 for each part that is not known")),
        Field("control_high", msg("Control index, at most"), "number", msg("with 1 for each part that is not known")),
        Field("control_class", msg("Who steers"), "class", msg("ours from two thirds, the customer's up to one third, both between; not known below three parts"), _SOURCE, VERDICTS),
    ),
)  # fmt: skip
def control_index(params: dict[str, Any]) -> str:
    """Judge for each customer with a purchase in two years who steers the business; what is not known narrows nothing."""
    planned, plans = _planned(params)
    alert = params["concentration"].largest_share_alert
    rivals = f"select distinct {KEY_OF} as customer_key from competitor_shares as p {join_customer('p', params['as_of'])}where p.known_on is null or p.known_on <= {params['as_of']}"
    facts = (
        "coalesce(r.segment_id, r.customer_type) is not null", "r.seller_id is not null", "l.cm1_12m_amount is not null", "c.last_contact_on is not null",
        "y.receivables_count > 0", "v.customer_key is not null",
    )  # fmt: skip
    knowledge = " + ".join(f"case when {fact} then 1 else 0 end" for fact in facts)
    cells = (
        f"select r.customer_key, {_ONE} - c.their_contact_share as initiative_score, case when n.plans_count > 0 then case when p.customer_key is not null then {_ONE} else {_NONE} end end as plan_score, "
        f"least({_ONE}, greatest({_NONE}, cast(0.5 as double) - d.discount_change_share / {_SWING_SHARE})) as own_concession_score, d.discount_change_share, "
        "case when t.company_amount > 0 then cast(greatest(m.revenue_12m_amount, 0) as double) / nullif(t.company_amount, 0) end as revenue_weight_share, "
        f"({knowledge}) / {len(facts)}.0 as knowledge_score from customer_register as r join customer_measures as m on m.customer_key = r.customer_key "
        "join customer_ladder as l on l.customer_key = r.customer_key cross join (select cast(sum(greatest(revenue_12m_amount, 0)) as double) as company_amount from customer_measures) as t "
        f"cross join ({plans}) as n left join customer_contacts as c on c.customer_key = r.customer_key left join customer_payments as y on y.customer_key = r.customer_key "
        f"left join planned as p on p.customer_key = r.customer_key left join ({_discounts(params)}) as d on d.customer_key = r.customer_key "
        f"left join ({rivals}) as v on v.customer_key = r.customer_key where m.lines_12m_count > 0 or m.lines_prior_12m_count > 0"
    )
    # least and greatest leave a missing value out on some engines
    scored = (
        "select customer_key, initiative_score, plan_score, case when discount_change_share is not null then own_concession_score end as concession_score, discount_change_share, "
        f"case when revenue_weight_share is not null then greatest({_NONE}, {_ONE} - revenue_weight_share / {alert!r}) end as dependence_score, revenue_weight_share, knowledge_score from cells"
    )
    names = [name for name, _ in PARTS]
    known = " + ".join(f"case when {n} is not null then 1 else 0 end" for n in names)
    total = " + ".join(f"coalesce({n}, {_NONE})" for n in names)
    columns = "customer_key, initiative_score, plan_score, concession_score, discount_change_share, dependence_score, revenue_weight_share, knowledge_score"
    return (
        f"with planned as ({planned}), cells as ({cells}), scored as ({scored}), summed as (select {columns}, cast({known} as bigint) as control_parts_count, {total} as total_score from scored), "
        f"indexed as (select {columns}, control_parts_count, case when control_parts_count >= {_LEAST} then round(total_score / nullif(control_parts_count, 0) * 1e9) / 1e9 end as control_index, "
        f"total_score / {len(names)}.0 as control_low, (total_score + {len(names)} - control_parts_count) / {len(names)}.0 as control_high from summed) "
        f"select {columns}, control_parts_count, control_index, control_low, control_high, case when control_index is null then 'unknown' when control_index >= {_HIGH!r} then 'us' "
        f"when control_index <= {_LOW!r} then 'customer' else 'shared' end as control_class from indexed"
    )
