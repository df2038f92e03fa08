"""The trap of measuring: what is easy stands for the whole, numbers nobody stated, things presumed unimportant, things that do not exist for us."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._measures import MEASURES
from clientela.scores import attractiveness, importance, relative_strength
from clientela.scores.customer_criteria import criteria_of

DETECTORS = (
    ("easy_only", msg("Only what is easy is measured")),
    ("arbitrary", msg("Numbers without an observation")),
    ("constant", msg("Suspicious constant")),
    ("notes", msg("Statements that cannot be scored")),
    ("presumed_unimportant", msg("Made lighter although hardly known")),
    ("not_in_model", msg("Left out of the criteria")),
    ("never_asked", msg("Never asked of any customer")),
)
_YANKELOVICH = "Yankelovich 1971; detectors: own proposal"
_FEW = 10
_CHOICE = "choice_own_"
"""How the statement is called that answers a factor by which customers choose."""
_HALF = 0.5
_MODULES = (attractiveness, importance, relative_strength)


def _lowered(params: dict[str, Any]) -> list[tuple[str, str, float, float]]:
    """Return (axis, criterion, packaged part, part now) of the criteria whose part of the weight the settings or the template made smaller."""
    found = []
    for module in _MODULES:
        now = {c.code: c.weight for c in module.criteria(params)}
        whole, packaged = sum(now.values()) or 1.0, sum(c.weight for c in module.CRITERIA)
        for c in module.CRITERIA:
            before, after = c.weight / packaged, now.get(c.code, 0.0) / whole
            if c.code in now and after < before - 1e-9:
                found.append((module.AXIS, c.code, before, after))
    return found


def _missing(params: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (module.AXIS, c.code)
        for module in _MODULES
        for c in module.CRITERIA
        if c.code not in {k.code for k in module.criteria(params)}
    ]


def _values(rows: list[str], columns: str) -> str:
    return " union all ".join(rows) if rows else f"select {columns} where 1 = 0"


@step(
    title=msg("Health of the measurement"),
    inputs=("customer_criteria", "customer_evidence", "customers"),
    fields=(
        Field("detector_class", msg("Detector"), "class", source=_YANKELOVICH, codes=DETECTORS),
        Field("axis_class", msg("Axis"), "class"),
        Field("subject_text", msg("Criterion or measure"), "text"),
        Field("found_share", msg("Share"), "share", msg("of the weight known, of the values, or of the customers known")),
        Field("found_count", msg("Number"), "count"),
        Field("is_flagged", msg("Look at it"), "id", msg("1 where the limit of the settings is passed")),
    ),
)  # fmt: skip
def measurement_health(params: dict[str, Any]) -> str:
    """Run the four detectors over the customers with a document: easy only, arbitrary values, presumed unimportant, does not exist."""
    easy = params["portfolio"].easy_share
    rows = "select k.* from customer_criteria as k join customers as c on c.customer_key = k.customer_key where c.lines_count > 0"
    scored = "is_scored = 1 and weight > 0"
    easy_rows = (
        "select 'easy_only' as detector_class, axis_class, cast(null as varchar) as subject_text, sum(case when source_class = 'M' then weight else cast(0 as double) end) / nullif(sum(weight), 0) as found_share, count(*) as found_count, "
        f"case when sum(case when source_class = 'M' then weight else cast(0 as double) end) > {easy!r} * sum(weight) then 1 else 0 end as is_flagged from rows_seen where {scored} group by axis_class"
    )
    # zero by construction: a test and a wall at once
    arbitrary = (
        "select 'arbitrary' as detector_class, axis_class, cast(null as varchar) as subject_text, cast(null as double) as found_share, count(case when is_scored = 1 and (source_class is null or criterion_state not in ('known', 'conflicting')) then 1 end) as found_count, "
        "case when count(case when is_scored = 1 and (source_class is null or criterion_state not in ('known', 'conflicting')) then 1 end) > 0 then 1 else 0 end as is_flagged from rows_seen group by axis_class"
    )
    constant = (
        "select 'constant' as detector_class, cast(null as varchar) as axis_class, measure_code as subject_text, cast(max(same) as double) / nullif(sum(same), 0) as found_share, sum(same) as found_count, "
        f"case when max(same) > {params['evidence'].constant_share!r} * sum(same) then 1 else 0 end as is_flagged from (select measure_code, value, count(*) as same from said where value is not null group by measure_code, value) as counted "
        f"group by measure_code having sum(same) >= {_FEW} and max(same) > {params['evidence'].constant_share!r} * sum(same)"
    )
    notes = (
        "select 'notes' as detector_class, cast(null as varchar) as axis_class, measure_code as subject_text, cast(sum(notes_count) as double) / nullif(sum(observations_count), 0) as found_share, sum(notes_count) as found_count, 1 as is_flagged "
        "from said group by measure_code having sum(notes_count) > 0"
    )
    lowered = _values(
        [
            f"select '{axis}' as axis_class, '{code}' as criterion, cast({after!r} as double) as part"
            for axis, code, _, after in _lowered(params)
        ],
        "cast(null as varchar) as axis_class, cast(null as varchar) as criterion, cast(null as double) as part",
    )
    presumed = (
        "select 'presumed_unimportant' as detector_class, l.axis_class, l.criterion as subject_text, cast(sum(k.is_scored) as double) / nullif(count(*), 0) as found_share, count(*) - sum(k.is_scored) as found_count, 1 as is_flagged "
        f"from lowered as l join rows_seen as k on k.axis_class = l.axis_class and k.criterion = l.criterion group by l.axis_class, l.criterion having sum(k.is_scored) < {_HALF} * count(*)"
    )
    gone = _values(
        [
            f"select 'not_in_model' as detector_class, '{axis}' as axis_class, '{code}' as subject_text"
            for axis, code in _missing(params)
        ],
        "cast(null as varchar) as detector_class, cast(null as varchar) as axis_class, cast(null as varchar) as subject_text",
    )
    # what our own records give is not asked of anybody
    recorded = {c.measure or c.code for _, _, c in criteria_of(params) if c.is_measured}
    read = ({c.measure or c.code for _, _, c in criteria_of(params)} | set(MEASURES)) - recorded
    listed = _values(
        [
            f"select '{code}' as measure_code"
            for code in sorted(read)
            if not code.startswith(("choice_", "proof_"))
        ],
        "cast(null as varchar) as measure_code",
    )
    asked = f"select distinct case when measure_code like '{_CHOICE}%' then substr(measure_code, {len(_CHOICE) + 1}) else measure_code end as measure_code from said"
    columns = "detector_class, axis_class, subject_text, found_share, cast(found_count as bigint) as found_count, is_flagged"
    parts = [easy_rows, arbitrary, constant, notes, presumed]
    return (
        f"with rows_seen as ({rows}), said as (select e.* from customer_evidence as e join customers as c on c.customer_key = e.customer_key where c.lines_count > 0), lowered as ({lowered}) "
        + " union all ".join(
            f"select {columns} from ({part}) as d{place}" for place, part in enumerate(parts)
        )
        + f" union all select detector_class, axis_class, subject_text, cast(null as double) as found_share, cast(null as bigint) as found_count, 1 as is_flagged from ({gone}) as gone cross join (select count(*) as rows_count from rows_seen) as n where n.rows_count > 0"
        + f" union all select 'never_asked' as detector_class, cast(null as varchar) as axis_class, l.measure_code as subject_text, cast(null as double) as found_share, cast(0 as bigint) as found_count, 1 as is_flagged from ({listed}) as l left join ({asked}) as a on a.measure_code = l.measure_code "
        "cross join (select count(*) as rows_count from rows_seen) as n where a.measure_code is null and n.rows_count > 0"
    )


@step(
    title=msg("Criteria and what is known of them"),
    inputs=("customer_criteria", "customers"),
    fields=(
        Field("axis_class", msg("Axis"), "class"),
        Field("criterion_number", msg("Number of the criterion"), "id"),
        Field("criterion", msg("Criterion"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("known_count", msg("Known"), "count"),
        Field("known_share", msg("Known"), "share", msg("customers of which it is known / customers to whom it applies")),
        Field("measured_count", msg("Measured or by contract"), "count"),
        Field("said_count", msg("Said by the customer, third parties or seen"), "count"),
        Field("estimated_count", msg("Estimated"), "count"),
        Field("judged_count", msg("Judged"), "count"),
        Field("mean_score", msg("Mean score"), "number", msg("of the customers of which it is known")),
    ),
)  # fmt: skip
def criteria_coverage(params: dict[str, Any]) -> str:
    """Count per criterion of how many customers with a document it is known, and by which kind of source."""
    del params
    known = "k.is_scored = 1 and k.weight > 0"

    def count(classes: str, name: str) -> str:
        return f"count(case when {known} and k.source_class in ({classes}) then 1 end) as {name}"

    return (
        f"select k.axis_class, k.criterion_number, k.criterion, count(*) as customers_count, count(case when {known} then 1 end) as known_count, "
        f"cast(count(case when {known} then 1 end) as double) / nullif(count(case when k.criterion_state <> 'not_applicable' then 1 end), 0) as known_share, "
        f"{count(_quoted('M', 'C'), 'measured_count')}, {count(_quoted('D', 'X', 'O'), 'said_count')}, {count(_quoted('E'), 'estimated_count')}, {count(_quoted('J'), 'judged_count')}, "
        f"round(avg(case when {known} then k.criterion_score end) * 1e9) / 1e9 as mean_score from customer_criteria as k join customers as c on c.customer_key = k.customer_key where c.lines_count > 0 "
        "group by k.axis_class, k.criterion_number, k.criterion"
    )


def _quoted(*names: str) -> str:
    return ", ".join(f"'{name}'" for name in names)
