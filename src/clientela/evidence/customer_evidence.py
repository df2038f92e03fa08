"""What is known of each customer by statements: the ruling one of each measure, today and a year ago."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._measures import SOURCES, STATES
from clientela.evidence._ruling import ruling_sql

INPUTS = ("observations", "assessments", "stated_values", "customer_keys", "customer_map")
_OWN = "own proposal"
_FIELDS = (
    Field("customer_key", msg("Customer key"), "id"),
    Field("measure_code", msg("Measure"), "text"),
    Field("status_class", msg("State of the evidence"), "class", msg("known or conflicting where a statement stands; else what the newest one says"), _OWN, STATES),
    Field("value", msg("Value"), "number", msg("of the strongest source class the newest; of several raters the mean; none where nothing stands")),
    Field("value_text", msg("Value as stated"), "text"),
    Field("value_low", msg("Value, at least"), "number", msg("lowest of the contradicting statements or of the raters")),
    Field("value_high", msg("Value, at most"), "number"),
    Field("source_class", msg("Source class"), "class", msg("of the ruling statement"), _OWN, SOURCES),
    Field("confidence", msg("Confidence"), "number", msg("of the class, or as stated, x 0.5^(age / half-life); below 0.25 a statement has expired"), _OWN),
    Field("as_of_on", msg("As of"), "date"),
    Field("author_id", msg("Author"), "text"),
    Field("observations_count", msg("Statements"), "count", msg("that nothing replaces")),
    Field("notes_count", msg("Notes"), "count", msg("without date, or judged without author or reason: shown, never scored")),
    Field("judged_value", msg("Judged"), "number", msg("mean of the raters, beside what the facts say")),
    Field("judged_low", msg("Judged, at least"), "number"),
    Field("judged_high", msg("Judged, at most"), "number"),
    Field("raters_count", msg("Raters"), "count"),
)  # fmt: skip


@step(title=msg("Evidence by customer"), inputs=INPUTS, fields=_FIELDS)
def customer_evidence(params: dict[str, Any]) -> str:
    """One row per customer and measure that anything was stated of up to `as_of`; what was never asked has no row."""
    return ruling_sql(params, params["as_of"])


@step(title=msg("Evidence by customer, a year ago"), inputs=INPUTS, fields=_FIELDS)
def customer_evidence_before(params: dict[str, Any]) -> str:
    """The same as it was known twelve months before `as_of`: nothing stated or recorded since enters it."""
    return ruling_sql(params, params["since_12m"])
