"""What is known of competitors: events with date and source, and their shares at customers."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

EVENT_STATES = (("kept", msg("with date and source")), ("no_source", msg("without a source: left out")))


@step(
    title=msg("Events of competitors"),
    inputs=("competitor_events",),
    fields=(
        KEY,
        Field("competitor_id", msg("Competitor"), "text"),
        Field("happened_on", msg("Happened on"), "date"),
        Field("event_kind", msg("Kind of event"), "text"),
        Field("event_text", msg("What happened"), "text"),
        Field("source_text", msg("Source"), "text"),
        Field("event_state", msg("Can it be used?"), "class", msg("an event without a source is rumour: it is counted and not shown"), codes=EVENT_STATES),
    ),
)  # fmt: skip
def rival_events(params: dict[str, Any]) -> str:
    """List the events dated up to `as_of`. They are the company's: key 0."""
    return (
        "select cast(0 as bigint) as customer_key, competitor_id, happened_on, kind as event_kind, text as event_text, source_ref as source_text, "
        "case when coalesce(trim(source_ref), '') = '' then 'no_source' else 'kept' end as event_state "
        f"from competitor_events where happened_on <= {params['as_of']}"
    )


@step(
    title=msg("Shares of competitors at customers"),
    inputs=("competitor_shares", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("competitor_id", msg("Competitor"), "text"),
        Field("product_family", msg("Product family"), "text", msg("none: over all the customer buys")),
        Field("rival_share", msg("Share"), "share", msg("the newest known on the day looked from")),
        Field("known_on", msg("Known on"), "date"),
        Field("source_kind", msg("Source class"), "text"),
        Field("source_text", msg("Source"), "text"),
    ),
)  # fmt: skip
def rival_shares(params: dict[str, Any]) -> str:
    """Keep the newest statement of each share; one without a date is the oldest."""
    none = " and false" if params["bu"] else ""
    return (
        "select customer_key, competitor_id, product_family, rival_share, known_on, source_kind, source_text from ("
        f"select {KEY_OF} as customer_key, c.competitor_id, c.product_family, c.share as rival_share, c.known_on, c.source_class as source_kind, c.source_ref as source_text, "
        f"row_number() over (partition by {KEY_OF}, c.competitor_id, c.product_family order by case when c.known_on is null then 1 else 0 end, c.known_on desc, c.share, c.source, c.source_ref) as place "
        f"from competitor_shares as c {join_customer('c', params['as_of'])}where (c.known_on is null or c.known_on <= {params['as_of']}){none}) as ordered where place = 1 and customer_key <> 0"
    )


@step(
    title=msg("Facts of the segments of the market"),
    inputs=("market_segments", "observed_numbers"),
    fields=(
        KEY,
        Field("segment_id", msg("Segment"), "text"),
        Field("segment_name", msg("Segment name"), "text"),
        Field("measure_code", msg("Measure"), "text", msg("market_amount and market_customers from the table of segments, else the measure of an observation")),
        Field("value_number", msg("Value"), "number", msg("money in units of the reporting currency")),
        Field("known_on", msg("Known on"), "date"),
        Field("source_text", msg("Source"), "text"),
        Field("newest_number", msg("Newest"), "id", msg("1 for the newest of the segment and measure")),
    ),
)  # fmt: skip
def segment_facts(params: dict[str, Any]) -> str:
    """List what is stated of each segment of the market, and of the segments that observations name. They are the company's: key 0."""
    del params
    stated = (
        "select segment_id, max(segment_name) as segment_name, cast(sum(market_amount) as double) / 10000 as market_amount, cast(sum(customers_count) as double) as market_customers "
        "from market_segments where segment_id is not null group by segment_id"
    )
    rows = " union all ".join(
        f"select segment_id, segment_name, '{c}' as measure_code, {c} as value_number, cast(null as date) as known_on, 'market_segments' as source_text, '' as tie from stated where {c} is not null"
        for c in ("market_amount", "market_customers")
    )
    observed = (
        "select o.subject_id as segment_id, s.segment_name, o.measure_code, o.value_number, o.as_of_on as known_on, coalesce(o.source_ref, o.source_kind) as source_text, "
        "coalesce(o.observation_id, '') || o.source as tie from observed_numbers as o left join stated as s on s.segment_id = o.subject_id where o.subject_type = 'segment'"
    )
    return (
        f"with stated as ({stated}) select cast(0 as bigint) as customer_key, segment_id, segment_name, measure_code, value_number, known_on, source_text, "
        "case when row_number() over (partition by segment_id, measure_code order by case when known_on is null then 1 else 0 end, known_on desc, tie, value_number) = 1 then 1 else 0 end as newest_number "
        f"from ({rows} union all {observed}) as listed"
    )
