"""The effects a change is told by: what they are called, in which order they stand, how one pair is taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientela.base.declare import Field
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientela.base.i18n import Message

TIMING_DAYS = 60
"""A customer without an order in the year whose next one is overdue by fewer days is late, not gone."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One item of the bridge."""

    code: str
    title: Message
    formula: Message


EFFECTS = (
    Effect("price", msg("Price"), msg("(new price - old price) x new quantity, where a customer bought a product in both years; what price and quantity did together is in the price")),
    Effect("volume", msg("Volume"), msg("old revenue x (new / old quantity of the product family - 1), over what was bought in both years")),
    Effect("mix", msg("Mix"), msg("old price x (new quantity - old quantity x new / old quantity of the family); takes the rounding of the pair")),
    Effect("added", msg("Products added"), msg("revenue of products that a customer of both years bought in the last 12 months only")),
    Effect("dropped", msg("Products dropped"), msg("less the revenue of products that a customer of both years bought in the 12 months before only")),
    Effect("new", msg("New customers"), msg("revenue, less credit notes, of customers whose first order lies in the last 12 months")),
    Effect("reactivated", msg("Customers who came back"), msg("revenue, less credit notes, of customers with orders in the last 12 months and long before, none in the 12 months before")),
    Effect("lost", msg("Customers lost"), msg("less the revenue, net of credit notes, of customers with orders in the 12 months before and none in the last 12")),
    Effect("timing", msg("Customers whose order is due"), msg("the same, where the next order is overdue by fewer than 60 days of the customer's own rhythm")),
    Effect("without_quantity", msg("Without comparable quantities"), msg("change of what was bought in both years without a product, without a quantity above zero, or at a unit price so far from the old one that the unit must have changed")),
    Effect("currency", msg("Exchange rates"), msg("revenue of the last 12 months less the same at the average rate of the 12 months before, over what was bought in both years")),
    Effect("returns", msg("Returns and credit notes"), msg("change of the money given back to customers of both years; and credit notes in a year without an order")),
    Effect("perimeter", msg("Numbers that changed hands"), msg("difference between the structure of each day and that of the day of the run; adds up to zero over the company, and is zero unless the history is read as it was")),
    Effect("unstated", msg("Customer not stated"), msg("change of the lines that name no customer")),
)  # fmt: skip
"""The effects on revenue, in the order in which a bridge shows them. Together they are the whole change."""
MARGIN_ONLY = (
    Effect("unit_cost", msg("Unit costs"), msg("-(new unit cost - old unit cost) x new quantity, where a customer bought a product in both years")),
    Effect("unknown", msg("Margin not known"), msg("change of the known margins of customer and product pairs some line of which has no cost")),
)  # fmt: skip
MARGIN_EFFECTS = (EFFECTS[0], MARGIN_ONLY[0], *EFFECTS[1:], MARGIN_ONLY[1])
"""The same on the contribution margin 1 of the lines with a cost."""
CODES = tuple((effect.code, effect.title) for effect in MARGIN_EFFECTS)
_QUANTITIES = ("volume", "mix")
CUSTOMER_CODES = (
    ("price", EFFECTS[0].title),
    ("quantities", msg("Quantities bought")),
    *((e.code, e.title) for e in EFFECTS[1:] if e.code not in _QUANTITIES),
)
"""The effects on the revenue of one customer. Volume and mix are one: what it buys more than the family grows would be called mix."""


def customer_effect_sql(code: str, row: str) -> str:
    """Return the SQL of an effect of `CUSTOMER_CODES` on a row of `customer_bridge`."""
    parts = _QUANTITIES if code == "quantities" else (code,)
    return "(" + " + ".join(f"{row}.{part}_amount" for part in parts) + ")"


STATUSES = (
    ("continuing", msg("bought in both years")),
    ("new", msg("new")),
    ("reactivated", msg("came back")),
    ("lost", msg("no order any more")),
    ("timing", msg("order due")),
    ("credited", msg("only credit notes")),
    ("moved", msg("its numbers count elsewhere")),
    ("unstated", msg("customer not stated")),
)

_STANDINGS = tuple(code for code, _ in STATUSES)
_PARTS = ("none", "like", "unlike", "added", "dropped")
# In the sums both are numbers: every effect asks for them, and texts compare slowly.


def standing_of(code: str) -> int:
    """Return the number by which a movement of `STATUSES` goes in the sums."""
    return _STANDINGS.index(code)


def status_sql(number: str) -> str:
    """Return the SQL of the code of a movement from its number."""
    arms = " ".join(f"when {n} then '{code}'" for n, code in enumerate(_STANDINGS))
    return f"case {number} {arms} end"


