"""What more each customer could leave: attainable revenue at its margin, less what serving it would cost."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.measures.passes import KEY

MARGINS = (
    ("own", msg("own margin")),
    ("kind", msg("margin of customers of the kind")),
    ("base", msg("margin of all customers")),
)
REACHES = (
    ("served", msg("after cost-to-serve")),
    ("before_cost_to_serve", msg("before cost-to-serve")),
)


def _rate(amount: str) -> str:
    net = "net_net_12m_amount"
    return f"cast(sum(case when {net} > 0 and {amount} is not null then {amount} end) as double) / nullif(sum(case when {net} > 0 and {amount} is not null then cast({net} as double) end), 0)"


def _rates(group: str) -> str:
    columns = (
        f"{_rate('cm1_12m_amount')} as cm1_rate, {_rate('serve_12m_amount')} as serve_rate, "
        "count(case when net_net_12m_amount > 0 and cm1_12m_amount is not null then 1 end) as cm1_count, "
        "count(case when net_net_12m_amount > 0 and serve_12m_amount is not null then 1 end) as serve_count"
    )
    joined = "customer_wallet as w join customer_ladder as l on l.customer_key = w.customer_key"
    if group:
        return f"select w.{group}, {columns} from {joined} where w.{group} is not null group by w.{group}"
    return f"select {columns} from {joined}"


@step(
    title=msg("Potential by customer"),
    inputs=("customer_wallet", "customer_ladder"),
    fields=(
        KEY,
        Field("potential_revenue_amount", msg("Potential revenue"), "money", msg("attainable extra revenue in a year")),
        Field("potential_cm1_share", msg("Margin of the potential"), "share", msg("contribution 1 / net-net revenue of the customer; where it bought nothing, or its costs are not known, of the customers of its kind, of all where those are too few")),
        Field("potential_margin_class", msg("Whose margin"), "class", codes=MARGINS),
        Field("extra_serve_amount", msg("Extra cost-to-serve"), "money", msg("potential revenue x cost-to-serve of the customers of its kind / their net-net revenue: more of one customer is served as the others are")),
        Field("potential_margin_amount", msg("Potential margin"), "money", msg("potential revenue x margin - extra cost-to-serve, in a year"), "Dubinsky & Ingram 1984"),
        Field("potential_low_amount", msg("Potential margin, at least"), "money", msg("with the lower end of the wallet")),
        Field("potential_high_amount", msg("Potential margin, at most"), "money", msg("with the upper end of the wallet")),
        Field("potential_state", msg("Reach of the potential"), "class", codes=REACHES),
    ),
)  # fmt: skip
def customer_potential(params: dict[str, Any]) -> str:
    """One row per customer: potential margin and its interval; unknown where the wallet, the attainable share or every margin is."""
    least = params["potential"].least_neighbours
    own = "case when l.net_net_12m_amount > 0 then cast(l.cm1_12m_amount as double) / nullif(l.net_net_12m_amount, 0) end"
    kind = f"case when k.cm1_count >= {least} then k.cm1_rate end"
    base = f"case when b.cm1_count >= {least} then b.cm1_rate end"
    serve = (
        f"case when k.serve_count >= {least} then k.serve_rate when b.serve_count > 0 then b.serve_rate end"
    )
    inner = (
        "select w.customer_key, w.extra_12m_amount, w.extra_low_12m_amount, w.extra_high_12m_amount, "
        f"coalesce({own}, {kind}, {base}) as margin, case when ({own}) is not null then 'own' when ({kind}) is not null then 'kind' "
        f"when ({base}) is not null then 'base' end as margin_class, {serve} as serving from customer_wallet as w "
        f"join customer_ladder as l on l.customer_key = w.customer_key left join ({_rates('wallet_kind')}) as k on k.wallet_kind = w.wallet_kind "
        f"cross join ({_rates('')}) as b"
    )
    net = "(margin - coalesce(serving, cast(0 as double)))"

    def margin(end: str) -> str:
        return f"round(cast(extra{end}_12m_amount as double) * {net})"

    return (
        "select customer_key, extra_12m_amount as potential_revenue_amount, "
        "case when extra_12m_amount is not null then margin end as potential_cm1_share, "
        "case when extra_12m_amount is not null then margin_class end as potential_margin_class, "
        "cast(round(cast(extra_12m_amount as double) * serving) as bigint) as extra_serve_amount, "
        f"cast({margin('')} as bigint) as potential_margin_amount, "
        f"cast(case when {net} < 0 then {margin('_high')} else {margin('_low')} end as bigint) as potential_low_amount, "
        f"cast(case when {net} < 0 then {margin('_low')} else {margin('_high')} end as bigint) as potential_high_amount, "
        "case when extra_12m_amount is null or margin is null then null when serving is null then 'before_cost_to_serve' else 'served' end as potential_state "
        f"from ({inner}) as rated"
    )
