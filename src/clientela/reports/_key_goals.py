"""What key accounts are to reach, each for itself and together for the goals of the company, as blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.analyses.key_goals import KPIS, STATES, SUM_STATES
from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Note, Section, Table
from clientela.reports._words import money

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("key_account_goals",)
WHOLE_TABLES = ("key_goal_sums",)
_KPIS, _STATES, _SUMS = dict(KPIS), dict(STATES), dict(SUM_STATES)


def _shown(kpi: str, value: Any, currency: str) -> Any:
    """Return a figure in the unit of its goal: money, a share, or a level."""
    if value is None:
        return None
    amount = money(value, currency) if kpi == "revenue" else Amount(value, "share", digits=0) if kpi == "retention" else Amount(value, "number", digits=0)  # fmt: skip
    return msg("{amount}", amount=amount)


def goals_section(inputs: Inputs) -> Section | None:
    """Goals of the company against what the key accounts bring, then the three goals of each (dossier 9.6, 9.21)."""
    rows = inputs.tables["key_account_goals"]
    if not rows:
        return None
    sums = inputs.tables["key_goal_sums"]
    blocks: list[Block] = []
    if sums:
        blocks.append(
            Table(
                "key_goal_sums",
                msg("Goals of the company, and what the key accounts bring to them"),
                (
                    Column("goal", msg("Goal"), "text"), Column("due_on", msg("Due on"), "date"), Column("goal_amount", msg("To reach"), "money"), Column("now_amount", msg("Key accounts bring now"), "money"), Column("expected_amount", msg("Expected of them"), "money"), Column("sure_amount", msg("Reached with 80 %"), "money"),
                    Column("gap_amount", msg("Gap"), "money"), Column("more_count", msg("More key accounts needed"), "count"), Column("unknown_count", msg("Key accounts without a figure"), "count"), Column("state", msg("State"), "text"),
                ),
                tuple((r["objective_text"] or r["measure_code"], r["due_on"], r["goal_number"], r["now_number"], r["expected_number"], r["sure_number"], r["gap_number"], r["more_count"], r["unknown_count"], _SUMS[r["served_state"]]) for r in sums),
                note=msg("Goals of the whole company in revenue or margin, from the tables goals and targets. The candidates come after the key accounts, by their place."),
                currency=inputs.currency,
                limit=12,
            )
        )  # fmt: skip
    states, kpis = list(_STATES), list(_KPIS)
    order = sorted(rows, key=lambda r: (r["customer_id"], kpis.index(r["kpi_class"])))
    order.sort(key=lambda r: min(states.index(o["goal_state"]) for o in rows if o["customer_key"] == r["customer_key"]))  # fmt: skip
    stated = [r for r in order if r["goal_state"] != "no_goal"]
    if stated:
        blocks.append(
            Table(
                "key_account_goals",
                msg("Revenue, retention and level of each key account"),
                (
                    Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"), Column("kpi", msg("Goal for"), "text"), Column("goal", msg("To reach"), "text"), Column("due_on", msg("Due on"), "date"), Column("now", msg("Now"), "text"), Column("expected", msg("Expected"), "text"),
                    Column("gap", msg("Gap"), "text"), Column("state", msg("State"), "text"),
                ),
                tuple((r["customer_id"], r["customer_name"], _KPIS[r["kpi_class"]], *(_shown(r["kpi_class"], r[f"{n}_number"], inputs.currency) if n != "due" else r["due_on"] for n in ("goal", "due", "now", "expected", "gap")), _STATES[r["goal_state"]]) for r in order),
                limit=60,
            )
        )  # fmt: skip
    without = len({r["customer_key"] for r in rows}) - len({r["customer_key"] for r in stated})
    if without:
        blocks.append(
            Note("unknown", msg("{count} key accounts have no goal for revenue, retention or level: enter them in the table goals, with the customer, the measure (net_sales, retention, level), the value and the day.", count=Amount(without, "count")))
        )  # fmt: skip
    behind = sum(r["goal_state"] == "behind" for r in stated)
    lead = msg("{behind} of {all} stated goals are behind.", behind=Amount(behind, "count"), all=Amount(len(stated), "count")) if stated else None  # fmt: skip
    return Section("key_goals", msg("What they are to reach"), tuple(blocks), lead)
