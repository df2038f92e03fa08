"""Small things every section says the same way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_STATED = msg("not stated")
NO_CLASS = msg("no purchase in the year")
Row = dict[str, Any]


def money(value: Any, currency: str) -> Amount:
    """A sum of money inside a sentence."""
    return Amount(value, "money", currency)


def share(part: Any, whole: Any) -> float | None:
    """Return part / whole, unknown without a positive whole."""
    return (
        float(Decimal(part) / Decimal(whole))
        if part is not None and whole is not None and whole > 0
        else None
    )


def change(now: Any, before: Any) -> float | None:
    """Return (now - before) / before, unknown without a positive base."""
    return (
        float((Decimal(now) - Decimal(before)) / Decimal(before))
        if now is not None and before is not None and before > 0
        else None
    )


def label(code: Any, codes: Mapping[str, Message], missing: Message = NOT_STATED) -> Message | str:
    """Call a coded value by its name."""
    return missing if code is None else codes.get(str(code), str(code))


def placed(row: Row, matrix: str, cells: Mapping[str, Message]) -> Message | None:
    """Name the cell of a matrix, with a question mark where it is not certain: what is missing could move the customer."""
    name = None if row[f"{matrix}_cell"] is None else cells[row[f"{matrix}_cell"]]
    return name if name is None or row[f"{matrix}_certainty"] == "sharp" else msg("{what}?", what=name)


def total(rows: list[Row], column: str) -> Any:
    """Add a column up; unknown when every value is."""
    known = [row[column] for row in rows if row[column] is not None]
    return sum(known) if known else None
