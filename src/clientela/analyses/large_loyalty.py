"""Why large customers are sometimes the least loyal: revenue against each sign of loyalty, and the causes seen at each large one."""

from __future__ import annotations

from typing import Any

from clientela.analyses.class_loyalty import VERDICTS
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

SIGNS = (
    ("wallet_share", msg("Share of wallet")),
    ("relation_level", msg("Level of the relation")),
    ("stays", msg("Probability of an order in three years")),
    ("openness", msg("Openness to partnership")),
    ("price_index", msg("Price paid against the reference")),
)
"""Signs of loyalty: the higher, the more loyal."""
CAUSES = (
    ("suppliers", msg("buys from several suppliers")),
    ("tender", msg("decides by tender")),
    ("discount", msg("volume bought with discount")),
    ("leverage", msg("goods easy to replace")),
    ("small", msg("we are small for it")),
    ("one_family", msg("one family only")),
    ("power", msg("we depend on it, it not on us")),
    ("buyer_only", msg("we know the buyer only")),
)
"""The eight causes E1 to E8 of dossier 11, question 4, in their order."""
YES_NO = (("yes", msg("yes")), ("no", msg("no")))
_OWN = "own definition"
_LEAST = 10
"""Customers with a value below which no correlation is said."""
_SPREAD = 1.06
"""Standard error of the transformed rank correlation is the root of 1.06 / (n - 3)."""
_Z = 1.959963984540054
_TOP, _SHALLOW, _THIN = 0.2, 2, 0.3
_FEW_SUPPLIERS, _HALF, _CRITICAL, _LOW_RANK, _TINY = 3, 0.5, 5, 4, 0.1
_QUARTER = 0.25
"""Above this share at most two suppliers have a larger one: nobody with it is fourth."""


@step(
    title=msg("Revenue and the signs of loyalty"),
    inputs=("customers", "customer_wallet", "relation_levels_met", "customer_outlook", "customer_evidence", "price_realisation"),
    fields=(
        Field("sign_class", msg("Sign of loyalty"), "class", codes=SIGNS),
        Field("customers_count", msg("Customers with a value"), "count", msg("customers with revenue in the last 12 months; share of wallet only where it is stated, the level of the relation only where it is certain")),
        Field("rank_correlation", msg("Rank correlation with revenue"), "number", msg("correlation of the ranks of revenue and sign, equal values share the mean rank; at least 10 customers"), "Spearman 1904"),
        Field("correlation_low", msg("At least"), "number", msg("lower end of the 95 % interval: atanh(r) - 1.96 x root of 1.06 / (n - 3), turned back"), "Fieller, Hartley & Pearson 1957"),
        Field("correlation_high", msg("At most"), "number", msg("upper end of the 95 % interval"), "Fieller, Hartley & Pearson 1957"),
        Field("loyalty_verdict", msg("Verdict"), "class", msg("a difference is shown when the interval does not hold zero"), _OWN, VERDICTS),
    ),
)  # fmt: skip
def loyalty_signs(params: dict[str, Any]) -> str:
    """One row per sign: are those with more revenue more loyal, less, or is nothing shown (dossier 11, question 4)?"""
    del params
    bought = "from customers as c join {0} as t on t.customer_key = c.customer_key where c.lines_12m_count > 0 and c.revenue_12m_amount > 0 and {1} is not null"
    values = {
        "wallet_share": ("customer_wallet", "t.share_of_wallet_share", " and t.wallet_state = 'stated'"),
        "relation_level": ("relation_levels_met", "t.relationship_level_met", " and t.relationship_level_met = t.relationship_level_possible"),
        "stays": ("customer_outlook", "t.active_36m_probability", ""),
        "openness": ("customer_evidence", "t.value", " and t.measure_code = 'openness' and t.status_class = 'known'"),
        "price_index": ("price_realisation", "t.price_index", ""),
    }  # fmt: skip
    each = " union all ".join(
        f"select '{sign}' as sign_class, c.revenue_12m_amount as revenue, cast({value} as double) as sign_value {bought.format(source, value)}{more}"
        for sign, (source, value, more) in values.items()
    )
    mean = "cast(rank() over (partition by sign_class order by {0}) + (count(*) over (partition by sign_class, {0}) - 1) / 2.0 as double)"
    ranks = f"select sign_class, {mean.format('sign_value')} as x, {mean.format('revenue')} as y from told"
    spread = "(sum(x * x) - sum(x) * sum(x) / nullif(count(*), 0)) * (sum(y * y) - sum(y) * sum(y) / nullif(count(*), 0))"
    found = (
        f"select sign_class, count(*) as customers_count, case when count(*) >= {_LEAST} and {spread} > 0 then "
        f"round((sum(x * y) - sum(x) * sum(y) / nullif(count(*), 0)) / nullif(sqrt({spread}), 0) * 1e9) / 1e9 end as r from ranks group by sign_class"
    )
    # an all but perfect order has no end to its transform
    inside = "greatest(least(r, cast(0.999999 as double)), cast(-0.999999 as double))"
    turned = f"select f.*, 0.5 * ln((1 + {inside}) / nullif(1 - {inside}, 0)) as z, {_Z!r} * sqrt({_SPREAD!r} / nullif(case when customers_count > 3 then customers_count - 3 end, 0)) as reach from found as f"

    def back(end: str) -> str:
        return f"(exp(2 * ({end})) - 1) / nullif(exp(2 * ({end})) + 1, 0)"

    ends = f"select sign_class, customers_count, r, {back('z - reach')} as low, {back('z + reach')} as high from turned"
    return (
        f"with told as ({each}), ranks as ({ranks}), found as ({found}), turned as ({turned}), ends as ({ends}) "
        "select sign_class, customers_count, r as rank_correlation, case when r is not null then low end as correlation_low, case when r is not null then high end as correlation_high, "
        "case when r is null then 'too_few' when low > 0 then 'more' when high < 0 then 'less' else 'not_shown' end as loyalty_verdict from ends order by sign_class"
    )


