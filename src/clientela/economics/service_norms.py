"""Which rule of service each customer falls under, by potential and type, and whether it was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.base.service_rules import SERVICE_RULES
from clientela.measures.passes import KEY

if TYPE_CHECKING:
    from clientela.base.service_rules import ServiceRule

POTENTIALS = (("high", msg("high")), ("low", msg("low")), ("unknown", msg("not known")))
MEASURES = (
    ("otif", msg("On time and in full")),
    ("lead_time", msg("Lead time")),
    ("order", msg("Mean order")),
    ("contacts", msg("Contacts a year")),
    ("serve", msg("Cost-to-serve in per cent")),
)
"""What a rule may ask for."""


def column_of(what: str, code: str) -> str:
    """Return the column of a norm or of what was done: `norm_otif_value`, `actual_order_amount`."""
    return f"{what}_{code}_{'amount' if code == 'order' else 'value'}"


def measure_field(what: str, code: str) -> Field:
    """Describe that column."""
    title = dict(MEASURES)[code]
    said = msg("{what}, to be", what=title) if what == "norm" else msg("{what}, is", what=title)
    return Field(column_of(what, code), said, "money" if code == "order" else "number")


def broken_test(code: str, row: str = "") -> str:
    """Return the SQL of whether what was done is not what the rule asks for; unknown where either is."""
    sign = ">" if code in ("lead_time", "serve") else "<"
    return f"{row}{column_of('actual', code)} {sign} {row}{column_of('norm', code)}"


def rules_of(params: dict[str, Any]) -> tuple[ServiceRule, ...]:
    """Return the table of rules, the packaged one where a run has none."""
    found: tuple[ServiceRule, ...] = params.get("service_rules", SERVICE_RULES)
    return found


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _number(value: float | None) -> str:
    return "cast(null as double)" if value is None else f"cast({value!r} as double)"


def _table(rules: tuple[ServiceRule, ...]) -> str:
    """Return the rules as a relation, numbered in the order in which they are tried."""
    rows = [
        f"select {place} as rule_number, {_text(r.name)} as rule_name, {_text(r.potential)} as asked_potential, {_text(r.customer_type)} as asked_type, "
        f"{_number(r.on_time_in_full)} as otif_norm, {_number(r.lead_time_days)} as lead_time_norm, {'cast(null as bigint)' if r.minimum_order_amount is None else f'cast({round(r.minimum_order_amount * SCALE)} as bigint)'} as order_norm, "
        f"{_number(r.contacts_a_year)} as contacts_norm, {_number(r.most_serve_share)} as serve_norm"
        for place, r in enumerate(rules, start=1)
    ]
    return " union all ".join(rows)


@step(
    title=msg("Service by potential and type"),
    inputs=("customer_register", "customer_measures", "profitability_cells", "customer_potential", "customer_service", "customer_contacts", "customer_ladder"),
    fields=(
        KEY,
        Field("potential_level_class", msg("Potential"), "class", msg("potential margin on or above its line in the profitability matrix and above zero: high; below: low"), codes=POTENTIALS),
        Field("rule_number", msg("Rule"), "id", msg("the first of [[service_rules]] whose potential and customer type are those of the customer; none where no rule holds")),
        Field("rule_name", msg("Name of the rule"), "text"),
        *(measure_field("norm", code) for code, _ in MEASURES),
        *(measure_field("actual", code) for code, _ in MEASURES),
        Field("norms_known_count", msg("Rules that can be judged"), "count"),
        Field("norms_broken_count", msg("Rules not kept"), "count"),
    ),
)  # fmt: skip
def service_norms(params: dict[str, Any]) -> str:
    """Give each active customer the first rule of the table that fits its potential and its type, and hold what it got against it.

    On time and in full, contacts and the mean order are to be at least, lead time and cost-to-serve at most what the rule says. What the rule does not
    state or nobody measured is not judged. Source: differentiated service by potential and type; the packaged table is a proposal of ours.
    """
    level = "case when p.potential_line_amount is null or q.potential_margin_amount is null then 'unknown' when q.potential_margin_amount >= p.potential_line_amount and q.potential_margin_amount > 0 then 'high' else 'low' end"
    actual = {
        "otif": "coalesce(s.otif_requested_share, s.otif_confirmed_share)",
        "lead_time": "s.lead_time_12m_days",
        "order": "case when m.orders_12m_count > 0 then cast(round(cast(m.revenue_12m_amount as double) / nullif(m.orders_12m_count, 0)) as bigint) end",
        "contacts": "k.contacts_12m_count",
        "serve": "l.serve_share",
    }
    columns_of = [
        (sql if code == "order" else f"cast({sql} as double)", column_of("actual", code))
        for code, sql in actual.items()
    ]
    rows = (
        f"select m.customer_key, r.customer_type, {level} as potential_level_class, {', '.join(f'{sql} as {name}' for sql, name in columns_of)} "
        "from customer_measures as m join customer_register as r on r.customer_key = m.customer_key join profitability_cells as p on p.customer_key = m.customer_key "
        "join customer_potential as q on q.customer_key = m.customer_key left join customer_service as s on s.customer_key = m.customer_key "
        "left join customer_contacts as k on k.customer_key = m.customer_key left join customer_ladder as l on l.customer_key = m.customer_key where m.lines_12m_count > 0"
    )
    fits = "(t.asked_potential = '' or t.asked_potential = x.potential_level_class) and (t.asked_type = '' or t.asked_type = x.customer_type)"
    first = f"select x.customer_key, min(t.rule_number) as rule_number from actual as x join ruled as t on {fits} group by x.customer_key"
    judged = " + ".join(
        f"case when {column_of('actual', c)} is not null and {column_of('norm', c)} is not null then 1 else 0 end"
        for c in actual
    )
    failed = " + ".join(f"case when {test} then 1 else 0 end" for test in (broken_test(c) for c in actual))
    norms = ", ".join(f"t.{code}_norm as {column_of('norm', code)}" for code in actual)
    columns = ", ".join((*(column_of("norm", c) for c in actual), *(column_of("actual", c) for c in actual)))
    return (
        f"with actual as ({rows}), ruled as ({_table(rules_of(params))}), first_rule as ({first}) select customer_key, potential_level_class, rule_number, rule_name, {columns}, "
        f"cast({judged} as bigint) as norms_known_count, cast({failed} as bigint) as norms_broken_count from (select x.*, f.rule_number, t.rule_name, {norms} from actual as x "
        "left join first_rule as f on f.customer_key = x.customer_key left join ruled as t on t.rule_number = f.rule_number) as judged"
    )
