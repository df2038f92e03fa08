"""The SQL of what was stated about wallets: observations, shares of competitors, possibilities noted by sales."""

from __future__ import annotations

from typing import Any

from clientela.economics._customer_of import join_customer
from clientela.economics._wallet_rules import CLASSES, MEASURES
from clientela.tables._rates import join_rates

COLUMNS = (
    "customer_key", "number_key", "fact_class", "source_class", "value_text", "unit_text", "unit_rate", "stated_amount", "stated_share", "known_on", "confidence_number",
)  # fmt: skip
LEAST_FAMILIES = 0.6
"""Families whose suppliers are known must be this much of what a customer buys from us."""
_CLASSES = ", ".join(f"'{c}'" for c in CLASSES)


def _kind(column: str) -> str:
    cases = " ".join(
        f"when lower({column}) in ({', '.join(repr(name) for name in names)}) then '{kind}'"
        for kind, names in MEASURES.items()
    )
    return f"case {cases} end"


def _class(row: str) -> str:
    """Return the source class; what nobody classed is a judgement where its source is named, else a bare opinion."""
    return f"case when {row}.source_class is not null then {row}.source_class when {row}.basis is not null then 'J' else 'J0' end"


def observed(params: dict[str, Any]) -> str:
    """Return what was observed of customers, and of their segments the need for one unit of a driver. Superseded rows are left out."""
    as_of = params["as_of"]
    rows = (
        "select o.source, o.subject_id, coalesce(o.subject_type, 'customer') as subject_type, "
        f"{_kind('o.measure_code')} as fact_class, o.value as value_text, o.unit as unit_text, upper(o.unit) as currency, "
        "coalesce(o.as_of_on, cast(o.recorded_at as date)) as known_on, o.confidence, o.source_class, coalesce(o.rationale, o.source_ref) as basis "
        "from observations as o left join (select distinct source, supersedes_id from observations where supersedes_id is not null "
        f"and (as_of_on is null or as_of_on <= {as_of}) and (recorded_at is null or cast(recorded_at as date) <= {as_of})) as n "
        "on n.source = o.source and n.supersedes_id = o.observation_id "
        "where n.supersedes_id is null and o.value is not null and coalesce(o.status, 'known') = 'known' "
        f"and (o.as_of_on is null or o.as_of_on <= {as_of}) and (o.recorded_at is null or cast(o.recorded_at as date) <= {as_of})"
    )
    own = f"o.currency is null or o.currency in ('{params['currency']}', 'MONEY', 'AMOUNT')"
    rate = "r.rate" if params["rates"] else "cast(null as double)"
    columns = (
        f"{{key}} as customer_key, {{number}} as number_key, o.fact_class, {_class('o')} as source_class, o.value_text, o.unit_text, "
        f"case when {own} then cast(1 as double) else {rate} end as unit_rate, cast(null as bigint) as stated_amount, cast(null as double) as stated_share, "
        "o.known_on, cast(o.confidence as double) as confidence_number"
    )
    rates = join_rates(params, row="o", day="known_on", name="r")
    day = f"coalesce(o.known_on, {as_of})"
    return (
        f"select {columns.format(key='coalesce(m.to_key, k.customer_key)', number='k.customer_key')} from ("
        f"select subject_id as customer_id, s.* from ({rows}) as s where subject_type = 'customer' and fact_class is not null) as o "
        f"{join_customer('o', day)}{rates}union all "
        f"select {columns.format(key='c.customer_key', number='c.customer_key')} from ({rows}) as o "
        f"join customer_register as c on c.segment_id = o.subject_id {rates}where o.subject_type = 'segment' and o.fact_class = 'norm'"
    )


