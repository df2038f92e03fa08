"""What was decided, who was against it, and which decisions are to be looked at again."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer

REVIEWS = (
    ("overdue", msg("review overdue")),
    ("none", msg("no day to look again")),
    ("ahead", msg("to be looked at again")),
    ("closed", msg("looked at")),
)


@step(
    title=msg("Decisions"),
    inputs=("decision_log", "customer_keys", "customer_map", "customer_register"),
    fields=(
        Field("decision_id", msg("Decision number"), "text"),
        Field("decided_on", msg("Decided on"), "date"),
        Field("decided_by", msg("Decided by"), "text"),
        Field("customer_key", msg("Customer key"), "id", msg("0 where it is about no single customer")),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("decision_text", msg("Decision"), "text"),
        Field("dissent_text", msg("Who was against it, and why"), "text"),
        Field("basis_run_ids", msg("Runs it rests on"), "text"),
        Field("expected_text", msg("What is expected"), "text"),
        Field("review_on", msg("To be reviewed on"), "date"),
        Field("outcome_text", msg("Outcome"), "text"),
        Field("review_class", msg("Review"), "class", msg("overdue: the day has passed and no outcome is written down"), codes=REVIEWS),
    ),
)  # fmt: skip
def decisions(params: dict[str, Any]) -> str:
    """List the decisions up to `as_of`, each with the state of its review; one of a customer that is not known counts as of none."""
    as_of = params["as_of"]
    review = f"case when d.outcome is not null then 'closed' when d.review_on is null then 'none' when d.review_on < {as_of} then 'overdue' else 'ahead' end"
    return (
        "select d.decision_id, d.decided_on, d.decided_by, cast(coalesce(c.customer_key, 0) as bigint) as customer_key, c.customer_id, c.customer_name, d.decision as decision_text, d.dissent as dissent_text, d.basis_run_ids, "
        f"d.expected as expected_text, d.review_on, d.outcome as outcome_text, {review} as review_class "
        f"from (select d.*, {KEY_OF} as key from decision_log as d {join_customer('d', as_of)}where d.decided_on <= {as_of}) as d left join customer_register as c on c.customer_key = d.key and d.key > 0"
    )
