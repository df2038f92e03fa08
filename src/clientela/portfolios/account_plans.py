"""What was planned with a customer, by which playbook if any, whether it still fits, and what is late."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.scores.customer_scores import CERTAINTIES

STATUSES = (
    ("planned", msg("planned")),
    ("running", msg("running")),
    ("done", msg("done")),
    ("dropped", msg("dropped")),
)
STATES = (
    ("no_base", msg("too little is known of the customer: no playbook before that")),
    ("late", msg("late: the day has passed")),
    ("other_cell", msg("the customer stands in another cell now: look at the exit rule")),
    ("running", msg("running")),
    ("closed", msg("done or dropped")),
)


@step(
    title=msg("Plans and actions"),
    inputs=("actions", "customer_keys", "customer_map", "customer_register", "portfolio_matrix"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("action_id", msg("Action number"), "text"),
        Field("playbook_class", msg("Playbook"), "class", msg("none for an action that follows no playbook"), codes=PORTFOLIO_CELLS),
        Field("action_text", msg("What is to be done"), "text"),
        Field("lever_text", msg("Lever"), "text"),
        Field("owner_id", msg("Owner"), "text"),
        Field("due_on", msg("Due on"), "date"),
        Field("exit_text", msg("Stop when"), "text"),
        Field("status_class", msg("Current status"), "class", codes=STATUSES),
        Field("cost_amount", msg("Cost"), "money"),
        Field("expected_low_amount", msg("Expected, low"), "money"),
        Field("expected_amount", msg("Expected"), "money"),
        Field("expected_high_amount", msg("Expected, high"), "money"),
        Field("portfolio_cell", msg("Portfolio"), "class", codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("plan_state", msg("State"), "class", msg("a playbook needs a customer that is placed: that comes before being late"), codes=STATES),
    ),
)  # fmt: skip
def account_plans(params: dict[str, Any]) -> str:
    """List the actions with customers that are known; those by a playbook have a day and an exit rule, or were not taken in (S0-11)."""
    as_of = params["as_of"]
    state = (
        f"case when a.status in ('done', 'dropped') then 'closed' when a.playbook is not null and m.portfolio_cell is null then 'no_base' when a.due_on < {as_of} then 'late' "
        "when m.portfolio_cell <> a.playbook then 'other_cell' else 'running' end"
    )
    return (
        "select c.customer_key, c.customer_id, c.customer_name, a.action_id, a.playbook as playbook_class, a.action_text, a.lever as lever_text, a.owner_id, a.due_on, a.exit_rule as exit_text, a.status as status_class, "
        f"a.cost_amount, a.expected_low_amount, a.expected_amount, a.expected_high_amount, m.portfolio_cell, m.portfolio_certainty, {state} as plan_state from (select a.*, {KEY_OF} as key from actions as a {join_customer('a', as_of)}) as a "
        "join customer_register as c on c.customer_key = a.key left join portfolio_matrix as m on m.customer_key = c.customer_key"
    )
