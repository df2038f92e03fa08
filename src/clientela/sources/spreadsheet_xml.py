"""Workbooks written as XML (XML Spreadsheet 2003), often named .xls. No document type is accepted, hence no entities."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from clientela.base.i18n import msg
from clientela.sources._errors import FileUnreadableError

if TYPE_CHECKING:
    from pathlib import Path

MARK = b"urn:schemas-microsoft-com:office:spreadsheet"
"""Stands in the first lines of such a file."""
_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_MOST_COLUMNS = 16_384
_MOST_EMPTY_ROWS = 1_048_576
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")


class _ForbiddenError(Exception):
    """The file declares a document type."""


class _Sheets:
    """Collects the cells of every sheet, typed as the file types them."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, list[list[Any]]]] = []
        self._type = ""
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Worksheet":
            self.sheets.append((attributes.get(f"{_SPACE} Name", ""), []))
        elif not self.sheets:
            return
        elif name == "Row":
            self._skip(self.sheets[-1][1], attributes, _MOST_EMPTY_ROWS, list)
            self.sheets[-1][1].append([])
        elif name == "Cell" and self.sheets[-1][1]:
            self._skip(self.sheets[-1][1][-1], attributes, _MOST_COLUMNS, str)
            self.sheets[-1][1][-1].append("")
        elif name == "Data":
            self._type, self._text = attributes.get(f"{_SPACE} Type", "String"), []

    @staticmethod
    def _skip(items: list[Any], attributes: dict[str, str], most: int, empty: type) -> None:
        """Add the empty rows or cells that an index leaves out."""
        index = attributes.get(f"{_SPACE} Index", "")
        if index.isdecimal() and int(index) <= most:
            items.extend(empty() for _ in range(int(index) - 1 - len(items)))

    def end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] == "Data" and self._text is not None:
            if self.sheets and self.sheets[-1][1] and self.sheets[-1][1][-1]:
                self.sheets[-1][1][-1][-1] = _value("".join(self._text), self._type)
            self._text = None

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _value(text: str, type_: str) -> Any:
    if type_ == "Number":
        try:
            return int(text) if text.lstrip("-").isdecimal() else float(text)
        except ValueError:
            return text
    found = _DAY.match(text) if type_ == "DateTime" else None
    if found:
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return text
    return text


def _forbid(*_: object) -> None:
    raise _ForbiddenError


def xml_sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Return the sheets of an XML workbook with their names.

    Errors: FileUnreadableError when it is damaged or declares a document type.
    """
    sheets = _Sheets()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = sheets.start, sheets.end
    parser.CharacterDataHandler = sheets.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _forbid
    try:
        with path.open("rb") as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, _ForbiddenError) as error:
        raise FileUnreadableError(
            msg(
                "{file} is not a workbook that can be read, or it is damaged. Open it in a spreadsheet and save it as .xlsx.",
                file=path.name,
            )
        ) from error
    return sheets.sheets
