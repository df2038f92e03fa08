"""Of each customer: is it identified, told apart, talked with, and served in its own way? Yes, no, or nobody knows."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY


@step(
    title=msg("Identified, told apart, talked with, served its own way"),
    inputs=("customer_register", "customer_measures", "abc", "relation_facts", "customer_contacts", "observations", "actions", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("identified_number", msg("Identified"), "number", msg("1: a tax number, and for classes A and B at least one person known; 0: one of them is missing; unknown where the company keeps no list of people")),
        Field("told_apart_number", msg("Told apart"), "number", msg("1: a class by margin and at least one observation on how it chooses its suppliers; else 0; unknown where there are no observations")),
        Field("talked_with_number", msg("Talked with"), "number", msg("1: contacts planned, and some in the last 12 months begun by the customer; else 0; unknown where no contacts, or no plans, are kept")),
        Field("own_way_number", msg("Served its own way"), "number", msg("1: an action for it that is done and whose result is written down; else 0; unknown where no actions are kept")),
    ),
)  # fmt: skip
def idic_facts(params: dict[str, Any]) -> str:
    """Answer the four questions for the customers with a line in the last 12 months; of classes C and none the fourth is not asked."""
    as_of, tables = params["as_of"], params["tables"]

    def kept(names: tuple[str, ...], sql: str) -> str:
        return (
            f"case when {sql} then 1 else 0 end"
            if all(n in tables for n in names)
            else "cast(null as integer)"
        )

    motives = (
        f"select {KEY_OF} as customer_key, count(*) as motives_count from (select source, subject_id as customer_id, as_of_on from observations where coalesce(subject_type, 'customer') = 'customer' "
        f"and lower(trim(measure_code)) like 'choice_weight_%' and coalesce(status, 'known') = 'known' and value is not null and (as_of_on is null or as_of_on <= {as_of})) as o {join_customer('o', as_of)}where true group by {KEY_OF}"
    )
    done = (
        f"select {KEY_OF} as customer_key, count(*) as done_count from actions as t {join_customer('t', as_of)}"
        f"where t.status = 'done' and t.result is not null and (t.due_on is null or t.due_on <= {as_of}) group by {KEY_OF}"
    )
    is_large = "coalesce(a.abc_value_class, 'C') in ('A', 'B')"
    identified = (
        f"case when r.tax_id is null then 0 when not {is_large} then 1 when f.people_count is not null then case when f.people_count > 0 then 1 else 0 end end"
    )  # fmt: skip
    return (
        f"select r.customer_key, {identified} as identified_number, {kept(('observations',), 'a.abc_margin_class is not null and n.motives_count > 0')} as told_apart_number, "
        f"{kept(('interactions', 'contact_plans'), 'c.planned_contacts > 0 and c.contacts_12m_count > 0 and c.their_contact_share > 0')} as talked_with_number, "
        f"case when {is_large} then {kept(('actions',), 'd.done_count > 0')} end as own_way_number from customer_register as r "
        "join customer_measures as m on m.customer_key = r.customer_key and m.lines_12m_count > 0 left join abc as a on a.customer_key = r.customer_key "
        "left join relation_facts as f on f.customer_key = r.customer_key left join customer_contacts as c on c.customer_key = r.customer_key "
        f"left join ({motives}) as n on n.customer_key = r.customer_key left join ({done}) as d on d.customer_key = r.customer_key"
    )
