"""Costs counted on what the run has measured already: orders, lines, credit notes, receivables. Columns as in `_cost_sources`."""

from __future__ import annotations

from typing import Any

from clientela.base.money import SCALE
from clientela.economics._cost_sources import calendar_sql
from clientela.measures.passes import costed_lines


def _units(amount: float) -> int:
    return round(amount * SCALE)


def _row(item: str, rung: str, count: str, amount: float) -> str:
    return (
        f"'{rung}' as rung, '{item}' as item, 'assumed' as evidence, cast({count} as double) as units, "
        f"cast({count} * {_units(amount)} as bigint) as amount"
    )


def _by_month(params: dict[str, Any], *, item: str, column: str, amount: float) -> str:
    """Count on days: one row for each customer and month, and one more where a window begins inside the month."""
    within = f"document_on > {params['since_24m']} and document_on <= {params['as_of']} and {column} > 0"
    parts = f"customer_key, month_number, case when document_on > {params['since_12m']} then 1 else 0 end"
    return (
        f"select customer_key, max(document_on) as happened_on, {_row(item, 'handling', f'sum({column})', amount)} "
        f"from customer_days where {within} group by {parts}"
    )


def document_costs(params: dict[str, Any]) -> list[str]:
    """Orders, lines, small orders and credit notes, each at what one is said to cost; nothing where nobody says it."""
    cts = params["cost_to_serve"]
    found = []
    if cts.order_amount is not None:
        found.append(_by_month(params, item="order", column="orders_count", amount=cts.order_amount))
    if cts.line_amount is not None:
        found.append(_by_month(params, item="line", column="lines_count", amount=cts.line_amount))
    wanted = {
        "small_order": ("handling", cts.small_order_amount, "not is_credit"),
        "return": ("service", cts.return_amount, "is_credit"),
    }
    for item, (rung, amount, test) in wanted.items():
        if amount is None:
            continue
        small = f"having sum(net_amount) < {_units(cts.small_order_below)}" if item == "small_order" else ""
        documents = (
            f"select customer_key, document_on, document_series, coalesce(document_id, '') as document_id from ({costed_lines(params, 'document_series', 'document_id')}) as l "
            f"where document_on > {params['since_24m']} and {test} group by customer_key, document_on, document_series, coalesce(document_id, '') {small}"
        )
        found.append(
            f"select customer_key, document_on as happened_on, {_row(item, rung, 'count(*)', amount)} "
            f"from ({documents}) as documents group by customer_key, document_on"
        )
    return found


def credit_costs(params: dict[str, Any]) -> list[str]:
    """The capital that receivables bind, month by month, and the days that payments are late.

    Formula: amount x days open in the month x yearly cost of capital / 365; days from issue to payment, or to `as_of`; of what is partly
    paid the amount still open. What is settled on a day nobody states is left out: how long it was open is not known.
    """
    if "receivables" not in params["tables"]:
        return []
    cts, share = params["cost_to_serve"], params["economics"].capital_cost_share
    known = "(paid_on is not null or open_amount is null or open_amount <> 0)"
    items = (
        "select customer_key, issued_on, due_on, paid_on, "
        f"case when paid_on is null then coalesce(open_amount, due_amount) else due_amount end as amount from receivable_items where {known}"
    )
    until = f"coalesce(r.paid_on, {params['as_of']})"

    def days_since(day: str, amount: str, more: str = "") -> str:
        """List for each receivable and slice of the calendar the days after `day` and up to the payment."""
        first = f"case when r.{day} > c.first_on then r.{day} else c.first_on end"
        last = f"case when {until} < c.last_on then {until} else c.last_on end"
        # the first day of a slice belongs to it, the day itself does not
        days = f"datediff('day', {first}, {last}) + case when r.{day} < c.first_on then 1 else 0 end"
        return (
            f"select r.customer_key, c.last_on as happened_on, {amount} as amount, {days} as days_open from ({items}) as r "
            f"join ({calendar_sql(params)}) as c on r.{day} < c.last_on and {until} >= c.first_on{more}"
        )

    capital = f"cast(amount as double) * days_open * {share!r} / 365"
    found = [
        (
            "select customer_key, happened_on, 'credit' as rung, 'capital' as item, 'assumed' as evidence, "
            f"sum(cast(amount as double) * days_open) / {SCALE} as units, cast(round(sum({capital})) as bigint) as amount "
            f"from ({days_since('issued_on', 'r.amount')}) as months where days_open > 0 group by customer_key, happened_on"
        )
    ]
    if cts.late_day_amount is not None:
        late = days_since("due_on", "r.amount", " where r.amount > 0")
        found.append(
            f"select customer_key, happened_on, {_row('late_day', 'credit', 'sum(days_open)', cts.late_day_amount)} "
            f"from ({late}) as late where days_open > 0 group by customer_key, happened_on"
        )
    return found
