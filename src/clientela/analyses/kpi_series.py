"""The indicators: month by month with control limits, and what each says now."""

from __future__ import annotations

from typing import Any

from clientela.analyses._kpi_registry import CUSTOMER_PARTS, customer_rows, formula_of, kpis_of
from clientela.analyses._xmr import LIMIT, RECENT, RUN, xmr_sql
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.engine.connect import quote_text

VERDICTS = (
    ("above", msg("signal: above the limits")),
    ("below", msg("signal: below the limits")),
    ("shift_up", msg("signal: eight in a row above the centre")),
    ("shift_down", msg("signal: eight in a row below the centre")),
    ("noise", msg("noise: nothing has changed")),
    ("short", msg("too few months to tell")),
    ("rare", msg("too rare for limits")),
    ("once", msg("one value, no series")),
    ("not_known", msg("not known")),
    ("needs", msg("cannot be computed yet")),
)
JUDGED = (
    ("value", msg("the value of the month")),
    ("year_difference", msg("the difference to the same month of the year before: the series has a season")),
)
ORIGINS = (("own", msg("computed here")), ("stated", msg("stated by another system")))
_WHEELER = "Wheeler 1993; Shewhart 1931"
_STATED = "stated:"
_CODE = Field("kpi_code", msg("Indicator"), "text")


def _points(params: dict[str, Any]) -> str:
    """Return the values of the indicators over months, and of those that other systems state for the whole firm."""
    parts = [
        f"select '{kpi.code}' as kpi_code, month_number, cast({formula_of(kpi).sql} as double) as value from kpi_months"
        for kpi in kpis_of(params)
        if kpi.over == "month"
    ]
    parts.append(
        f"select '{_STATED}' || kpi_code as kpi_code, month_number, kpi_value as value from stated_kpis where scope = '' "
        f"and month_number is not null and month_number <= {params['last_full_month']}"
    )
    return f"select kpi_code, month_number, value from ({' union all '.join(parts)}) as listed where value is not null"


@step(
    title=msg("Indicators by month"),
    inputs=("kpi_months", "stated_kpis"),
    fields=(
        _CODE,
        Field("month_number", msg("Month"), "month"),
        Field("value", msg("Value"), "number", msg("the formula of the indicator over the month; money in currency units")),
        Field("judged_by", msg("What is judged"), "class", msg("the difference to the same month of the year before where the months of the years repeat themselves (lag-12 correlation of the months less the mean of their year above 1.645 / square root of the pairs), else the value; nothing before two full years"), codes=JUDGED),
        Field("judged_value", msg("Value judged"), "number"),
        Field("judged_place", msg("Months back"), "id", msg("1 is the newest value judged")),
        Field("baseline_count", msg("Values of the baseline"), "count", msg("up to 24 values before the last eight")),
        Field("baseline_from_month", msg("Baseline from"), "month"),
        Field("baseline_to_month", msg("Baseline to"), "month"),
        Field("center_value", msg("Centre"), "number", msg("mean of the baseline"), _WHEELER),
        Field("low_value", msg("Lower limit"), "number", msg("mean - 2.66 x mean moving range of the baseline"), _WHEELER),
        Field("high_value", msg("Upper limit"), "number", msg("mean + 2.66 x mean moving range of the baseline"), _WHEELER),
        Field("beyond_sign", msg("Beyond the limits"), "number", msg("1 above, -1 below, 0 within"), _WHEELER),
        Field("run_sign", msg("Eight in a row on one side"), "number", msg("1 above the centre, -1 below, 0 neither"), _WHEELER),
    ),
)  # fmt: skip
def kpi_series(params: dict[str, Any]) -> str:
    """Give each indicator of the months with its control limits. Only full months; the baseline stands in each row.

    A shift that has lasted becomes the baseline after eight months: the limits say whether something changed, not whether it is good.
    """
    judged = xmr_sql(_points(params), last_month=params["last_full_month"])
    return (
        "select kpi_code, cast(month_number as integer) as month_number, value, case when is_seasonal = 1 then 'year_difference' when is_seasonal = 0 then 'value' end as judged_by, "
        "judged_value, cast(judged_place as bigint) as judged_place, cast(baseline_count as bigint) as baseline_count, cast(baseline_from as integer) as baseline_from_month, "
        "cast(baseline_to as integer) as baseline_to_month, center_value, low_value, high_value, cast(is_beyond as double) as beyond_sign, cast(is_run as double) as run_sign "
        f"from ({judged}) as charted order by kpi_code, month_number"
    )


