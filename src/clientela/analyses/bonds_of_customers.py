"""What binds the customers that promise a future, whose the bonds are, and when they end."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._dynamics import to_frame
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.tables.bonds import KINDS

if TYPE_CHECKING:
    from clientela.engine.frames import Frame

FUTURES = (
    ("likely", msg("Probably a customer in three years")),
    ("uncertain", msg("Not as probable")),
)
BOND_KINDS = tuple((code.value, code.title) for code in KINDS)
_LIKELY = 0.8
"""Probability of ordering in the third year from which a customer promises a future."""
_SOURCE = "Liljander & Strandvik 1995; own definition of the shares"


@step(
    title=msg("Bonds of the customers"),
    inputs=("customers", "customer_outlook", "switching_items"),
    fields=(
        *NAMED,
        Field("future_class", msg("Future"), "class", msg("from 80 % in the third year on"), codes=FUTURES),
        Field("active_36m_probability", msg("Orders in the third year"), "share"),
        Field("bonds_count", msg("Bonds"), "count", msg("that hold today and tie the customer")),
        Field("strength_number", msg("Strength of all"), "number", msg("sum over the bonds, 0 to 10 each")),
        Field("structural_share", msg("Held by the firm"), "share", msg("strength of the bonds held by the firm / of those whose holder is known"), _SOURCE),
        Field("personal_share", msg("Held by a person alone"), "share", msg("strength of social and knowledge bonds held by a person / of those whose holder is known"), _SOURCE),
        Field("holder_unknown_count", msg("Bonds without a holder"), "count"),
        Field("next_end_on", msg("Next end of a bond"), "date"),
        Field("undoing_amount", msg("Cost of undoing them, at least"), "money", msg("of the bonds of which it is stated")),
        Field("cm3_12m_amount", msg("Contribution 3"), "money"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def bonds_of_customers(params: dict[str, Any]) -> str:
    """One row per customer with a purchase in the year whose future can be said, with or without a bond written down."""
    del params
    known = "sum(case when owner_kind in ('firm', 'person') then strength end)"

    def part(test: str) -> str:
        return f"cast(sum(case when {test} then strength when owner_kind in ('firm', 'person') then 0 end) as double) / nullif(case when {known} > 0 then cast({known} as double) end, 0)"

    structural = part("owner_kind = 'firm'")
    personal = part("owner_kind = 'person' and bond_kind in ('social', 'knowledge')")
    held = (
        f"select customer_key, count(*) as bonds_count, cast(sum(strength) as double) as strength_number, {structural} as structural_share, "
        f"{personal} as personal_share, cast(sum(case when owner_kind in ('firm', 'person') then 0 else 1 end) as bigint) as holder_unknown_count, "
        "min(expires_on) as next_end_on, cast(sum(switching_amount) as bigint) as undoing_amount from switching_items where switching_side = 'theirs' and customer_key > 0 group by customer_key"
    )
    return (
        f"select c.customer_key, c.customer_id, c.customer_name, case when o.active_36m_probability >= {_LIKELY} then 'likely' else 'uncertain' end as future_class, o.active_36m_probability, "
        "coalesce(h.bonds_count, 0) as bonds_count, h.strength_number, h.structural_share, h.personal_share, coalesce(h.holder_unknown_count, 0) as holder_unknown_count, h.next_end_on, h.undoing_amount, c.cm3_12m_amount, c.revenue_12m_amount "
        f"from customers as c join customer_outlook as o on o.customer_key = c.customer_key left join ({held}) as h on h.customer_key = c.customer_key "
        "where c.lines_12m_count > 0 and o.active_36m_probability is not null"
    )


def exact_probability(first: int, first_all: int, second: int, second_all: int) -> float:
    """Return how probable a difference at least as large is by chance: `first` of `first_all` against `second` of `second_all`.

    Formula: sum of the hypergeometric probabilities that are not above that of the table seen (Fisher 1935, two-sided).
    """
    both, whole = first + second, first_all + second_all
    ways = comb(whole, both)
    seen = comb(first_all, first) * comb(second_all, second)
    low, high = max(0, both - second_all), min(both, first_all)
    tables = (comb(first_all, x) * comb(second_all, both - x) for x in range(low, high + 1))
    return sum(t for t in tables if t <= seen) / ways


@step(
    title=msg("Kinds of bonds, by the future of the customers"),
    inputs=("bonds_of_customers", "switching_items"),
    columns={
        "bonds_of_customers": ("customer_key", "future_class", "bonds_count"),
        "switching_items": ("customer_key", "switching_side", "bond_kind", "strength"),
    },
    fields=(
        Field("bond_kind", msg("Kind of bond"), "text", codes=BOND_KINDS),
        Field("likely_count", msg("With a future, with this bond"), "count"),
        Field("likely_known_count", msg("With a future and any bond known"), "count"),
        Field("likely_share", msg("Part of them"), "share"),
        Field("uncertain_count", msg("Uncertain, with this bond"), "count"),
        Field("uncertain_known_count", msg("Uncertain and any bond known"), "count"),
        Field("uncertain_share", msg("Part of them"), "share"),
        Field("strength_mean", msg("Mean strength, with a future"), "number", msg("0 to 10")),
        Field("chance_probability", msg("As large by chance"), "share", msg("exact test of the two parts; five customers on each side with any bond known"), "Fisher 1935"),
    ),
    form="arrays",
)  # fmt: skip
def bond_kinds(params: dict[str, Any], frames: dict[str, Frame]) -> Frame:
    """Count the kinds of bonds of customers with a future and of the others; only customers of which any bond is written down say anything."""
    del params
    rows, items = frames["bonds_of_customers"], frames["switching_items"]
    keys = np.asarray(rows["customer_key"]).astype(np.int64)
    known = np.asarray(rows["bonds_count"]).astype(np.int64) > 0
    likely = np.asarray(rows["future_class"]).astype(str) == "likely"
    sides = {"likely": keys[known & likely], "uncertain": keys[known & ~likely]}
    item_key = np.asarray(items["customer_key"]).astype(np.int64)
    theirs = np.asarray(items["switching_side"]).astype(str) == "theirs"
    kind = np.ma.filled(np.ma.asarray(items["bond_kind"]).astype(object), "").astype(str)
    strength = np.ma.filled(np.ma.asarray(items["strength"]).astype(np.float64), np.nan)
    made: list[list[Any]] = []
    for name in [code for code, _ in BOND_KINDS if (theirs & (kind == code)).any()]:
        mine = theirs & (kind == name)
        row: list[Any] = [name]
        counts = []
        for side in ("likely", "uncertain"):
            having, whole = len(np.intersect1d(item_key[mine], sides[side])), len(sides[side])
            row += [having, whole, having / whole if whole else None]
            counts += [having, whole]
        strong = strength[mine & np.isin(item_key, sides["likely"])]
        strong = strong[~np.isnan(strong)]
        enough = min(counts[1], counts[3]) >= 5  # noqa: PLR2004 - below it nothing but the extreme could be told from chance
        made.append([*row, float(strong.mean()) if len(strong) else None, exact_probability(*counts) if enough else None])  # fmt: skip
    return to_frame(bond_kinds.fields, made)


@step(
    title=msg("Bonds that end"),
    inputs=("customers", "switching_items"),
    fields=(
        *NAMED,
        Field("bond_id", msg("Bond number"), "text"),
        Field("bond_kind", msg("Kind of bond"), "text"),
        Field("owner_kind", msg("Held by"), "text"),
        Field("strength", msg("Strength"), "number"),
        Field("expires_on", msg("Ends on"), "date"),
        Field("switching_amount", msg("Cost of undoing it"), "money"),
        Field("switching_weeks", msg("Weeks to undo it"), "number"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
    ),
)  # fmt: skip
def bonds_ending(params: dict[str, Any]) -> str:
    """List the bonds that end within a year of `as_of`, the first first; up to 200."""
    names = ", ".join(f.name for f in bonds_ending.fields)
    rows = (
        "select c.customer_key, c.customer_id, c.customer_name, i.bond_id, i.bond_kind, i.owner_kind, i.strength, i.expires_on, i.switching_amount, i.switching_weeks, c.revenue_12m_amount "
        f"from switching_items as i join customers as c on c.customer_key = i.customer_key where i.switching_side = 'theirs' and i.expires_on is not null and datediff('day', {params['as_of']}, i.expires_on) <= 365"
    )
    return first_rows(rows, names, "expires_on, customer_id, bond_id")
