"""An investment in service, by class and customer: what it would bring, what it would cost, and how sure that is."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import PARTS, part_of, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics._logistics import annuity_factor, safety_factor

_LEVELS = (("class", msg("Class")), ("customer", msg("Customer")))
_MONTH_DAYS, _QUARTER_DAYS = 365.25 / 12, 365.25 / 4
STATED = (
    "logistics_loss_change_share", "logistics_gain_share", "logistics_failures_avoided_share", "logistics_failure_amount", "logistics_stock_service_share",
    "logistics_lead_time_days", "logistics_handling_amount", "logistics_capital_amount", "logistics_years",
)  # fmt: skip
"""What must be stated of an option before it is judged."""
_SOURCE = "Silver, Pyke & Peterson 1998 (safety stock); net present value"


def missing_inputs(service: Any) -> tuple[str, ...]:
    """Return the settings of the option that nobody stated."""
    return tuple(name for name in STATED if getattr(service, name) is None)


def _number(value: float | None) -> str:
    return "cast(null as double)" if value is None else f"cast({float(value)!r} as double)"


def _customers(params: dict[str, Any]) -> str:
    """Return benefit and spread of demand of each active customer. Money in 1/10,000."""
    s = params["service"]
    factor = (
        None
        if s.logistics_years is None
        else annuity_factor(s.logistics_years, params["economics"].capital_cost_share)
    )
    margin, revenue = "cast(c.margin_12m_amount as double)", "cast(c.revenue_12m_amount as double)"
    failed = (
        "case when v.judged_confirmed_12m_count > 0 then v.judged_confirmed_12m_count - v.otif_confirmed_12m_count "
        "when v.judged_requested_12m_count > 0 then v.judged_requested_12m_count - v.otif_requested_12m_count end"
    )
    cost = None if s.logistics_failure_amount is None else s.logistics_failure_amount * SCALE
    # with a share of zero nothing is avoided, whoever knows how many lines failed
    avoided = (
        "cast(0.0 as double)"
        if s.logistics_failures_avoided_share == 0
        else f"cast({failed} as double) * {_number(s.logistics_failures_avoided_share)} * {_number(cost)}"
    )
    benefit = f"{_number(s.logistics_loss_change_share)} * {_number(factor)} * {margin} + {_number(s.logistics_gain_share)} * {margin} + {avoided}"
    lead = _number(s.logistics_lead_time_days)
    bucket = f"case when c.xyz_period = 'quarter' then {revenue} / 4 * sqrt({lead} / {_QUARTER_DAYS!r}) else {revenue} / 12 * sqrt({lead} / {_MONTH_DAYS!r}) end"
    at_cost = f"(1 - {margin} / nullif({revenue}, 0))"
    no_stock = s.logistics_stock_service_share == 0
    spread = "cast(0.0 as double)" if no_stock else f"c.xyz_cv * ({bucket}) * {at_cost}"
    return (
        f"select c.customer_key, c.customer_id, c.customer_name, {part_of('c.customer_key', 'c')} as abc_part, c.revenue_12m_amount, c.margin_12m_amount, "
        f"{benefit} as benefit, {spread} as spread from customers as c left join customer_service as v on v.customer_key = c.customer_key where c.revenue_12m_amount > 0"
    )


def _judged(params: dict[str, Any], *, spread: str, benefit: str, count: str) -> str:
    """Return the money of one row by its columns; NULL while anything is not stated."""
    s = params["service"]
    z = None if s.logistics_stock_service_share is None else safety_factor(s.logistics_stock_service_share)
    factor = (
        None
        if s.logistics_years is None
        else annuity_factor(s.logistics_years, params["economics"].capital_cost_share)
    )
    handling = None if s.logistics_handling_amount is None else s.logistics_handling_amount * SCALE
    capital = None if s.logistics_capital_amount is None else s.logistics_capital_amount * SCALE
    return (
        f"{benefit} as benefit, {_number(z)} * {spread} * {_number(s.carrying_rate_share)} as carrying, {_number(handling)} * {count} as handling, "
        f"{_number(capital)} as capital, {_number(factor)} as factor"
    )


_FIELDS = (
    Field("option_level", msg("Judged for"), "class", codes=_LEVELS),
    Field("abc_part", msg("Class"), "class", codes=PARTS),
    Field("customer_id", msg("Customer number"), "text"),
    Field("customer_name", msg("Customer"), "text"),
    Field("customers_count", msg("Customers judged"), "count", msg("active customers whose margin, regularity and failed lines are known, as far as the option needs them")),
    Field("left_out_count", msg("Customers of whom too little is known"), "count"),
    Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money", msg("of the customers judged")),
    Field("benefit_amount", msg("Benefit a year"), "money", msg("change of the probability of loss x present value of the margin + gain x margin + failed lines avoided x cost of a failed line"), _SOURCE),
    Field("carrying_amount", msg("Cost of the safety stock a year"), "money", msg("z of the cycle service x standard deviation of the demand over the lead time, at cost x carrying rate; for a class the customers' deviations are taken as independent"), _SOURCE),
    Field("handling_amount", msg("Other cost a year"), "money"),
    Field("capital_annuity_amount", msg("Capital a year"), "money", msg("invested once / annuity factor")),
    Field("net_present_amount", msg("Net present value"), "money", msg("(benefit - cost of the stock - other cost) x annuity factor - invested once"), _SOURCE),
    Field("payback_years", msg("Payback in years"), "number", msg("invested once / (benefit - cost of the stock - other cost); none when it never comes back")),
    Field("net_present_less_benefit_amount", msg("Net present value, less benefit"), "money", msg("the benefit lower by the share of the sensitivity")),
    Field("net_present_more_cost_amount", msg("Net present value, more cost"), "money", msg("stock, other cost and capital higher by the share of the sensitivity")),
    Field("break_even_share", msg("Benefit needed"), "share", msg("yearly cost with the capital / benefit: with so much of the benefit nothing is won or lost; above 100 % the option loses money")),
)  # fmt: skip


@step(
    title=msg("An option of logistics, by class and customer"),
    inputs=("customers", "customer_service"),
    fields=_FIELDS,
)
def logistics_options(params: dict[str, Any]) -> str:
    """Judge the option of the settings for each class and, as if for it alone, for the 200 customers it is worth most with.

    What the settings do not state is not known, and then no value is given. Of demand the last 24 months say how it varies.
    """
    one = _judged(params, spread="spread", benefit="benefit", count="1")
    whole = _judged(params, spread="sqrt(sum(spread * spread))", benefit="sum(benefit)", count="count(*)")
    known = "benefit is not null and spread is not null"
    more = 1 + params["economics"].sensitivity_share
    less = 1 - params["economics"].sensitivity_share
    yearly = "benefit - carrying - handling"

    def money(sql: str, name: str) -> str:
        return f"cast(round({sql}) as bigint) as {name}"

    def final(rows: str) -> str:
        return (
            f"select option_level, abc_part, customer_id, customer_name, customers_count, left_out_count, revenue_12m_amount, {money('benefit', 'benefit_amount')}, "
            f"{money('carrying', 'carrying_amount')}, {money('handling', 'handling_amount')}, {money('capital / nullif(factor, 0)', 'capital_annuity_amount')}, "
            f"{money(f'({yearly}) * factor - capital', 'net_present_amount')}, case when {yearly} > 0 then capital / nullif({yearly}, 0) when capital = 0 then cast(0.0 as double) end as payback_years, "
            f"{money(f'(benefit * {less!r} - carrying - handling) * factor - capital', 'net_present_less_benefit_amount')}, "
            f"{money(f'(benefit - (carrying + handling) * {more!r}) * factor - capital * {more!r}', 'net_present_more_cost_amount')}, "
            "case when benefit > 0 then (carrying + handling + capital / nullif(factor, 0)) / nullif(benefit, 0) end as break_even_share, customer_key "
            f"from ({rows}) as judged"
        )

    rows = _customers(params)
    classes = (
        f"select 'class' as option_level, a.abc_part, cast(null as varchar) as customer_id, cast(null as varchar) as customer_name, coalesce(k.customers_count, 0) as customers_count, "
        "a.active_count - coalesce(k.customers_count, 0) as left_out_count, k.revenue_12m_amount, k.benefit, k.carrying, k.handling, k.capital, k.factor, 0 as customer_key "
        f"from (select abc_part, count(*) as active_count from ({rows}) as active group by abc_part) as a left join "
        f"(select abc_part, count(*) as customers_count, cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, {whole} from ({rows}) as active where {known} group by abc_part) as k on k.abc_part = a.abc_part"
    )
    singles = f"select 'customer' as option_level, abc_part, customer_id, customer_name, 1 as customers_count, 0 as left_out_count, revenue_12m_amount, {one}, customer_key from ({rows}) as active where {known}"
    columns = tuple(f.name for f in _FIELDS)
    best = top(final(singles), (*columns, "customer_key"), "net_present_amount desc, customer_key")
    return f"select {', '.join(columns)} from ({final(classes)} union all select * from ({best}) as best) as options order by option_level, abc_part, net_present_amount desc, customer_key"