def _listed(params: dict[str, Any]) -> str:
    """Return the registry as rows: what the company says; texts of the packaged set are empty."""
    rows = []
    for place, kpi in enumerate(kpis_of(params), start=1):
        texts = ", ".join(
            f"{quote_text(getattr(kpi, n)) if getattr(kpi, n) else 'cast(null as varchar)'} as {name}"
            for n, name in (
                ("title", "kpi_title"),
                ("over", "kpi_over"),
                ("formula", "formula"),
                ("unit", "unit_code"),
                ("direction", "direction_code"),
                ("owner", "owner"),
                ("decision", "decision"),
                ("source", "source_text"),
            )
        )
        target = "cast(null as double)" if kpi.target is None else f"cast({kpi.target!r} as double)"
        rows.append(f"select {place} as place, '{kpi.code}' as kpi_code, {texts}, {target} as target_value")
    return " union all ".join(rows)


def _settled(value: str) -> str:
    """Return a value to six digits after the point: what is added up in another order is then the same."""
    return f"round(({value}) * 1000000.0) / 1000000.0"


def _once(params: dict[str, Any]) -> list[str]:
    """Return the indicators over customers and over the base: one value, and the share of customers it knows."""
    found = []
    active = "lines_12m_count > 0 or lines_prior_12m_count > 0"
    for kpi in kpis_of(params):
        if kpi.over == "customer":
            formula = formula_of(kpi)
            shares = [
                f"cast({known} as double) / nullif({whole}, 0)"
                for known, whole in (part.split("|") for part in formula.known)
            ]
            coverage = shares[0] if len(shares) == 1 else f"least({', '.join(shares)})"
            found.append(
                f"select a.kpi_code, a.value, b.coverage from (select '{kpi.code}' as kpi_code, {_settled(f'cast({formula.sql} as double)')} as value from whole) as a "
                f"cross join (select {coverage} as coverage from whole where {active}) as b"
            )
        elif kpi.over == "base":
            found.append(
                f"select '{kpi.code}' as kpi_code, {_settled(f'cast({formula_of(kpi).sql} as double)')} as value, cast(null as double) as coverage from concentration"
            )
    return found or [
        "select '' as kpi_code, cast(null as double) as value, cast(null as double) as coverage where false"
    ]


