"""The ruling statement of each measure of each customer: what replaces what, what is too old, what contradicts what."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clientela.base.portfolio_settings import Evidence

CLASSES = ("M", "C", "D", "X", "O", "E", "J")
"""From the strongest to the weakest."""
_SAID = "('unknown_not_asked', 'unknown_asked', 'refused', 'not_applicable')"
_EXACT = 1e9


def confidences(rules: Evidence) -> dict[str, float]:
    """Return what a fresh statement of each source class is worth."""
    return {
        "M": rules.measured_confidence, "C": rules.contract_confidence, "D": rules.declared_confidence, "X": rules.external_confidence,
        "O": rules.observed_confidence, "E": rules.estimated_confidence, "J": rules.judged_confidence,
    }  # fmt: skip


def half_lives(rules: Evidence) -> dict[str, float]:
    """Return the days after which a statement is worth half; a class that is not there does not age."""
    return {
        "D": rules.declared_half_life_days, "X": rules.external_half_life_days, "O": rules.observed_half_life_days,
        "E": rules.estimated_half_life_days, "J": rules.judged_half_life_days,
    }  # fmt: skip


def _customer(row: str, day: str) -> str:
    return (
        f"left join customer_keys as k on k.source = {row}.source and k.customer_id = {row}.customer_id "
        f"left join customer_map as m on m.customer_key = k.customer_key and {day} >= m.from_on and {day} < m.until_on "
    )


_KEY = "coalesce(m.to_key, k.customer_key, 0)"


def _told(day: str) -> str:
    """Select what observations and assessments state about customers, known on `day`; a judgement on a scale is a number already."""
    observed = (
        f"select {_KEY} as customer_key, o.source, o.observation_id, lower(trim(o.measure_code)) as measure_code, o.value as value_text, n.value_number, "
        "o.as_of_on, coalesce(o.as_of_on, cast(o.recorded_at as date)) as told_on, o.source_class as stated_class, o.author_id, o.confidence as stated_confidence, "
        "o.status as stated_status, o.rationale, o.supersedes_id, o.batch_number, o.row_number, 1 as origin "
        "from (select source, observation_id, measure_code, value, as_of_on, recorded_at, source_class, author_id, confidence, status, rationale, supersedes_id, "
        "batch_number, row_number, subject_id as customer_id from observations where coalesce(subject_type, 'customer') = 'customer') as o "
        f"{_customer('o', day)}left join stated_values as n on n.measure_code = lower(trim(o.measure_code)) and n.value_text = o.value "
        f"where (o.as_of_on is null or o.as_of_on <= {day}) and (o.recorded_at is null or cast(o.recorded_at as date) <= {day})"
    )
    assessed = (
        f"select {_KEY} as customer_key, a.source, cast(null as varchar) as observation_id, lower(trim(a.measure_code)) as measure_code, cast(null as varchar) as value_text, "
        "cast(a.score as double) as value_number, a.assessed_on as as_of_on, a.assessed_on as told_on, coalesce(a.source_class, 'J') as stated_class, a.rater_id as author_id, "
        "cast(null as double) as stated_confidence, 'known' as stated_status, a.evidence as rationale, cast(null as varchar) as supersedes_id, a.batch_number, a.row_number, 2 as origin "
        f"from assessments as a {_customer('a', day)}where a.customer_id is not null and a.assessed_on <= {day}"
    )
    return f"{observed} union all {assessed}"


def _cases(values: dict[str, float]) -> str:
    return " ".join(f"when '{name}' then cast({float(value)!r} as double)" for name, value in values.items())


def _placed() -> str:
    return " ".join(f"when '{name}' then {place}" for place, name in enumerate(CLASSES))


def current_rows(params: dict[str, Any], day: str) -> str:
    """Select the statements that nothing replaces, each with its class, its age and what it is worth on `day`.

    A class nobody states is a judgement where author and reason are given, else a bare opinion. A judgement without author, reason or
    date, and any statement without a date, is a note: kept, never scored.
    """
    rules: Evidence = params["evidence"]
    named = ", ".join(f"'{name}'" for name in CLASSES)
    whole = "author_id is not null and coalesce(trim(rationale), '') <> ''"
    klass = f"case when stated_class = 'J' or stated_class is null then case when {whole} then 'J' end when stated_class in ({named}) then stated_class end"
    fresh = f"case source_class {_cases(confidences(rules))} end"
    half = f"case source_class {_cases(half_lives(rules))} end"
    start = f"case when stated_confidence is null then {fresh} when source_class = 'E' then least(stated_confidence, {fresh}) else stated_confidence end"
    age = f"greatest(0, datediff('day', as_of_on, {day}))"
    # a half-life is above zero by the settings
    aged = f"({start}) * exp({-log(2)!r} * coalesce({age} / nullif(case when ({half}) > 0 then ({half}) end, 0), 0))"
    state = (
        f"case when stated_status in {_SAID} then stated_status when stated_status = 'expired' then 'expired' "
        "when source_class is null or as_of_on is null or (value_text is null and value_number is null) then 'unknown_not_asked' "
        f"when confidence < {rules.least_confidence!r} then 'expired' when stated_status = 'conflicting' then 'conflicting' else 'known' end"
    )
    is_note = f"case when coalesce(stated_status, 'known') not in {_SAID} and (value_text is not null or value_number is not null) and (source_class is null or as_of_on is null) then 1 else 0 end"
    return (
        f"with told as ({_told(day)}), replaced as (select distinct source, supersedes_id from told where supersedes_id is not null), "
        f"classed as (select t.*, {klass} as source_class from told as t left join replaced as r on r.source = t.source and r.supersedes_id = t.observation_id "
        "where r.supersedes_id is null and t.customer_key <> 0 and t.measure_code is not null), "
        f"aged as (select *, {aged} as confidence from classed) "
        f"select *, {state} as row_state, {is_note} as is_note, case source_class {_placed()} end as class_place from aged"
    )


def ruling_sql(params: dict[str, Any], day: str) -> str:
    """Return one row per customer and measure that anybody stated anything of, as known on `day` (an SQL date).

    The newest statement of each class stands (of each rater, among judgements); the strongest class rules. Raters together give their
    mean, and their ends as the interval. Facts of several classes further apart than the limits of the settings are conflicting and keep
    the interval from the lowest to the highest; a judgement never enters that interval where a fact is there, it stands beside it.
    """
    rules: Evidence = params["evidence"]
    newest = "as_of_on desc, batch_number desc, row_number desc, origin, source"
    far = (
        f"case when most <= 1 and least_one >= 0 then most - least_one > {rules.conflict_points / 10!r} when most <= 10 and least_one >= 0 then most - least_one > {rules.conflict_points!r} "
        f"else most - least_one > {rules.conflict_share!r} * greatest(abs(most), abs(least_one)) end"
    )
    # a point of ten is a tenth of a measure between 0 and 1
    near = f"max(value_number) - min(value_number) <= case when max(value_number) <= 1 then {rules.agreement_points / 10!r} else {rules.agreement_points!r} end"
    gain = rules.agreed_confidence / rules.judged_confidence if rules.judged_confidence else 1.0
    agreed = f"case when source_class = 'J' and count(distinct author_id) >= 2 and {near} then cast({gain!r} as double) else cast(1 as double) end"
    return (
        f"with rows_told as ({current_rows(params, day)}), "
        "standing as (select * from (select *, row_number() over (partition by customer_key, measure_code, source_class, case when source_class = 'J' then author_id end "
        f"order by {newest}) as place from rows_told where row_state in ('known', 'conflicting')) as ordered where place = 1), "
        # one row per class: a class but J has one statement left
        f"by_class as (select customer_key, measure_code, source_class, class_place, round(avg(value_number) * {_EXACT}) / {_EXACT} as value, min(value_number) as value_low, max(value_number) as value_high, "
        f"max(value_text) as value_text, least(cast(1.0 as double), max(confidence) * {agreed}) as confidence, max(as_of_on) as as_of_on, max(author_id) as author_id, count(distinct author_id) as authors, "
        "max(case when row_state = 'conflicting' then 1 else 0 end) as is_called_conflicting from standing group by customer_key, measure_code, source_class, class_place), "
        "ruling as (select * from (select *, row_number() over (partition by customer_key, measure_code order by class_place) as place from by_class) as ordered where place = 1), "
        # extremes of the facts; of the raters where there are only judgements
        "extremes as (select b.customer_key, b.measure_code, min(b.value_low) as least_one, max(b.value_high) as most from by_class as b join ruling as r on r.customer_key = b.customer_key "
        "and r.measure_code = b.measure_code where b.source_class <> 'J' or r.source_class = 'J' group by b.customer_key, b.measure_code), "
        "judged as (select customer_key, measure_code, value as judged_value, value_low as judged_low, value_high as judged_high, authors as raters_count from by_class where source_class = 'J'), "
        "newest as (select customer_key, measure_code, row_state, told_on from (select customer_key, measure_code, row_state, told_on, row_number() over (partition by customer_key, measure_code "
        "order by case when told_on is null then 1 else 0 end, told_on desc, is_note, batch_number desc, row_number desc, origin, source) as place from rows_told) as ordered where place = 1), "
        "counted as (select customer_key, measure_code, count(*) as observations_count, sum(is_note) as notes_count from rows_told group by customer_key, measure_code), "
        f"joined as (select c.customer_key, c.measure_code, c.observations_count, c.notes_count, n.row_state, n.told_on, r.value, r.value_text, r.source_class, r.confidence, r.as_of_on, r.author_id, "
        f"r.is_called_conflicting, case when e.most is not null then case when {far} then 1 else 0 end else 0 end as is_far, e.least_one, e.most, j.judged_value, j.judged_low, j.judged_high, j.raters_count "
        "from counted as c join newest as n on n.customer_key = c.customer_key and n.measure_code = c.measure_code left join ruling as r on r.customer_key = c.customer_key and r.measure_code = c.measure_code "
        "left join extremes as e on e.customer_key = c.customer_key and e.measure_code = c.measure_code left join judged as j on j.customer_key = c.customer_key and j.measure_code = c.measure_code), "
        "stated as (select *, case when source_class is null then row_state when row_state = 'not_applicable' and told_on >= as_of_on then 'not_applicable' "
        "when is_far = 1 or is_called_conflicting = 1 then 'conflicting' else 'known' end as status_class from joined) "
        f"select customer_key, measure_code, status_class, {', '.join(_if_known(sql, name) for sql, name in _VALUES)}, cast(observations_count as bigint) as observations_count, cast(notes_count as bigint) as notes_count, "
        "judged_value, judged_low, judged_high, cast(coalesce(raters_count, 0) as bigint) as raters_count from stated"
    )


_SPANS = "(status_class = 'conflicting' or source_class = 'J')"
_VALUES = (
    ("value", "value"), ("value_text", "value_text"), (f"case when {_SPANS} then least_one else value end", "value_low"),
    (f"case when {_SPANS} then most else value end", "value_high"), ("source_class", "source_class"), ("confidence", "confidence"),
    ("as_of_on", "as_of_on"), ("author_id", "author_id"),
)  # fmt: skip


def _if_known(sql: str, name: str) -> str:
    return f"case when status_class in ('known', 'conflicting') then {sql} end as {name}"
