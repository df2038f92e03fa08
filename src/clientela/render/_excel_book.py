"""The workbook being written: its language, its formats, its names, and how one value becomes one cell."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import Message, translate
from clientela.base.units import format_value

if TYPE_CHECKING:
    from clientela.base.units import Unit

INK, GREY, LINE, HEAD, PAPER = "#1F2937", "#6B7280", "#E5E7EB", "#F3F4F6", "#FFFFFF"
BLUE, SKY, GREEN, VERMILLION, ORANGE, PURPLE, YELLOW = (
    "#0072B2", "#56B4E9", "#009E73", "#D55E00", "#E69F00", "#CC79A7", "#F0E442",
)  # fmt: skip
"""Okabe and Ito (2008): told apart by every kind of colour vision."""
SERIES_COLOURS = (BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE)
TEXT_UNITS = frozenset({"text", "class", "id"})

_FIRST_YEAR = 1900
_MOST_SIGNS = 32767
_SAFE_INTEGER = 1 << 53
_SHEET_NAME_SIGNS = 31


def number_format(
    unit: Unit, *, language: str, digits: int | None = None, currency: str | None = None
) -> str:
    """Return the number format of a unit as Excel writes it (Excel itself puts in the reader's separators)."""
    if unit in TEXT_UNITS:
        return "@"
    point = "." if language == "ru" else "/"
    if unit in ("date", "instant", "month"):
        day = point.join(("mm", "yyyy") if unit == "month" else ("dd", "mm", "yyyy"))
        return f"{day} hh:mm" if unit == "instant" else day
    places = {"money": 2, "share": 1, "count": 0, "days": 1}.get(unit, 2)
    if digits is not None and unit != "count":
        places = digits
    if unit == "share":
        return "0" + ("." + "0" * places if places else "") + "%"
    if unit == "days":
        return "0" + ("." + "0" * places if places else "")
    if unit == "number":
        return "#,##0" + ("." + "0" * places if places else "")
    plain = "#,##0" + ("." + "0" * places if places else "")
    return f'{plain} "{re.sub(r"[^A-Za-z]", "", currency)}"' if currency else plain


def number_of(value: Any) -> float | int | None:
    """Return the number of a cell, None when there is none (missing, not a number, infinite)."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    number = value if isinstance(value, int) else float(value)
    return number if math.isfinite(number) else None


class Book:
    """An open workbook in one language."""

    def __init__(self, workbook: Any, language: str) -> None:
        self.workbook = workbook
        self.language = language
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._sheets: set[str] = set()
        self._tables: set[str] = set()

    def words(self, text: Message | str | None) -> str:
        """Return a text in the language of the workbook."""
        return "" if text is None else translate(text, language=self.language)

    def style(self, **properties: Any) -> Any:
        """Return the format with these properties, made once."""
        wanted = {"font_size": 10, "font_color": INK, "valign": "vcenter", **properties}
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(wanted)
        return self._formats[key]

    def cell_style(
        self, unit: Unit, *, digits: int | None = None, currency: str | None = None, **properties: Any
    ) -> Any:
        """Return the format of a cell that holds a value of `unit`: numbers to the right, words to the left."""
        side = "center" if unit == "class" else "left" if unit in TEXT_UNITS else "right"
        shape = number_format(unit, language=self.language, digits=digits, currency=currency)
        shift = {} if side == "center" else {"indent": 1}
        return self.style(**{"num_format": shape, "align": side, **shift, **properties})

    def sheet_name(self, title: Message | str) -> str:
        """Return a name Excel accepts that no other sheet has."""
        plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", self.words(title))
        plain = " ".join(plain.split()).strip("'")[:_SHEET_NAME_SIGNS].strip("' ") or "-"
        if plain.casefold() == "history":  # Excel keeps this name for itself
            plain = f"{plain}_"
        name, number = plain, 1
        while name.casefold() in self._sheets:
            number += 1
            tail = f" ({number})"
            name = plain[: _SHEET_NAME_SIGNS - len(tail)].rstrip() + tail
        self._sheets.add(name.casefold())
        return name

    def table_name(self, *parts: str) -> str:
        """Return a name for an Excel table that no other table has."""
        plain = "t_" + re.sub(r"[^A-Za-z0-9_]", "_", "_".join(parts))[:200]
        name, number = plain, 1
        while name.casefold() in self._tables:
            number += 1
            name = f"{plain}_{number}"
        self._tables.add(name.casefold())
        return name

    def put(self, sheet: Any, row: int, column: int, value: Any, unit: Unit, style: Any) -> None:
        """Write one value: a number as a number, a date as a date, a missing value as an empty cell.

        A text is always written as a text: what begins with = + - or @ never becomes a formula or a link.
        """
        if value is None or value == "" or (isinstance(value, (float, Decimal)) and math.isnan(value)):
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, (str, Message)):
            sheet.write_string(row, column, self.words(value)[:_MOST_SIGNS], style)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, (date, datetime)) and value.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, value, style)
        elif (
            unit not in TEXT_UNITS
            and (number := number_of(value)) is not None
            and abs(number) < _SAFE_INTEGER
        ):
            sheet.write_number(row, column, number, style)
        else:
            sheet.write_string(row, column, self.shown(value, unit)[:_MOST_SIGNS], style)

    def shown(self, value: Any, unit: Unit, digits: int | None = None) -> str:
        """Return a value as a person reads it."""
        if isinstance(value, (str, Message)):
            return self.words(value)
        if isinstance(value, bool) or (isinstance(value, float) and math.isinf(value)):
            return str(value)
        return format_value(value, unit, language=self.language, digits=digits)
