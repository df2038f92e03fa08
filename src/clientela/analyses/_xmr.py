"""Control limits for single values and moving ranges (XmR): which change is a signal and which is noise.

Wheeler 1993, Understanding Variation; Shewhart 1931.
"""

from __future__ import annotations

LIMIT = 2.66
"""Three standard deviations, estimated from the mean moving range of two: 3 / 1.128."""
RUN = 8
"""So many values in a row on one side of the centre are a shift."""
BASELINE = 24
"""Values that the limits rest on, at most: those before the last eight, so that what is judged does not widen its own limits."""
LEAST = 12
"""Values that the limits rest on, at least."""
RECENT = 3
"""A value beyond the limits is told for so many months."""
YEAR = 12
SEASONAL_Z = 1.645
"""A season is taken as there when the months of the year repeat more than chance would in 19 of 20 series."""
COARSE = 0.5
"""Where more of the steps between months than this are zero, and not all, the events are too rare for limits."""
_ROUND = 9


def xmr_sql(points: str, *, last_month: int) -> str:
    """Return the select of each month of each series with what is judged, centre, limits and signals.

    `points`: a select of kpi_code, month_number, value; months without a value are gaps.
    Columns: kpi_code, month_number, value, is_seasonal (1, 0, null when two full years are not there), judged_value (the value, of a
    seasonal series value - value of the same month a year before), judged_place (1 is the newest), baseline_count, center_value,
    low_value, high_value, is_beyond (-1, 0, 1), is_run (-1, 0, 1).

    Season: the months of each full year less their mean, correlated with those of the year before (lag 12); seasonal when
    r > 1.645 / sqrt(pairs). Limits: mean -+ 2.66 x mean moving range over the up to 24 judged values before the last eight.
    """
    age = f"({last_month} - month_number)"
    centred = (
        "select kpi_code, month_number, value, count(*) over (partition by kpi_code, block) as block_count, "
        "value - avg(value) over (partition by kpi_code, block) as off_value from ("
        f"select kpi_code, month_number, value, cast(floor({age} / {YEAR}.0) as integer) as block from points) as aged"
    )
    pairs = (
        "select a.kpi_code, count(*) as pairs, sum(a.off_value * b.off_value) as product, sum(a.off_value * a.off_value) as own, "
        f"sum(b.off_value * b.off_value) as other from centred as a join centred as b on b.kpi_code = a.kpi_code and b.month_number = a.month_number - {YEAR} "
        f"where a.block_count = {YEAR} and b.block_count = {YEAR} group by a.kpi_code"
    )
    season = (
        "select kpi_code, case when own > 0 and other > 0 and product / nullif(sqrt(own * other), 0) > "
        f"{SEASONAL_Z} / nullif(sqrt(cast(pairs as double)), 0) then 1 else 0 end as is_seasonal from pairs"
    )
    judged = (
        "select p.kpi_code, p.month_number, p.value, s.is_seasonal, "
        f"round(case when s.is_seasonal = 1 then p.value - b.value when s.is_seasonal = 0 then p.value end, {_ROUND}) as judged_value "
        "from points as p left join season as s on s.kpi_code = p.kpi_code "
        f"left join points as b on b.kpi_code = p.kpi_code and b.month_number = p.month_number - {YEAR}"
    )
    placed = (
        "select kpi_code, month_number, judged_value, row_number() over (partition by kpi_code order by month_number desc) as judged_place, "
        "abs(judged_value - lag(judged_value) over (partition by kpi_code order by month_number)) as moving_range from judged where judged_value is not null"
    )
    within = f"judged_place > {RUN} and judged_place <= {RUN + BASELINE}"
    # the range of the oldest value of the baseline reaches back to a value that is not in it
    ranged = f"judged_place > {RUN} and judged_place < {RUN + BASELINE}"
    limits = (
        f"select kpi_code, count(case when {within} then 1 end) as baseline_count, min(case when {within} then month_number end) as baseline_from, "
        f"max(case when {within} then month_number end) as baseline_to, avg(case when {within} then judged_value end) as center_value, "
        f"avg(case when {ranged} then moving_range end) as mean_range, "
        f"case when sum(case when {ranged} and moving_range = 0 then 1 else 0 end) > {COARSE} * sum(case when {ranged} then 1 else 0 end) "
        f"and sum(case when {ranged} then moving_range end) > 0 then 1 else 0 end as is_coarse from placed group by kpi_code having count(case when {within} then 1 end) >= {LEAST}"
    )
    side = f"case when round(p.judged_value - l.center_value, {_ROUND}) > 0 then 1 when round(p.judged_value - l.center_value, {_ROUND}) < 0 then -1 else 0 end"
    bounded = (
        f"select p.kpi_code, p.month_number, p.judged_place, l.is_coarse, l.baseline_count, l.baseline_from, l.baseline_to, l.center_value, l.center_value - {LIMIT} * l.mean_range as low_value, "
        f"l.center_value + {LIMIT} * l.mean_range as high_value, case when round(p.judged_value - l.center_value - {LIMIT} * l.mean_range, {_ROUND}) > 0 then 1 "
        f"when round(p.judged_value - l.center_value + {LIMIT} * l.mean_range, {_ROUND}) < 0 then -1 else 0 end as is_beyond, "
        f"sum({side}) over (partition by p.kpi_code order by p.month_number rows between {RUN - 1} preceding and current row) as sides "
        "from placed as p join limits as l on l.kpi_code = p.kpi_code"
    )
    return (
        f"with points as ({points}), centred as ({centred}), pairs as ({pairs}), season as ({season}), judged as ({judged}), placed as ({placed}), "
        f"limits as ({limits}), bounded as ({bounded}) select j.kpi_code, j.month_number, j.value, j.is_seasonal, j.judged_value, b.judged_place, b.baseline_count, "
        "b.baseline_from, b.baseline_to, b.center_value, case when b.is_coarse = 0 then b.low_value end as low_value, "
        "case when b.is_coarse = 0 then b.high_value end as high_value, case when b.is_coarse = 0 then b.is_beyond end as is_beyond, "
        f"case when b.is_coarse = 1 then null when b.sides = {RUN} then 1 when b.sides = -{RUN} then -1 when b.sides is not null then 0 end as is_run "
        "from judged as j left join bounded as b on b.kpi_code = j.kpi_code and b.month_number = j.month_number"
    )