def _told(measure: str, what: str = "value") -> str:
    return f"max(case when measure_code = '{measure}' and status_class = 'known' then {what} end)"


@step(
    title=msg("Large customers with a thin relation, and why"),
    inputs=("customers", "customer_wallet", "relation_levels_met", "customer_evidence", "price_realisation", "dependence_customers"),
    fields=(
        *NAMED,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("share_of_wallet_share", msg("Share of wallet"), "share", msg("where it is stated: measured, under contract or declared")),
        Field("relationship_level_met", msg("Level of the relation, met"), "number"),
        Field("relationship_level_possible", msg("Level of the relation, possible"), "number"),
        Field("suppliers_cause", msg("Several suppliers"), "class", msg("three suppliers or more, or less than half of the wallet with us"), _OWN, YES_NO),
        Field("tender_cause", msg("Tender"), "class", msg("buys by tender only, or put the whole business out to tender"), _OWN, YES_NO),
        Field("discount_cause", msg("Discount"), "class", msg("more discount than the upper quarter of its peers"), _OWN, YES_NO),
        Field("leverage_cause", msg("Easy to replace"), "class", msg("goods of little criticality (below 5) and three suppliers or more"), "Kraljic 1983", YES_NO),
        Field("small_cause", msg("We are small for it"), "class", msg("fourth supplier or lower, or less than a tenth of the wallet"), _OWN, YES_NO),
        Field("one_family_cause", msg("One family"), "class", msg("one product family in the last 12 months"), _OWN, YES_NO),
        Field("power_cause", msg("Power"), "class", msg("we depend on it, and it does not on us"), _OWN, YES_NO),
        Field("buyer_only_cause", msg("Buyer only"), "class", msg("the highest level that receives us is the buyer"), _OWN, YES_NO),
        Field("causes_count", msg("Causes seen"), "count"),
        Field("unknown_count", msg("Causes not known"), "count", msg("of eight; what is not known is no cause and no absence of one")),
    ),
)  # fmt: skip
def thin_large_customers(params: dict[str, Any]) -> str:
    """List the largest fifth by revenue with a relation of level 2 at most or less than 30 % of the wallet, and the causes E1 to E8 of each."""
    del params
    told = (
        f"select customer_key, {_told('suppliers_count')} as suppliers, {_told('openness')} as openness, {_told('whole_business_tender')} as put_out, "
        f"{_told('goods_criticality')} as criticality, {_told('supplier_rank')} as supplier_place, {_told('access_level')} as access_level from customer_evidence group by customer_key"
    )
    large = (
        "select * from (select c.*, row_number() over (order by c.revenue_12m_amount desc, c.customer_id) as size_place, count(*) over () as active_count from customers as c "
        f"where c.lines_12m_count > 0 and c.revenue_12m_amount > 0) as ordered where size_place <= greatest(1, floor({_TOP!r} * active_count + 0.5))"
    )
    # an estimated wallet is never below the own revenue: it would make the large look loyal
    share = "case when w.wallet_state = 'stated' then w.share_of_wallet_share end"
    # "no" only where what is known leaves no other way: one of two signs absent, the other unknown, is unknown
    states = {
        "suppliers": (f"e.suppliers >= {_FEW_SUPPLIERS} or {share} < {_HALF!r}", f"e.suppliers <= 1 or (e.suppliers < {_FEW_SUPPLIERS} and {share} >= {_HALF!r})"),
        "tender": ("e.openness <= 0 or e.put_out > 0", "e.openness > 0"),
        "discount": ("p.discount_leak_amount > 0", "p.corridor_discount_share is not null and p.invoice_discount_share is not null"),
        "leverage": (f"e.criticality < {_CRITICAL} and e.suppliers >= {_FEW_SUPPLIERS}", f"e.criticality >= {_CRITICAL} or e.suppliers < {_FEW_SUPPLIERS}"),
        "small": (f"e.supplier_place >= {_LOW_RANK} or {share} < {_TINY!r}", f"{share} > {_QUARTER!r} or (e.supplier_place < {_LOW_RANK} and {share} >= {_TINY!r})"),
        "one_family": ("c.families_12m_count = 1", "c.families_12m_count > 1"),
        "power": ("d.dependence_class = 'we'", "d.dependence_class in ('both', 'they', 'neither', 'unknown')"),
        "buyer_only": ("e.access_level <= 1", "e.access_level > 1"),
    }  # fmt: skip
    columns = ", ".join(
        f"case when {yes} then 'yes' when {known} then 'no' end as {cause}_cause"
        for cause, (yes, known) in states.items()
    )
    rows = (
        f"with told as ({told}), large as ({large}) select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, {share} as share_of_wallet_share, l.relationship_level_met, "
        f"l.relationship_level_possible, {columns} from large as c left join customer_wallet as w on w.customer_key = c.customer_key "
        "left join relation_levels_met as l on l.customer_key = c.customer_key left join told as e on e.customer_key = c.customer_key "
        "left join price_realisation as p on p.customer_key = c.customer_key left join dependence_customers as d on d.customer_key = c.customer_key "
        f"where l.relationship_level_possible <= {_SHALLOW} or {share} < {_THIN!r}"
    )
    names = tuple(f"{cause}_cause" for cause in states)
    seen = " + ".join(f"case when {name} = 'yes' then 1 else 0 end" for name in names)
    open_ = " + ".join(f"case when {name} is null then 1 else 0 end" for name in names)
    counted = f"select r.*, cast({seen} as bigint) as causes_count, cast({open_} as bigint) as unknown_count from ({rows}) as r"
    return first_rows(
        counted,
        ", ".join(f.name for f in thin_large_customers.fields),
        "revenue_12m_amount desc, customer_id",
    )
