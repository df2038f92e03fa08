"""Where the lines between the ABC classes lie, in money."""

from __future__ import annotations

from typing import Any


def class_limits(params: dict[str, Any]) -> str:
    """Return the select of the one row with the smallest revenue inside class A, and inside A or B, of the last 12 months.

    Formula: that of the classes by value (share of positive revenue of all customers with more, below the limit), which are decided
    in a later station. Source: Pareto 1896; Juran 1951; Dickie 1951.
    """
    first, second = (round(cut * 1_000_000) for cut in params["abc"].value_cuts)
    # equal values share the better class, so only what stands before all of them counts
    before = "sum(value) over (order by value desc) - value * count(*) over (partition by value)"
    ranked = (
        f"select value, {before} as value_before, sum(value) over () as total from ("
        "select revenue_12m_amount as value from customer_measures where lines_12m_count > 0 and revenue_12m_amount > 0) as active"
    )
    return ", ".join(
        (
            f"select min(case when value_before * 1000000 < {first} * total then value end) as abc_limit_a_amount",
            f"min(case when value_before * 1000000 < {second} * total then value end) as abc_limit_b_amount from ({ranked}) as ranked",
        )
    )
