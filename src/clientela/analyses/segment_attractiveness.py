"""The segments of the market: how attractive, where we stand, how mature. Nothing is scored without an observation."""

from __future__ import annotations

from typing import Any

from clientela.analyses._scoring import kernel_sql, score_sql
from clientela.base.control_settings import AXES, SEGMENT_CRITERIA
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.engine.connect import quote_text

AXIS_TITLES = (
    ("attractiveness", msg("How attractive the segment is")),
    ("position", msg("Where we stand in it")),
)
CLASSES = (("high", msg("high")), ("low", msg("low")), ("undetermined", msg("not decided by what is known")))
EVIDENCE = (
    ("measured", msg("measured")),
    ("observed", msg("stated by people, with source")),
    ("unknown", msg("not known")),
)
MATURITY = (
    ("mature", msg("mature: little growth, replacement, many suppliers")),
    ("growing", msg("growing")),
    ("mixed", msg("the signs differ")),
    ("not_known", msg("not known")),
)
_MCKINSEY = "GE/McKinsey matrix (Hichens, Robinson & Wade 1978)"
_LITTLE_GROWTH, _REPLACED, _SUPPLIERS = 0.02, 0.50, 5
_MOST = 200


def _measured() -> str:
    """Return what our own data and the table of segments say of each segment, one row for each value."""
    own = (
        "select segment_id, cast(sum(revenue_12m_amount) as double) / 10000 as revenue, cast(sum(revenue_prior_12m_amount) as double) / 10000 as prior, count(case when lines_12m_count > 0 then 1 end) as active, "
        "cast(sum(case when cm1_12m_amount is not null then cm1_12m_amount end) as double) / nullif(sum(case when cm1_12m_amount is not null then cast(revenue_12m_amount as double) end), 0) as cm1 "
        "from customers where segment_id is not null and lines_count > 0 group by segment_id"
    )
    rivals = "select c.segment_id, count(distinct s.competitor_id) as rivals from rival_shares as s join customers as c on c.customer_key = s.customer_key where c.segment_id is not null group by c.segment_id"
    market = "select segment_id, max(case when measure_code = 'market_amount' then value_number end) as amount, max(case when measure_code = 'market_customers' then value_number end) as firms from segment_facts where newest_number = 1 group by segment_id"
    values = {
        "market_amount": "m.amount",
        "growth_share": "case when o.prior > 0 then o.revenue / nullif(o.prior, 0) - 1 end",
        "cm1_share": "o.cm1",
        "reach_share": "case when m.firms > 0 then coalesce(o.active, 0) / nullif(m.firms, 0) end",
        "market_share": "case when m.amount > 0 then coalesce(o.revenue, 0) / nullif(m.amount, 0) end",
        "rivals_count": "cast(r.rivals as double)",
    }
    parts = " union all ".join(
        f"select n.segment_id, '{name}' as criterion, cast({sql} as double) as value from (select segment_id from own union select segment_id from market) as n left join own as o on o.segment_id = n.segment_id "
        "left join rivals as r on r.segment_id = n.segment_id left join market as m on m.segment_id = n.segment_id"
        for name, sql in values.items()
    )
    return f"with own as ({own}), rivals as ({rivals}), market as ({market}) select segment_id, criterion, value from ({parts}) as valued where value is not null"


@step(
    title=msg("Criteria of the segments"),
    inputs=("customers", "rival_shares", "segment_facts"),
    fields=(
        Field("segment_id", msg("Segment"), "text"),
        Field("axis_class", msg("Axis"), "class", codes=AXIS_TITLES),
        Field("criterion", msg("Criterion"), "text"),
        Field("weight", msg("Weight"), "number"),
        Field("value", msg("Value"), "number"),
        Field("criterion_score", msg("Score"), "number", msg("10 x (value - worst) / (best - worst), from 0 to 10; none without a value"), _MCKINSEY),
        Field("evidence_class", msg("Evidence"), "class", msg("what people state of the segment goes before what is measured"), codes=EVIDENCE),
        Field("known_on", msg("Known on"), "date"),
        Field("source_text", msg("Source"), "text"),
    ),
)  # fmt: skip
def segment_scores(params: dict[str, Any]) -> str:
    """Score each segment on each criterion of the settings: growth, margin and reach are ours, size is the market's, the rest is what observations state.

    A segment is there when a customer with documents belongs to it, or the table of segments or an observation names it.
    """
    criteria = params.get("segment_criteria", SEGMENT_CRITERIA)
    listed = " union all ".join(
        f"select {place} as place, '{c.axis}' as axis_class, {quote_text(c.name)} as criterion, cast({float(c.weight)!r} as double) as weight, cast({float(c.worst)!r} as double) as worst, cast({float(c.best)!r} as double) as best"
        for place, c in enumerate(criteria)
    )
    columns = "segment_id, axis_class, criterion, weight, value"
    return (
        f"with measured as ({_measured()}), stated as (select segment_id, measure_code, value_number, known_on, source_text from segment_facts where newest_number = 1 and measure_code not in ('market_amount', 'market_customers')), "
        "segments_seen as (select segment_id from customers where segment_id is not null and lines_count > 0 union select segment_id from segment_facts where segment_id is not null) "
        f"select {columns}, {score_sql('value', 'worst', 'best')} as criterion_score, case when is_stated = 1 then 'observed' when value is not null then 'measured' else 'unknown' end as evidence_class, known_on, source_text from ("
        "select g.segment_id, c.axis_class, c.criterion, c.weight, c.worst, c.best, coalesce(cast(s.value_number as double), m.value) as value, case when s.value_number is not null then 1 else 0 end as is_stated, s.known_on, s.source_text "
        f"from segments_seen as g cross join ({listed}) as c left join stated as s on s.segment_id = g.segment_id and s.measure_code = c.criterion "
        "left join measured as m on m.segment_id = g.segment_id and m.criterion = c.criterion) as valued"
    )


