"""Do we do well what the customer needs to succeed: success factors of customers and segments against our capabilities."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY
from clientela.predictions._success_factors import CAPABLE, MET, PREFIX, relation_rows

SUBJECTS = (
    ("customer", msg("stated of the customer")),
    ("segment", msg("stated of its segment")),
    ("company", msg("of our company")),
)
ITEMS = (
    ("factor", msg("Success factor")),
    ("capability", msg("Our capability")),
    ("relation", msg("What a capability does for a factor")),
)
MET_STATES = (("met", msg("met")), ("unmet", msg("not met")), ("open", msg("not decided by what is known")))
FITS = (
    ("fits", msg("fits whatever is missing")),
    ("probably_fits", msg("fits by what is known")),
    ("probably_unfit", msg("does not fit by what is known")),
    ("unfit", msg("does not fit whatever is missing")),
    ("open", msg("too little is known")),
)
_QFD = "own definition; matrix of quality function deployment (Akao 1990), success factors after Hofer & Schendel 1978 and Rockart 1979"
_EXACT, _FINE, _MOST = 1e9, 1e6, 100.0


def _whole(sql: str, scale: float = _EXACT) -> str:
    """Return a number as a whole one, so that sums do not depend on the order of rows."""
    return f"cast(round(({sql}) * {scale!r}) as bigint)"


def _spelled(column: str) -> str:
    return f"replace(lower(trim({column})), ' ', '_')"


def _matrix(params: dict[str, Any]) -> str:
    """Return the parts of a WITH: levels (capability, level_number), relations (factor, capability, relation_number), met by factor."""
    newest = "order by case when assessed_on is null then 1 else 0 end, assessed_on desc, batch_number desc, row_number desc, source"
    told = (
        f"select {_spelled('capability')} as capability, {_spelled('factor')} as factor, cast(capability_level as double) as level_number, cast(relation_number as double) as relation_number, assessed_on, batch_number, row_number, source "
        f"from capabilities where capability is not null and (assessed_on is null or assessed_on <= {params['as_of']})"
    )
    level = f"select capability, level_number from (select capability, level_number, row_number() over (partition by capability {newest}) as place from told where level_number between 0 and {CAPABLE!r}) as ordered where place = 1"
    own = f"select factor, capability, relation_number from (select factor, capability, relation_number, row_number() over (partition by factor, capability {newest}) as place from told where factor is not null and relation_number >= 0) as ordered where place = 1"
    relations = (
        "select factor, capability, relation_number from own where relation_number > 0 union all "
        f"select p.factor, p.capability, p.relation_number from ({relation_rows()}) as p left join (select distinct factor from own) as o on o.factor = p.factor where o.factor is null"
    )
    served = (
        f"select r.factor, cast(sum({_whole('r.relation_number', _FINE)}) as bigint) as strength, cast(sum(case when l.capability is not null then {_whole('r.relation_number', _FINE)} else 0 end) as bigint) as known, "
        f"cast(coalesce(sum({_whole('r.relation_number * l.level_number', _FINE)}), 0) as bigint) as served from relations as r left join levels as l on l.capability = r.capability group by r.factor"
    )

    def met(over: str, under: str) -> str:
        return f"round(least(cast(1.0 as double), cast({over} as double) / nullif(case when {under} > 0 then {CAPABLE!r} * {under} end, 0)) * {_EXACT!r}) / {_EXACT!r}"

    factors = (
        f"select factor, case when known > 0 then {met('served', 'known')} end as met_share, {met('served', 'strength')} as met_low, {met(f'(served + {CAPABLE!r} * (strength - known))', 'strength')} as met_high, "
        "cast(known as double) / nullif(cast(case when strength > 0 then strength end as double), 0) as covered_share from served"
    )
    return f"told as ({told}), levels as ({level}), own as ({own}), relations as ({relations}), served as ({served}), factors as ({factors})"


def _demand() -> str:
    """Select which factors count for whom, and how much: an interval where the points are not known or contradict each other.

    A factor that is named without points counts between nothing and as much as all the others together.
    """
    number = f"least(cast({_MOST!r} as double), greatest(cast(0.0 as double), {{0}}))"
    known = "e.status_class in ('known', 'conflicting') and e.value is not null"
    customers = (
        f"select 'customer' as subject_class, e.customer_key, cast(null as varchar) as segment_id, substr(e.measure_code, {len(PREFIX) + 1}) as factor, case when {known} then {number.format('e.value')} end as points, "
        f"case when {known} then {number.format('coalesce(e.value_low, e.value)')} end as points_low, case when {known} then {number.format('coalesce(e.value_high, e.value)')} end as points_high, e.as_of_on as known_on "
        f"from customer_evidence as e where substr(e.measure_code, 1, {len(PREFIX)}) = '{PREFIX}' and e.status_class <> 'not_applicable'"
    )
    points = number.format("value_number")
    segments = (
        f"select 'segment' as subject_class, cast(0 as bigint) as customer_key, segment_id, substr(measure_code, {len(PREFIX) + 1}) as factor, {points} as points, {points} as points_low, {points} as points_high, known_on "
        f"from segment_facts where newest_number = 1 and segment_id is not null and value_number is not null and substr(measure_code, 1, {len(PREFIX)}) = '{PREFIX}'"
    )
    others = f"cast(sum({_whole('points_low', _FINE)}) over (partition by subject_class, customer_key, segment_id) as double) / {_FINE!r}"
    return (
        "select subject_class, customer_key, segment_id, factor, points as factor_weight, coalesce(points_low, cast(0.0 as double)) as weight_low, "
        f"coalesce(points_high, case when {others} > 0 then {others} else cast(1.0 as double) end) as weight_high, known_on from ({customers} union all {segments}) as said where factor <> ''"
    )


@step(
    title=msg("Success factors and our capabilities"),
    inputs=("capabilities", "customer_evidence", "segment_facts"),
    fields=(
        KEY,
        Field("segment_id", msg("Segment"), "text"),
        Field("subject_class", msg("Stated of"), "class", codes=SUBJECTS),
        Field("item_class", msg("Row"), "class", codes=ITEMS),
        Field("item_code", msg("Factor or capability"), "text"),
        Field("capability_code", msg("Capability of the relation"), "text"),
        Field("relation_number", msg("Relation"), "number", msg("0 nothing, 1 a little, 3 something, 9 a lot")),
        Field("factor_weight", msg("Counts"), "number", msg("points, as stated; none where it is named without points")),
        Field("weight_low", msg("Counts, at least"), "number"),
        Field("weight_high", msg("Counts, at most"), "number", msg("without points: as much as all the others together")),
        Field("met_share", msg("How far we meet it"), "share", msg("min(1, sum of relation x capability / (10 x sum of relation)), over the capabilities that are known"), _QFD),
        Field("met_low", msg("Met, at least"), "share", msg("with 0 for each capability that is not known")),
        Field("met_high", msg("Met, at most"), "share", msg("with 10 for each capability that is not known")),
        Field("covered_share", msg("Part of the relations known"), "share"),
        Field("met_class", msg("Met"), "class", msg("by the half, whatever is missing"), codes=MET_STATES),
        Field("capability_level", msg("How well we do it"), "number", msg("0 to 10, the newest assessment")),
        Field("served_count", msg("Lists it serves"), "count", msg("customers and segments with a factor it does something for; 0: nobody asks for it")),
        Field("known_on", msg("Known on"), "date"),
    ),
)  # fmt: skip
def factor_fit(params: dict[str, Any]) -> str:
    """Set each success factor stated of a customer or a segment against our capabilities, and each capability against who needs it.

    Factors are observations `ksf_...`; capabilities and relations come from the table of capabilities, relations it does not state from the
    packaged matrix. A factor without any relation is met between 0 and 1.
    """
    state = f"case when coalesce(f.met_low, 0) >= {MET!r} then 'met' when coalesce(f.met_high, 1) < {MET!r} then 'unmet' else 'open' end"
    kinds = {"id": "bigint", "count": "bigint", "text": "varchar", "class": "varchar", "date": "date"}

    def row(**told: str) -> str:
        kept = {f.name: f"cast(null as {kinds.get(f.unit, 'double')})" for f in factor_fit.fields} | told
        return ", ".join(f"{kept[f.name]} as {f.name}" for f in factor_fit.fields)

    subject = {
        "customer_key": "d.customer_key",
        "segment_id": "d.segment_id",
        "subject_class": "d.subject_class",
    }
    ours = {"customer_key": "cast(0 as bigint)", "subject_class": "'company'"}
    needed = row(
        **subject, item_class="'factor'", item_code="d.factor", factor_weight="d.factor_weight", weight_low="d.weight_low", weight_high="d.weight_high", met_share="f.met_share", met_low="coalesce(f.met_low, cast(0.0 as double))",
        met_high="coalesce(f.met_high, cast(1.0 as double))", covered_share="coalesce(f.covered_share, cast(0.0 as double))", met_class=state, known_on="d.known_on",
    )  # fmt: skip
    able = row(**ours, item_class="'capability'", item_code="l.capability", capability_level="l.level_number", served_count="coalesce(s.served_count, 0)")  # fmt: skip
    related = row(**ours, item_class="'relation'", item_code="r.factor", capability_code="r.capability", relation_number="r.relation_number", capability_level="l.level_number")  # fmt: skip
    serving = "select capability, cast(count(*) as bigint) as served_count from (select distinct r.capability, d.subject_class, d.customer_key, d.segment_id from relations as r join demand as d on d.factor = r.factor where d.weight_high > 0) as asking group by capability"
    asked = "(select distinct factor from demand)"
    return (
        f"with {_matrix(params)}, demand as ({_demand()}), serving as ({serving}) select {needed} from demand as d left join factors as f on f.factor = d.factor "
        f"union all select {able} from levels as l left join serving as s on s.capability = l.capability where exists (select 1 from demand) "
        f"union all select {related} from relations as r join {asked} as a on a.factor = r.factor left join levels as l on l.capability = r.capability"
    )


@step(
    title=msg("Fit of the customers"),
    inputs=("customer_register", "factor_fit"),
    fields=(
        KEY,
        Field("fit_from_class", msg("Factors"), "class", msg("those stated of the customer go before those of its segment"), codes=SUBJECTS[:2]),
        Field("fit_share", msg("Fit with what we can do"), "share", msg("weighted mean of how far the factors are met, where enough of the weight is known"), _QFD),
        Field("fit_low", msg("Fit, at least"), "share", msg("whatever weight and capability is missing")),
        Field("fit_high", msg("Fit, at most"), "share"),
        Field("fit_coverage_share", msg("Part of the fit known"), "share", msg("weight x part of the relations known, x part of the factors whose weight is known")),
        Field("factors_count", msg("Success factors"), "count"),
        Field("unmet_count", msg("Factors not met"), "count", msg("met by less than half whatever is missing")),
        Field("fit_class", msg("Do we fit"), "class", msg("by the half: by the bounds, else by the published fit"), codes=FITS),
        Field("fit_known_on", msg("Known on"), "date", msg("the newest of the statements")),
    ),
)  # fmt: skip
def customer_fit(params: dict[str, Any]) -> str:
    """One row per customer for whom success factors are stated, of its own or of its segment; nobody gets a fit without a statement.

    Formula: fit = sum of w_k met_k / sum of w_k. Bounds: each factor at its end, and each unknown weight where it moves the mean most; since
    the mean only falls by factors below it, the ends are found by adding them in order.
    """
    least = params["portfolio"].published_coverage_share
    subject = "subject_class, customer_key, segment_id"

    def added(sql: str, end: str, order: str) -> str:
        return f"cast(sum({_whole(sql, _FINE)}) over (partition by {subject} order by {end} {order}, item_code rows between unbounded preceding and current row) as double)"

    def start(sql: str) -> str:
        return f"cast(sum({_whole(sql, _FINE)}) over (partition by {subject}) as double)"

    ends = []
    for end, order, name in (("met_low", "asc", "low"), ("met_high", "desc", "high")):
        base, weight = start(f"weight_low * {end}"), start("weight_low")
        over = f"{base} + {added(f'(weight_high - weight_low) * {end}', end, order)}"
        under = f"{weight} + {added('weight_high - weight_low', end, order)}"
        ends += [
            f"({over}) / nullif(case when ({under}) > 0 then ({under}) end, 0) as {name}_on",
            f"({base}) / nullif(case when ({weight}) > 0 then ({weight}) end, 0) as {name}_first",
        ]
    rows = f"select *, {', '.join(ends)} from factor_fit where item_class = 'factor'"
    judged = "factor_weight is not null and met_share is not null"

    def total(sql: str) -> str:
        return f"cast(sum({_whole(sql, _FINE)}) as double)"

    def parted(over: str, under: str) -> str:
        return f"({over}) / nullif(case when ({under}) > 0 then ({under}) end, 0)"

    mean = parted(total(f"case when {judged} then factor_weight * met_share else 0 end"), total(f"case when {judged} then factor_weight else 0 end"))  # fmt: skip
    covered = parted(total("coalesce(factor_weight, 0) * covered_share"), total("coalesce(factor_weight, 0)"))
    summed = (
        f"select {subject}, round(({mean}) * {_EXACT!r}) / {_EXACT!r} as mean_share, round(least(min(low_on), coalesce(min(low_first), min(low_on))) * {_EXACT!r}) / {_EXACT!r} as low_share, round(greatest(max(high_on), coalesce(max(high_first), max(high_on))) * {_EXACT!r}) / {_EXACT!r} as high_share, "
        f"coalesce({covered}, cast(0.0 as double)) * (cast(count(factor_weight) as double) / count(*)) as coverage_share, cast(count(*) as bigint) as factors_count, cast(sum(case when met_class = 'unmet' then 1 else 0 end) as bigint) as unmet_count, max(known_on) as known_on "
        f"from ({rows}) as added group by {subject}"
    )

    def either(column: str) -> str:
        return f"case when o.customer_key is not null then o.{column} else g.{column} end"

    columns = ("subject_class", "mean_share", "low_share", "high_share", "coverage_share", "factors_count", "unmet_count", "known_on")  # fmt: skip
    picked = ", ".join(f"{either(c)} as {c}" for c in columns)
    published = f"case when coverage_share >= {least!r} then mean_share end"
    verdict = f"case when low_share >= {MET!r} then 'fits' when high_share < {MET!r} then 'unfit' when {published} >= {MET!r} then 'probably_fits' when {published} < {MET!r} then 'probably_unfit' else 'open' end"
    return (
        f"with lists as ({summed}) select customer_key, subject_class as fit_from_class, {published} as fit_share, low_share as fit_low, high_share as fit_high, coverage_share as fit_coverage_share, factors_count, unmet_count, {verdict} as fit_class, known_on as fit_known_on "
        f"from (select r.customer_key, {picked} from customer_register as r left join (select * from lists where subject_class = 'customer') as o on o.customer_key = r.customer_key "
        "left join (select * from lists where subject_class = 'segment') as g on g.segment_id = r.segment_id) as listed where subject_class is not null and low_share is not null"
    )
