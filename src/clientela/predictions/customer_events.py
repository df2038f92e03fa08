"""What is known to happen to a customer, whatever its past says: one decisive event for each."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

EVENTS = (
    ("left", msg("said to have left")),
    ("closure", msg("closes")),
    ("insolvency", msg("insolvent")),
    ("notice", msg("notice given")),
    ("signed", msg("bound by a signed contract")),
)
SIGNED_SHARE = 0.95
"""Probability of an order in a year of a signed contract where nobody states one; own definition."""


@step(
    title=msg("Known events of customers"),
    inputs=("known_events", "defection_events", "contracts", "customer_keys", "customer_map", "customer_measures"),
    fields=(
        KEY,
        Field("known_event_class", msg("Known event"), "class", msg("the newest known; an end before a contract of the same day"), codes=EVENTS),
        Field("event_known_on", msg("Known on"), "date"),
        Field("event_effective_on", msg("Takes effect on"), "date", msg("from this day the customer no longer orders; of a contract, the day it begins")),
        Field("event_until_on", msg("Bound until"), "date"),
        Field("still_orders_share", msg("Probability that it still orders"), "share", msg("as stated; else 0 after an end, 0.95 in each year of a contract"), "own definition"),
    ),
)  # fmt: skip
def customer_events(params: dict[str, Any]) -> str:
    """Give each customer the newest event known on `as_of` that decides whether it goes on ordering.

    Notice, closure, insolvency and "left" end it; an order after the day they take effect, or a return recorded later, speaks against
    them and they are dropped. A contract with a committed amount that still runs counts as signed.
    """
    as_of = params["as_of"]
    stated = (
        f"select {KEY_OF} as customer_key, t.kind as known_event_class, t.known_on as event_known_on, coalesce(t.effective_on, t.known_on) as event_effective_on, "
        f"t.until_on as event_until_on, cast(coalesce(t.still_orders_share, case when t.kind = 'signed' then {SIGNED_SHARE!r} else 0 end) as double) as still_orders_share "
        f"from known_events as t {join_customer('t', as_of)}where t.known_on <= {as_of} and t.product_family is null and t.kind in ('notice', 'closure', 'insolvency', 'signed')"
    )
    told = (
        f"select {KEY_OF} as customer_key, t.kind as known_event_class, t.happened_on as event_known_on, t.happened_on as event_effective_on, cast(null as date) as event_until_on, "
        f"cast(0 as double) as still_orders_share from defection_events as t {join_customer('t', as_of)}where t.happened_on <= {as_of} and t.kind in ('left', 'notice')"
    )
    bound = (
        f"select {KEY_OF} as customer_key, 'signed' as known_event_class, coalesce(t.from_on, {as_of}) as event_known_on, coalesce(t.from_on, {as_of}) as event_effective_on, "
        f"t.to_on as event_until_on, cast({SIGNED_SHARE!r} as double) as still_orders_share from contracts as t {join_customer('t', as_of)}"
        f"where t.committed_amount > 0 and t.to_on > {as_of} and coalesce(t.from_on, {as_of}) <= {as_of}"
    )
    back = (
        f"select {KEY_OF} as customer_key, max(t.happened_on) as returned_on from defection_events as t {join_customer('t', as_of)}"
        f"where t.kind = 'returned' and t.happened_on <= {as_of} group by {KEY_OF}"
    )
    rows = " union all ".join(f"select * from ({part}) as part" for part in (stated, told, bound))
    is_end = "case when e.known_event_class = 'signed' then 0 else 1 end"
    # an end is dropped by what came after it; a contract that is over says nothing
    holds = (
        f"case when e.known_event_class = 'signed' then case when e.event_until_on is null or e.event_until_on > {as_of} then 1 else 0 end "
        "when m.last_order_on > e.event_effective_on or b.returned_on >= e.event_known_on then 0 else 1 end"
    )
    kinds = " ".join(f"when '{name}' then {place}" for place, (name, _) in enumerate(EVENTS))
    placed = (
        f"select e.*, row_number() over (partition by e.customer_key order by e.event_known_on desc, {is_end} desc, e.event_effective_on, "
        f"case e.known_event_class {kinds} end, e.still_orders_share, coalesce(e.event_until_on, date '9999-12-31')) as place "
        f"from ({rows}) as e left join customer_measures as m on m.customer_key = e.customer_key left join ({back}) as b on b.customer_key = e.customer_key "
        f"where e.customer_key <> 0 and {holds} = 1"
    )
    return f"select customer_key, known_event_class, event_known_on, event_effective_on, event_until_on, still_orders_share from ({placed}) as placed where place = 1"