@step(
    title=msg("Attractiveness of the segments"),
    inputs=("segment_scores", "customers", "segment_facts"),
    fields=(
        Field("segment_id", msg("Segment"), "text"),
        Field("segment_name", msg("Segment name"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        *(
            field
            for axis, title in AXIS_TITLES
            for field in (
                Field(f"{axis}_point", title, "number", msg("weighted mean of the known criteria, where they are 60 % of the weight"), _MCKINSEY),
                Field(f"{axis}_low", msg("{what}, at least", what=title), "number", msg("with 0 for each criterion that is not known")),
                Field(f"{axis}_high", msg("{what}, at most", what=title), "number", msg("with 10 for each criterion that is not known")),
                Field(f"{axis}_coverage_share", msg("Part of the weight known"), "share"),
                Field(f"{axis}_class", title, "class", msg("high when it is 5 at least whatever is missing, low when it is below 5 at most; else not decided"), codes=CLASSES),
            )
        ),
    ),
)  # fmt: skip
def segment_attractiveness(params: dict[str, Any]) -> str:
    """Place the segments by attractiveness and our position, each with bounds; up to 200, the most attractive first."""
    del params
    kernel = kernel_sql(
        "select segment_id, axis_class, weight, criterion_score as score from segment_scores",
        "segment_id, axis_class",
    )
    cells = ", ".join(
        f"max(case when axis_class = '{axis}' then {column} end) as {axis}_{name}"
        for axis in AXES
        for column, name in (
            ("point_score", "point"),
            ("low_score", "low"),
            ("high_score", "high"),
            ("coverage_share", "coverage_share"),
            ("score_class", "class"),
        )
    )
    names = "select segment_id, max(segment_name) as segment_name from segment_facts group by segment_id"
    own = "select segment_id, count(*) as customers_count, cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount from customers where segment_id is not null and lines_count > 0 group by segment_id"
    listed = ", ".join(
        f"{axis}_{name}" for axis in AXES for name in ("point", "low", "high", "coverage_share", "class")
    )
    return (
        f"select segment_id, segment_name, customers_count, revenue_12m_amount, {listed} from (select k.segment_id, n.segment_name, coalesce(o.customers_count, 0) as customers_count, coalesce(o.revenue_12m_amount, 0) as revenue_12m_amount, {listed}, "
        "row_number() over (order by k.attractiveness_low desc, k.attractiveness_high desc, k.segment_id) as place "
        f"from (select segment_id, {cells} from ({kernel}) as judged group by segment_id) as k left join ({names}) as n on n.segment_id = k.segment_id left join ({own}) as o on o.segment_id = k.segment_id) as ranked "
        f"where place <= {_MOST} order by place"
    )


@step(
    title=msg("Maturity of the segments"),
    inputs=("customers", "customer_year_parts", "rival_shares", "segment_facts"),
    fields=(
        Field("segment_id", msg("Segment"), "text"),
        Field("fiscal_year", msg("Year"), "id"),
        Field("revenue_amount", msg("Revenue"), "money"),
        Field("growth_share", msg("Growth of our revenue"), "share", msg("revenue of the year / of the year before - 1; the current year is compared when it has ended")),
        Field("market_growth_share", msg("Growth of the market"), "share", msg("observation market_growth of the segment, of that year")),
        Field("replacement_share", msg("Purchases that replace what customers have"), "share", msg("observation replacement_share of the segment, of that year")),
        Field("suppliers_number", msg("Suppliers"), "number", msg("observation suppliers_count of the segment, of that year; in the newest year else the competitors with a share at our customers, and us")),
        Field("signs_count", msg("Signs known"), "count"),
        Field("maturity_class", msg("Maturity"), "class", msg("of growth up to 2 % (the market's, else ours), replacement from 50 % and 5 suppliers on: mature when all known signs say so, growing when none does, of at least two"), "own definition after Levitt 1965", MATURITY),
        Field("source_text", msg("Source"), "text"),
    ),
)  # fmt: skip
def segment_maturity(params: dict[str, Any]) -> str:
    """Show growth, replacement and suppliers of each segment by year, each known or not; fewer than two signs give no verdict."""
    start = params["fiscal_start_month"]
    year = "cast(extract(year from known_on) as integer)" + (
        "" if start == 1 else f" + case when extract(month from known_on) >= {start} then 1 else 0 end"
    )
    known = ", ".join(
        f"max(case when measure_code = '{code}' then value_number end) as {code}"
        for code in ("market_growth", "replacement_share", "suppliers_count")
    )
    newest = (
        f"select segment_id, fiscal_year, measure_code, value_number, source_text from (select segment_id, {year} as fiscal_year, measure_code, value_number, source_text, "
        f"row_number() over (partition by segment_id, {year}, measure_code order by known_on desc, source_text, value_number) as place from segment_facts "
        "where known_on is not null and measure_code in ('market_growth', 'replacement_share', 'suppliers_count')) as dated where place = 1"
    )
    sold = (
        "select c.segment_id, p.fiscal_year, cast(sum(p.revenue_amount) as bigint) as revenue_amount from customer_year_parts as p join customers as c on c.customer_key = p.customer_key "
        "where p.part_kind = 'family' and c.segment_id is not null group by c.segment_id, p.fiscal_year"
    )
    rivals = "select c.segment_id, count(distinct s.competitor_id) + 1.0 as suppliers from rival_shares as s join customers as c on c.customer_key = s.customer_key where c.segment_id is not null group by c.segment_id"
    last = int(params["as_of_day"][:4]) + (1 if start > 1 and int(params["as_of_day"][5:7]) >= start else 0)
    end = last * 12 + (11 if start == 1 else start - 2)
    whole = last if params["last_full_month"] >= end else last - 1
    columns = "segment_id, fiscal_year, revenue_amount, growth_share, market_growth_share, replacement_share, suppliers_number"
    growth = "coalesce(market_growth_share, growth_share)"
    signs = {
        growth: f"{growth} <= {_LITTLE_GROWTH}",
        "replacement_share": f"replacement_share >= {_REPLACED}",
        "suppliers_number": f"suppliers_number >= {_SUPPLIERS}",
    }
    count = " + ".join(f"case when {value} is not null then 1 else 0 end" for value in signs)
    mature = " + ".join(f"case when {test} then 1 else 0 end" for test in signs.values())
    return (
        f"with sold as ({sold}), dated as ({newest}), told as (select segment_id, fiscal_year, {known}, max(source_text) as source_text from dated group by segment_id, fiscal_year), "
        "grid as (select segment_id, fiscal_year from sold union select segment_id, fiscal_year from told), "
        f"valued as (select g.segment_id, g.fiscal_year, s.revenue_amount, case when g.fiscal_year <= {whole} and b.revenue_amount > 0 then cast(s.revenue_amount - b.revenue_amount as double) / nullif(b.revenue_amount, 0) end as growth_share, "
        f"t.market_growth as market_growth_share, t.replacement_share, coalesce(t.suppliers_count, case when g.fiscal_year = {last} then r.suppliers end) as suppliers_number, t.source_text "
        "from grid as g left join sold as s on s.segment_id = g.segment_id and s.fiscal_year = g.fiscal_year left join sold as b on b.segment_id = g.segment_id and b.fiscal_year = g.fiscal_year - 1 "
        f"left join told as t on t.segment_id = g.segment_id and t.fiscal_year = g.fiscal_year left join ({rivals}) as r on r.segment_id = g.segment_id) "
        f"select {columns}, cast(signs_known as bigint) as signs_count, case when signs_known < 2 then 'not_known' when signs_mature = signs_known then 'mature' when signs_mature = 0 then 'growing' else 'mixed' end as maturity_class, source_text "
        f"from (select {columns}, source_text, {count} as signs_known, {mature} as signs_mature from valued) as counted order by segment_id, fiscal_year"
    )
