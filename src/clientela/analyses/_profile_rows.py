"""The customers as traits: what is seen of them early, who is good and who is poor, and the categories they are in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses._profile import LEAST_EACH, Trait
from clientela.base.i18n import msg
from clientela.base.money import SCALE
from clientela.predictions.first_orders import HALF_DAYS
from clientela.tables._customer_types import TYPE_TITLES

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.engine.frames import Frame

Array = np.ndarray[Any, Any]
COLUMNS: dict[str, tuple[str, ...]] = {
    "customers": (
        "customer_key", "customer_id", "customer_name", "segment_id", "area_id", "channel", "customer_type", "lines_count", "lines_12m_count", "lines_prior_12m_count", "first_order_on", "abc_value_class", "lifecycle_state",
        "revenue_12m_amount", "orders_12m_count", "families_12m_count", "discount_share", "payment_delay_days",
    ),
    "first_orders": ("customer_key", "first_revenue_amount", "first_lines_count", "half_orders_count", "half_revenue_amount", "half_discount_share", "half_families_count"),
    "customer_fit": ("customer_key", "fit_share", "fit_low", "fit_high", "fit_class"),
    "portfolio_matrix": ("customer_key", "portfolio_cell"),
    "customer_outlook": ("customer_key", "lifetime_value_amount"),
    "profitability_cells": ("customer_key", "contribution_12m_amount"),
    "key_account_list": ("customer_key", "is_stated"),
    "knock_outs": ("customer_key", "knock_out_reason"),
}  # fmt: skip
NUMBERS: tuple[tuple[str, Message, str], ...] = (
    ("first_revenue", msg("Size of the first order"), "money"),
    ("first_lines", msg("Lines of the first order"), "number"),
    ("half_orders", msg("Orders of the first half-year"), "number"),
    ("half_basket", msg("Size of an order in the first half-year"), "money"),
    ("half_families", msg("Families of the first half-year"), "number"),
    ("half_discount", msg("Discount of the first half-year"), "share"),
    ("payment_delay", msg("Days paid late"), "number"),
    ("fit", msg("Fit with what we can do"), "share"),
)
"""Traits in numbers that are seen before a customer is won or soon after: code, title, unit."""
LEVELS: tuple[tuple[str, Message], ...] = (
    ("segment_id", msg("Segment")),
    ("area_id", msg("Area")),
    ("channel", msg("Channel")),
    ("customer_type", msg("Customer type")),
)
NOW: tuple[tuple[str, Message, str], ...] = (
    ("revenue", msg("Revenue, last 12 months"), "money"),
    ("orders", msg("Orders, last 12 months"), "number"),
    ("basket", msg("Size of an order, last 12 months"), "money"),
    ("families", msg("Families, last 12 months"), "number"),
    ("discount", msg("Discount rate"), "share"),
    ("margin", msg("Contribution of revenue"), "share"),
)
"""Traits of today: they describe a category, and choose nobody."""
CATEGORIES: tuple[tuple[str, Message], ...] = (
    ("good", msg("Good customers")),
    ("poor", msg("Poor customers")),
    ("all", msg("All customers")),
    ("A", msg("Class A")),
    ("B", msg("Class B")),
    ("C", msg("Class C")),
    ("key", msg("Key accounts")),
    ("new", msg("New customers")),
    *((f"type_{code}", title) for code, title in TYPE_TITLES),
)
BASES = (
    ("portfolio", msg("the strategic partners of the portfolio")),
    ("lifetime", msg("the quarter with the largest lifetime value")),
    ("contribution", msg("the quarter with the largest contribution")),
)
_NEW_DAYS, _BEST = 365, 0.75


@dataclass(frozen=True, slots=True)
class Base:
    """The customers in the order of the frame, and what they are. Shapes: (customers,)."""

    key: Array
    number: list[str]
    name: Array
    good: Array
    poor: Array
    basis: str
    is_new: Array
    is_prospect: Array
    is_out: Array
    """Left out by a knock-out."""
    fit: dict[str, Array]
    fit_class: Array
    traits: list[Trait]
    """Those that may tell good from poor."""
    current: dict[str, Array]
    categories: dict[str, Array]
    retained: Array
    """Of the buyers of the year before: 1 where they bought again, NaN of others."""


def _number(column: Any) -> Array:
    return np.asarray(np.ma.filled(np.ma.asarray(column).astype(np.float64), np.nan))


def plain_objects(column: Any) -> Array:
    """Return a column as objects, None where it is missing."""
    held = np.ma.asarray(column)
    values = np.asarray(np.ma.getdata(held)).astype(object)
    values[np.ma.getmaskarray(held)] = None
    return values


def _over(number: Array, count: Array) -> Array:
    return np.asarray(np.divide(number, count, out=np.full(len(number), np.nan), where=count > 0))


def read_base(params: dict[str, Any], frames: dict[str, Frame]) -> Base:
    """Read the traits and say who is good and who is poor.

    New customers are neither. Good: strategic partners, where fifteen are known; else, of the buyers with a positive contribution, the quarter with the largest lifetime
    value, or contribution. Poor: lost, below zero, or unfit for what we can do. What a customer bought first is not known where it was there
    when the data begin.
    """
    rows = frames["customers"]
    key = np.asarray(rows["customer_key"])
    order = np.argsort(key, kind="stable")

    def at(table: str) -> tuple[Array, Array]:
        keys = np.asarray(frames[table]["customer_key"])
        if not len(key):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
        place = np.minimum(np.searchsorted(key[order], keys), len(key) - 1)
        found = key[order][place] == keys
        return order[place[found]], found

    def number(table: str, column: str) -> Array:
        place, found = at(table)
        values = np.full(len(key), np.nan)
        values[place] = _number(frames[table][column])[found]
        return values

    def text(table: str, column: str) -> Array:
        place, found = at(table)
        values = np.full(len(key), None, dtype=object)
        values[place] = plain_objects(frames[table][column])[found]
        return values

    bought = _number(rows["lines_count"]) > 0
    active = _number(rows["lines_12m_count"]) > 0
    first_on = np.ma.filled(
        np.ma.asarray(rows["first_order_on"]).astype("datetime64[D]"), np.datetime64("NaT")
    )
    today, begin = np.datetime64(params["as_of_day"]), np.datetime64(date.fromisoformat(params["first_on"]))
    is_new = bought & (first_on > today - np.timedelta64(_NEW_DAYS, "D"))
    seen = first_on >= begin + np.timedelta64(HALF_DAYS, "D")
    contribution, lifetime = number("profitability_cells", "contribution_12m_amount"), number("customer_outlook", "lifetime_value_amount")  # fmt: skip
    cell, fit_class = text("portfolio_matrix", "portfolio_cell"), text("customer_fit", "fit_class")
    is_lost = (
        np.array([state == "L" for state in plain_objects(rows["lifecycle_state"])], dtype=bool) & bought
    )
    # whom the profile is for proves nothing yet: new customers are on neither side
    known = bought & ~is_new
    good, basis = _good(
        (cell == "strategic") & known & ~is_lost,
        active & known & ~is_lost & (contribution > 0),
        lifetime,
        contribution,
    )
    plain = (is_lost | (contribution < 0)) & known & ~good
    poor = plain | ((fit_class == "unfit") & known & ~good)
    first = {
        name: np.where(seen, number("first_orders", name), np.nan) for name in COLUMNS["first_orders"][1:]
    }
    values = {
        "first_revenue": first["first_revenue_amount"] / SCALE, "first_lines": first["first_lines_count"], "half_orders": first["half_orders_count"],
        "half_basket": _over(first["half_revenue_amount"] / SCALE, first["half_orders_count"]), "half_families": first["half_families_count"], "half_discount": first["half_discount_share"],
        "payment_delay": _number(rows["payment_delay_days"]), "fit": number("customer_fit", "fit_share"),
    }  # fmt: skip
    # who is poor only by its fit cannot prove that the fit matters
    traits = [Trait(code, values[code], counts=(good | plain) if code == "fit" else None) for code, _, _ in NUMBERS]  # fmt: skip
    traits += [_levelled(code, plain_objects(rows[code])) for code, _ in LEVELS]
    revenue, orders = _number(rows["revenue_12m_amount"]) / SCALE, _number(rows["orders_12m_count"])
    kept = {"revenue": revenue, "orders": orders, "basket": _over(revenue, orders), "families": _number(rows["families_12m_count"]), "discount": _number(rows["discount_share"]), "margin": _over(contribution / SCALE, revenue)}  # fmt: skip
    current = {name: np.where(active, value, np.nan) for name, value in kept.items()}
    abc, kinds = plain_objects(rows["abc_value_class"]), plain_objects(rows["customer_type"])
    categories = {"good": good, "poor": poor, "all": bought, **{c: active & (abc == c) for c in "ABC"}, "key": number("key_account_list", "is_stated") > 0, "new": is_new}  # fmt: skip
    categories |= {f"type_{code}": bought & (kinds == code) for code, _ in TYPE_TITLES}
    return Base(
        key, [str(v) for v in plain_objects(rows["customer_id"])], plain_objects(rows["customer_name"]), good, poor, basis, is_new, ~bought, text("knock_outs", "knock_out_reason") != None,  # noqa: E711 - of an array
        {end: number("customer_fit", end) for end in ("fit_share", "fit_low", "fit_high")}, fit_class, traits, current, categories, np.where(_number(rows["lines_prior_12m_count"]) > 0, active.astype(np.float64), np.nan),
    )  # fmt: skip


def _good(strategic: Array, earning: Array, lifetime: Array, contribution: Array) -> tuple[Array, str]:
    if int(strategic.sum()) >= LEAST_EACH:
        return strategic.copy(), "portfolio"
    for basis, money in (("lifetime", lifetime), ("contribution", contribution)):
        known = earning & (money > 0)
        if int(known.sum()) >= LEAST_EACH:
            return known & (money >= np.quantile(money[known], _BEST)), basis
    return np.zeros(len(strategic), dtype=bool), "contribution"


def _levelled(code: str, column: Array) -> Trait:
    names = tuple(sorted({str(v) for v in column if v is not None}))
    place = {name: i for i, name in enumerate(names)}
    return Trait(code, np.array([-1 if v is None else place[str(v)] for v in column], dtype=np.float64), names)  # fmt: skip
