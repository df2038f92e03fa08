"""What engines differ in, one thing each: a table of eight rows, and selects that must say the same everywhere."""

from __future__ import annotations

PROBE_COLUMNS = (
    ("k", "INTEGER"), ("n", "BIGINT"), ("m", "BIGINT"), ("x", "DOUBLE"), ("d", "DATE"), ("s", "VARCHAR"), ("b", "BOOLEAN"), ("t", "TINYINT"),
)  # fmt: skip
PROBE_ROWS = """
    (1, 7, 2, 2.5, date '2024-02-28', 'a', true, 1), (2, -7, 2, -2.5, date '2024-03-01', 'B', false, 0),
    (3, 5, 0, 0.49999999999999994, date '1965-05-05', 'b', null, 1), (4, null, 3, null, null, null, true, null),
    (5, 4800000000000000001, 4, 4503599627370497.5, date '9999-12-31', '', false, 0), (6, 4800000000000000001, 1, 3.5, date '0001-01-01', '\\N', true, 1),
    (7, 1500, 5, 0.5, date '2024-03-01', 'it''s "x", é' || chr(10) || 'two', null, 0), (8, -500, 1, -0.5, date '2023-12-31', 'Ω', false, 1)
"""


def _layer(name: str, inside: str, basis: str) -> str:
    count = f"count(case when {inside} then 1 end) over ()"
    rank = f"rank() over (order by case when {inside} then 0 else 1 end, {basis} desc)"
    first, second = (
        f"greatest(1, floor(case when {count} < 5 then 0.5 else {cut} end * {count} + 0.5))"
        for cut in (0.05, 0.2)
    )
    return f"case when not {inside} then null when {rank} <= {first} then 'top' when {rank} <= {second} then 'large' else 'small' end as {name}"


