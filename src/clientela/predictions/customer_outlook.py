"""What is to be expected of each customer: still here in three years, how safe, what it is worth, what is at stake."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.predictions._words import WAYS
from clientela.predictions.customer_events import EVENTS

YEARS = 3
VERDICTS = (("likely", msg("Likely")), ("uncertain", msg("Uncertain")), ("unlikely", msg("Unlikely")))
GRADES = (
    ("A", msg("A, safe")), ("B", msg("B, mostly safe")), ("C", msg("C, open")), ("D", msg("D, in danger")), ("E", msg("E, probably lost")),
)  # fmt: skip
BASES = (("contribution", msg("Contribution 3")), ("margin", msg("Margin")))
"""What a loss is counted in: contribution 3 where the cost to serve is known, else the margin."""
SIGNALS = (
    ("rhythm", msg("Order overdue"), msg("more than 1.5 usual gaps without an order")),
    ("revenue", msg("Revenue falling"), msg("a quarter or more below the year before")),
    ("payment", msg("Paying late"), msg("invoices more than 30 days overdue, or paid 10 days later than a year ago")),
    ("contract", msg("No contract ahead"), msg("no contract that runs for another six months")),
    ("contact", msg("No contact"), msg("nobody of ours was in touch in the last six months")),
    ("wallet", msg("Small part of its spend"), msg("less than 30 % of what it spends on such goods")),
)  # fmt: skip
"""What besides the orders speaks of the safety of a customer; each is seen, not seen, or unknown."""
_LATE, _FALL, _SLOWER, _QUIET, _SMALL = 1.5, -0.25, 10, 183, 0.30
_HALF_YEAR = 183


def _signals(params: dict[str, Any]) -> dict[str, str]:
    """Return for each signal an SQL number: 1 seen, 0 not seen, null unknown."""
    overdue = "coalesce(p.overdue_60_amount, 0) + coalesce(p.overdue_90_amount, 0) + coalesce(p.overdue_more_amount, 0)"
    slower = f"coalesce(p.payment_delay_change_days, 0) > {_SLOWER}"
    contract = (
        f"case when c.until_on is not null and datediff('day', {params['as_of']}, c.until_on) >= {_HALF_YEAR} then 0 else 1 end"
        if "contracts" in params["tables"]
        else "cast(null as integer)"
    )
    quiet = f"case when t.contact_recency_days is null or t.contact_recency_days > {_QUIET} then 1 else 0 end"
    return {
        "rhythm": f"case when m.overdue_ratio is not null then case when m.overdue_ratio > {_LATE} then 1 else 0 end end",
        "revenue": f"case when m.revenue_change_share is not null then case when m.revenue_change_share <= {_FALL} then 1 else 0 end end",
        "payment": f"case when p.open_amount is not null or p.payment_delay_change_days is not null then case when {overdue} > 0 or {slower} then 1 else 0 end end",
        "contract": contract,
        "contact": quiet if "interactions" in params["tables"] else "cast(null as integer)",
        "wallet": f"case when w.share_of_wallet_share is not null then case when w.share_of_wallet_share < {_SMALL} then 1 else 0 end end",
    }


def _contracts(params: dict[str, Any]) -> str:
    """Return until when each customer is bound by what was signed up to `as_of`; without an end, for ever."""
    if "contracts" not in params["tables"]:
        return "select cast(0 as bigint) as customer_key, cast(null as date) as until_on where 1 = 0"
    return (
        f"select {KEY_OF} as customer_key, max(coalesce(o.to_on, date '9999-12-31')) as until_on from contracts as o "
        f"{join_customer('o', params['as_of'])}where coalesce(o.from_on, {params['as_of']}) <= {params['as_of']} group by {KEY_OF}"
    )


def _years(params: dict[str, Any]) -> str:
    """Return one row per customer out of its years ahead; a year nobody forecast leaves what spans it unknown."""
    discount = 1 + params["outlook"].yearly_discount_share
    each = ", ".join(
        f"max(case when year_ahead = {year} then active_probability end) as active_{12 * year}m_probability"
        for year in range(1, YEARS + 1)
    )
    factors = " ".join(f"when year_ahead = {year} then {discount**-year!r}" for year in range(1, YEARS + 1))
    worth = f"margin_mean_amount * cast(case {factors} end as double)"
    part = "nullif(case when revenue_mean_amount > 0 then cast(revenue_mean_amount as double) end, 0)"

    def whole(sql: str, name: str) -> str:
        return f"case when count({sql}) = {YEARS} then sum({sql}) end as {name}"

    return (
        f"select customer_key, max(forecast_class) as forecast_class, max(known_event_class) as known_event_class, {each}, "
        f"{whole('cast(revenue_mean_amount as double)', 'revenue_mean')}, {whole('cast(margin_mean_amount as double)', 'margin_mean')}, {whole(worth, 'worth')}, "
        f"{whole(f'{worth} * case when revenue_mean_amount > 0 then revenue_low_amount / {part} else 1 end', 'worth_low')}, "
        f"{whole(f'{worth} * case when revenue_mean_amount > 0 then revenue_high_amount / {part} else 1 end', 'worth_high')} from customer_forecast group by customer_key"
    )


def _grade(warnings: str, params: dict[str, Any]) -> str:
    """Return the SQL of the security: A to E by the probability, one lower for every so many warnings."""
    rules = params["outlook"]
    cuts = " ".join(
        f"when active_36m_probability >= {share!r} then {place}"
        for place, share in enumerate(rules.security_shares)
    )
    last = len(rules.security_shares)
    place = f"least({last}, case {cuts} else {last} end + floor(({warnings}) / {float(rules.warnings_per_grade)!r}))"
    letters = " ".join(f"when {number} then '{letter}'" for number, letter in enumerate("ABCDE"))
    return (
        f"case when active_36m_probability is not null then case cast({place} as integer) {letters} end end"
    )


@step(
    title=msg("Outlook of the customers"),
    inputs=("customer_forecast", "customer_register", "customer_measures", "customer_ladder", "customer_payments", "customer_contacts", "customer_wallet", "contracts", "customer_keys", "customer_map"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("forecast_class", msg("Forecast rests on"), "class", codes=WAYS),
        Field("known_event_class", msg("Known event"), "class", msg("what is known to happen and stands above the orders"), codes=EVENTS),
        *(
            Field(f"active_{12 * year}m_probability", msg("Orders in year {number}", number=year), "share", msg("probability of at least one order in that year ahead, not of being still alive"), "Fader, Hardie & Lee 2005; Reutterer, Platzer & Schröder 2020")
            for year in range(1, YEARS + 1)
        ),
        Field("outlook_verdict", msg("Still a customer in three years"), "class", msg("by the probability of an order in the third year: likely from 80%, unlikely below 50%, unless set otherwise"), codes=VERDICTS),
        Field("revenue_36m_mean_amount", msg("Expected revenue, three years"), "money", msg("sum of the means of the three years ahead")),
        Field("margin_36m_mean_amount", msg("Expected margin, three years"), "money"),
        Field("stake_basis", msg("Counted in"), "class", codes=BASES),
        Field("stake_12m_amount", msg("At stake"), "money", msg("contribution 3 of the last 12 months, the margin where the cost to serve is not known; a loss maker has nothing at stake")),
        Field("loss_probability", msg("Probability of no order in a year"), "share", msg("1 - probability of an order in the next 12 months")),
        Field("expected_loss_amount", msg("Expected loss"), "money", msg("at stake x probability of no order in a year")),
        Field("lifetime_value_amount", msg("Lifetime value, three years"), "money", msg("sum over the three years ahead of the expected margin, brought to contribution 3 by the customer's own ratio where that is known, discounted by 10% a year unless set otherwise; this year's money is not in it"), "Berger & Nasr 1998; Gupta, Lehmann & Stuart 2004"),
        Field("lifetime_low_amount", msg("Lifetime value, at least"), "money", msg("the same with the lower ends of the 80% interval of each year")),
        Field("lifetime_high_amount", msg("Lifetime value, at most"), "money"),
        *(Field(f"{name}_signal", title, "number", note) for name, title, note in SIGNALS),
        Field("warnings_count", msg("Warnings"), "count", msg("signals that are seen")),
        Field("signals_known_count", msg("Signals known"), "count"),
        Field("security_class", msg("Security"), "class", msg("A to E by the probability of an order in the third year, one grade lower for every two warnings"), "own definition", GRADES),
        Field("security_worst_class", msg("Security at worst"), "class", msg("the same if every signal that is not known were a warning"), "own definition", GRADES),
    ),
)  # fmt: skip
def customer_outlook(params: dict[str, Any]) -> str:
    """Give each customer of the forecast its outlook; what is not known stays unknown, and the security says how much that matters."""
    rules = params["outlook"]
    signals = _signals(params)
    names = [f"{name}_signal" for name in signals]
    flags = ", ".join(f"{sql} as {name}_signal" for name, sql in signals.items())
    ratio = "case when l.cm3_12m_amount is not null and l.cm1_12m_amount > 0 then cast(l.cm3_12m_amount as double) / nullif(case when l.cm1_12m_amount > 0 then cast(l.cm1_12m_amount as double) end, 0) end"
    joined = (
        f"select y.*, coalesce(l.cm3_12m_amount, m.margin_12m_amount) as earned_amount, case when l.cm3_12m_amount is not null then 'contribution' when m.margin_12m_amount is not null then 'margin' end as stake_basis, "
        f"{ratio} as contribution_ratio, {flags} from years as y join customer_register as r on r.customer_key = y.customer_key join customer_measures as m on m.customer_key = y.customer_key "
        "left join customer_ladder as l on l.customer_key = y.customer_key left join customer_payments as p on p.customer_key = y.customer_key "
        "left join customer_contacts as t on t.customer_key = y.customer_key left join customer_wallet as w on w.customer_key = y.customer_key left join bound as c on c.customer_key = y.customer_key"
    )
    warned = " + ".join(f"coalesce({name}, 0)" for name in names)
    known = " + ".join(f"case when {name} is not null then 1 else 0 end" for name in names)

    def money(sql: str, name: str) -> str:
        return f"cast(round({sql}) as bigint) as {name}"

    value = "coalesce(contribution_ratio, cast(1 as double))"
    stake = "case when earned_amount > 0 then earned_amount when earned_amount is not null then 0 end"
    return (
        f"with years as ({_years(params)}), bound as ({_contracts(params)}), joined as ({joined}), "
        f"judged as (select joined.*, {warned} as warnings_count, {known} as signals_known_count from joined) "
        "select customer_key, forecast_class, known_event_class, active_12m_probability, active_24m_probability, active_36m_probability, "
        f"case when active_36m_probability >= {rules.likely_share!r} then 'likely' when active_36m_probability < {rules.unlikely_share!r} then 'unlikely' when active_36m_probability is not null then 'uncertain' end as outlook_verdict, "
        f"{money('revenue_mean', 'revenue_36m_mean_amount')}, {money('margin_mean', 'margin_36m_mean_amount')}, stake_basis, cast({stake} as bigint) as stake_12m_amount, "
        f"1 - active_12m_probability as loss_probability, {money(f'(1 - active_12m_probability) * cast({stake} as double)', 'expected_loss_amount')}, "
        f"{money(f'worth * {value}', 'lifetime_value_amount')}, {money(f'least(worth_low * {value}, worth_high * {value})', 'lifetime_low_amount')}, {money(f'greatest(worth_low * {value}, worth_high * {value})', 'lifetime_high_amount')}, "
        f"{', '.join(names)}, cast(warnings_count as bigint) as warnings_count, cast(signals_known_count as bigint) as signals_known_count, "
        f"{_grade('warnings_count', params)} as security_class, {_grade(f'warnings_count + {len(names)} - signals_known_count', params)} as security_worst_class from judged"
    )
