"""ABC classes by cumulative value and by count, on revenue, margin and orders."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

CODES = (("A", msg("Class A")), ("B", msg("Class B")), ("C", msg("Class C")))

BASES = (
    ("value", "revenue_12m_amount", "lines_12m_count"),
    ("margin", "margin_12m_amount", "lines_12m_count"),
    ("orders", "orders_12m_count", "lines_12m_count"),
    ("prior", "revenue_prior_12m_amount", "lines_prior_12m_count"),
)
"""Name, the measure, and what must be above zero to take part. The last one is the same class a year ago."""


def _value_class(name: str, basis: str, population: str, params: dict[str, Any]) -> str:
    """Class by the share before the customer; equal values share the better class, nothing positive is C."""
    first, second = (round(cut * 1_000_000) for cut in params["abc"].value_cuts)
    value = f"case when {population} > 0 then {basis} end"
    positive = f"sum(greatest(coalesce({value}, 0), 0))"
    rank = f"order by coalesce({value}, 0) desc"
    before = f"({positive} over ({rank}) - greatest(coalesce({value}, 0), 0) * count(*) over (partition by coalesce({value}, 0)))"
    total = f"{positive} over ()"
    return (
        f"case when {value} is null then null when {basis} <= 0 then 'C' "
        f"when {before} * 1000000 < {first} * {total} then 'A' when {before} * 1000000 < {second} * {total} then 'B' else 'C' end as abc_{name}_class, "
        f"case when {value} > 0 then cast({before} as double) / {total} end as abc_{name}_share_before"
    )


@step(
    title=msg("ABC classes"),
    inputs=("customer_measures",),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("abc_rank", msg("Rank by revenue"), "count", msg("1 for the highest revenue of the last 12 months; equal values share the rank")),
        Field("abc_value_class", msg("ABC by revenue"), "class", msg("share of revenue before the customer below the first limit (80% unless set otherwise) is A, below the second (95%) is B, else C; the customer that crosses a line is inside"), "Pareto 1896; Juran 1951; Dickie 1951", CODES),
        Field("abc_value_share_before", msg("Share of revenue before the customer"), "share"),
        Field("abc_margin_class", msg("ABC by margin"), "class", msg("the same on the contribution margin of the last 12 months, where it is known for every line"), codes=CODES),
        Field("abc_margin_share_before", msg("Share of margin before the customer"), "share"),
        Field("abc_orders_class", msg("ABC by orders"), "class", msg("the same on the number of orders of the last 12 months"), codes=CODES),
        Field("abc_orders_share_before", msg("Share of orders before the customer"), "share"),
        Field("abc_prior_class", msg("ABC by revenue a year ago"), "class", msg("the class by revenue of the 12 months before the last 12"), codes=CODES),
        Field("abc_prior_share_before", msg("Share of revenue before the customer, a year ago"), "share"),
        Field("abc_prior_limit_a_amount", msg("Limit of class A a year ago"), "money", msg("smallest revenue inside class A a year ago, of the whole company")),
        Field("abc_prior_limit_b_amount", msg("Limit of class B a year ago"), "money", msg("smallest revenue inside class A or B a year ago, of the whole company")),
        Field("abc_count_class", msg("ABC by count"), "class", msg("the best 10% of the active customers are A, the next 20% B, the rest C (shares unless set otherwise), rounded half up, at least one each; not below 10 active customers"), "common practice in key account management (10/20/70)", CODES),
    ),
)  # fmt: skip
def abc(params: dict[str, Any]) -> str:
    """Classify the customers with at least one line in the last 12 months; the others have no class.

    Formula: value class by S(i) = sum of max(x, 0) over customers with a higher x / sum of all max(x, 0);
    count class by rank against n_A = max(1, floor(s_A n + 1/2)) and n_A + n_B = max(1, floor((s_A + s_B) n + 1/2)).
    """
    first, second = params["abc"].count_shares
    classes = ", ".join(_value_class(name, basis, population, params) for name, basis, population in BASES)
    active = "case when lines_12m_count > 0 then 0 else 1 end"
    rank = f"rank() over (order by {active}, revenue_12m_amount desc)"
    n = "sum(case when lines_12m_count > 0 then 1 else 0 end) over ()"
    classified = (
        f"select customer_key, revenue_prior_12m_amount, case when lines_12m_count > 0 then {rank} end as abc_rank, {classes}, "
        f"case when lines_12m_count = 0 or {n} < {params['abc'].count_minimum} then null "
        f"when {rank} <= greatest(1, floor({first} * {n} + 0.5 + 0.000000001)) then 'A' "
        f"when {rank} <= greatest(1, floor({first + second} * {n} + 0.5 + 0.000000001)) then 'B' else 'C' end as abc_count_class "
        "from customer_measures"
    )
    limits = ", ".join(
        f"min(case when abc_prior_class in ({inside}) then revenue_prior_12m_amount end) over () as abc_prior_limit_{letter}_amount"
        for letter, inside in (("a", "'A'"), ("b", "'A', 'B'"))
    )
    columns = ", ".join(f"abc_{name}_class, abc_{name}_share_before" for name, _, _ in BASES)
    return f"select customer_key, abc_rank, {columns}, abc_count_class, {limits} from ({classified}) as classified"
