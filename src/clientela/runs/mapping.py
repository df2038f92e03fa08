"""What a person states about a file instead of what was recognised: shown as choices, checked, kept for its header."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.reports.import_check import FILE_ROLES, ROLES
from clientela.sources import (
    IGNORED,
    LAST_HEADER_ROW,
    ROW,
    SALES,
    Recogniser,
    SavedMapping,
    mapping_path,
    read_as,
    read_mapping,
    save_mapping,
    settle_columns,
)
from clientela.tables._fold_rows import declared_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.runs.place import Place
    from clientela.sources import FileDescription, ReadAs

_FIRST = (SALES, "yearly_turnover", "customers", "products")
"""Tables that most companies bring, offered first."""
_SALES_NEEDED = ("document_on", "customer_id", "net_amount")
_NUMBER = "document_id"
_MONEY = ("money",)


class StatedError(ClientelaError):
    """What was stated about a file cannot be used; `problems` are all the reasons, the first is the error's own."""

    def __init__(self, *problems: Message) -> None:
        super().__init__(problems[0])
        self.problems = problems


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """One thing a column may be."""

    name: str
    title: Message | str
    is_required: bool
    help: Message | None = None


@dataclass(frozen=True, slots=True)
class TableChoice:
    """One table a file may be, what its columns may be, and what else may be stated of it."""

    name: str
    title: Message
    roles: tuple[RoleChoice, ...]
    numbered: RoleChoice | None
    """What the number of the row may stand for, where no column says it."""
    takes_year: bool
    has_money: bool
    has_shares: bool


@dataclass(frozen=True, slots=True)
class Stated:
    """What a person states about a file; what is None or empty is recognised."""

    role: str
    columns: Mapping[str, str] = field(default_factory=dict)
    """Column of the file to role; an empty role: not used."""
    is_numbered: bool = False
    """The number of the row stands for what no column says."""
    year: int | None = None
    decimal: str | None = None
    dates: str | None = None
    separator: str | None = None
    encoding: str | None = None
    amounts_in: str | None = None
    discount_is: str | None = None
    share_is: str | None = None
    credit_note_types: tuple[str, ...] = ()
    sheet: str | None = None
    """Of the sheets of a workbook, or the parts of a file, only this one is read."""
    header_row: int | None = None
    """The row of the column names, from 1."""


@cache
def _recogniser() -> Recogniser:
    return Recogniser(declared_tables())


@cache
def table_choices() -> dict[str, TableChoice]:
    """Return what a file may be, the most usual first."""
    declared = declared_tables()
    names = [*_FIRST, *(name for name in declared if name not in _FIRST)]
    return {name: _table_choice(name) for name in names}


def _table_choice(name: str) -> TableChoice:
    table = declared_tables()[name]
    if name == SALES:
        roles = tuple(
            RoleChoice(role, title, role in _SALES_NEEDED) for role, title in _sales_roles().items()
        )
        return TableChoice(
            name, FILE_ROLES[name], roles, None, takes_year=False, has_money=True, has_shares=False
        )
    roles = tuple(RoleChoice(c.name, c.title, c.is_required, c.help) for c in table.columns)
    first = next((r for r in roles if table.key and r.name == table.key[0] and r.is_required), None)
    is_named = first is not None and table.column(first.name).type == "id"
    return TableChoice(
        name, table.title, roles, first if is_named else None, takes_year="year" in {r.name for r in roles},
        has_money=any(c.type in _MONEY for c in table.columns), has_shares=any(c.type == "share" for c in table.columns),
    )  # fmt: skip


def _sales_roles() -> dict[str, Message]:
    others = ("city", "tax_id")
    return {name: title for name, title in ROLES.items() if name not in others}


def _chosen(found: FileDescription, stated: Stated) -> dict[str, str]:
    """Return role to column, the number of the row among them."""
    known = {c.name for c in found.columns}
    chosen = {role: column for column, role in stated.columns.items() if role and column in known}
    numbered = table_choices()[stated.role].numbered if stated.role in table_choices() else None
    if stated.is_numbered and numbered is not None:
        chosen[numbered.name] = ROW
    return chosen


def view_file(found: FileDescription, stated: Stated | None = None) -> ReadAs | None:
    """Return how a file is read: by what a person stated, or as recognised for the table that is stated without columns.

    None for a file that is left out.
    """
    stated = stated or Stated(found.role)
    if stated.role not in table_choices():
        return None
    chosen = _chosen(found, stated)
    if stated.columns:
        chosen = settle_columns(found, stated.role, chosen, _recogniser(), year=stated.year)
    return read_as(found, stated.role, chosen, _recogniser(), year=stated.year)


def _is_half(found: FileDescription, stated: Stated) -> bool:
    """Say whether a file has one half of the sales lines, and another file the other."""
    return found.is_joined and stated.role == SALES


