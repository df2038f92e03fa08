"""Who depends on whom: we on the largest customers, and they on us."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.economics.profitability_cells import BASES
from clientela.economics.wallet import STATES

SIDES = (
    ("both", msg("each on the other")),
    ("we", msg("we on them")),
    ("they", msg("they on us")),
    ("neither", msg("neither")),
    ("we_unknown", msg("we on them; whether they on us is unknown")),
    ("unknown", msg("not we on them; whether they on us is unknown")),
)
_MOSTLY = 0.5
"""A customer that gives us this much of its wallet depends on us: our own proposal."""
_RANKED = (
    "select p.customer_key, p.contribution_12m_amount as x, row_number() over (order by p.contribution_12m_amount desc, p.customer_key) as i "
    "from profitability_cells as p where p.contribution_12m_amount is not null and p.profit_cell_class is not null"
)


@step(
    title=msg("Dependence on the largest customers"),
    inputs=("profitability_cells",),
    fields=(
        Field("contribution_basis_class", msg("Measured by"), "class", codes=BASES),
        Field("known_count", msg("Customers whose contribution is known"), "count"),
        Field("total_amount", msg("Contribution of all"), "money"),
        Field("hhi_index", msg("Concentration of contribution (HHI)"), "number", msg("sum of squared shares of what is above zero"), "Herfindahl 1950; Hirschman 1945"),
        Field("effective_number", msg("Effective number of customers"), "number", msg("1 / HHI: as many equal customers would be as concentrated")),
        *(Field(f"without_{n}_amount", msg("Contribution without the best {count}", count=n), "money", msg("contribution of all - that of the best, were they lost and nothing put in their place")) for n in (1, 3, 5)),
        Field("fixed_cost_amount", msg("Fixed costs in a year"), "money"),
        Field("covered_share", msg("Fixed costs covered"), "share", msg("contribution of all / fixed costs")),
        *(Field(f"covered_without_{n}_share", msg("Fixed costs covered without the best {count}", count=n), "share") for n in (1, 3, 5)),
    ),
)  # fmt: skip
def dependence(params: dict[str, Any]) -> str:
    """One row where any contribution is known: how concentrated it is, and whether fixed costs would be covered without the best."""
    fixed = params["economics"].fixed_cost_amount
    cost = "cast(null as bigint)" if not fixed else f"cast({round(fixed * SCALE)} as bigint)"
    positive = "cast(greatest(r.x, 0) as double)"
    without = ", ".join(
        f"cast(sum(r.x) - sum(case when r.i <= {n} then r.x else 0 end) as bigint) as without_{n}_amount"
        for n in (1, 3, 5)
    )
    sums = (
        f"select max(p.contribution_basis_class) as contribution_basis_class, count(*) as known_count, cast(sum(r.x) as bigint) as total_amount, "
        f"sum({positive} * {positive}) / nullif(sum({positive}) * sum({positive}), 0) as hhi_index, {without}, {cost} as fixed_cost_amount "
        f"from ({_RANKED}) as r join profitability_cells as p on p.customer_key = r.customer_key having count(*) > 0"
    )
    covered = ", ".join(
        f"cast(without_{n}_amount as double) / nullif(fixed_cost_amount, 0) as covered_without_{n}_share"
        for n in (1, 3, 5)
    )
    return (
        "select contribution_basis_class, known_count, total_amount, hhi_index, 1 / nullif(hhi_index, 0) as effective_number, without_1_amount, without_3_amount, without_5_amount, "
        f"fixed_cost_amount, cast(total_amount as double) / nullif(fixed_cost_amount, 0) as covered_share, {covered} from ({sums}) as summed"
    )


@step(
    title=msg("Dependence by customer"),
    inputs=("profitability_cells", "customers", "customer_wallet"),
    fields=(
        *NAMED,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_share", msg("Share of our revenue"), "share"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("contribution_share", msg("Share of our contribution"), "share", msg("of what is above zero")),
        Field("share_of_wallet_share", msg("Share of wallet"), "share"),
        Field("wallet_state", msg("State of the wallet"), "class", codes=STATES),
        Field("dependence_class", msg("Who depends on whom"), "class", msg("we: its share of our revenue or contribution is above the alert (setting `largest_share_alert`); they: we hold at least half of its wallet"), "own proposal", SIDES),
    ),
)  # fmt: skip
def dependence_customers(params: dict[str, Any]) -> str:
    """List the 100 largest customers, and beside what they are to us what we are to them. An unknown wallet is unknown, never no dependence."""
    alert = params["concentration"].largest_share_alert
    share = "cast({0} as double) / nullif(sum(cast(greatest({0}, 0) as double)) over (), 0)"
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, "
        f"{share.format('c.revenue_12m_amount')} as revenue_share, p.contribution_12m_amount, "
        f"case when p.contribution_12m_amount is not null then {share.format('coalesce(p.contribution_12m_amount, 0)')} end as contribution_share, "
        "w.share_of_wallet_share, w.wallet_state from profitability_cells as p join customers as c on c.customer_key = p.customer_key "
        "join customer_wallet as w on w.customer_key = p.customer_key where c.lines_12m_count > 0"
    )
    we = f"(revenue_share > {alert!r} or coalesce(contribution_share, 0) > {alert!r})"
    side = (
        f"case when share_of_wallet_share is null then case when {we} then 'we_unknown' else 'unknown' end "
        f"when share_of_wallet_share >= {_MOSTLY!r} then case when {we} then 'both' else 'they' end when {we} then 'we' else 'neither' end"
    )
    names = "customer_key, customer_id, customer_name, revenue_12m_amount, revenue_share, contribution_12m_amount, contribution_share, share_of_wallet_share, wallet_state"
    inner = first_rows(
        f"select {names}, {side} as dependence_class from ({rows}) as shares",
        f"{names}, dependence_class",
        "revenue_12m_amount desc, customer_id",
    )
    return f"select * from ({inner}) as firsts order by revenue_12m_amount desc, customer_id limit 100"