def _stands(*codes: str) -> str:
    numbers = ", ".join(str(standing_of(code)) for code in codes)
    return f"standing in ({numbers})" if len(codes) > 1 else f"standing = {numbers}"


def is_part(*codes: str) -> str:
    """Return the SQL of whether a pair is one of these to the bridge; see `part_of`."""
    numbers = ", ".join(str(_PARTS.index(code)) for code in codes)
    return f"part in ({numbers})" if len(codes) > 1 else f"part = {numbers}"


REVENUE_COLUMNS = tuple(f"{effect.code}_amount" for effect in EFFECTS)
MARGIN_COLUMNS = tuple(f"margin_{effect.code}_amount" for effect in MARGIN_EFFECTS)
BASE_COLUMNS = (
    "revenue_prior_12m_amount",
    "revenue_12m_amount",
    "margin_costed_prior_12m_amount",
    "margin_costed_12m_amount",
)
SOURCE = "price-volume-mix analysis; cross term in the price, order of the effects: own definition"


def effect_fields(effects: Iterable[Effect] = EFFECTS, *, of_margin: bool = False) -> tuple[Field, ...]:
    """Describe the columns of the effects on revenue or on margin."""
    if of_margin:
        return tuple(
            Field(f"margin_{e.code}_amount", msg("Margin: {effect}", effect=e.title), "money", e.formula, SOURCE)
            for e in effects
        )  # fmt: skip
    return tuple(Field(f"{e.code}_amount", e.title, "money", e.formula, SOURCE) for e in effects)


BASE_FIELDS = (
    Field("revenue_prior_12m_amount", msg("Revenue, 12 months before"), "money"),
    Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    Field("margin_costed_prior_12m_amount", msg("Margin of the lines with a cost, 12 months before"), "money", msg("net amount less known or estimated cost")),
    Field("margin_costed_12m_amount", msg("Margin of the lines with a cost, last 12 months"), "money", msg("net amount less known or estimated cost")),
)  # fmt: skip


def _scaled(amount: str, ratio: str) -> str:
    """Return amount x ratio, rounded to 1/10,000."""
    return f"cast(round(cast({amount} as double) * {ratio}) as bigint)"


QUANTITIES = "(cast(quantity_12m as double) / nullif(cast(quantity_prior as double), 0))"
FAMILIES = "(family_12m / nullif(family_prior, 0))"


def unit_holds(factor: float) -> str:
    """Return the SQL of whether neither unit price of a pair is more than `factor` times the other.

    A price that moved by exactly the factor holds; the ninth digit is left to rounding.
    """
    new, old = (
        "cast(restated_12m_amount as double) * cast(quantity_prior as double)",
        "cast(sold_prior_amount as double) * cast(quantity_12m as double)",
    )
    most = repr(factor * (1 + 1e-9))
    return f"({new} <= {most} * {old} and {old} <= {most} * {new})"


def part_of(factor: float) -> str:
    """Return the SQL of what a pair of a continuing customer is to the bridge.

    `like`: price, volume and mix can be told apart. `unlike`: bought in both years, but no product is named, or a quantity is unknown
    or not above zero, or the unit price moved by more than `factor`: the unit must have changed. `added`, `dropped`: paid for in one
    year only.
    """
    none, like, unlike, added, dropped = range(len(_PARTS))
    return (
        f"case when standing <> {standing_of('continuing')} then {none} when product_key = 0 or (sold_prior_amount = 0 and sold_12m_amount = 0) then {unlike} "
        f"when sold_prior_amount = 0 then {added} when sold_12m_amount = 0 then {dropped} "
        f"when quantity_prior > 0 and quantity_12m > 0 and {unit_holds(factor)} then {like} else {unlike} end"
    )


_ADDED_UP = ("price", "volume", "added", "dropped", "without_quantity", "currency")


