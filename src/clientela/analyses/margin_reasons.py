"""Why customers changed class by margin: by how much, how much of it was the price, and what the line did."""

from __future__ import annotations

from typing import Any

from clientela.analyses.class_reasons import MOVED_BY, SHOWN
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._bridge_effects import CUSTOMER_CODES, MARGIN_ONLY
from clientela.economics.margin_classes import CODES

MARGIN_CODES = (CUSTOMER_CODES[0], (MARGIN_ONLY[0].code, MARGIN_ONLY[0].title), *CUSTOMER_CODES[1:], (MARGIN_ONLY[1].code, MARGIN_ONLY[1].title))  # fmt: skip
"""The effects on the margin of one customer. Volume and mix are one, as for revenue."""


def _effect(code: str) -> str:
    parts = ("volume", "mix") if code == "quantities" else (code,)
    return "(" + " + ".join(f"b.margin_{part}_amount" for part in parts) + ")"


def _largest() -> str:
    """Return the SQL of the code and the amount of the effect that goes furthest the way the margin went."""
    way = "(case when b.margin_costed_12m_amount < b.margin_costed_prior_12m_amount then -1 else 1 end)"
    amounts = {code: f"{_effect(code)} * {way}" for code, _ in MARGIN_CODES}
    most = f"greatest({', '.join(amounts.values())})"
    codes = " ".join(f"when {amount} = {most} then '{code}'" for code, amount in amounts.items())
    return f"case {codes} end as margin_effect_code, {most} * {way} as effect_amount"


@step(
    title=msg("Reasons of class changes by margin"),
    inputs=("customers", "customer_bridge", "margin_classes"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("from_class", msg("A year ago"), "class", codes=CODES),
        Field("to_class", msg("Now"), "class", codes=CODES),
        Field("margin_costed_prior_12m_amount", msg("Margin of the lines with a cost, 12 months before"), "money"),
        Field("margin_costed_12m_amount", msg("Margin of the lines with a cost, last 12 months"), "money"),
        Field("change_amount", msg("Change"), "money"),
        Field("price_effect_amount", msg("of which price"), "money", msg("effect of prices on the margin, as in the bridge")),
        Field("margin_effect_code", msg("Largest effect"), "class", msg("the effect that goes furthest the way the margin went"), codes=MARGIN_CODES),
        Field("effect_amount", msg("Amount of the largest effect"), "money"),
        Field("line_prior_amount", msg("Line of the class a year ago"), "money", msg("smallest margin inside the better of the two classes, of the whole company; of class A where A is one of them")),
        Field("line_now_amount", msg("Line of the class now"), "money"),
        Field("line_change_amount", msg("Change of the line"), "money"),
        Field("moved_by", msg("What moved it"), "class", msg("the customer, when its new margin lies on the new side of the old line; the line, when its old margin lies on the new side of the new line"), "own definition", MOVED_BY),
        Field("changes_count", msg("Customers that changed class"), "count"),
    ),
)  # fmt: skip
def margin_reasons(params: dict[str, Any]) -> str:
    """Say for each customer whose class by margin differs from a year ago what moved it; the 200 with the largest change are listed.

    The effects are those of the margin bridge, so change = the sum of all effects. A customer without a known margin in one of the years is
    not here: its class is unknown, not changed.
    """
    del params
    with_a = "m.margin_prior_class = 'A' or m.margin_now_class = 'A'"
    old, new = (f"case when {with_a} then m.margin_line_a_{y}_amount else m.margin_line_b_{y}_amount end" for y in ("prior", "now"))  # fmt: skip
    listed = (
        "select c.customer_key, c.customer_id, c.customer_name, m.margin_prior_class as from_class, m.margin_now_class as to_class, b.margin_costed_prior_12m_amount, "
        "b.margin_costed_12m_amount, b.margin_costed_12m_amount - b.margin_costed_prior_12m_amount as change_amount, b.margin_price_amount as price_effect_amount, "
        f"{_largest()}, {old} as line_prior_amount, {new} as line_now_amount from customers as c join customer_bridge as b on b.customer_key = c.customer_key "
        "join margin_classes as m on m.customer_key = c.customer_key where m.margin_prior_class <> m.margin_now_class"
    )
    now, before, up = (
        "margin_costed_12m_amount",
        "margin_costed_prior_12m_amount",
        "to_class < from_class",
    )
    own = f"case when {up} then {now} >= line_prior_amount else {now} < line_prior_amount end"
    line = f"case when {up} then {before} >= line_now_amount else {before} < line_now_amount end"
    moved = f"case when {own} and {line} then 'either' when {own} then 'customer' when {line} then 'line' else 'together' end"
    columns = (
        f"customer_key, customer_id, customer_name, from_class, to_class, {before}, {now}, change_amount, price_effect_amount, margin_effect_code, effect_amount, "
        "line_prior_amount, line_now_amount"
    )
    return (
        f"select {columns}, line_change_amount, moved_by, changes_count from (select *, line_now_amount - line_prior_amount as line_change_amount, {moved} as moved_by, "
        f"count(*) over () as changes_count, row_number() over (order by abs(change_amount) desc, customer_key) as place from ({listed}) as listed) as placed "
        f"where place <= {SHOWN} order by place"
    )
