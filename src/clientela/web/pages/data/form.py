"""The form in which a person says how a file is to be read: what it offers, and what was filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clientela.base.i18n import msg
from clientela.base.units import format_value
from clientela.web.ui.templatetags.show import reader_language, say
from clientela.workspace import IGNORED, Stated, table_choices, view_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from clientela.workspace import FileDescription

_USUAL = 4
_FIRST_YEAR, _LAST_YEAR, _CENTURY, _YEAR_DIGITS = 1900, 2200, 2000, 4
_MONTHS = 12
_PARTS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})\b")
_PACKED = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_SIX = re.compile(r"^\d{6}$")
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp866", "koi8-r", "iso-8859-2", "iso-8859-5", "cp850", "cp852",
    "mac-roman", "mac-cyrillic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a select."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One select of the form beside those of the columns."""

    name: str
    label: str
    options: tuple[Option, ...]
    is_asked: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the file, and what it may be."""

    field: str
    name: str
    kind: str
    samples: str
    role: str
    becomes_rows: bool
    is_asked: bool


def read_form(data: QueryDict, found: FileDescription) -> Stated:
    """Return what was filled in. Columns shown for another table than the chosen one say nothing about it."""
    role = data.get("role", "")
    columns: dict[str, str] = {}
    if role and role == data.get("shown_role", ""):
        columns = {c.name: data[f"c{i}"] for i, c in enumerate(found.columns) if f"c{i}" in data}
    year = data.get("year", "").strip()
    row = data.get("header_row", "").strip()
    return Stated(
        role=role,
        columns=columns,
        is_numbered=data.get("is_numbered") == "1",
        year=int(year) if year.isdecimal() and _FIRST_YEAR <= int(year) <= _LAST_YEAR else None,
        credit_note_types=tuple(data.getlist("credit_note_types")),
        sheet=data.get("sheet") or None,
        # what is no number becomes a row that no file has, and is refused with a sentence
        header_row=(int(row) if row.isdecimal() else 0) if row else None,
        **{
            name: data.get(name) or None
            for name in (
                "decimal",
                "dates",
                "separator",
                "encoding",
                "amounts_in",
                "discount_is",
                "share_is",
            )
        },
    )


def as_found(found: FileDescription) -> Stated:
    """Return the form as it is before anybody touched it: what was recognised, or stated before."""
    saved = found.saved
    is_known = found.role in table_choices()
    asked = found.question.about if found.question else ""
    return Stated(
        role=found.role if is_known or found.role == IGNORED else "",
        columns=found.mapping if saved and saved.columns and is_known else {},
        is_numbered=bool(saved and "#row" in saved.columns.values()),
        year=saved.year if saved else None,
        decimal=saved.decimal if saved else None,
        dates=saved.dates if saved else None,
        separator=saved.separator if saved else None,
        encoding=saved.encoding if saved else None,
        amounts_in=saved.amounts_in if saved else None,
        discount_is=saved.discount_is if saved and asked != "discount_is" else None,
        share_is=saved.share_is if saved else None,
        credit_note_types=saved.credit_note_types if saved else (),
        sheet=saved.sheet if saved else None,
        header_row=saved.header_row if saved else None,
    )


def _select(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    chosen: str | None,
    *,
    asked: str,
    help_text: str = "",
) -> Choice:
    lines = tuple(Option(value, text, value == (chosen or "")) for value, text in options)
    return Choice(name, label, lines, name == asked, help_text)


def _recognised(value: str) -> str:
    return str(_("As recognised: %(value)s") % {"value": value} if value else _("As recognised"))


def _samples(found: FileDescription, kind: str) -> list[str]:
    """Return values of one kind, those of the column that is asked about first."""
    asked = found.question.column if found.question else ""
    columns = sorted(found.columns, key=lambda c: c.name != asked)
    return [s for c in columns if c.kind == kind or c.name == asked for s in c.samples]


def _days(found: FileDescription) -> dict[str, str]:
    """Return an example of a date that reads in two ways, written out in both."""
    for sample in _samples(found, "date"):
        match = _PARTS.match(sample) or _PACKED.match(sample)
        if match is None:
            continue
        one, two, year = (int(text) for text in match.groups())
        year += _CENTURY if len(match[3]) < _YEAR_DIGITS else 0
        if one == two or not (1 <= one <= _MONTHS and 1 <= two <= _MONTHS):
            continue
        return {
            order: _("%(written)s is %(day)s") % {"written": match[0], "day": date_format(day, "DATE_FORMAT")}
            for order, day in (("dmy", date(year, two, one)), ("mdy", date(year, one, two)))
        }
    return {}


def _dates(found: FileDescription, stated: Stated, asked: str) -> Choice:
    days = _days(found)
    compact = any(_PACKED.match(s) for s in _samples(found, "date"))
    day_first, month_first = ("ddmmyyyy", "mmddyyyy") if compact else ("dd/mm/yyyy", "mm/dd/yyyy")
    options = [
        ("", _recognised(found.dialect.dates or "") if asked != "dates" else _("Please choose")),
        (day_first, " · ".join(filter(None, (_("Day first"), days.get("dmy"))))),
        (month_first, " · ".join(filter(None, (_("Month first"), days.get("mdy"))))),
        ("yyyy-mm-dd", _("Year first")),
    ]
    chosen = stated.dates
    if chosen and chosen not in {value for value, _label in options}:
        options.append((chosen, chosen))
    is_six = any(_SIX.match(sample) for sample in _samples(found, "date"))
    label = _("Order of year, month and day") if is_six else _("Order of day and month")
    return _select("dates", label, options, chosen, asked=asked)


def _number(sample: str, decimal: str) -> str:
    thousands = "." if decimal == "," else ","
    text = sample.replace(" ", "").replace(thousands, "").replace(decimal, ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        return ""
    digits = max(0, -int(value.as_tuple().exponent))
    written = format_value(value, "money", language=reader_language(), currency=None, digits=digits)
    return str(_("%(written)s is %(value)s") % {"written": sample, "value": written})


def _decimal(found: FileDescription, stated: Stated, asked: str) -> Choice:
    marked = [s for s in _samples(found, "number") if "," in s or "." in s]
    sample = marked[0] if marked else ""
    signs = {",": _("comma"), ".": _("point")}
    options = [
        (
            "",
            _recognised(signs.get(found.dialect.decimal or "", ""))
            if asked != "decimal"
            else _("Please choose"),
        ),
        (",", " · ".join(filter(None, (_("Comma"), _number(sample, ","))))),
        (".", " · ".join(filter(None, (_("Point"), _number(sample, "."))))),
    ]
    return _select("decimal", _("Decimal sign"), options, stated.decimal, asked=asked)


def _written(found: FileDescription, stated: Stated) -> list[Choice]:
    """Return the choices on how a text file is written."""
    if found.source_kind != "csv":
        return []
    signs = {
        ",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Bar"), "^": "^", "~": "~", " ": _("Blanks"), "fixed": _("Fixed places"),
    }  # fmt: skip
    separators = [("", _recognised(signs.get(found.dialect.separator or "", "")))]
    separators += list(signs.items())
    known = [("", _recognised(found.dialect.encoding or ""))]
    names = dict.fromkeys((*ENCODINGS, *filter(None, (stated.encoding,))))
    return [
        _select("separator", _("Between the cells stands"), separators, stated.separator, asked=""),
        _select("encoding", _("Letters are written in"), [*known, *((n, n) for n in names)], stated.encoding, asked="",
                help_text=_("Change it when letters with accents look wrong.")),
    ]  # fmt: skip


def other_choices(found: FileDescription, stated: Stated, mapping: Mapping[str, str]) -> list[Choice]:
    """Return the selects beside those of the columns that matter for this file and this table."""
    table = table_choices()[stated.role]
    asked = found.question.about if found.question else ""
    kinds = {c.kind for c in found.columns}
    choices: list[Choice] = []
    if found.source_kind != "parquet":
        if "date" in kinds or asked == "dates":
            choices.append(_dates(found, stated, asked))
        if "number" in kinds or asked == "decimal":
            choices.append(_decimal(found, stated, asked))
    if table.has_money:
        amounts = {"units": _("Whole units"), "cents": _("Cents"), "thousands": _("Thousands")}
        first = [("", _recognised(amounts.get(found.amounts_in, "")))]
        choices.append(
            _select(
                "amounts_in",
                _("Amounts are written in"),
                [*first, *amounts.items()],
                stated.amounts_in,
                asked=asked,
            )
        )
    if "discount" in mapping.values() or asked == "discount_is":
        kinds_of = {
            "percent": _("Percent: 10 is ten percent"),
            "share": _("Share: 0.1 is ten percent"),
            "amount": _("An amount of money"),
            "none": _("Taken off already: the price is the one after it"),
        }
        empty = (
            "",
            _recognised(kinds_of.get(found.discount_is or "", ""))
            if asked != "discount_is"
            else _("Please choose"),
        )
        choices.append(
            _select(
                "discount_is",
                _("The discount is"),
                [empty, *kinds_of.items()],
                stated.discount_is,
                asked=asked,
            )
        )
    if table.has_shares:
        shares = [
            ("", _("As recognised") if asked != "share_is" else _("Please choose")),
            ("percent", _("Percent: 0.5 is half a percent")),
            ("fraction", _("Parts of one: 0.5 is one half")),
        ]
        choices.append(_select("share_is", _("Shares are"), shares, stated.share_is, asked=asked))
    return [*choices, *_written(found, stated)]


def table_groups(chosen: str) -> list[tuple[str, list[Option]]]:
    """Return what a file may be: the usual tables, then the others by title, then to leave it out."""
    options = [Option(name, say(table.title), name == chosen) for name, table in table_choices().items()]
    others = sorted(options[_USUAL:], key=lambda option: option.label.casefold())
    ignored = Option(IGNORED, _("Leave this file out"), chosen == IGNORED)
    return [
        (pgettext("tables", "Most usual"), options[:_USUAL]),
        (pgettext("tables", "Further"), others),
        (pgettext("tables", "None of these"), [ignored]),
    ]


def sheet_options(found: FileDescription, stated: Stated, parts: Sequence[str]) -> list[Option]:
    """Return the sheets of a workbook, or the parts of a file, that may be read alone; none where there is no choice."""
    names = dict.fromkeys(found.sheets if found.part in found.sheets else parts)
    if stated.sheet:
        names.setdefault(stated.sheet)
    if len(names) <= 1:
        return []
    every = Option("", _("Every one that holds a table"), not stated.sheet)
    return [every, *(Option(name, name, name == stated.sheet) for name in names if name)]


def form_context(found: FileDescription, stated: Stated, parts: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the form shows for a file and what is stated about it so far; `parts` are those of its file."""
    question = found.question
    asked = question.about if question else ""
    context: dict[str, Any] = {
        "found": found,
        "stated": stated,
        "groups": table_groups(stated.role),
        "sheets": sheet_options(found, stated, parts),
        "question": question.text if question else None if found.role in table_choices() or found.role == IGNORED else msg(
            "What does this file hold? It was not recognised."
        ),
        "asks_role": asked == "role" or (not question and found.role not in (*table_choices(), IGNORED)),
    }  # fmt: skip
    view = view_file(found, stated)
    if view is None:
        return context
    table = table_choices()[stated.role]
    mapping = {c: r for c, r in stated.columns.items() if r} if stated.columns else dict(view.mapping)
    lacking = {name for some in view.missing for name in some}
    roles = [(r.name, say(r.title), say(r.help)) for r in table.roles if r.is_required]
    further = sorted(
        ((r.name, say(r.title), say(r.help)) for r in table.roles if not r.is_required),
        key=lambda r: r[1].casefold(),
    )
    rows = [
        ColumnRow(
            f"c{i}", c.name, c.kind, " · ".join(c.samples), mapping.get(c.name, ""), c.name in view.periods,
            bool(asked and question and question.column == c.name and asked != "columns"),
        )
        for i, c in enumerate(found.columns)
    ]  # fmt: skip
    typed = next((c for c in found.columns if mapping.get(c.name) == "document_type"), None)
    ticked = stated.credit_note_types or found.credit_note_types
    return {
        **context,
        "table": table,
        "rows": rows,
        "required_roles": roles,
        "further_roles": further,
        "choices": other_choices(found, stated, mapping),
        "lacking": []
        if found.is_joined and stated.role == "sales_lines"
        else [title for name, title, _help in (*roles, *further) if name in lacking],
        "asks_columns": asked == "columns",
        "types": [Option(v, v, v in ticked) for v in typed.values]
        if typed and stated.role == "sales_lines"
        else [],
        "type_column": typed.name if typed else "",
    }
