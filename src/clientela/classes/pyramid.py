"""The Curry pyramid of customers, on a variable of choice."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

LAYERS = (("top", msg("Top")), ("large", msg("Large")), ("medium", msg("Medium")), ("small", msg("Small")))

BASES = (
    ("revenue", "revenue_12m_amount", msg("Revenue")),
    ("orders", "orders_12m_count", msg("Orders")),
    ("families", "families_12m_count", msg("Product families")),
    ("margin", "margin_12m_amount", msg("Margin")),
    ("contribution", "cm3_12m_amount", msg("Contribution 3")),
    ("prior", "revenue_prior_12m_amount", msg("Revenue of the year before")),
)
"""What a customer can be ranked by. The last one is the same pyramid a year ago, for the migration."""

_FORMULA = msg(
    "active customers ranked by the variable: top 1%, next 4%, next 15%, the other 80%, unless set otherwise; in a base under 100 customers 5%, 15%, 30%, 50%"
)


def _layer(name: str, basis: str, params: dict[str, Any]) -> str:
    settings = params["pyramid"]
    population = "lines_prior_12m_count > 0" if name == "prior" else "lines_12m_count > 0"
    inside = f"({population} and {basis} is not null)"
    n = f"count(case when {inside} then 1 end) over ()"
    rank = f"rank() over (order by case when {inside} then 0 else 1 end, {basis} desc)"

    def cut(place: int) -> str:
        big, small = settings.cuts[place], settings.small_cuts[place]
        return f"greatest(1, floor(case when {n} < {settings.small_below} then {small} else {big} end * {n} + 0.5 + 0.000000001))"

    return (
        f"case when not {inside} then null when {rank} <= {cut(0)} then 'top' when {rank} <= {cut(1)} then 'large' "
        f"when {rank} <= {cut(2)} then 'medium' else 'small' end as pyramid_{name}_layer"
    )


@step(
    title=msg("Pyramid layers"),
    inputs=("customer_measures", "customer_ladder"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        *(
            Field(
                f"pyramid_{name}_layer",
                msg("Pyramid layer: {variable}", variable=title),
                "class",
                _FORMULA,
                "Curry & Curry 2000",
                LAYERS,
            )
            for name, _, title in BASES
        ),
    ),
)
def pyramid(params: dict[str, Any]) -> str:
    """Give each customer its layer by every variable; who has no value of a variable has no layer by it.

    Formula: layer sizes by count, cuts c_1 < c_2 < c_3 of the n ranked customers, each max(1, floor(c n + 1/2));
    equal values share the better layer.
    """
    layers = ", ".join(_layer(name, basis, params) for name, basis, _ in BASES)
    return (
        f"select customer_key, {layers} from (select m.*, l.cm3_12m_amount from customer_measures as m "
        "join customer_ladder as l on l.customer_key = m.customer_key) as measured"
    )
