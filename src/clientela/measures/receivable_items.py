"""Measures of what a customer owes: open and overdue money, and how late it pays.

Here amounts are in the reporting currency (1/10,000) and everything is as it was known at `as_of`.
"""

from clientela.base.declare import measure
from clientela.base.i18n import msg


@measure(
    title=msg("Open receivables"),
    unit="money",
    formula=msg(
        "sum of what is issued and not paid on the day looked from; credit notes count with their minus"
    ),
)
def receivable_open_amount() -> str:
    """What the customer owes."""
    return "case when count(*) = count(open_amount) then sum(open_amount) end"


@measure(
    title=msg("Overdue receivables"),
    unit="money",
    formula=msg("open receivables whose due day is before the day looked from"),
)
def receivable_overdue_amount() -> str:
    """What the customer should have paid."""
    return "case when count(*) = count(open_amount) then sum(case when due_on < {as_of} then open_amount else 0 end) end"


@measure(
    title=msg("Payment delay"),
    unit="days",
    formula=msg(
        "mean days from the due day to the payment, weighted by amount, over what was paid in the last 12 months; below zero is early"
    ),
)
def payment_delay_days() -> str:
    """How late the customer pays."""
    return (
        "sum(case when paid_on > {since_12m} and due_amount > 0 then cast(due_amount as double) * datediff('day', due_on, paid_on) end) "
        "/ nullif(sum(case when paid_on > {since_12m} and due_amount > 0 then cast(due_amount as double) end), 0)"
    )
