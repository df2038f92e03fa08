"""Mappings a person may correct: one TOML file for each header, found again when a file has the same header."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientela.base.files import write_text
from clientela.base.i18n import msg
from clientela.sources._dates import NAMES
from clientela.sources._errors import MappingFileError
from clientela.sources._recognise import FORMER_ROLES, ROW
from clientela.sources._roles import SYNONYMS, FileRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable

_TOP = frozenset({"example", "role", "dialect", "columns", "options"})
_DIALECT = frozenset({"encoding", "separator", "sheet", "header_row", "decimal", "dates"})
_OPTIONS = frozenset({"amounts_in", "credit_note_types", "discount_is", "share_is", "year"})
IGNORED = "ignored"
"""Written as the role: files with this header are left out."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
LAST_HEADER_ROW = 100
"""Row below which nobody writes column names."""
_CHOICES: dict[str, tuple[str, ...]] = {
    "decimal": (",", "."),
    "dates": tuple(NAMES),
    "amounts_in": ("units", "cents", "thousands"),
    "discount_is": ("percent", "share", "amount", "none"),
    "share_is": ("percent", "fraction"),
    "separator": (",", ";", "\t", "|", "^", "~", " ", "fixed"),
}


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """What a mapping file says; what it does not say is None and is detected."""

    role: FileRole | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    """Role to column name; a role with an empty name is not to be used."""
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    """The row of the column names, from 1, where it is not the one that was found."""
    decimal: str | None = None
    dates: str | None = None
    amounts_in: str | None = None
    discount_is: str | None = None
    credit_note_types: tuple[str, ...] = ()
    share_is: str | None = None
    year: int | None = None
    """The year of every row of a file that states none."""
    key: str = field(default="", compare=False)
    """The header by which it was found."""


def mapping_path(mappings: Path, key: str) -> Path:
    """Return where the mapping of a header is kept."""
    return mappings / f"{key}.toml"


def _check_names(path: Path, where: str, given: Iterable[str], known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise MappingFileError(
                msg(
                    "{file}: {name} is not known in {where}. Known: {known}.",
                    file=path.name,
                    name=name,
                    where=where,
                    known=", ".join(sorted(known)),
                )
            )


def _choice(path: Path, name: str, value: Any, choices: tuple[str, ...] | None = None) -> Any:
    choices = choices or _CHOICES.get(name)
    if not isinstance(value, str) or (choices is not None and value not in choices):
        raise MappingFileError(
            msg(
                "{file}: {name} is {value}; it may be {known}.",
                file=path.name,
                name=name,
                value=repr(value),
                known=", ".join(json.dumps(c) for c in choices) if choices else '"..."',
            )
        )
    return value


def _year(path: Path, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not _FIRST_YEAR <= value <= _LAST_YEAR:
        raise MappingFileError(
            msg("{file}: year must be a number of four digits, such as 2024.", file=path.name)
        )
    return value


def _header_row(path: Path, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LAST_HEADER_ROW:
        raise MappingFileError(
            msg(
                "{file}: header_row must be a whole number from 1 to {last}, the row of the column names.",
                file=path.name,
                last=LAST_HEADER_ROW,
            )
        )
    return value


def read_mapping(path: Path, tables: Mapping[str, CanonicalTable] | None = None) -> SavedMapping | None:
    """Read a mapping file; None when there is none. `tables` are the canonical tables whose columns it may name.

    Errors: MappingFileError when it is not TOML, or for an unknown name or value.
    """
    if not path.exists():
        return None
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingFileError(
            msg(
                "{file} cannot be read: {problem}. Mend the line or remove the file.",
                file=path.name,
                problem=str(error),
            )
        ) from error
    declared = tables or {}
    sections: dict[str, dict[str, Any]] = {}
    _check_names(path, path.name, document, _TOP)
    for name in ("dialect", "columns", "options"):
        section = document.get(name, {})
        if not isinstance(section, dict):
            raise MappingFileError(
                msg("{file}: {name} must be a table, written [{name}].", file=path.name, name=name)
            )
        sections[name] = section
    _check_names(path, "[dialect]", sections["dialect"], _DIALECT)
    _check_names(path, "[options]", sections["options"], _OPTIONS)
    roles = tuple(dict.fromkeys((*SYNONYMS, *declared, IGNORED)))
    role: FileRole | None = _choice(path, "role", document["role"], roles) if "role" in document else None
    known = {r for kind in SYNONYMS for r in SYNONYMS[kind]} | {
        c.name for t in declared.values() for c in t.columns
    }
    _check_names(path, "[columns]", sections["columns"], known | set(FORMER_ROLES))
    types = sections["options"].pop("credit_note_types", [])
    year = _year(path, sections["options"].pop("year", None))
    header_row = _header_row(path, sections["dialect"].pop("header_row", None))
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        raise MappingFileError(
            msg('{file}: credit_note_types must be a list of texts, such as ["NC", "TD04"].', file=path.name)
        )
    chosen = {k: _choice(path, k, v) for k, v in (sections["dialect"] | sections["options"]).items()}
    columns = {k: _choice(path, "columns", v) for k, v in sections["columns"].items()}
    return SavedMapping(
        role=role, columns=columns, credit_note_types=tuple(types), year=year, header_row=header_row, key=path.stem, **chosen
    )  # fmt: skip


def fixed_columns(saved: SavedMapping | None, names: Iterable[str], path: Path) -> dict[str, str]:
    """Return the columns a mapping fixes, after checking that the file has them.

    Errors: MappingFileError when a column is not in the file.
    """
    if saved is None:
        return {}
    known = list(names)
    fixed = dict(saved.columns)
    for role, column in fixed.items():
        if column and column != ROW and column not in known:
            raise MappingFileError(
                msg(
                    '{file}: the mapping says {role} = "{column}", and the file has no such column. Its columns: {known}.',
                    file=path.name,
                    role=role,
                    column=column,
                    known=", ".join(known),
                )
            )
    return fixed


def _line(name: str, value: object) -> str:
    # a JSON text is a TOML basic string
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


def save_mapping(path: Path, mapping: SavedMapping, *, example: str) -> None:
    """Write a mapping file that a person can read and correct."""
    lines = [
        "# How Clientela reads files with this header. Correct what is wrong; the next file with the same",
        "# column names is read the same way. Remove the file to have everything detected again.",
        _line("example", example),
    ]
    if mapping.role is not None:
        lines.append(_line("role", mapping.role))
    lines += ["", "[dialect]"]
    for name in ("encoding", "separator", "sheet", "header_row", "decimal", "dates"):
        value = getattr(mapping, name)
        if value is not None:
            lines.append(_line(name, value))
    lines += ["", "[columns]", *(_line(role, column) for role, column in mapping.columns.items())]
    lines += ["", "[options]"]
    for name in ("amounts_in", "discount_is", "share_is", "year"):
        value = getattr(mapping, name)
        if value is not None:
            lines.append(_line(name, value))
    if mapping.credit_note_types:
        lines.append(_line("credit_note_types", list(mapping.credit_note_types)))
    write_text(path, "\n".join(lines) + "\n")
