"""Alarms: a customer that stops a product family, buys less of it, or gave notice; so few that each can be looked at."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF
from clientela.measures.passes import KEY
from clientela.predictions._entered import join_entered
from clientela.predictions.family_rhythm import FAMILY
from clientela.tables.alarm_answers import ANSWERS
from clientela.tables.known_events import KINDS

ALARMS = (
    ("notice", msg("Notice given")),
    ("silence", msg("Silent for longer than it ever is")),
    ("basket", msg("Buys less than it used to")),
)
STATES = (
    ("open", msg("To be looked at")),
    ("waiting", msg("Waits: there are more urgent ones this week")),
    ("answered", msg("Answered")),
    ("explained", msg("Explained by a known event")),
)
EVENT_WORDS = tuple((code.value, code.title) for code in KINDS)
ANSWER_WORDS = tuple((code.value, code.title) for code in ANSWERS)
FALL = 0.8
"""Last baskets below this share of the usual one are worth an alarm, however unlikely."""
_WEEK = 7
_CONTRACT_DAYS = 365


def _events(params: dict[str, Any]) -> str:
    """Return what is known of customers up to `as_of`: known events, and notices and losses of the events of defection."""
    as_of = params["as_of"]
    found = []
    if "known_events" in params["tables"]:
        found.append(
            f"select {KEY_OF} as customer_key, coalesce(e.product_family, '') as family, e.kind as event, e.known_on as since_on, e.until_on as until_on "
            f"from known_events as e {join_entered('e', as_of)}where e.known_on <= {as_of}"
        )
    if "defection_events" in params["tables"]:
        found.append(
            f"select {KEY_OF} as customer_key, coalesce(e.product_family, '') as family, case when e.kind = 'left' then 'closure' else e.kind end as event, e.happened_on as since_on, cast(null as date) as until_on "
            f"from defection_events as e {join_entered('e', as_of)}where e.happened_on <= {as_of} and e.kind in ('notice', 'left')"
        )
    none = "select cast(0 as bigint) as customer_key, '' as family, '' as event, date '0001-01-01' as since_on, cast(null as date) as until_on from customer_keys where 1 = 0"
    listed = " union all ".join(found) or none
    return (
        f"select customer_key, family, event, since_on from ({listed}) as listed where customer_key <> 0 and (until_on is null or until_on >= {as_of}) "
        f"and (event <> 'signed' or datediff('day', since_on, {as_of}) <= {_CONTRACT_DAYS})"
    )


@step(
    title=msg("Answers to alarms by customer"),
    inputs=("alarm_answers", "customer_keys", "customer_map", "customer_register"),
    fields=(
        KEY,
        FAMILY,
        Field("alarm_class", msg("Alarm"), "class", codes=ALARMS),
        Field("last_order_on", msg("Last order"), "date"),
        Field("alarm_answer_class", msg("Answer"), "class", codes=ANSWER_WORDS),
        Field("answered_on", msg("Answered on"), "date"),
        Field("seller_id", msg("Sales person"), "text"),
    ),
)  # fmt: skip
def answered_alarms(params: dict[str, Any]) -> str:
    """List the answers given up to `as_of`, the last one of each alarm."""
    if "alarm_answers" not in params["tables"]:
        return (
            "select cast(0 as bigint) as customer_key, cast(null as varchar) as product_family, cast(null as varchar) as alarm_class, cast(null as date) as last_order_on, "
            "cast(null as varchar) as alarm_answer_class, cast(null as date) as answered_on, cast(null as varchar) as seller_id from alarm_answers as a "
            "cross join customer_keys as k cross join customer_map as m cross join customer_register as r where 1 = 0"
        )
    kind = "case when a.alarm_kind in ('notice', 'basket') then a.alarm_kind else 'silence' end"
    listed = (
        f"select {KEY_OF} as customer_key, a.product_family, {kind} as alarm_class, a.last_order_on, a.alarm_answer as alarm_answer_class, a.answered_on, "
        f"row_number() over (partition by {KEY_OF}, coalesce(a.product_family, ''), {kind}, a.last_order_on order by a.answered_on desc, a.batch_number desc, a.row_number desc) as place "
        f"from alarm_answers as a {join_entered('a', params['as_of'])}where a.answered_on <= {params['as_of']} and {KEY_OF} <> 0"
    )
    return (
        "select l.customer_key, l.product_family, l.alarm_class, l.last_order_on, l.alarm_answer_class, l.answered_on, r.seller_id "
        f"from ({listed}) as l join customer_register as r on r.customer_key = l.customer_key where l.place = 1"
    )


@step(
    title=msg("Alarms"),
    inputs=("family_rhythm", "family_days", "customer_register", "customer_measures", "answered_alarms", "known_events", "defection_events", "customer_keys", "customer_map"),
    fields=(
        KEY,
        FAMILY,
        Field("alarm_class", msg("Alarm"), "class", codes=ALARMS),
        Field("alarm_state", msg("State of the alarm"), "class", msg("open: among the most urgent of the sales person this week, as many as the setting says less those answered within seven days"), codes=STATES),
        Field("seller_id", msg("Sales person"), "text"),
        Field("raised_on", msg("Raised on"), "date", msg("the day the silence became as unlikely as the setting says; of baskets the last order, of a notice its day")),
        Field("expected_on", msg("Next order expected on"), "date"),
        Field("last_order_on", msg("Last order"), "date"),
        Field("silence_days", msg("Silent for"), "days"),
        Field("usual_gap_days", msg("Usual gap"), "days"),
        Field("alarm_probability", msg("Probability without a reason"), "share", msg("of such a silence, or of such a fall of the basket, by the past of the customer")),
        Field("expected_basket_amount", msg("Expected basket"), "money"),
        Field("recent_basket_share", msg("Last two baskets against the usual one"), "share"),
        Field("alarm_stake_amount", msg("Margin at stake in a year"), "money", msg("margin of the twelve months up to the last order: revenue x margin share of the lines with a cost, where these are half of the revenue, else x the margin share of all; of baskets the part by which they fell; of a notice the margin of the customer's last twelve months; unknown where no line has a cost")),
        Field("alarm_answer_class", msg("Answer"), "class", codes=ANSWER_WORDS),
        Field("event_class", msg("Known event"), "class", codes=EVENT_WORDS),
        Field("alarm_rank", msg("Place among the alarms of the person"), "number"),
    ),
)  # fmt: skip
def family_alarms(params: dict[str, Any]) -> str:
    """Raise an alarm where a silence or a fall is unlikely by the own past, or a notice is known; what is known else silences it."""
    rules, as_of = params["outlook"], params["as_of"]
    share, days = repr(float(rules.alarm_share)), 7 * rules.alarm_weeks
    year = "datediff('day', d.document_on, r.last_order_on) < 365"
    costs = (
        "select r.customer_key, coalesce(r.product_family, '') as family, cast(sum(d.revenue_amount) as double) as revenue, cast(sum(d.costed_amount) as double) as costed, cast(sum(d.margin_known_amount) as double) as margin "
        f"from family_rhythm as r join family_days as d on d.customer_key = r.customer_key and coalesce(d.product_family, '') = coalesce(r.product_family, '') where {year} group by r.customer_key, coalesce(r.product_family, '')"
    )
    whole = "select cast(sum(margin_known_amount) as double) / nullif(case when sum(costed_amount) > 0 then cast(sum(costed_amount) as double) end, 0) as margin_part from family_days"
    own = "case when c.costed * 2 >= c.revenue then c.revenue * c.margin / nullif(case when c.costed > 0 then c.costed end, 0) else c.revenue * w.margin_part end"
    silent = f"r.silence_probability <= {share} and r.limit_on is not null and r.limit_on <= {as_of} and datediff('day', r.limit_on, {as_of}) <= {days}"
    fallen = f"r.fall_probability <= {share} and r.recent_basket_share < {FALL!r} and datediff('day', r.last_order_on, {as_of}) <= {days}"
    rhythm = (
        f"select r.customer_key, coalesce(r.product_family, '') as family, case when {silent} then 'silence' else 'basket' end as alarm_class, case when {silent} then r.limit_on else r.last_order_on end as raised_on, "
        f"r.expected_on, r.last_order_on, r.usual_gap_days, case when {silent} then r.silence_probability else r.fall_probability end as alarm_probability, r.expected_basket_amount, r.recent_basket_share, "
        f"case when {silent} then {own} else ({own}) * (1 - r.recent_basket_share) end as stake from family_rhythm as r "
        f"join costs as c on c.customer_key = r.customer_key and c.family = coalesce(r.product_family, '') cross join whole as w where ({silent}) or ({fallen})"
    )
    notices = (
        "select e.customer_key, e.family, 'notice' as alarm_class, max(e.since_on) as raised_on, cast(null as date) as expected_on, max(m.last_order_on) as last_order_on, cast(null as double) as usual_gap_days, "
        "cast(null as double) as alarm_probability, cast(null as bigint) as expected_basket_amount, cast(null as double) as recent_basket_share, cast(max(m.margin_12m_amount) as double) as stake "
        f"from events as e join customer_measures as m on m.customer_key = e.customer_key where e.event = 'notice' and datediff('day', e.since_on, {as_of}) <= {days} group by e.customer_key, e.family"
    )
    # a notice is an alarm of its own; whatever else is known explains a silence, a contract only one before it
    explained = (
        "select a.customer_key, a.family, a.alarm_class, max(e.event) as event_class from raised as a join events as e on e.customer_key = a.customer_key "
        "where (e.family = '' or e.family = a.family) and a.alarm_class <> 'notice' and (e.event <> 'signed' or e.since_on > a.last_order_on) group by a.customer_key, a.family, a.alarm_class"
    )
    judged = (
        "select a.*, r.seller_id, n.alarm_answer_class, x.event_class, case when n.alarm_answer_class is not null then 'answered' when x.event_class is not null then 'explained' else 'open' end as state "
        "from raised as a join customer_register as r on r.customer_key = a.customer_key left join answered_alarms as n on n.customer_key = a.customer_key and coalesce(n.product_family, '') = a.family "
        "and n.alarm_class = a.alarm_class and n.last_order_on is not distinct from a.last_order_on "
        "left join explained as x on x.customer_key = a.customer_key and x.family = a.family and x.alarm_class = a.alarm_class"
    )
    ranked = (
        "select j.*, row_number() over (partition by j.seller_id, j.state order by case when j.alarm_class = 'notice' then 0 else 1 end, case when j.stake is null then 1 else 0 end, j.stake desc, j.expected_basket_amount desc, "
        "j.customer_key, j.family, j.alarm_class) as place, coalesce(u.used, 0) as used from judged as j left join used as u on u.seller_id is not distinct from j.seller_id"
    )
    used = f"select seller_id, count(*) as used from answered_alarms where datediff('day', answered_on, {as_of}) < {_WEEK} group by seller_id"
    return (
        f"with events as ({_events(params)}), costs as ({costs}), whole as ({whole}), raised as ({rhythm} union all {notices}), explained as ({explained}), judged as ({judged}), used as ({used}), ranked as ({ranked}) "
        f"select customer_key, nullif(family, '') as product_family, alarm_class, case when state = 'open' and place + used > {rules.alarms_per_week} then 'waiting' else state end as alarm_state, seller_id, raised_on, expected_on, "
        f"last_order_on, cast(datediff('day', last_order_on, {as_of}) as double) as silence_days, usual_gap_days, alarm_probability, expected_basket_amount, recent_basket_share, cast(round(stake) as bigint) as alarm_stake_amount, "
        "alarm_answer_class, event_class, case when state = 'open' then cast(place as double) end as alarm_rank from ranked"
    )
