"""How the value of the base changed within a year: customers that stayed, were lost, were won."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.predictions.customer_equity import CHANGES


@step(
    title=msg("Change of the value of the base"),
    inputs=("customer_equity", "customers"),
    fields=(
        Field("change_class", msg("Change"), "class", codes=CHANGES),
        Field("customers_count", msg("Customers"), "count"),
        Field("value_known_count", msg("Customers with a known value"), "count", msg("both values known, of customers won the one now; the sums are over these")),
        Field("value_before_amount", msg("Value a year ago"), "money"),
        Field("value_now_amount", msg("Value now"), "money"),
        Field("value_change_amount", msg("Change of the value"), "money", msg("value a year ago + the changes of the three parts = value now")),
    ),
)  # fmt: skip
def equity_change(params: dict[str, Any]) -> str:
    """Sum the value of the customers now and a year ago by what became of them; no row without a year before."""
    del params
    known = "e.value_change_amount is not null"
    before = f"case when {known} then coalesce(e.value_before_amount, 0) end"
    return (
        f"select e.change_class, count(*) as customers_count, count(e.value_change_amount) as value_known_count, cast(sum({before}) as bigint) as value_before_amount, "
        f"cast(sum(case when {known} then e.value_now_amount end) as bigint) as value_now_amount, cast(sum(e.value_change_amount) as bigint) as value_change_amount "
        "from customer_equity as e join customers as c on c.customer_key = e.customer_key group by e.change_class"
    )