def competing(params: dict[str, Any]) -> str:
    """Return our share of the wallet where the shares of the competitors are known: 1 - their sum.

    By family the share is sum of our revenue / sum of (revenue / own share) over the families known, where these are at least 60 per
    cent of what the customer buys from us. The newest share of each competitor counts.
    """
    strength = " ".join(f"when '{c}' then {place}" for place, c in enumerate(CLASSES))
    back = " ".join(f"when {place} then '{c}'" for place, c in enumerate(CLASSES))
    newest = (
        "select coalesce(m.to_key, k.customer_key) as customer_key, k.customer_key as number_key, s.product_family, s.competitor_id, cast(s.share as double) as share, s.known_on, "
        f"case {_class('s')} {strength} else 9 end as strength, "
        "row_number() over (partition by coalesce(m.to_key, k.customer_key), s.product_family, s.competitor_id order by s.known_on desc, s.share desc) as place from ("
        "select source, customer_id, product_family, competitor_id, share, known_on, source_class, source_ref as basis from competitor_shares "
        f"where share is not null and known_on <= {params['as_of']}) as s {join_customer('s', 's.known_on')}"
    )
    taken = (
        "select customer_key, product_family, min(number_key) as number_key, sum(share) as taken, min(known_on) as known_on, max(strength) as strength "
        f"from ({newest}) as newest where place = 1 and strength < 9 group by customer_key, product_family"
    )
    families = (
        "select customer_key, product_family, cast(sum(revenue_12m_amount) as double) as revenue from customer_products "
        "where product_family is not null group by customer_key, product_family having sum(revenue_12m_amount) > 0"
    )
    by_family = (
        "select t.customer_key, min(t.number_key) as number_key, sum(f.revenue) / nullif(sum(f.revenue / nullif(1 - t.taken, 0)), 0) as own_share, min(t.known_on) as known_on, "
        f"max(t.strength) as strength from ({taken}) as t join ({families}) as f on f.customer_key = t.customer_key and f.product_family = t.product_family "
        "join customer_measures as c on c.customer_key = t.customer_key where t.taken < 1 group by t.customer_key, c.revenue_12m_amount "
        f"having sum(f.revenue) >= {LEAST_FAMILIES!r} * c.revenue_12m_amount"
    )
    whole = f"select customer_key, number_key, 1 - taken as own_share, known_on, strength from ({taken}) as t where product_family is null"
    return (
        f"select customer_key, number_key, 'share' as fact_class, case strength {back} end as source_class, cast(null as varchar) as value_text, cast(null as varchar) as unit_text, "
        "cast(null as double) as unit_rate, cast(null as bigint) as stated_amount, own_share as stated_share, known_on, cast(null as double) as confidence_number "
        f"from ({whole} union all {by_family}) as shares"
    )


def noted(params: dict[str, Any]) -> str:
    """Return the possibilities sales noted at customers that buy: another family, a better product, a larger share."""
    return (
        "select coalesce(m.to_key, k.customer_key) as customer_key, k.customer_key as number_key, 'possibility' as fact_class, 'J' as source_class, cast(null as varchar) as value_text, "
        "cast(null as varchar) as unit_text, cast(null as double) as unit_rate, cast(o.potential_amount as bigint) as stated_amount, cast(null as double) as stated_share, "
        f"o.noted_on as known_on, cast(null as double) as confidence_number from opportunities as o {join_customer('o', 'o.noted_on')}"
        f"where o.noted_on <= {params['as_of']} and o.kind in ('cross', 'up', 'share') and o.potential_amount > 0"
    )


def statements(params: dict[str, Any]) -> str:
    """Return every statement that is accepted, one row each, with the customer it counts for.

    In a run about one business unit there are none: a wallet speaks of all that a customer buys, and nobody says of which unit.
    """
    none = " and false" if params["bu"] else ""
    parts = " union all ".join(
        f"select {', '.join(COLUMNS)} from ({part(params)}) as p" for part in (observed, competing, noted)
    )
    return f"select {', '.join(COLUMNS)} from ({parts}) as facts where customer_key is not null and customer_key <> 0 and source_class in ({_CLASSES}){none}"
