"""Who assesses whom by when: questions that wait, facts that run out, and where a second person has to judge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._ruling import half_lives
from clientela.scores.customer_criteria import AXES, criteria_of

REMINDERS = (
    ("first_time", msg("nothing answered yet")),
    ("remind", msg("remind: the last answer is older than half a year")),
    ("fresh", msg("answered within half a year")),
)
MOST_CUSTOMERS = 1000
"""Customers of a campaign: more than a sales force can assess in a year."""
_HALF_YEAR, _MOST_HALVINGS = 183, 60
_OWN = "own proposal"


def judged_measures(params: dict[str, Any]) -> tuple[str, ...]:
    """Return the measures of attractiveness and importance that people can judge, and their own estimate of importance."""
    found = [c.measure or c.code for axis, _, c in criteria_of(params) if axis in ("attractiveness", "importance")]  # fmt: skip
    return tuple(sorted({*found, "own_importance"}))


def _running_out(params: dict[str, Any]) -> str:
    """Select by customer what has expired and what will within the days of the settings: confidence x 0.5^(days / half-life) under the least."""
    rules = params["evidence"]
    soon = " ".join(
        f"when '{name}' then cast({rules.least_confidence * 2 ** min(rules.expiring_days / days, _MOST_HALVINGS)!r} as double)"
        for name, days in half_lives(rules).items()
    )
    return (
        "select customer_key, count(case when status_class = 'expired' then 1 end) as expired_count, "
        f"count(case when status_class in ('known', 'conflicting') and confidence < case source_class {soon} end then 1 end) as expiring_count, "
        "max(case when status_class in ('known', 'conflicting') then as_of_on end) as answered_on, "
        "max(case when measure_code = 'key_account' and status_class in ('known', 'conflicting') and value > 0 then 1 else 0 end) as is_key "
        "from customer_evidence group by customer_key"
    )


def _second(params: dict[str, Any]) -> str:
    """Select by customer who else met it in the last 12 months, has not judged it and does not look after it: the one with the most contacts."""
    return (
        "select customer_key, employee_id from (select *, row_number() over (partition by customer_key order by met_count desc, employee_id) as place from ("
        "select t.customer_key, t.employee_id, cast(sum(t.contacts_count) as bigint) as met_count from contact_days as t join customers as c on c.customer_key = t.customer_key "
        "left join authors as a on a.customer_key = t.customer_key and a.author_id = t.employee_id "
        f"where t.contact_on > {params['since_12m']} and t.employee_id is not null and a.author_id is null and coalesce(c.seller_id, '') <> t.employee_id "
        "group by t.customer_key, t.employee_id) as met) as ordered where place = 1"
    )


@step(
    title=msg("Who assesses whom"),
    inputs=("ask_next", "customers", "customer_evidence", "judged_statements", "contact_days", "customer_superiors"),
    fields=(
        Field("campaign_place", msg("Place"), "id", msg("the dearest first question first")),
        *NAMED,
        Field("seller_id", msg("Sales person"), "text", msg("who looks after the customer; none where nobody is known")),
        Field("questions_count", msg("Questions that wait"), "count"),
        Field("question_number", msg("Question of the interview"), "id", msg("the one to ask first")),
        Field("axis_class", msg("Axis"), "class", codes=AXES),
        Field("criterion", msg("Criterion"), "text"),
        Field("decides_amount", msg("Decides over"), "money"),
        Field("expired_count", msg("Facts that have expired"), "count"),
        Field("expiring_count", msg("Facts about to expire"), "count", msg("within the days of the settings, by their half-life"), _OWN),
        Field("due_on", msg("Due on"), "date", msg("day of the run + the days of the settings; sooner for the dearest tenth of the first questions"), _OWN),
        Field("answered_on", msg("Last answer"), "date"),
        Field("reminder_class", msg("Reminder"), "class", msg("by the age of the last answer"), _OWN, REMINDERS),
        Field("raters_count", msg("People who judged"), "count", msg("attractiveness or importance, and it still stands; judgements without a name are one person together, and only where nobody is named")),
        Field("is_second_needed", msg("A second person is needed"), "id", msg("1 for customers of class A and key accounts that one person alone judged")),
        Field("second_id", msg("Who could be the second"), "text", msg("another person with contacts in the last 12 months, else whom the sales person reports to")),
    ),
)  # fmt: skip
def assessment_campaign(params: dict[str, Any]) -> str:
    """List the customers to assess, the dearest question first, up to 1000; customers without a document are not asked."""
    rules, names = params["evidence"], ", ".join(f.name for f in assessment_campaign.fields)
    listed = ", ".join(f"'{code}'" for code in judged_measures(params))
    soon, later = (
        f"date '{(date.fromisoformat(params['as_of_day']) + timedelta(days=days)).isoformat()}'"
        for days in (rules.dearest_due_days, rules.due_days)
    )
    waiting = "select customer_key, count(distinct case when question_number is null then criterion else cast(question_number as varchar) end) as questions_count from ask_next group by customer_key"
    authors = f"select distinct customer_key, author_id from judged_statements where is_current = 1 and measure_code in ({listed})"
    nameless = f"select distinct customer_key from customer_evidence where notes_count > 0 and measure_code in ({listed})"
    people = (
        "case when h.raters_count > 0 then h.raters_count when n.customer_key is not null then 1 else 0 end"
    )
    joined = (
        "select c.customer_key, c.customer_id, c.customer_name, c.seller_id, cast(coalesce(w.questions_count, 0) as bigint) as questions_count, q.question_number, q.axis_class, q.criterion, q.decides_amount, q.question_value, "
        "cast(coalesce(e.expired_count, 0) as bigint) as expired_count, cast(coalesce(e.expiring_count, 0) as bigint) as expiring_count, e.answered_on, "
        f"case when e.answered_on is null then 'first_time' when datediff('day', e.answered_on, {params['as_of']}) > {_HALF_YEAR} then 'remind' else 'fresh' end as reminder_class, "
        f"cast({people} as bigint) as raters_count, case when ({people}) = 1 and (c.abc_value_class = 'A' or e.is_key = 1) then 1 else 0 end as is_second_needed, "
        "coalesce(s.employee_id, case when g.author_id is null then m.manager_id end) as other_id "
        "from customers as c left join waiting as w on w.customer_key = c.customer_key left join (select * from ask_next where ask_rank = 1) as q on q.customer_key = c.customer_key "
        f"left join ({_running_out(params)}) as e on e.customer_key = c.customer_key left join (select customer_key, count(*) as raters_count from authors group by customer_key) as h on h.customer_key = c.customer_key "
        f"left join ({nameless}) as n on n.customer_key = c.customer_key left join ({_second(params)}) as s on s.customer_key = c.customer_key left join customer_superiors as m on m.customer_key = c.customer_key "
        "left join authors as g on g.customer_key = c.customer_key and g.author_id = m.manager_id where c.lines_count > 0"
    )
    order = "case when question_value is null then 1 else 0 end, question_value desc, questions_count desc, customer_id"
    return (
        f"with waiting as ({waiting}), authors as ({authors}), joined as ({joined}), "
        f"placed as (select *, row_number() over (order by {order}) as campaign_place, sum(case when question_value > 0 then 1 else 0 end) over () as valued_count from joined "
        "where questions_count > 0 or expired_count > 0 or expiring_count > 0 or is_second_needed = 1), "
        f"dated as (select *, case when question_value > 0 and campaign_place * 10 <= valued_count + 9 then {soon} else {later} end as due_on, case when is_second_needed = 1 then other_id end as second_id from placed) "
        f"select {names} from dated where campaign_place <= {MOST_CUSTOMERS} order by campaign_place"
    )
