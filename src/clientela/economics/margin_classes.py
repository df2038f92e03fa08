"""The classes by margin of both years, and where their lines lie: what a change of class is explained by."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY

CODES = (("A", msg("Class A")), ("B", msg("Class B")), ("C", msg("Class C")))
_YEARS = (("prior", "margin_costed_prior_12m_amount"), ("now", "margin_costed_12m_amount"))
_SOURCE = "Pareto 1896; Juran 1951; Dickie 1951"


def _classed(params: dict[str, Any], year: str, margin: str) -> str:
    """Return the SQL of the class by the share of positive margin before the customer; equal margins share the better class."""
    first, second = (round(cut * 1_000_000) for cut in params["abc"].value_cuts)
    positive = f"greatest(coalesce({margin}, 0), 0)"
    before = f"(sum({positive}) over (order by {positive} desc) - {positive} * count(*) over (partition by {positive}))"
    total = f"sum({positive}) over ()"
    return (
        f"case when {margin} is null then null when {margin} <= 0 then 'C' when {before} * 1000000 < {first} * {total} then 'A' "
        f"when {before} * 1000000 < {second} * {total} then 'B' else 'C' end as margin_{year}_class"
    )


@step(
    title=msg("Classes by margin, two years"),
    inputs=("customer_bridge", "customer_measures"),
    fields=(
        KEY,
        Field("margin_prior_class", msg("ABC by margin a year ago"), "class", msg("share of positive margin before the customer below the first limit of `abc.value_cuts` is A, below the second B, else C; margin of the lines with a cost, unknown without one"), _SOURCE, CODES),
        Field("margin_now_class", msg("ABC by margin, lines with a cost"), "class", msg("the same on the last 12 months"), _SOURCE, CODES),
        *(
            Field(f"margin_line_{letter}_{year}_amount", title, "money", msg("smallest margin inside the class, of the whole company"))
            for year, letter, title in (
                ("prior", "a", msg("Line of class A by margin a year ago")), ("prior", "b", msg("Line of class B by margin a year ago")),
                ("now", "a", msg("Line of class A by margin")), ("now", "b", msg("Line of class B by margin")),
            )
        ),
    ),
)  # fmt: skip
def margin_classes(params: dict[str, Any]) -> str:
    """Class the customers of each of the two years by the margin of their lines with a cost, on the base of the bridge.

    A customer without a line in a year has no class in it; one without any cost has an unknown one.
    """
    bought = {"prior": "m.lines_prior_12m_count > 0", "now": "m.lines_12m_count > 0"}
    margins = ", ".join(f"case when {bought[y]} then b.{column} end as {y}_margin" for y, column in _YEARS)
    rows = f"select b.customer_key, {margins} from customer_bridge as b join customer_measures as m on m.customer_key = b.customer_key where b.customer_key <> 0"
    classed = f"select *, {', '.join(_classed(params, y, f'{y}_margin') for y, _ in _YEARS)} from ({rows}) as margins"
    lines = ", ".join(
        f"min(case when margin_{y}_class in ({inside}) then {y}_margin end) over () as margin_line_{letter}_{y}_amount"
        for y, _ in _YEARS
        for letter, inside in (("a", "'A'"), ("b", "'A', 'B'"))
    )
    return f"select customer_key, margin_prior_class, margin_now_class, {lines} from ({classed}) as classed"