def _title(role: str, name: str) -> Message | str:
    return next((r.title for r in table_choices()[role].roles if r.name == name), name)


def find_problems(found: FileDescription, stated: Stated) -> tuple[Message, ...]:
    """Say why what was stated cannot be used: a column that is needed and missing, or two columns for one thing."""
    if stated.role == IGNORED:
        return ()
    if stated.role not in table_choices():
        return (msg("Say what the file is."),)
    numbered = table_choices()[stated.role].numbered
    named = [role for role in stated.columns.values() if role]
    if stated.is_numbered and numbered is not None:
        named.append(numbered.name)
    twice = [
        msg("Two columns are said to be “{role}”. Choose one of them.", role=_title(stated.role, role))
        for role, count in Counter(named).items()
        if count > 1
    ]
    if twice:
        return tuple(twice)
    view = view_file(found, stated)
    lacking = view.missing if view is not None else ()
    if _is_half(found, stated):
        # the other file has the rest; without the number the two do not meet
        lacking = () if view is not None and _NUMBER in view.mapping.values() else ((_NUMBER,),)
    return tuple(
        msg(
            "Which column is “{role}”? Without it the file cannot be read.", role=_title(stated.role, some[0])
        )
        if len(some) == 1
        else msg(
            "One of these is needed: {roles}.",
            roles=_Listed(tuple(_title(stated.role, r) for r in some)).message,
        )
        for some in lacking
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """Titles after one another, each in the reader's language."""

    titles: tuple[Message | str, ...]

    @property
    def message(self) -> Message:
        """The list as one message."""
        first, *rest = self.titles
        listed = msg("{first}", first=first)
        for title in rest:
            listed = msg("{first}, {second}", first=listed, second=title)
        return listed


def is_cut_anew(found: FileDescription, stated: Stated) -> bool:
    """Say whether the file will have other columns: its cells are separated, its letters written, or its names found elsewhere."""
    saved = found.saved
    if stated.sheet not in (saved.sheet if saved else None, found.part):
        return True
    return any(
        wanted not in (kept, seen)
        for wanted, kept, seen in (
            (stated.separator, saved.separator if saved else None, found.dialect.separator),
            (stated.encoding, saved.encoding if saved else None, found.dialect.encoding),
            (stated.header_row, saved.header_row if saved else None, found.dialect.header_row),
        )
    )


def keep_mapping(workspace: Place, found: FileDescription, stated: Stated) -> bool:
    """Keep what a person stated for the header of a file: the next file with it is read the same way.

    True when the file is cut into other columns by it, which have to be looked at again.
    Errors: StatedError for what cannot be used; MappingFileError for a value that is not known.
    """
    is_anew = is_cut_anew(found, stated)
    problems = () if is_anew else find_problems(found, stated)
    if not found.key:
        raise StatedError(msg("This file cannot be opened; there is nothing to state."))
    if stated.header_row is not None and not 1 <= stated.header_row <= LAST_HEADER_ROW:
        last = Amount(LAST_HEADER_ROW, "id")
        raise StatedError(msg("The row of the column names is a whole number from 1 to {last}.", last=last))
    if problems:
        raise StatedError(*problems)
    # half of the sales lines alone is none: what the file is shows when it is joined
    role = None if _is_half(found, stated) else stated.role or None
    mapping = SavedMapping(
        role=role, encoding=stated.encoding, separator=stated.separator, sheet=stated.sheet, header_row=stated.header_row
    )  # fmt: skip
    if not is_anew and stated.role != IGNORED:
        chosen = settle_columns(found, stated.role, _chosen(found, stated), _recogniser(), year=stated.year)
        mapping = SavedMapping(
            role=role, columns=chosen, encoding=stated.encoding, separator=stated.separator, sheet=stated.sheet,
            header_row=stated.header_row, decimal=stated.decimal, dates=stated.dates, amounts_in=stated.amounts_in, discount_is=stated.discount_is,
            credit_note_types=stated.credit_note_types, share_is=stated.share_is, year=stated.year,
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="clientela-mapping-") as folder:
        trial = mapping_path(Path(folder), found.key)
        save_mapping(trial, mapping, example=found.file)
        read_mapping(trial, declared_tables())
    mappings = workspace.path / "mappings"
    mappings.mkdir(parents=True, exist_ok=True)
    save_mapping(mapping_path(mappings, found.key), mapping, example=found.file)
    return is_anew


def forget_mapping(workspace: Place, found: FileDescription) -> bool:
    """Remove what was stated for the header of a file; returns whether there was something."""
    if not found.key:
        return False
    path = mapping_path(workspace.path / "mappings", found.key)
    is_there = path.exists()
    path.unlink(missing_ok=True)
    return is_there