@step(
    title=msg("Indicators"),
    inputs=("kpi_series", "concentration", *(part.name for part in CUSTOMER_PARTS), "stated_kpis"),
    fields=(
        Field("place", msg("Place"), "count"),
        _CODE,
        Field("kpi_origin", msg("Where it comes from"), "class", codes=ORIGINS),
        Field("kpi_title", msg("Name given by the company"), "text"),
        Field("kpi_over", msg("Computed over"), "text"),
        Field("formula", msg("Formula"), "text"),
        Field("unit_code", msg("Unit"), "text"),
        Field("direction_code", msg("Direction"), "text", msg("up: more is better; down: less is better")),
        Field("owner", msg("Owner"), "text"),
        Field("decision", msg("Decision it serves"), "text"),
        Field("source_text", msg("Source"), "text"),
        Field("target_value", msg("Value to reach"), "number"),
        Field("value", msg("Value"), "number", msg("of the last full month; over customers and base: on the day looked from")),
        Field("value_month", msg("Month of the value"), "month"),
        Field("year_before_value", msg("Same month of the year before"), "number"),
        Field("target_gap_value", msg("Above or below the target"), "number", msg("value - value to reach")),
        Field("coverage_share", msg("Coverage"), "share", msg("customers with a purchase in two years of which every part is known / those it is about; over months the months with a value / months looked at; else as stated")),
        Field("judged_by", msg("What is judged"), "class", codes=JUDGED),
        Field("baseline_count", msg("Values of the baseline"), "count"),
        Field("baseline_from_month", msg("Baseline from"), "month"),
        Field("baseline_to_month", msg("Baseline to"), "month"),
        Field("center_value", msg("Centre"), "number", source=_WHEELER),
        Field("low_value", msg("Lower limit"), "number", source=_WHEELER),
        Field("high_value", msg("Upper limit"), "number", source=_WHEELER),
        Field("judged_value", msg("Value judged"), "number"),
        Field("kpi_verdict", msg("Signal or noise"), "class", msg("signal: the newest eight judged values on one side of the centre, or one of the newest three beyond the limits"), _WHEELER, VERDICTS),
    ),
)  # fmt: skip
def kpi_list(params: dict[str, Any]) -> str:
    """List every indicator with owner, decision, target and what it says now; those that cannot be computed yet too."""
    last = params["last_full_month"]
    newest = (
        "select kpi_code, max(month_number) as newest_month, count(*) as months, min(month_number) as first_month, "
        f"max(case when judged_place = 1 then run_sign end) as run_sign, max(case when judged_place <= {RECENT} and beyond_sign > 0 then 1 else 0 end) as above, "
        f"max(case when judged_place <= {RECENT} and beyond_sign < 0 then 1 else 0 end) as below, max(baseline_count) as baseline_count from kpi_series group by kpi_code"
    )
    spans = "(select count(*) as months from (select distinct month_number from kpi_series) as seen)"
    stated_once = (
        f"select '{_STATED}' || kpi_code as kpi_code, max(coverage_share) as coverage_share from (select kpi_code, coverage_share, "
        "row_number() over (partition by kpi_code order by month_number desc) as newest_place from stated_kpis where scope = '' and month_number is not null "
        f"and month_number <= {last}) as ordered where newest_place = 1 group by kpi_code"
    )
    verdict = (
        "case when l.kpi_over is null and l.kpi_origin = 'own' then 'needs' when coalesce(s.value, o.value) is null then 'not_known' when s.kpi_code is null then 'once' "
        "when n.baseline_count is null then 'short' when s.low_value is null then 'rare' when n.above = 1 and (n.below = 0 or s.beyond_sign > 0) then 'above' when n.below = 1 then 'below' "
        "when n.run_sign > 0 then 'shift_up' when n.run_sign < 0 then 'shift_down' else 'noise' end"
    )
    nothing = ", ".join(
        f"cast(null as varchar) as {n}"
        for n in (
            "kpi_title",
            "kpi_over",
            "formula",
            "unit_code",
            "direction_code",
            "owner",
            "decision",
            "source_text",
        )
    )
    return (
        f"with whole as ({customer_rows()}), counted as (select count(*) as customers_count from customers where lines_count > 0), once as ({' union all '.join(_once(params))}), "
        f"newest as ({newest}), listed as (select place, kpi_code, 'own' as kpi_origin, kpi_title, kpi_over, formula, unit_code, direction_code, owner, decision, source_text, target_value from ({_listed(params)}) as registered "
        f"union all select 1000 + row_number() over (order by kpi_code) as place, kpi_code, 'stated' as kpi_origin, {nothing}, cast(null as double) as target_value from ({stated_once}) as said) "
        "select cast(l.place as bigint) as place, l.kpi_code, l.kpi_origin, l.kpi_title, l.kpi_over, l.formula, l.unit_code, l.direction_code, l.owner, l.decision, l.source_text, l.target_value, "
        "coalesce(s.value, o.value) as value, cast(s.month_number as integer) as value_month, y.value as year_before_value, coalesce(s.value, o.value) - l.target_value as target_gap_value, "
        "case when l.kpi_origin = 'stated' then t.coverage_share when s.kpi_code is not null then cast(n.months as double) / nullif(m.months, 0) else o.coverage end as coverage_share, "
        "s.judged_by, s.baseline_count, s.baseline_from_month, s.baseline_to_month, s.center_value, s.low_value, s.high_value, s.judged_value, "
        f"{verdict} as kpi_verdict from listed as l join counted as e on e.customers_count > 0 cross join {spans} as m left join newest as n on n.kpi_code = l.kpi_code "
        "left join kpi_series as s on s.kpi_code = l.kpi_code and s.month_number = n.newest_month left join kpi_series as y on y.kpi_code = l.kpi_code and y.month_number = n.newest_month - 12 "
        f"left join once as o on o.kpi_code = l.kpi_code left join ({stated_once}) as t on t.kpi_code = l.kpi_code order by place"
    )


BASIS = (RUN, LIMIT, RECENT)
"""What the words of a report name: values in a row, factor of the limits, months a value beyond them is told."""
