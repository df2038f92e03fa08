"""The bridge from contribution to contribution: the margin bridge, carried on to what is left after serving and investing."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rungs import RUNGS
from clientela.measures.passes import KEY

PARTS = (
    ("margin", msg("Margin of the lines with a cost")),
    ("extrapolated", msg("Lines without a cost")),
    ("rebates", msg("Rebates and bonuses")),
    ("goods", msg("Cost of goods stated beside the documents")),
    *(
        part
        for part in RUNGS
        if part[0] in ("freight", "handling", "selling", "service", "credit", "investment")
    ),
)
"""What contribution 4 is made of: the first two are added, the others taken off. Their changes are the effects of the bridge."""
SERVED = ("freight", "handling", "selling", "service", "credit")
BASES = (("cm1", msg("Contribution 1")), ("cm3", msg("Contribution 3")), ("cm4", msg("Contribution 4")))
_ADDED = ("margin", "extrapolated")
_SOURCE = "margin bridge carried on by cost-to-serve; Cooper & Kaplan 1991"


def _years(params: dict[str, Any]) -> dict[str, str]:
    return {
        "12m": f"happened_on > {params['since_12m']}",
        "prior": f"happened_on > {params['since_24m']} and happened_on <= {params['since_12m']}",
    }


def _costs(params: dict[str, Any]) -> str:
    """Sum the items of each customer by step and year; an item whose amount nobody knows makes the sum unknown."""
    sums = ", ".join(
        f"case when count(case when {test} and rung = '{rung}' and cost_amount is null then 1 end) = 0 then "
        f"cast(coalesce(sum(case when {test} and rung = '{rung}' then cost_amount end), 0) as bigint) end as {rung}_{year}"
        for year, test in _years(params).items()
        for rung, _ in PARTS[2:]
    )
    return f"select customer_key, {sums} from cost_items group by customer_key"


def _there(params: dict[str, Any]) -> str:
    """Say of which steps anything is known in each year: a change of what is known in one year only is no change of the customer."""
    tests = ", ".join(
        f"coalesce(max(case when {test} and rung = '{rung}' then 1 else 0 end), 0) as has_{rung}_{year}"
        for year, test in _years(params).items()
        for rung, _ in PARTS[2:]
    )
    return f"select {tests} from cost_items"


@step(
    title=msg("Bridge to contribution 4 by customer"),
    inputs=("customer_register", "customer_bridge", "customer_days", "cost_items"),
    fields=(
        KEY,
        Field("contribution_class", msg("Reach of the bridge"), "class", msg("the deepest contribution whose steps are known in both years"), codes=BASES),
        Field("left_prior_12m_amount", msg("What was left, 12 months before"), "money"),
        Field("left_12m_amount", msg("What is left, last 12 months"), "money"),
        *(Field(f"left_{code}_amount", title, "money", msg("what it changed in what is left: less cost is more"), _SOURCE) for code, title in PARTS),
    ),
)  # fmt: skip
def customer_serve_bridge(params: dict[str, Any]) -> str:
    """One row per customer with a line in the two years and a known contribution in both: the effects add up to the change of what is left, to the last unit.

    The margin part is the change of the margin of the lines with a cost, which the margin bridge takes apart further: so both are one bridge. A step that is
    known in one of the years only is left out of both: a price that is stated for the first time is no change of the customer.
    """
    windows = {
        "12m": f"document_on > {params['since_12m']}",
        "prior": f"document_on <= {params['since_12m']}",
    }
    own = "coalesce(margin_known_amount, 0) + coalesce(margin_estimated_amount, 0)"
    least = params["economics"].least_cost_coverage_share
    sums = ", ".join(
        f"cast(coalesce(sum(case when {test} then {own} end), 0) as bigint) as margin_{y}, cast(coalesce(sum(case when {test} then revenue_amount end), 0) as bigint) as revenue_{y}, "
        f"cast(coalesce(sum(case when {test} then known_revenue_amount + estimated_revenue_amount end), 0) as bigint) as costed_{y}, "
        f"coalesce(sum(case when {test} then uncosted_lines_count end), 0) as uncosted_{y}"
        for y, test in windows.items()
    )
    lines = f"select customer_key, {sums} from customer_days where document_on > {params['since_24m']} group by customer_key"

    def beyond(y: str) -> str:
        enough = f"d.costed_{y} > 0 and d.costed_{y} >= {least!r} * d.revenue_{y} and d.revenue_{y} > 0"
        rate = f"cast(round(cast(d.margin_{y} as double) * (d.revenue_{y} - d.costed_{y}) / nullif(d.costed_{y}, 0)) as bigint)"
        return f"case when d.uncosted_{y} = 0 then cast(0 as bigint) when {enough} then {rate} end"

    levels = {f"margin_{y}": f"d.margin_{y}" for y in windows} | {
        f"extrapolated_{y}": beyond(y) for y in windows
    }
    for rung, _ in PARTS[2:]:
        both = f"t.has_{rung}_12m = 1 and t.has_{rung}_prior = 1"
        for y in windows:
            levels[f"{rung}_{y}"] = (
                f"case when {both} then case when c.customer_key is null then cast(0 as bigint) else c.{rung}_{y} end else cast(0 as bigint) end"
            )
    known = {
        code: " or ".join(f"(t.has_{r}_12m = 1 and t.has_{r}_prior = 1)" for r in rungs)
        for code, rungs in (("cm3", SERVED), ("cm4", ("investment",)))
    }
    depth = f"case when ({known['cm3']}) and ({known['cm4']}) then 'cm4' when {known['cm3']} then 'cm3' else 'cm1' end"
    rows = (
        f"select b.customer_key, {depth} as contribution_class, {', '.join(f'{sql} as {name}' for name, sql in levels.items())} from customer_bridge as b "
        f"join customer_register as r on r.customer_key = b.customer_key cross join ({_there(params)}) as t left join ({lines}) as d on d.customer_key = b.customer_key "
        f"left join ({_costs(params)}) as c on c.customer_key = b.customer_key where b.customer_key <> 0"
    )

    def left(y: str) -> str:
        return " ".join(f"{'+' if code in _ADDED else '-'} {code}_{y}" for code, _ in PARTS).removeprefix(
            "+ "
        )

    effects = ", ".join(
        f"{f'{code}_12m - {code}_prior' if code in _ADDED else f'{code}_prior - {code}_12m'} as left_{code}_amount"
        for code, _ in PARTS
    )
    return (
        f"select customer_key, contribution_class, {left('prior')} as left_prior_12m_amount, {left('12m')} as left_12m_amount, {effects} from ({rows}) as leveled "
        f"where ({left('prior')}) is not null and ({left('12m')}) is not null"
    )
