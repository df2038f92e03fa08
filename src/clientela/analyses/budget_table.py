"""Budget norms by cell of the profitability matrix, and the customers that are spent on too much, too little or the wrong way."""

from __future__ import annotations

from typing import Any

from clientela.analyses.service_tables import WHO, top
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.budget_norms import FITS, KINDS, STATES
from clientela.economics.profitability_cells import CELLS

_MONEY = ("ceiling_amount", "norm_amount", "spent_amount", "spent_investment_amount", "spent_contact_amount", "spent_discount_amount")  # fmt: skip
_TITLES = {
    "ceiling_amount": msg("Ceiling of the budget"), "norm_amount": msg("Norm of the budget"), "spent_amount": msg("Spent beyond serving"), "spent_investment_amount": KINDS[0][1],
    "spent_contact_amount": KINDS[1][1], "spent_discount_amount": KINDS[2][1],
}  # fmt: skip
_CELL = Field("profit_cell_class", msg("Profitability matrix"), "class", codes=CELLS)


@step(
    title=msg("Budget norms by cell"),
    inputs=("budget_norms", "customers", "profitability_cells"),
    fields=(
        _CELL,
        Field("customers_count", msg("Customers"), "count"),
        *(Field(name, _TITLES[name], "money") for name in _MONEY),
        Field("over_count", msg("above the ceiling"), "count"),
        Field("under_count", msg("below half of the need"), "count"),
        Field("misfit_count", msg("spent on the wrong things"), "count"),
        Field("unknown_count", msg("not known"), "count"),
    ),
)  # fmt: skip
def budget_table(params: dict[str, Any]) -> str:
    """Sum ceilings and what was spent by cell, and count who is over, under or spent on the wrong way."""
    del params
    sums = ", ".join(f"cast(sum(b.{name}) as bigint) as {name}" for name in _MONEY)
    return (
        f"select p.profit_cell_class, count(*) as customers_count, {sums}, count(case when b.budget_state = 'over' then 1 end) as over_count, "
        "count(case when b.budget_state = 'under' then 1 end) as under_count, count(case when b.budget_fit_class = 'misfit' then 1 end) as misfit_count, "
        "count(case when b.budget_state = 'unknown' then 1 end) as unknown_count from budget_norms as b join customers as c on c.customer_key = b.customer_key "
        "join profitability_cells as p on p.customer_key = b.customer_key group by p.profit_cell_class order by p.profit_cell_class"
    )


@step(
    title=msg("Customers spent on too much, too little or the wrong way"),
    inputs=("budget_norms", "customers", "profitability_cells"),
    fields=(
        *WHO,
        _CELL,
        Field("ceiling_amount", _TITLES["ceiling_amount"], "money"),
        Field("norm_amount", _TITLES["norm_amount"], "money"),
        Field("spent_amount", _TITLES["spent_amount"], "money"),
        Field("budget_state", msg("Budget against its norm"), "class", codes=STATES),
        Field("largest_kind_class", msg("Most of it for"), "class", codes=KINDS),
        Field("budget_fit_class", msg("Kind of spending"), "class", codes=FITS),
    ),
)  # fmt: skip
def budget_flags(params: dict[str, Any]) -> str:
    """List the 200 customers with the most money between what was spent and the norm, those over, under or spent on the wrong way."""
    del params
    columns = (*(f.name for f in WHO), "profit_cell_class", "ceiling_amount", "norm_amount", "spent_amount", "budget_state", "largest_kind_class", "budget_fit_class")  # fmt: skip
    own = ", ".join(f"b.{n}" for n in columns if n not in {*(f.name for f in WHO), "profit_cell_class"})
    rows = (
        f"select {', '.join(f'c.{f.name}' for f in WHO)}, p.profit_cell_class, {own}, abs(b.spent_amount - coalesce(b.norm_amount, b.ceiling_amount)) as gap from budget_norms as b "
        "join customers as c on c.customer_key = b.customer_key join profitability_cells as p on p.customer_key = b.customer_key "
        "where b.budget_state in ('over', 'under') or b.budget_fit_class = 'misfit'"
    )
    return top(rows, columns, "gap desc, customer_key")
