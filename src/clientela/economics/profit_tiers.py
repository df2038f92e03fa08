"""The profit pyramid: Platinum, Gold, Iron and Lead by contribution, share of wallet and price."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.profitability_cells import new_since
from clientela.measures.passes import KEY

TIERS = (
    ("platinum", msg("Platinum")),
    ("gold", msg("Gold")),
    ("iron", msg("Iron")),
    ("lead_watch", msg("Lead, on watch")),
    ("lead", msg("Lead")),
    ("new", msg("New, below zero")),
)
CONDITIONS = (
    ("wallet", msg("share of wallet unknown")),
    ("price", msg("price index unknown")),
    ("both", msg("share of wallet and price index unknown")),
    ("prior", msg("contribution of the year before unknown")),
)
_FIRST, _SECOND, _SHARE, _PRICE = 0.50, 0.80, 0.50, 0.97
"""Proposals of ours: limits of the cumulated contribution above zero, least share of wallet, least price index of Platinum."""
_ZEITHAML = "Zeithaml, Rust & Lemon 2001; limits: own proposal"


@step(
    title=msg("Profit tiers"),
    inputs=("customer_measures", "customer_ladder", "customer_wallet", "price_realisation"),
    fields=(
        KEY,
        Field("profit_tier_class", msg("Profit tier"), "class", msg("by contribution 3: Platinum while the customers before it leave less than 50% of all that is above zero, with a share of wallet of at least 50% and a price index of at least 0.97; Gold up to 80%; Iron the rest from zero; Lead below zero in both years, on watch in one; new customers below zero apart"), _ZEITHAML, TIERS),
        Field("profit_tier_open_class", msg("What leaves the tier open"), "class", msg("a condition of the tier that is not known: then the tier is provisional"), codes=CONDITIONS),
        Field("profit_share_before", msg("Share of contribution before the customer"), "share"),
    ),
)  # fmt: skip
def profit_tiers(params: dict[str, Any]) -> str:
    """One row per customer; only active ones whose contribution 3 is known have a tier: without cost-to-serve nobody has."""
    least = params["prices"].least_coverage_share
    priced = f"case when p.price_coverage_share >= {least!r} then p.price_index end"
    rows = (
        f"select l.customer_key, case when m.lines_12m_count > 0 then l.cm3_12m_amount end as x, l.cm3_prior_12m_amount as prior, w.share_of_wallet_share as held, {priced} as price, "
        f"case when m.first_order_on > {new_since(params)} then 1 else 0 end as is_new, m.lines_prior_12m_count from customer_ladder as l "
        "join customer_measures as m on m.customer_key = l.customer_key join customer_wallet as w on w.customer_key = l.customer_key "
        "left join price_realisation as p on p.customer_key = l.customer_key"
    )
    positive = "greatest(coalesce(x, 0), 0)"
    before = (
        f"case when x > 0 then cast(sum({positive}) over (order by x desc) - x * count(*) over (partition by x) as double) "
        f"/ nullif(cast(sum({positive}) over () as double), 0) end"
    )
    refused = f"held < {_SHARE!r} or price < {_PRICE!r}"
    return (
        "select customer_key, case when x is null then null when x < 0 then case when is_new = 1 then 'new' when prior < 0 then 'lead' else 'lead_watch' end "
        f"when share_before < {_FIRST!r} then case when {refused} then 'gold' else 'platinum' end "
        f"when share_before < {_SECOND!r} then 'gold' else 'iron' end as profit_tier_class, "
        "case when x is null then null when x < 0 then case when is_new = 0 and prior is null and lines_prior_12m_count > 0 then 'prior' end "
        f"when share_before < {_FIRST!r} and not coalesce({refused}, false) then "
        "case when held is null and price is null then 'both' when held is null then 'wallet' when price is null then 'price' end end as profit_tier_open_class, "
        f"share_before as profit_share_before from (select *, {before} as share_before from ({rows}) as served) as ranked"
    )
