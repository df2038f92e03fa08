"""Small things every answer reads the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientela.base.i18n import Message

Row = dict[str, Any]
NAMED = (Column("customer_id", msg("Number"), "text"), Column("customer_name", msg("Customer"), "text"))
SHOWN = 15
"""Rows of a list; the workbook has all of them."""


def add_up(rows: Sequence[Row], column: str) -> Any:
    """Add a column up; unknown when every value is."""
    known = [row[column] for row in rows if row[column] is not None]
    return sum(known) if known else None


def ratio(part: Any, whole: Any) -> float | None:
    """Return part / whole, unknown without a positive whole."""
    return float(part) / float(whole) if part is not None and whole is not None and whole > 0 else None


def call(code: Any, codes: Mapping[str, Message], missing: Message = msg("not stated")) -> Message | str:  # noqa: B008 - a frozen record
    """Call a coded value by its name."""
    return missing if code is None else codes.get(str(code), str(code))


def count(value: Any) -> Amount:
    """A number of customers inside a sentence."""
    return Amount(round(value), "count")


def share(value: Any, digits: int = 0) -> Amount:
    """A share inside a sentence."""
    return Amount(value, "share", digits=digits)


def money(value: Any, currency: str) -> Amount:
    """A sum of money inside a sentence."""
    return Amount(value, "money", currency)