def pair_sums() -> dict[str, str]:
    """Return the SQL of what is summed over the pairs of one customer, and of one family.

    Reads the columns of a pair and `standing`, `part` (see `part_of`), `family_prior`, `family_12m`. With s the invoiced money,
    r the money given back, s' the new invoiced money at the old rate of exchange, q the quantity and Q that of the family:
    currency = s1 - s1'; price = s1' - s0 q1/q0; volume = s0 (Q1/Q0 - 1), each rounded once. With m the margin and c = s - m the cost
    of what was invoiced: unit cost = c0 q1/q0 - c1; volume = m0 (Q1/Q0 - 1). `whole_*`: of the pairs every line of which has a cost;
    NULL for a pair without a single cost. Whatever follows from these sums is not summed.
    """
    currency = "sold_12m_amount - restated_12m_amount"
    price = f"restated_12m_amount - {_scaled('sold_prior_amount', QUANTITIES)}"
    moved = "margin_sold_12m_amount - margin_sold_prior_amount"
    cost_prior, cost = (f"(sold_{w}_amount - margin_sold_{w}_amount)" for w in ("prior", "12m"))

    def where(sql: str, *parts: str) -> str:
        return f"case when {is_part(*parts)} then {sql} else 0 end"

    whole = {
        "prior": "margin_sold_prior_amount + margin_returned_prior_amount",
        "12m": "margin_sold_12m_amount + margin_returned_12m_amount",
        "returned": "margin_returned_12m_amount - margin_returned_prior_amount",
        "price": where(price, "like"),
        "unit_cost": where(f"{_scaled(cost_prior, QUANTITIES)} - {cost}", "like"),
        "volume": where(_scaled("margin_sold_prior_amount", f"({FAMILIES} - 1)"), "like"),
        "added": where("margin_sold_12m_amount", "added"),
        "dropped": where("-margin_sold_prior_amount", "dropped"),
        # free goods of a year cost something, though they bring nothing: they are compared with nothing
        "without_quantity": (
            f"case when {is_part('unlike')} then {moved} - ({currency}) when {is_part('added')} then -margin_sold_prior_amount "
            f"when {is_part('dropped')} then margin_sold_12m_amount else 0 end"
        ),
        "currency": where(currency, "like", "unlike"),
    }
    return {
        "stated_prior": "sold_prior_amount + returned_prior_amount",
        "stated_12m": "sold_12m_amount + returned_12m_amount",
        "stated_returned": "returned_12m_amount - returned_prior_amount",
        "stated_price": where(price, "like"),
        "stated_volume": where(_scaled("sold_prior_amount", f"({FAMILIES} - 1)"), "like"),
        "stated_added": where("sold_12m_amount", "added"),
        "stated_dropped": where("-sold_prior_amount", "dropped"),
        "stated_without_quantity": where("restated_12m_amount - sold_prior_amount", "unlike"),
        "stated_currency": where(currency, "like", "unlike"),
        "costed_prior": whole["prior"],
        "costed_12m": whole["12m"],
    } | {
        f"whole_{name}": f"case when costed_count = 0 then cast(null as bigint) when uncosted_count = 0 then {sql} else 0 end"
        for name, sql in whole.items()
    }


def _effects(of: str, *more: str) -> dict[str, str]:
    """Return the SQL of each effect from the sums `{of}_*` and the number `standing` of the customer."""
    prior, recent, continuing = f"{of}_prior", f"{of}_12m", _stands("continuing")
    summed = {name: f"{of}_{name}" for name in (*_ADDED_UP, *more)}
    mix = " - ".join((recent, prior, *summed.values(), f"{of}_returned"))
    return summed | {
        "mix": f"case when {continuing} then {mix} else 0 end",
        "new": f"case when {_stands('new')} then {recent} else 0 end",
        "reactivated": f"case when {_stands('reactivated')} then {recent} else 0 end",
        "lost": f"case when {_stands('lost')} then -{prior} else 0 end",
        "timing": f"case when {_stands('timing')} then -{prior} else 0 end",
        "returns": (
            f"case when {continuing} then {of}_returned when {_stands('new', 'reactivated')} then -{prior} "
            f"when {_stands('lost', 'timing')} then {recent} when {_stands('credited')} then {recent} - {prior} else 0 end"
        ),
        "perimeter": "cast(0 as bigint)",
        "unstated": f"case when {_stands('unstated')} then {recent} - {prior} else 0 end",
    }


def revenue_effects() -> dict[str, str]:
    """Return the SQL of each effect on revenue from the sums of `pair_sums` and the number `standing`.

    Mix takes what is left, so that the effects are the whole change to the last unit: with the sums of a pair it is
    s1' - s0 - price - volume.
    """
    return _effects("stated")


def margin_effects() -> dict[str, str]:
    """Return the SQL of each effect on the known margin from the same sums; none without a single line with a cost.

    A pair with a line without cost has one effect, `unknown`. Price and currency are as for revenue, since a rate moves the price;
    mix is what is left.
    """
    found = _effects("whole", "unit_cost")
    found["unknown"] = "costed_12m - costed_prior - (whole_12m - whole_prior)"
    return {
        code: f"case when costed_prior is null then cast(null as bigint) else {sql} end"
        for code, sql in found.items()
    }
