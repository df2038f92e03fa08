"""What is known of the wallets, how well the model of similar customers fits, and the best customers by what they could spend."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._wallet_rules import EVIDENCE, STRONG
from clientela.economics.wallet import STATES

_LISTED = "c.lines_count > 0"
_STRONG = ", ".join(f"'{c}'" for c in STRONG)


@step(
    title=msg("What the wallets rest on"),
    inputs=("customer_wallet", "customers", "customer_potential"),
    fields=(
        Field("wallet_evidence_class", msg("Wallet rests on"), "class", codes=EVIDENCE),
        Field("wallet_state", msg("State of the wallet"), "class", codes=STATES),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("wallet_amount", msg("Wallet"), "money"),
        Field("wallet_low_amount", msg("Wallet, at least"), "money", msg("sum of the lower ends")),
        Field("wallet_high_amount", msg("Wallet, at most"), "money", msg("sum of the upper ends")),
        Field("extra_12m_amount", msg("Attainable extra revenue"), "money"),
        Field("potential_margin_amount", msg("Potential margin"), "money"),
        Field("wallet_unused_count", msg("Statements not used"), "count"),
        Field("wallet_contradicted_count", msg("Statements below own revenue"), "count"),
    ),
)  # fmt: skip
def wallet_evidence(params: dict[str, Any]) -> str:
    """Sum the wallets of the customers with a document by what they rest on; the unknown ones are a row of their own."""
    del params
    sums = ", ".join(
        f"cast(sum({row}.{name}) as bigint) as {name}"
        for row, name in (
            ("c", "revenue_12m_amount"), ("w", "wallet_amount"), ("w", "wallet_low_amount"), ("w", "wallet_high_amount"), ("w", "extra_12m_amount"),
            ("p", "potential_margin_amount"), ("w", "wallet_unused_count"), ("w", "wallet_contradicted_count"),
        )
    )  # fmt: skip
    return (
        f"select w.wallet_evidence_class, w.wallet_state, count(*) as customers_count, {sums} from customer_wallet as w "
        "join customers as c on c.customer_key = w.customer_key join customer_potential as p on p.customer_key = w.customer_key "
        f"where {_LISTED} group by w.wallet_evidence_class, w.wallet_state"
    )


@step(
    title=msg("How well the model of similar customers fits"),
    inputs=("customer_wallet", "customers"),
    fields=(
        Field("modelled_count", msg("Customers with similar ones"), "count"),
        Field("below_low_share", msg("Spend up to the lower quantile"), "share", msg("customers that spend no more than the lower quantile of the others; by the model 70%")),
        Field("below_middle_share", msg("Spend up to the wallet quantile"), "share", msg("by the model 80%")),
        Field("below_high_share", msg("Spend up to the upper quantile"), "share", msg("by the model 90%")),
        Field("low_norm_share", msg("Lower quantile"), "share"),
        Field("middle_norm_share", msg("Wallet quantile"), "share"),
        Field("high_norm_share", msg("Upper quantile"), "share"),
        Field("compared_count", msg("Customers whose wallet is also stated"), "count"),
        Field("median_error_share", msg("Median error against stated wallets"), "share", msg("median of |model / stated - 1|, over customers with a measured, contract or declared wallet")),
        Field("inside_share", msg("Stated wallets inside the model's interval"), "share"),
    ),
)  # fmt: skip
def wallet_check(params: dict[str, Any]) -> str:
    """One row where the model says anything: each customer is judged by the others, never by itself.

    The first three shares test the quantiles, the last two the wallets: a quantile can be right and still be no wallet.
    """
    rules = params["potential"]
    low, high = rules.wallet_quantiles

    def below(column: str) -> str:
        return f"cast(count(case when c.revenue_12m_amount <= w.{column} then 1 end) as double) / nullif(count(*), 0)"

    model = "greatest(w.peer_amount, c.revenue_12m_amount)"
    stated = f"w.wallet_evidence_class in ({_STRONG}) and w.wallet_amount > 0"
    inside = f"{stated} and w.wallet_amount >= greatest(w.peer_low_amount, c.revenue_12m_amount) and w.wallet_amount <= greatest(w.peer_high_amount, c.revenue_12m_amount)"
    error = (
        "select percentile_cont(0.5) within group (order by error) as median_error_share from ("
        f"select abs(cast({model} as double) / nullif(w.wallet_amount, 0) - 1) as error from customer_wallet as w join customers as c on c.customer_key = w.customer_key "
        f"where w.peer_amount is not null and {stated}) as errors"
    )
    return (
        f"select count(*) as modelled_count, {below('peer_low_amount')} as below_low_share, {below('peer_amount')} as below_middle_share, {below('peer_high_amount')} as below_high_share, "
        f"cast({low!r} as double) as low_norm_share, cast({rules.wallet_quantile!r} as double) as middle_norm_share, cast({high!r} as double) as high_norm_share, "
        f"count(case when {stated} then 1 end) as compared_count, max(e.median_error_share) as median_error_share, "
        f"cast(count(case when {inside} then 1 end) as double) / nullif(count(case when {stated} then 1 end), 0) as inside_share "
        f"from customer_wallet as w join customers as c on c.customer_key = w.customer_key cross join ({error}) as e "
        "where w.peer_amount is not null having count(*) > 0"
    )


@step(
    title=msg("Best customers by what they could spend"),
    inputs=("customer_wallet", "customers", "customer_potential", "customer_payments", "customer_size"),
    fields=(
        *NAMED,
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("revenue_change_share", msg("Change"), "share"),
        Field("wallet_amount", msg("Wallet"), "money"),
        Field("wallet_evidence_class", msg("Wallet rests on"), "class", codes=EVIDENCE),
        Field("share_of_wallet_share", msg("Share of wallet"), "share"),
        Field("open_wallet_amount", msg("Spent with others"), "money", msg("wallet - own revenue"), "Glady & Croux 2009"),
        Field("potential_margin_amount", msg("Potential margin"), "money"),
        Field("turnover_amount", msg("Own turnover of the customer"), "money"),
        Field("paid_late_share", msg("Share paid late"), "share"),
        Field("payment_delay_12m_days", msg("Payment delay, last 12 months"), "days"),
        Field("limit_used_share", msg("Credit limit used"), "share"),
        Field("over_limit_amount", msg("Above the credit limit"), "money"),
    ),
)  # fmt: skip
def best_customers(params: dict[str, Any]) -> str:
    """List the 50 customers that spend most with others, with what is known of their means and of how they pay.

    Capacity to spend is shown by its parts, never as one score: what is not known of a customer stays open.
    """
    del params
    columns = (
        "customer_key, customer_id, customer_name, revenue_12m_amount, revenue_change_share, wallet_amount, wallet_evidence_class, share_of_wallet_share, "
        "open_wallet_amount, potential_margin_amount, turnover_amount, paid_late_share, payment_delay_12m_days, limit_used_share, over_limit_amount"
    )
    listed = first_rows(
        "select c.customer_key, c.customer_id, c.customer_name, c.revenue_12m_amount, c.revenue_change_share, w.wallet_amount, w.wallet_evidence_class, "
        "w.share_of_wallet_share, w.wallet_amount - greatest(c.revenue_12m_amount, 0) as open_wallet_amount, p.potential_margin_amount, z.turnover_amount, "
        "y.paid_late_share, y.payment_delay_12m_days, y.limit_used_share, y.over_limit_amount from customer_wallet as w "
        "join customers as c on c.customer_key = w.customer_key join customer_potential as p on p.customer_key = w.customer_key "
        "join customer_size as z on z.customer_key = w.customer_key left join customer_payments as y on y.customer_key = w.customer_key "
        "where w.wallet_amount > greatest(c.revenue_12m_amount, 0)",
        columns,
        "open_wallet_amount desc, customer_id",
    )
    return (
        f"select {columns} from ({listed}) as firsts order by open_wallet_amount desc, customer_id limit 50"
    )
