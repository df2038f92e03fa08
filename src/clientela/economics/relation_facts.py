"""Who of the customer is known, how far the relation has come, and how fast it is answered: as far as anybody wrote it down."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

RESPONSE = "response_hours"
"""The measure of observations that says within how many working hours a customer is answered."""


@step(
    title=msg("People and level of the relation"),
    inputs=("customer_register", "people", "decision_unit_members", "relation_levels", "observed_numbers", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("people_count", msg("People known"), "count", msg("people of the customer who have not left; none where the company brings no list of people")),
        Field("deciders_count", msg("People of the decision unit known"), "count", msg("different people named in a decision unit in force")),
        Field("deciders_held_count", msg("of whom one of ours knows them"), "count", msg("those with a person of ours named")),
        Field("level_met_number", msg("Level of the relation reached"), "number", msg("newest assessment")),
        Field("level_possible_number", msg("Level of the relation possible"), "number", msg("of the same assessment")),
        Field("response_hours", msg("Working hours to an answer"), "number", msg("newest observation `response_hours` of the customer")),
    ),
)  # fmt: skip
def relation_facts(params: dict[str, Any]) -> str:
    """Sum up per customer what lists of people, decision units, assessments and observations say of the relation on `as_of`.

    A list that the company does not bring leaves its counts unknown; one that it brings and that does not name the customer says zero.
    """
    as_of = params["as_of"]
    people = (
        f"select {KEY_OF} as customer_key, count(distinct t.person_id) as people_count from people as t {join_customer('t', as_of)}"
        f"where t.left_on is null or t.left_on > {as_of} group by {KEY_OF}"
    )
    deciders = (
        f"select {KEY_OF} as customer_key, count(distinct t.person_id) as deciders_count, count(distinct case when t.our_owner_id is not null then t.person_id end) as deciders_held_count "
        f"from decision_unit_members as t {join_customer('t', as_of)}where (t.from_on is null or t.from_on <= {as_of}) and (t.to_on is null or t.to_on >= {as_of}) group by {KEY_OF}"
    )
    newest = "row_number() over (partition by customer_key order by case when day is null then 1 else 0 end, day desc, {})"
    levels = (
        f"select {KEY_OF} as customer_key, t.assessed_on as day, t.level_met, t.level_possible from relation_levels as t {join_customer('t', 't.assessed_on')}where t.assessed_on <= {as_of}"
    )  # fmt: skip
    answers = (
        f"select {KEY_OF} as customer_key, o.as_of_on as day, o.value_number from (select source, subject_id as customer_id, as_of_on, value_number from observed_numbers "
        f"where subject_type = 'customer' and measure_code = '{RESPONSE}') as o {join_customer('o', as_of)}where true"
    )
    zero = {name: "0" if name in params["tables"] else "null" for name in ("people", "decision_unit_members")}
    return (
        f"select r.customer_key, cast(coalesce(p.people_count, {zero['people']}) as bigint) as people_count, "
        f"cast(coalesce(d.deciders_count, {zero['decision_unit_members']}) as bigint) as deciders_count, "
        f"cast(coalesce(d.deciders_held_count, {zero['decision_unit_members']}) as bigint) as deciders_held_count, "
        "cast(v.level_met as double) as level_met_number, cast(v.level_possible as double) as level_possible_number, a.value_number as response_hours from customer_register as r "
        f"left join ({people}) as p on p.customer_key = r.customer_key left join ({deciders}) as d on d.customer_key = r.customer_key "
        f"left join (select *, {newest.format('level_met desc')} as place from ({levels}) as levels) as v on v.customer_key = r.customer_key and v.place = 1 "
        f"left join (select *, {newest.format('value_number desc')} as place from ({answers}) as answers) as a on a.customer_key = r.customer_key and a.place = 1"
    )
