"""What key accounts leave after the investment in them, against customers like them that have none."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

TWINS = (
    ("found", msg("compared with a customer like it")),
    ("none", msg("nobody of its segment to compare with")),
    ("unknown", msg("its contribution of both years is not known")),
)
_REACH = 0.6931471805599453
"""A twin bought at most twice and at least half as much the year before: |ln| up to ln 2."""


def _share(test: str) -> str:
    whole = f"sum(case when {test} and discount_amount is not null then revenue_amount + discount_amount end)"
    return f"cast(sum(case when {test} then discount_amount end) as double) / nullif(case when {whole} > 0 then cast({whole} as double) end, 0)"


@step(
    title=msg("What key accounts leave"),
    inputs=("customers", "customer_ladder", "customer_days", "customer_evidence"),
    fields=(
        *NAMED,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("cm3_12m_amount", msg("Contribution 3"), "money"),
        Field("investment_12m_amount", msg("Investment in the customer"), "money", msg("costs of the step investment: team, development, price investment stated for it")),
        Field("cm4_12m_amount", msg("Contribution 4"), "money", msg("contribution 3 - investment in the customer")),
        Field("twin_class", msg("Comparison"), "class", codes=TWINS),
        Field("twin_id", msg("Customer like it"), "text", msg("of its segment, not treated as key, nearest by revenue of the year before, at most twice or half of it")),
        Field("growth_amount", msg("Growth of contribution 3"), "money", msg("last 12 months - 12 months before")),
        Field("twin_growth_amount", msg("Growth of the customer like it"), "money"),
        Field("gain_amount", msg("Gain over the customer like it"), "money", msg("growth - growth of the twin"), "difference in differences; twin: own definition"),
        Field("payback_amount", msg("Gain less investment"), "money", msg("gain - investment: below zero the year has not paid it back")),
        Field("return_share", msg("Return on the investment"), "share", msg("(gain - investment) / investment")),
        Field("discount_12m_share", msg("Discount, last 12 months"), "share", msg("discount / amount before discount, of the lines that state both")),
        Field("discount_prior_12m_share", msg("Discount, 12 months before"), "share"),
        Field("discount_before_share", msg("Discount, two years before"), "share", msg("the twelve months before those")),
    ),
)  # fmt: skip
def key_account_profit(params: dict[str, Any]) -> str:
    """One row per customer treated as key. What is not known stays open: without a cost nothing is said, without a twin no gain."""
    last, prior, before = (params[f"since_{months}m"] for months in (12, 24, 36))
    stated = "select customer_key from customer_evidence where measure_code = 'key_account' and status_class in ('known', 'conflicting') and value > 0"
    base = (
        "select c.customer_key, c.customer_id, c.customer_name, coalesce(c.segment_id, '') as segment, c.revenue_12m_amount, c.revenue_prior_12m_amount as revenue_prior, case when t.customer_key is not null then 1 else 0 end as is_key, "
        "l.cm3_12m_amount, l.cm3_prior_12m_amount, l.investment_12m_amount, l.cm4_12m_amount, l.cm3_12m_amount - l.cm3_prior_12m_amount as growth "
        f"from customers as c join customer_ladder as l on l.customer_key = c.customer_key left join ({stated}) as t on t.customer_key = c.customer_key"
    )
    apart = "abs(ln(cast(o.revenue_prior as double)) - ln(cast(k.revenue_prior as double)))"
    pairs = (
        f"select k.customer_key, o.customer_id as twin_id, o.growth as twin_growth, {apart} as apart from (select * from based where is_key = 1 and growth is not null and revenue_prior > 0) as k "
        "join (select * from based where is_key = 0 and growth is not null and revenue_prior > 0) as o on o.segment = k.segment"
    )
    twins = f"select * from (select *, row_number() over (partition by customer_key order by apart, twin_id) as place from ({pairs}) as met where apart <= {_REACH!r}) as ranked where place = 1"
    discounts = (
        f"select d.customer_key, {_share(f'd.document_on > {last}')} as last_share, {_share(f'd.document_on > {prior} and d.document_on <= {last}')} as prior_share, {_share(f'd.document_on > {before} and d.document_on <= {prior}')} as before_share "
        f"from customer_days as d join ({stated}) as t on t.customer_key = d.customer_key where d.document_on > {before} group by d.customer_key"
    )
    gain = "k.growth - t.twin_growth"
    return (
        f"with based as ({base}) select k.customer_key, k.customer_id, k.customer_name, k.revenue_12m_amount, k.cm3_12m_amount, k.investment_12m_amount, k.cm4_12m_amount, "
        "case when k.growth is null then 'unknown' when t.customer_key is null then 'none' else 'found' end as twin_class, t.twin_id, k.growth as growth_amount, t.twin_growth as twin_growth_amount, "
        f"{gain} as gain_amount, {gain} - k.investment_12m_amount as payback_amount, "
        f"cast({gain} - k.investment_12m_amount as double) / nullif(case when k.investment_12m_amount > 0 then cast(k.investment_12m_amount as double) end, 0) as return_share, "
        "d.last_share as discount_12m_share, d.prior_share as discount_prior_12m_share, d.before_share as discount_before_share "
        f"from based as k left join ({twins}) as t on t.customer_key = k.customer_key left join ({discounts}) as d on d.customer_key = k.customer_key where k.is_key = 1"
    )
