"""What the customers are: distributions of the base, and how much of it is known."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg

DIMENSIONS = (
    ("customer_type", msg("Customer type")),
    ("size_band", msg("Size, as stated")),
    ("employees", msg("Employees")),
    ("age", msg("Years since the first order")),
    ("orders", msg("Orders in the last 12 months")),
    ("families", msg("Product families in the last 12 months")),
    ("revenue", msg("Place by revenue")),
)
BANDS = (
    ("e1", msg("1 to 9")), ("e2", msg("10 to 49")), ("e3", msg("50 to 249")), ("e4", msg("250 and more")),
    ("a1", msg("less than 1 year")), ("a2", msg("1 to 2 years")), ("a3", msg("2 to 5 years")), ("a4", msg("5 years and more")),
    ("o0", msg("no order")), ("o1", msg("1 order")), ("o2", msg("2 to 3 orders")), ("o3", msg("4 to 11 orders")), ("o4", msg("12 orders and more")),
    ("f0", msg("no family")), ("f1", msg("1 family")), ("f2", msg("2 to 3 families")), ("f3", msg("4 families and more")),
    ("r0", msg("no revenue")), ("r1", msg("best tenth")), ("r2", msg("next two tenths")), ("r3", msg("the other seven tenths")),
)  # fmt: skip
"""Bands whose limits are ours; types and sizes are called as the company states them."""
FACTS = (
    ("customer_type", msg("Customer type")),
    ("segment", msg("Segment")),
    ("size", msg("Size, employees or turnover")),
    ("tax", msg("Tax number")),
    ("country", msg("Country")),
    ("contribution_1", msg("Cost of goods")),
    ("contribution_3", msg("Cost-to-serve")),
    ("payments", msg("Payments")),
    ("contacts", msg("Contacts")),
    ("wallet", msg("Wallet, by any evidence")),
    ("stated_wallet", msg("Wallet, measured, under contract or declared")),
)
_JOINED = "customers as c join customer_size as z on z.customer_key = c.customer_key"


def _bands(value: str, letter: str, cuts: tuple[int, ...], *, zero: bool) -> str:
    """Return the band of a number: letter0 for nothing (where `zero`), then by lower limits."""
    cases = [
        f"when {value} is null then null",
        f"when {value} <= 0 then {repr(letter + '0') if zero else 'null'}",
    ]
    cases += [f"when {value} < {cut} then '{letter}{place}'" for place, cut in enumerate(cuts, start=1)]
    return f"case {' '.join(cases)} else '{letter}{len(cuts) + 1}' end"


def _parts(params: dict[str, Any]) -> dict[str, str]:
    years = f"(datediff('day', c.first_order_on, {params['as_of']}) + 1) / 365.25"
    rank = "case when c.revenue_12m_amount > 0 then cast(c.abc_rank as double) / nullif(a.active, 0) when c.revenue_12m_amount <= 0 then -1 end"
    return {
        "customer_type": "c.customer_type",
        "size_band": "z.size_band",
        "employees": _bands("z.employees_count", "e", (10, 50, 250), zero=False),
        "age": _bands(years, "a", (1, 2, 5), zero=False),
        "orders": _bands("c.orders_12m_count", "o", (2, 4, 12), zero=True),
        "families": _bands(
            "case when c.lines_12m_count > 0 then coalesce(c.families_12m_count, 0) else 0 end",
            "f",
            (2, 4),
            zero=True,
        ),
        "revenue": f"case when ({rank}) < 0 then 'r0' when ({rank}) <= 0.1 then 'r1' when ({rank}) <= 0.3 then 'r2' when ({rank}) is not null then 'r3' end",
    }


@step(
    title=msg("Profile of the base"),
    inputs=("customers", "customer_size"),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("active_count", msg("Active customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field(
            "cm3_12m_amount", msg("Contribution 3"), "money", msg("of the customers for which it is known")
        ),
    ),
)
def base_profile(params: dict[str, Any]) -> str:
    """Distribute the customers with a document over each dimension; what nobody stated is a part of its own, so that each adds up."""
    active = "select count(case when lines_12m_count > 0 then 1 end) as active from customers"
    return " union all ".join(
        f"select '{name}' as dimension, part, count(*) as customers_count, count(case when lines_12m_count > 0 then 1 end) as active_count, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, cast(sum(cm3_12m_amount) as bigint) as cm3_12m_amount from ("
        f"select {sql} as part, c.lines_12m_count, c.revenue_12m_amount, c.cm3_12m_amount from {_JOINED} cross join ({active}) as a where c.lines_count > 0) as parted group by part"
        for name, sql in _parts(params).items()
    )


@step(
    title=msg("What is known of the base"),
    inputs=("customers", "customer_size", "customer_wallet", "customer_payments", "customer_contacts"),
    fields=(
        Field("known_fact", msg("What"), "text", codes=FACTS),
        Field("customers_count", msg("Active customers"), "count"),
        Field("known_count", msg("Customers for which it is known"), "count"),
        Field("known_share", msg("Coverage by customers"), "share"),
        Field("known_revenue_share", msg("Coverage by revenue"), "share", msg("revenue above zero of the customers for which it is known / of all active ones")),
    ),
)  # fmt: skip
def base_coverage(params: dict[str, Any]) -> str:
    """Say for each fact of how many active customers, and of how much revenue, it is known."""
    del params
    known = {
        "customer_type": "c.customer_type is not null",
        "segment": "c.segment_id is not null",
        "size": "z.size_band is not null or z.employees_count is not null or z.turnover_amount is not null",
        "tax": "c.tax_id is not null",
        "country": "c.country is not null",
        "contribution_1": "c.cm1_12m_amount is not null",
        "contribution_3": "c.cm3_12m_amount is not null",
        "payments": "y.payment_delay_12m_days is not null",
        "contacts": "k.contacts_12m_count is not null",
        "wallet": "w.wallet_amount is not null",
        "stated_wallet": "w.wallet_state in ('stated', 'conflicting')",
    }
    flags = ", ".join(f"case when {test} then 1 else 0 end as {name}" for name, test in known.items())
    rows = (
        f"select case when c.revenue_12m_amount > 0 then cast(c.revenue_12m_amount as double) else cast(0 as double) end as revenue, {flags} from {_JOINED} "
        "join customer_wallet as w on w.customer_key = c.customer_key left join customer_payments as y on y.customer_key = c.customer_key "
        "left join customer_contacts as k on k.customer_key = c.customer_key where c.lines_12m_count > 0"
    )
    return f"with flagged as ({rows}) " + " union all ".join(
        f"select '{name}' as known_fact, count(*) as customers_count, cast(sum({name}) as bigint) as known_count, cast(sum({name}) as double) / nullif(count(*), 0) as known_share, "
        f"sum(revenue * {name}) / nullif(sum(revenue), 0) as known_revenue_share from flagged having count(*) > 0"
        for name, _ in FACTS
    )
