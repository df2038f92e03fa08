"""Each customer at the year ends of the past: what it bought, what it left, and in which state it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.periods import add_months
from clientela.classes.abc import CODES as ABC
from clientela.measures.passes import KEY

LOST = "lost"
LIFE_GROUPS = (
    ("growing", msg("Growing"), ("G", "K")),
    ("regular", msg("Regular"), ("C", "R")),
    ("developing", msg("Developing"), ("N", "F")),
    ("at_risk", msg("At risk"), ("D", "A", "S")),
)
"""Groups of the states of the lifecycle, the best first; whatever else a customer can be is lost."""
LOST_CODE = (LOST, msg("Lost"))
VALUE_CODES = (*ABC, LOST_CODE)
LIFE_CODES = (*((code, title) for code, title, _ in LIFE_GROUPS), LOST_CODE)
_SLACK_DAYS = 31
"""Invoices rarely begin on the first day of a year: a year that lacks less than a month at its beginning is whole."""


def year_ends(params: dict[str, Any]) -> tuple[date, ...]:
    """Return the year ends that have a whole year of invoices before them, `as_of` first, then one year earlier each."""
    as_of, first = date.fromisoformat(params["as_of_day"]), date.fromisoformat(params["first_on"])
    ends = (add_months(as_of, -12 * k) for k in range(params["dynamics"].state_years + 1))
    return tuple(end for end in ends if (first - add_months(end, -12)).days <= _SLACK_DAYS)


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _value_class(params: dict[str, Any]) -> str:
    """Return the ABC class among the customers of the same year, by the rule of the classes of today."""
    first, second = (round(cut * 1_000_000) for cut in params["abc"].value_cuts)
    own = "greatest(coalesce(revenue_amount, 0), 0)"
    over = "over (partition by years_ago"
    before = f"(sum({own}) {over} order by coalesce(revenue_amount, 0) desc) - {own} * count(*) {over}, coalesce(revenue_amount, 0)))"
    total = f"sum({own}) {over})"
    return (
        f"case when lines_count is null then '{LOST}' when revenue_amount <= 0 then 'C' when {before} * 1000000 < {first} * {total} then 'A' "
        f"when {before} * 1000000 < {second} * {total} then 'B' else 'C' end"
    )


@step(
    title=msg("Customers at year ends"),
    inputs=("customer_days", "customer_ladder", "lifecycle_transitions"),
    fields=(
        KEY,
        Field("years_ago", msg("Years ago"), "id", msg("0 for the twelve months up to the day looked from, 1 for the twelve before")),
        Field("year_end_on", msg("Year up to"), "date"),
        Field("value_state", msg("Class by revenue of the year"), "class", msg("ABC among the customers of that year; lost without a line in it"), codes=VALUE_CODES),
        Field("life_state", msg("Group of the lifecycle"), "class", msg("growing, regular, developing or at risk, by the lifecycle state on that day; any other is lost"), "own definition", LIFE_CODES),
        Field("revenue_amount", msg("Revenue"), "money", msg("of the twelve months")),
        Field("margin_amount", msg("Margin"), "money", msg("of the twelve months; unknown where a line has no cost")),
        Field("contribution_amount", msg("Contribution 3"), "money", msg("of the last two years only")),
        Field("orders_count", msg("Orders"), "count"),
        Field("recency_days", msg("Days since the last order"), "days", msg("from the last order on or before that day")),
        Field("tenure_days", msg("Days since the first order"), "days"),
    ),
)  # fmt: skip
def customer_years(params: dict[str, Any]) -> str:
    """Give each customer a row for every past year end at which it had ordered before: nothing in it was learned later.

    The grid is fixed: `as_of` and the same day of earlier years, as far as a whole year of invoices stands before it.
    """
    ends = year_ends(params)
    if not ends:
        return f"{_nothing()} where 1 = 0"
    starts = [add_months(end, -12) for end in ends]
    before = len(ends)
    # what came before the first year is one more slice: it holds the last order of those who bought nothing since
    rows = [f"select {k} as years_ago, date '{end.isoformat()}' as year_end_on" for k, end in enumerate((*ends, starts[-1]))]  # fmt: skip
    cuts = " ".join(
        f"when document_on > date '{start.isoformat()}' then {k}" for k, start in enumerate(starts)
    )
    slice_of = f"case {cuts} else {before} end"
    slices = (
        f"select customer_key, {slice_of} as years_ago, cast(sum(revenue_amount) as bigint) as revenue_amount, cast(sum(lines_count) as bigint) as lines_count, cast(sum(orders_count) as bigint) as orders_count, "
        "case when sum(uncosted_lines_count) = 0 then cast(coalesce(sum(margin_known_amount), 0) + coalesce(sum(margin_estimated_amount), 0) as bigint) end as margin_amount, "
        "min(case when orders_count > 0 then document_on end) as first_on, max(case when orders_count > 0 then document_on end) as last_on "
        f"from customer_days where customer_key <> 0 group by customer_key, {slice_of}"
    )
    firsts = "select customer_key, min(first_on) as first_on from slices group by customer_key"
    lives = (
        "select t.customer_key, g.years_ago, t.to_state, row_number() over (partition by t.customer_key, g.years_ago order by t.on_day desc) as place "
        f"from lifecycle_transitions as t join grid as g on t.on_day <= g.year_end_on where g.years_ago < {before}"
    )
    groups = " ".join(
        f"when l.to_state in ({_quoted(letters)}) then '{code}'" for code, _, letters in LIFE_GROUPS
    )
    held = (
        "select f.customer_key, g.years_ago, g.year_end_on, f.first_on, s.revenue_amount, s.margin_amount, s.lines_count, s.orders_count, "
        "max(s.last_on) over (partition by f.customer_key order by g.years_ago desc rows between unbounded preceding and current row) as last_on "
        "from firsts as f join grid as g on f.first_on <= g.year_end_on left join slices as s on s.customer_key = f.customer_key and s.years_ago = g.years_ago"
    )
    told = (
        f"select h.*, case {groups} else '{LOST}' end as life_state, case h.years_ago when 0 then c.cm3_12m_amount when 1 then c.cm3_prior_12m_amount end as contribution_amount from held as h "
        "left join lives as l on l.customer_key = h.customer_key and l.years_ago = h.years_ago and l.place = 1 left join customer_ladder as c on c.customer_key = h.customer_key "
        f"where h.years_ago < {before}"
    )
    return (
        f"with grid as ({' union all '.join(rows)}), slices as ({slices}), firsts as ({firsts}), lives as ({lives}), held as ({held}), told as ({told}) "
        f"select customer_key, years_ago, year_end_on, {_value_class(params)} as value_state, life_state, coalesce(revenue_amount, 0) as revenue_amount, "
        "case when lines_count is null then 0 else margin_amount end as margin_amount, contribution_amount, coalesce(orders_count, 0) as orders_count, "
        "datediff('day', last_on, year_end_on) as recency_days, datediff('day', first_on, year_end_on) as tenure_days from told"
    )


def _nothing() -> str:
    """Return the select of no row, of the right kinds, that still reads what the step reads."""
    kinds = {"years_ago": "integer", "year_end_on": "date", "value_state": "varchar", "life_state": "varchar", "revenue_amount": "bigint", "margin_amount": "bigint",
             "contribution_amount": "bigint", "orders_count": "bigint", "recency_days": "bigint", "tenure_days": "bigint"}  # fmt: skip
    empty = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in kinds.items())
    return (
        f"select d.customer_key, {empty} from customer_days as d join customer_ladder as c on c.customer_key = d.customer_key "
        "join lifecycle_transitions as t on t.customer_key = d.customer_key"
    )
