"""What was planned with customers by the playbooks, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column, Section, Table
from clientela.portfolios.account_plans import STATES
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.reports._words import placed

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("account_plans",)
_STATES, _CELLS = dict(STATES), dict(PORTFOLIO_CELLS)


def plans_section(inputs: Inputs) -> Section | None:
    """List the plans that follow a playbook, what is late or no longer fits first (dossier 5.7)."""
    order = list(_STATES)
    rows = sorted((r for r in inputs.tables["account_plans"] if r["playbook_class"] is not None), key=lambda r: (order.index(r["plan_state"]), r["due_on"], r["customer_id"], r["action_id"]))  # fmt: skip
    if not rows:
        return None
    table = Table(
        "account_plans",
        msg("Plans by playbook"),
        (
            Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("playbook", msg("Playbook"), "text"), Column("cell", msg("Cell now"), "text"), Column("action", msg("What is to be done"), "text"), Column("owner_id", msg("Owner"), "text"),
            Column("due_on", msg("Due on"), "date"), Column("exit", msg("Stop when"), "text"), Column("cost_amount", msg("Cost"), "money"), Column("expected_amount", msg("Expected"), "money"), Column("state", msg("State"), "text"),
        ),
        tuple((r["customer_id"], r["customer_name"], _CELLS[r["playbook_class"]], placed(r, "portfolio", _CELLS), r["action_text"] or r["lever_text"], r["owner_id"], r["due_on"], r["exit_text"], r["cost_amount"], r["expected_amount"], _STATES[r["plan_state"]]) for r in rows),
        note=msg("From the table actions. A plan by a playbook without a day or an exit rule is not taken in."),
        currency=inputs.currency,
        limit=40,
    )  # fmt: skip
    count = {name: sum(r["plan_state"] == name for r in rows) for name in order}
    lead = msg(
        "Plans: {running} running, {late} late, {look} to be looked at again.",
        running=Amount(count["running"], "count"), late=Amount(count["late"], "count"), look=Amount(count["other_cell"] + count["no_base"], "count"),
    )  # fmt: skip
    return Section("plans", msg("What is planned by the playbooks"), (table,), lead)
