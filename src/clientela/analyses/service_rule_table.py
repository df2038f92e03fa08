"""The table of service by potential and customer type: whom each rule holds for, and whether it was kept."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import WHO, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.service_norms import MEASURES, broken_test, column_of, measure_field

_CODES = tuple(code for code, _ in MEASURES)


@step(
    title=msg("Rules of service by potential and type"),
    inputs=("service_norms", "customers"),
    fields=(
        Field("rule_number", msg("Rule"), "id", msg("none: no rule holds")),
        Field("rule_name", msg("Name of the rule"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        *(measure_field("norm", code) for code in _CODES),
        *(measure_field("actual", code) for code in _CODES),
        *(Field(f"broken_{code}_count", msg("{what}: customers for whom it is not kept", what=title), "count") for code, title in MEASURES),
    ),
)  # fmt: skip
def service_rule_table(params: dict[str, Any]) -> str:
    """Sum up each rule: its customers, what it asks for, the mean of what they got and for how many it was not kept."""
    del params
    means = {c: f"avg(cast(s.{column_of('actual', c)} as double))" for c in _CODES}
    means["order"] = f"cast(round({means['order']}) as bigint)"
    actual = ", ".join(f"{sql} as {column_of('actual', c)}" for c, sql in means.items())
    norms = ", ".join(f"max(s.{column_of('norm', c)}) as {column_of('norm', c)}" for c in _CODES)
    broken = ", ".join(
        f"count(case when {broken_test(c, 's.')} then 1 end) as broken_{c}_count" for c in _CODES
    )
    return (
        f"select s.rule_number, s.rule_name, count(*) as customers_count, cast(sum(c.revenue_12m_amount) as bigint) as revenue_12m_amount, {norms}, {actual}, {broken} "
        "from service_norms as s join customers as c on c.customer_key = s.customer_key group by s.rule_number, s.rule_name "
        "order by case when s.rule_number is null then 1 else 0 end, s.rule_number"
    )


@step(
    title=msg("Customers whose service is not that of their rule"),
    inputs=("service_norms", "customers"),
    fields=(
        *WHO,
        Field("rule_name", msg("Name of the rule"), "text"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        *(measure_field("norm", code) for code in _CODES),
        *(measure_field("actual", code) for code in _CODES),
        Field("norms_broken_count", msg("Rules not kept"), "count"),
    ),
)
def service_rule_breaks(params: dict[str, Any]) -> str:
    """List the 200 largest customers for whom something their rule asks for was not kept."""
    del params
    own = (
        "rule_name",
        *(column_of("norm", c) for c in _CODES),
        *(column_of("actual", c) for c in _CODES),
        "norms_broken_count",
    )
    rows = (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, c.revenue_12m_amount, {', '.join(f's.{n}' for n in own)} from service_norms as s "
        "join customers as c on c.customer_key = s.customer_key where s.norms_broken_count > 0"
    )
    columns = (*(f.name for f in WHO), "rule_name", "revenue_12m_amount", *own[1:])
    return top(rows, columns, "revenue_12m_amount desc, customer_key")
