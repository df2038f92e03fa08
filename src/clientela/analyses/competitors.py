"""Competitors: what they did, what they hold at our customers, and who wins against whom."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.rivals import EVENT_STATES

MOST = 200


@step(
    title=msg("Competitors in figures"),
    inputs=("customer_offers", "rival_shares", "rival_events", "customers"),
    fields=(
        Field("competitor_id", msg("Competitor"), "text"),
        Field("offers_count", msg("Offers against it, last 12 months"), "count"),
        Field("won_count", msg("Offers won"), "count", msg("opened in the last 12 months")),
        Field("lost_count", msg("Offers lost"), "count"),
        Field("win_share", msg("Won, of those decided"), "share", msg("won / (won + lost)")),
        Field("win_prior_share", msg("Won, 12 months before"), "share"),
        Field("lost_amount", msg("Lost to it"), "money", msg("unknown when one of the lost offers states no amount")),
        Field("lost_reason", msg("Most frequent reason"), "text"),
        Field("customers_count", msg("Customers it supplies"), "count"),
        Field("mean_share", msg("Mean share at these"), "share", msg("mean of the shares that are known over all the customer buys")),
        Field("their_revenue_amount", msg("Our revenue with these"), "money"),
        Field("events_count", msg("Events with a source, last 12 months"), "count"),
        Field("last_event_on", msg("Last event"), "date"),
    ),
)  # fmt: skip
def competitors(params: dict[str, Any]) -> str:
    """List up to 200 competitors that offers, shares or events name, the most offers first. Offers that nobody decided count in no share."""
    now = f"opened_on > {params['since_12m']}"
    before = f"opened_on > {params['since_24m']} and opened_on <= {params['since_12m']}"
    offers = (
        f"select competitor_id, count(case when {now} then 1 end) as offers_count, count(case when {now} and offer_outcome = 'won' then 1 end) as won_count, "
        f"count(case when {now} and offer_outcome = 'lost' then 1 end) as lost_count, count(case when {before} and offer_outcome = 'won' then 1 end) as won_before, "
        f"count(case when {before} and offer_outcome in ('won', 'lost') then 1 end) as decided_before, "
        f"case when count(case when {now} and offer_outcome = 'lost' then 1 end) = count(case when {now} and offer_outcome = 'lost' then offer_amount end) then cast(sum(case when {now} and offer_outcome = 'lost' then offer_amount end) as bigint) end as lost_amount "
        "from customer_offers where competitor_id is not null group by competitor_id"
    )
    reasons = (
        "select competitor_id, reason_code from (select competitor_id, reason_code, row_number() over (partition by competitor_id order by count(*) desc, reason_code) as place "
        f"from customer_offers where {now} and offer_outcome = 'lost' and reason_code is not null and competitor_id is not null group by competitor_id, reason_code) as counted where place = 1"
    )
    shares = (
        "select s.competitor_id, count(*) as customers_count, avg(s.rival_share) as mean_share, cast(sum(c.revenue_12m_amount) as bigint) as their_revenue_amount from ("
        "select competitor_id, customer_key, max(case when product_family is null then rival_share end) as rival_share from rival_shares group by competitor_id, customer_key) as s "
        "join customers as c on c.customer_key = s.customer_key group by s.competitor_id"
    )
    events = f"select competitor_id, count(case when happened_on > {params['since_12m']} then 1 end) as events_count, max(happened_on) as last_event_on from rival_events where event_state = 'kept' group by competitor_id"
    named = "select competitor_id from offered union select competitor_id from held union select competitor_id from seen"
    columns = "offers_count, won_count, lost_count, win_share, win_prior_share, lost_amount, lost_reason, customers_count, mean_share, their_revenue_amount, events_count, last_event_on"
    return (
        f"with offered as ({offers}), held as ({shares}), seen as ({events}), named as ({named}) select competitor_id, {columns} from (select n.competitor_id, coalesce(o.offers_count, 0) as offers_count, "
        "coalesce(o.won_count, 0) as won_count, coalesce(o.lost_count, 0) as lost_count, cast(o.won_count as double) / nullif(o.won_count + o.lost_count, 0) as win_share, "
        "cast(o.won_before as double) / nullif(o.decided_before, 0) as win_prior_share, o.lost_amount, r.reason_code as lost_reason, coalesce(h.customers_count, 0) as customers_count, h.mean_share, h.their_revenue_amount, "
        "coalesce(e.events_count, 0) as events_count, e.last_event_on, row_number() over (order by coalesce(o.offers_count, 0) desc, coalesce(h.customers_count, 0) desc, n.competitor_id) as place "
        "from named as n left join offered as o on o.competitor_id = n.competitor_id left join held as h on h.competitor_id = n.competitor_id left join seen as e on e.competitor_id = n.competitor_id "
        f"left join ({reasons}) as r on r.competitor_id = n.competitor_id) as listed where place <= {MOST} order by place"
    )


@step(
    title=msg("Newest events of competitors"),
    inputs=("rival_events",),
    fields=(
        Field("competitor_id", msg("Competitor"), "text"),
        Field("happened_on", msg("Happened on"), "date"),
        Field("event_kind", msg("Kind of event"), "text"),
        Field("event_text", msg("What happened"), "text"),
        Field("source_text", msg("Source"), "text"),
        Field("event_state", msg("Can it be used?"), "class", codes=EVENT_STATES),
        Field("left_out_count", msg("Events without a source, left out"), "count"),
    ),
)  # fmt: skip
def competitor_news(params: dict[str, Any]) -> str:
    """List the 100 newest events that have a source; those without one are counted on each row, and shown nowhere."""
    del params
    columns = "competitor_id, happened_on, event_kind, event_text, source_text, event_state"
    return (
        f"select {columns}, left_out_count from (select {columns}, row_number() over (order by happened_on desc, competitor_id, event_kind, event_text) as place from rival_events where event_state = 'kept') as listed "
        "cross join (select count(case when event_state = 'no_source' then 1 end) as left_out_count from rival_events) as counted where place <= 100 order by place"
    )
