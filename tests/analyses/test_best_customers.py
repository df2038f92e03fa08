"""The best customers with their capacity to spend (row S2-01), by hand through the SQL of the step."""

from __future__ import annotations

import duckdb

from clientela.analyses.wallet_tables import best_customers

CUSTOMERS = (  # key, number, revenue, wallet, own turnover, paid late, delay, limit used, above the limit
    (1, "A", 100, 500, 9000, 0.10, 2.0, 0.5, 0),
    (2, "B", 300, 900, None, 0.80, 45.0, 1.4, 40),
    (3, "C", 200, 200, 800, 0.0, 0.0, 0.1, 0),  # buys everything from us
    (4, "D", 50, None, 7000, 0.0, 0.0, 0.1, 0),  # nobody knows what it spends
    (5, "E", -20, 30, None, None, None, None, None),  # of its payments nothing is known
)


def _sql(value: object) -> str:
    return "null" if value is None else repr(value)


def test_wallet_and_solvency_stand_side_by_side() -> None:
    """S2-01: what each spends elsewhere, its share with us, its means and how it pays; what is unknown stays open."""
    db = duckdb.connect()
    listed = ", ".join("(" + ", ".join(map(_sql, row)) + ")" for row in CUSTOMERS)
    db.execute(
        f"create table given as select * from (values {listed}) as t(customer_key, customer_id, revenue, wallet, turnover, late, delay, used, above)"
    )
    money = "cast({} * 10000 as bigint) as {}"
    for name, columns in {
        "customers": f"customer_id, customer_id as customer_name, {money.format('revenue', 'revenue_12m_amount')}, cast(null as double) as revenue_change_share",
        "customer_wallet": f"{money.format('wallet', 'wallet_amount')}, 'declared' as wallet_evidence_class, revenue / wallet as share_of_wallet_share",
        "customer_potential": "cast(null as bigint) as potential_margin_amount",
        "customer_size": money.format("turnover", "turnover_amount"),
    }.items():
        db.execute(f"create table {name} as select customer_key, {columns} from given")
    db.execute(
        "create table customer_payments as select customer_key, cast(late as double) as paid_late_share, cast(delay as double) as payment_delay_12m_days, cast(used as double) as limit_used_share, "
        f"{money.format('above', 'over_limit_amount')} from given where late is not null"
    )
    found = db.execute(best_customers.build({}))
    names = [d[0] for d in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert [r["customer_id"] for r in rows] == ["B", "A", "E"]  # C has nothing open, of D nothing is known
    b, a, e = rows
    assert [r["open_wallet_amount"] // 10_000 for r in rows] == [600, 400, 30]
    assert (b["share_of_wallet_share"], b["turnover_amount"]) == (300 / 900, None)
    assert (b["paid_late_share"], b["payment_delay_12m_days"], b["limit_used_share"]) == (0.8, 45.0, 1.4)
    assert (b["over_limit_amount"] // 10_000, a["over_limit_amount"]) == (40, 0)
    assert a["turnover_amount"] // 10_000 == 9000
    assert [e[n] for n in ("paid_late_share", "limit_used_share", "over_limit_amount")] == [None] * 3