PROBES = {
    "integers are divided as floating numbers": "select k, n / (m + 1) as q, m / 4 as r from probe",
    "division by zero is missing": "select k, n / nullif(m, 0) as q, x / nullif(m - m, 0) as r from probe",
    "a rounded quotient by zero is missing": "select k, cast(round(cast(n as double) / nullif(m, 0)) as bigint) as q from probe where k < 5",
    "halves of floating numbers go away from zero": "select k, round(x) as r from probe",
    "halves of decimals go away from zero": "select k, cast(round(n * 0.285) as bigint) as r, cast(round(n * 0.0005) as bigint) as q from probe where k not in (5, 6)",
    "a decimal is chosen between two scales": "select k, floor(case when k < 4 then 0.05 else 0.125 end * m + 0.5) as r from probe",
    "a sum outgrows bigint": "select cast(sum(n) as double) as s, sum(n) * 1000000 < 3 * sum(n) as c from probe",
    "a part of a sum": "select floor(0.1 * sum(m) over () + 0.5) as r, k from probe",
    "a sum meets a floating number": "select k, sum(m) over () * x as a, x + sum(m) over () as b from probe",
    "a running sum outgrows bigint": "select k, cast(sum(n) over (order by k) as double) as s from probe",
    "a median lies between two values": "select percentile_cont(0.5) within group (order by x) as p, percentile_cont(0.5) within group (order by m) as q from probe",
    "a median by group and of nothing": "select b, percentile_cont(0.5) within group (order by m) as q, percentile_cont(0.5) within group (order by case when k > 99 then m end) as r from probe group by b",
    "spread": "select stddev_samp(m) as a, var_samp(m) as v, avg(m) as w from probe",
    "spread of one value is missing": "select k, stddev_samp(m) as a, var_samp(m) as v from probe group by k",
    "nothing stands before the first row": "select k, lag(d) over (order by k) as p, lag(k) over (order by k) as q, lead(coalesce(n, 0)) over (order by k) as r from probe",
    "the difference of two counts may be below zero": "select count(n) - count(*) as a, count(*) * -1 as c from probe",
    "places may be subtracted": "select k, row_number() over (order by k) - count(*) over () as a, rank() over (order by m) as r from probe",
    "days between dates": "select k, datediff('day', d, date '2024-03-01') as a, d > date '1960-01-01' as b, extract(year from d) as y from probe",
    "missing stands last both ways": "select k, row_number() over (order by n, k) as a, row_number() over (order by n desc, k) as b from probe",
    "texts compare byte by byte": "select k, row_number() over (order by s, k) as a, s > 'a' as b, (select max(s) from probe) as c, s || '!' as e from probe",
    "texts from words of the step compare byte by byte": "select case when w < 'B' then 1 else 0 end as a from (select case when k = 1 then 'a' else 'C' end as w, k from probe) as p where k < 3",
    "conditions with missing values": "select k, b or x < 0 as a, b and k > 2 as c, not b as e, coalesce(b, false) as f from probe",
    "the greatest of what is there": "select k, greatest(n, 0) as a, least(m, 2) as b, greatest(1, floor(x)) as c from probe",
    "missing equals missing where it is asked": "select p.k, q.k as other from probe as p join probe as q on p.s is not distinct from q.s where p.n is distinct from 7",
    "an outer join misses": "select p.k, q.m, q.s, q.b from probe as p left join (select k, m, s, b from probe where k > 6) as q on q.k = p.k",
    "a full join misses on both sides": "select p.k, q.k as other from (select k from probe where k < 3) as p full join (select k from probe where k > 1 and k < 4) as q on q.k = p.k",
    "a small integer": "select cast(sum(cast(t as integer)) as bigint) as a, max(t) as b from probe",
    "words are written": "select k, cast(k as varchar) || '-' || coalesce(s, '?') as a, cast(d as varchar) as e from probe",
    "a sum is divided": "select sum(m) / 7 as q, sum(m) / nullif(sum(t), 0) as r, sum(n) / 3 as s, sum((k - 11.5) * m * 1000000) / 1150.0 as u from probe",
    "a quarter lies between two places": "select percentile_cont(0.5) within group (order by k) as p, percentile_cont(0.25) within group (order by k) as q from probe",
    "a decimal beside a floating number": "select k, coalesce(x, 0.25) as a, greatest(x, 0.5) as b, least(x, 1.5) as c from probe",
    "windows share what they look at": (
        f"select k, {_layer('a', '(m > 1 and n is not null)', 'n')}, {_layer('b', '(m > 1 and x is not null)', 'x')} from (select k, coalesce(m, 0) as m, "
        "coalesce(n, 0) as n, coalesce(x, cast(0 as double)) as x from probe) as p"
    ),
    "columns called as their aggregates": "select m, sum(n) as n, count(*) as k from (select m, case when k in (5, 6) then 0 else n end as n, k from probe) as p group by m having sum(n) is not null",
    "an order is kept": "select k, m from probe order by m desc, k",
    "an order by what is not shown": "select s from probe order by x desc, k",
    "an order by place": "select m, count(*) as k from probe group by 1 order by 1",
}  # fmt: skip
"""One thing each in which engines differ; with a table of eight rows every engine must answer as DuckDB does."""

REFUSED = {
    "a sum that does not fit": "select cast(sum(n) as bigint) as s from probe",
    "a number that does not fit": "select cast(n as integer) as s from probe",
    "a floating number that does not fit": "select cast(round(x * 1e6) as bigint) as s from probe",
}
"""What must end in an error: never in another number."""

SHOWN_BY = {
    "divide_as_double": "a sum is divided",
    "divide_by_something": "a rounded quotient by zero is missing",
    "sum_wide": "a sum outgrows bigint",
    "sum_int128": "a sum outgrows bigint",
    "decimals_beside_floats": "a decimal beside a floating number",
    "round_half_away": "halves of floating numbers go away from zero",
    "percentile_exactly": "a quarter lies between two places",
    "quantile_exactly": "a quarter lies between two places",
    "windows_over_columns": "windows share what they look at",
    "words_byte_by_byte": "texts from words of the step compare byte by byte",
    "spread_of_one_is_missing": "spread of one value is missing",
    "lag_of_nullable": "nothing stands before the first row",
    "cast_exactly": "a number that does not fit",
    "wide_dates": "days between dates",
    "exact_decimals": "a decimal is chosen between two scales",
    "meet_int128": "a sum meets a floating number",
}
"""What goes wrong, or is not refused, without each mend."""
