"""What people at the customer feel about us: six short questions, kept apart from how the two firms are tied together."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer

KIND = "pulse"
ITEMS = (
    ("promises", msg("They keep their promises")),
    ("interest", msg("They act in our interest when there is trouble")),
    ("stay", msg("We intend to be with them in three years")),
    ("expand", msg("We would buy more of them")),
    ("satisfaction", msg("Satisfied on the whole")),
    ("ease", msg("Easy to work with")),
)
TOP = 10
LEAST_SHEETS = 10
"""Whole answers below which agreement of the items is not given."""
_CODES = ", ".join(f"'{code}'" for code, _ in ITEMS)
INPUTS = ("assessments", "people", "customer_keys", "customer_map")


def _answers(params: dict[str, Any]) -> str:
    """Select the newest answer of each person of a customer to each item, with the person's function."""
    as_of = params["as_of"]
    told = (
        f"select {KEY_OF} as customer_key, lower(trim(a.measure_code)) as item_class, a.score, a.assessed_on, a.rater_id, coalesce(p.function, '') as role_text, a.batch_number, a.row_number "
        f"from assessments as a {join_customer('a', as_of)}left join (select person_id, max(function) as function from people group by person_id) as p on p.person_id = a.rater_id "
        f"where lower(trim(a.kind)) = '{KIND}' and a.assessed_on <= {as_of} and a.rater_id is not null and lower(trim(a.measure_code)) in ({_CODES}) and a.score >= 0 and a.score <= {TOP}"
    )
    ranked = f"select *, row_number() over (partition by customer_key, rater_id, item_class order by assessed_on desc, batch_number desc, row_number desc) as place from ({told}) as told where customer_key > 0"
    return f"select customer_key, rater_id, role_text, item_class, cast(round(score * 1000) as bigint) as points, assessed_on from ({ranked}) as ranked where place = 1"


_MEAN = "cast(sum(points) as double) / nullif(count(*), 0) / 1000.0"


@step(
    title=msg("Attitude pulse of customers"),
    inputs=INPUTS,
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("role_text", msg("Function"), "text", msg("of the people who answered; empty where it is not known")),
        Field("people_count", msg("People who answered"), "count"),
        Field("pulse_number", msg("Attitude"), "number", msg("0 to 10, mean of the answers to the six items"), "after Palmatier et al. 2006; own wording"),
        Field("least_item_class", msg("Lowest item"), "class", codes=ITEMS),
        Field("least_item_number", msg("Its mean"), "number"),
        Field("newest_on", msg("Newest answer"), "date"),
        Field("roles_count", msg("Functions that answered"), "count", msg("of the customer; a pulse rests on two or more")),
    ),
)  # fmt: skip
def attitude_pulse(params: dict[str, Any]) -> str:
    """One row per customer and function. No score reads it: what ties two firms together and what people feel are different things."""
    items = f"select customer_key, role_text, item_class, {_MEAN} as mean_number from answers group by customer_key, role_text, item_class"
    least = f"select * from (select *, row_number() over (partition by customer_key, role_text order by mean_number, item_class) as place from ({items}) as meant) as ranked where place = 1"
    whole = f"select customer_key, role_text, count(distinct rater_id) as people_count, {_MEAN} as pulse_number, max(assessed_on) as newest_on from answers group by customer_key, role_text"
    roles = "select customer_key, count(distinct role_text) as roles_count from answers group by customer_key"
    return (
        f"with answers as ({_answers(params)}) select w.customer_key, w.role_text, w.people_count, w.pulse_number, l.item_class as least_item_class, l.mean_number as least_item_number, w.newest_on, r.roles_count "
        f"from ({whole}) as w join ({least}) as l on l.customer_key = w.customer_key and l.role_text = w.role_text join ({roles}) as r on r.customer_key = w.customer_key"
    )


@step(
    title=msg("Attitude pulse by item"),
    inputs=INPUTS,
    fields=(
        Field("item_class", msg("Item"), "class", codes=ITEMS),
        Field("answers_count", msg("Answers"), "count"),
        Field("mean_number", msg("Mean"), "number"),
        Field("sheets_count", msg("Whole answers"), "count", msg("people who answered all six items")),
        Field("alpha_number", msg("Agreement of the items"), "number", msg("Cronbach's alpha over the whole answers; from ten of them"), "Cronbach 1951"),
    ),
)  # fmt: skip
def pulse_items(params: dict[str, Any]) -> str:
    """One row per item that was answered, over all customers.

    Formula: alpha = k / (k - 1) · (1 - sum of the variances of the items / variance of the sums), k = 6; from 0.7 on the six speak of one thing.
    """
    count = len(ITEMS)
    sheets = f"select customer_key, rater_id, cast(sum(points) as bigint) as total from answers group by customer_key, rater_id having count(*) = {count}"
    squares = "(cast(count(*) as double) * cast(sum({0} * {0}) as double) - cast(sum({0}) as double) * cast(sum({0}) as double))"
    items = f"select item_class, {squares.format('points')} as spread from (select a.item_class, a.points from answers as a join sheets as s on s.customer_key = a.customer_key and s.rater_id = a.rater_id) as inside group by item_class"
    return (
        f"with answers as ({_answers(params)}), sheets as ({sheets}), whole as (select count(*) as n, {squares.format('total')} as spread from sheets), parts as (select sum(spread) as spread from ({items}) as varied) "
        f"select a.item_class, count(*) as answers_count, {_MEAN} as mean_number, max(w.n) as sheets_count, "
        f"max(case when w.n >= {LEAST_SHEETS} and w.spread > 0 then {count / (count - 1)!r} * (1 - p.spread / nullif(case when w.spread > 0 then w.spread end, 0)) end) as alpha_number "
        "from answers as a cross join whole as w cross join parts as p group by a.item_class"
    )
