"""What our own tables say for the gates of the relation: orders, contracts, contacts, complaints, share of wallet."""

from __future__ import annotations

from typing import Any

from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.scores._gates import HALF_YEAR, SEVERE_DAYS
from clientela.scores._look import is_back


def _contracts(params: dict[str, Any]) -> str:
    as_of = params["as_of"]
    return (
        f"select {KEY_OF} as customer_key, count(*) as contracts_count from contracts as c {join_customer('c', as_of)}"
        f"where coalesce(c.from_on, {as_of}) <= {as_of} and (c.to_on is null or c.to_on >= {as_of}) group by {KEY_OF}"
    )


def _contacts(params: dict[str, Any]) -> str:
    """Functions of theirs and of ours in contacts of half a year, and pairs that met in one contact. The smaller side counts."""
    as_of = params["as_of"]
    recent = f"select i.source, i.interaction_id, {KEY_OF} as customer_key from interactions as i {join_customer('i', as_of)}where i.interaction_on <= {as_of} and datediff('day', i.interaction_on, {as_of}) <= {HALF_YEAR}"
    theirs = (
        "select r.customer_key, r.source, r.interaction_id, lower(trim(p.function)) as theirs from recent as r join interaction_participants as q on q.source = r.source and q.interaction_id = r.interaction_id "
        f"join people as p on p.source = q.source and p.person_id = q.person_id where p.function is not null and (p.left_on is null or p.left_on > {as_of})"
    )
    # of our own people the table of contacts names one; participants may name more
    ours = (
        "select r.customer_key, r.source, r.interaction_id, coalesce(lower(trim(y.role)), q.employee_id) as ours from recent as r join interaction_participants as q on q.source = r.source "
        "and q.interaction_id = r.interaction_id left join employees as y on y.source = q.source and y.employee_id = q.employee_id where q.employee_id is not null"
    )
    return (
        f"with recent as ({recent}), theirs as ({theirs}), ours as ({ours}), "
        "one as (select customer_key, count(distinct theirs) as theirs_count from theirs group by customer_key), other as (select customer_key, count(distinct ours) as ours_count from ours group by customer_key), "
        "met as (select customer_key, count(*) as pairs_met from (select distinct t.customer_key, t.theirs, o.ours from theirs as t join ours as o on o.source = t.source and o.interaction_id = t.interaction_id) as pairs group by customer_key) "
        "select o.customer_key, least(o.theirs_count, coalesce(w.ours_count, 1)) as functions_met, coalesce(m.pairs_met, 0) as pairs_met from one as o "
        "left join other as w on w.customer_key = o.customer_key left join met as m on m.customer_key = o.customer_key"
    )


def _complaints(params: dict[str, Any]) -> str:
    as_of = params["as_of"]
    is_open = f"(c.closed_on is null or c.closed_on > {as_of}) and datediff('day', c.opened_on, {as_of}) > {SEVERE_DAYS}"
    return (
        f"select {KEY_OF} as customer_key, count(case when c.opened_on > {params['since_24m']} then 1 end) as complaints_24m, "
        f"count(case when c.severity >= {params['portfolio'].severe_from} and {is_open} then 1 end) as severe_open from complaints as c {join_customer('c', as_of)}"
        f"where c.opened_on <= {as_of} group by {KEY_OF}"
    )


def held_facts(params: dict[str, Any]) -> str:
    """Select one row per customer: orders, contracts in force, functions met, complaints and share of wallet; null where the table is not brought."""
    tables = params["tables"]
    joins, columns = [], []
    for table, needs, names, select in (
        ("h", ("contracts",), ("contracts_count",), _contracts),
        (
            "t",
            ("interactions", "interaction_participants", "people"),
            ("functions_met", "pairs_met"),
            _contacts,
        ),
        ("x", ("complaints",), ("complaints_24m", "severe_open"), _complaints),
    ):
        is_brought = set(needs) <= set(tables)
        columns += [
            f"cast(coalesce({table}.{name}, 0) as double) as {name}"
            if is_brought
            else f"cast(null as double) as {name}"
            for name in names
        ]
        if is_brought:
            joins.append(f" left join ({select(params)}) as {table} on {table}.customer_key = m.customer_key")
    if is_back(params):
        since = {months: params[f"since_{months}m"] for months in (12, 24)}
        counted = ", ".join(
            f"cast(coalesce(sum(case when d.document_on > {day} then d.orders_count end), 0) as double) as orders_{months}m"
            for months, day in since.items()
        )
        ordered = f"select r.customer_key, {counted} from customer_register as r left join customer_days as d on d.customer_key = r.customer_key and d.document_on <= {params['as_of']} and d.document_on > {since[24]} group by r.customer_key"
        return f"select m.customer_key, m.orders_24m, m.orders_12m, cast(null as double) as wallet_share, {', '.join(columns)} from ({ordered}) as m{''.join(joins)}"
    wallet = "case when w.wallet_evidence_class is not null and w.wallet_evidence_class <> 'J' then w.share_of_wallet_share end"
    return (
        "select m.customer_key, cast(m.orders_12m_count + m.orders_prior_12m_count as double) as orders_24m, cast(m.orders_12m_count as double) as orders_12m, "
        f"{wallet} as wallet_share, {', '.join(columns)} from customer_measures as m left join customer_wallet as w on w.customer_key = m.customer_key{''.join(joins)}"
    )
