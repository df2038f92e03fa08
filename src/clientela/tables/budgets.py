"""Budgets: what may be spent on customers, by line and period."""

from __future__ import annotations

from clientela.base.canonical import Wide, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

budgets = canonical_table(
    name="budgets",
    title=msg("Budgets"),
    grain=msg("One row is one line of the budget in a year or a month."),
    key=("scope", "budget_line", "year", "month"),
    level=4,
    brings=msg("Spending on customers and initiatives against what was planned."),
    columns=(
        v.column("scope", msg("Scope"), "text", "cost centre", "department", "centro di costo", "ambito", "reparto", "цфо",
                 "подразделение", "kostenstelle", "bereich", examples=("Sales north",)),
        v.column("budget_line", msg("Budget line"), "text", "line", "cost item", "item", "voce", "voce di budget", "voce di costo",
                 "статья", "статья бюджета", "статья расходов", "budgetposition", "kostenart", is_required=True, examples=("Trade fairs",)),
        v.required(v.YEAR),
        v.MONTH,
        v.column("budget_amount", msg("Budget"), "money", "budget", "planned", "plan", "budget amount", "preventivo", "stanziato",
                 "бюджет", "план", "budgetbetrag", is_required=True, examples=("20000",)),
        v.column("actual_amount", msg("Actual"), "money", "actual", "spent", "consuntivo", "speso", "факт", "потрачено", "ist",
                 examples=("18350.20",)),
        v.column("measure_code", msg("Measure"), "text", "measure", "metric", "misura", "показатель", "kennzahl", examples=("visits",)),
        v.CURRENCY,
    ),
    wide=Wide(value="budget_amount", year="year", month="month"),
    least_explained=0.5,
    telling=("budget_amount", "budget_line"),
)  # fmt: skip
