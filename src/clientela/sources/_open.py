"""What a file is, told from its first bytes rather than from its name, and the tables in it."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from clientela.base.i18n import Message, msg
from clientela.engine.connect import quote_name
from clientela.sources import archive, csv, excel, parquet, spreadsheet_xml, webpage
from clientela.sources._cells import SEARCHED, load_cells, top_of, typed_columns
from clientela.sources._errors import FileUnreadableError
from clientela.sources._raw import Dialect, RawTable
from clientela.sources._roles import header_hits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping

SUFFIXES = (*csv.SUFFIXES, *excel.SUFFIXES, *parquet.SUFFIXES, *webpage.SUFFIXES, *archive.SUFFIXES)
FileKind = Literal["csv", "excel", "parquet", "zip", "gzip", "html", "xml"]
_HEAD = 4096
_DEEPEST = 2
_EXCEL_MEMBERS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_PAGES = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<style", b"<div", b"<center")
_MAGIC: dict[bytes, FileKind] = {b"PAR1": "parquet", b"\x1f\x8b": "gzip", b"\xd0\xcf\x11\xe0": "excel"}
_OTHER: tuple[tuple[bytes, Message], ...] = (
    (b"%PDF", msg("a PDF document")),
    (b"7z\xbc\xaf", msg("a compressed file (7z)")),
    (b"Rar!", msg("a compressed file (RAR)")),
    (b"BZh", msg("a compressed file (bzip2)")),
    (b"(\xb5/\xfd", msg("a compressed file (zstd)")),
    (b"\x89PNG", msg("a picture")),
    (b"\xff\xd8\xff", msg("a picture")),
    (b"GIF8", msg("a picture")),
    (b"SQLite format 3", msg("a database file")),
    (b"\x7fELF", msg("a program")),
    (b"MZ\x90", msg("a program")),
    (b"<?xml", msg("an XML document")),
    (b"{\\rtf", msg("a text document (RTF)")),
)


def _refuse(path: Path, what: Message) -> FileUnreadableError:
    return FileUnreadableError(
        msg(
            "{file} is {what}, not a table. Export the lines as CSV, as an Excel workbook or as Parquet.",
            file=path.name,
            what=what,
        )
    )


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileUnreadableError(
            msg(
                "{file} is not a workbook that can be read, or it is damaged. Open it in a spreadsheet and save it as .xlsx.",
                file=path.name,
            )
        ) from error
    return "excel" if any(member in names for member in _EXCEL_MEMBERS) else "zip"


def _kind_of_markup(head: bytes) -> FileKind | None:
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lower.startswith(_PAGES):
        return "html"
    if lower.startswith(b"<?xml"):
        if spreadsheet_xml.MARK in head:
            return "xml"
        return "html" if b"<html" in lower else None
    return None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise FileUnreadableError(
            msg("{file} cannot be opened. Check the name and the permissions.", file=str(path))
        ) from error
    if not head:
        raise FileUnreadableError(msg("{file} is empty. Export it again.", file=path.name))
    return head


def _kind_of_text(path: Path, head: bytes) -> FileKind:
    """Return what reads a file that begins with no mark of its own."""
    markup = _kind_of_markup(head)
    if markup is not None:
        return markup
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, what in _OTHER:
        if head.startswith(magic) or lower.startswith(magic.lower()):
            raise _refuse(path, what)
    suffix = path.suffix.lower()
    if suffix in excel.SUFFIXES and b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "excel"
    if suffix in parquet.SUFFIXES:
        raise FileUnreadableError(
            msg("{file} is a damaged Parquet file. Write or copy it again.", file=path.name)
        )
    return "csv"


def sniff_kind(path: Path) -> FileKind:
    """Return what reads this file.

    Errors: FileUnreadableError when it is missing, empty, or known to be something else than a table.
    """
    head = _head(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    return _kind_of_text(path, head)


@contextmanager
def _called(name: str) -> Iterator[None]:
    """Call a file of an archive by the name it has there, in whatever is told about it."""
    try:
        yield
    except FileUnreadableError as error:
        message = error.message
        params = tuple((key, name if key == "file" else value) for key, value in message.params)
        raise FileUnreadableError(replace(message, params=params)) from error


def _grids(
    path: Path, grids: list[tuple[str, list[list[Any]]]], *, engine: Engine, relation: str, staging: Path,
    header_row: int | None,
) -> list[RawTable]:  # fmt: skip
    """Load the tables among grids of cells."""
    tables: list[RawTable] = []
    for name, rows in grids:
        top = top_of(rows[:SEARCHED], header_row)
        if top is None or len(top.names) < _DEEPEST:
            continue
        place = f"{relation}_{len(tables)}"
        if load_cells(engine, place, rows, staging / f"{place}.cells", top=top):
            header = 0 if top.header_row is None else top.header_row + 1
            dialect = Dialect(sheet=name or None, header_row=header)
            tables.append(RawTable(place, typed_columns(top.names), "excel", dialect, part=name))
    if not tables:
        raise FileUnreadableError(
            msg(
                "{file} has no table with column names and rows below them. Export it again with its lines.",
                file=path.name,
            )
        )
    return tables


def _open_plain(
    path: Path, kind: FileKind, *, engine: Engine, relation: str, staging: Path, saved: SavedMapping | None
) -> list[RawTable]:
    header_row = saved.header_row if saved else None
    if kind == "parquet":
        return [parquet.read_parquet(path, engine=engine, relation=f"{relation}_0")]
    if kind == "excel":
        wanted = saved.sheet if saved else None
        return list(
            excel.read_sheets(
                path, engine=engine, relation=relation, staging=staging, wanted=wanted, header_row=header_row
            )
        )
    if kind == "html":
        pages = webpage.page_tables(path, copy=staging / f"{relation}.page")
        return _grids(path, pages, engine=engine, relation=relation, staging=staging, header_row=header_row)
    if kind == "xml":
        sheets = spreadsheet_xml.xml_sheets(path)
        return _grids(path, sheets, engine=engine, relation=relation, staging=staging, header_row=header_row)
    table = csv.read_csv(
        path,
        engine=engine,
        relation=f"{relation}_0",
        staging=staging,
        encoding=saved.encoding if saved else None,
        separator=saved.separator if saved else None,
        header_row=header_row,
    )
    return [table]


def _kept(engine: Engine, table: RawTable, relation: str) -> RawTable:
    """Give a table of an archive its final name, and rows of its own where it looks into a file that is about to go."""
    source, target = quote_name(table.relation), quote_name(relation)
    if table.kind == "parquet":
        engine.execute(f"create or replace table {target} as select * from {source}")
        engine.execute(f"drop view {source}")
    elif table.relation != relation:
        engine.execute(f"create or replace table {target} as select * from {source}")
        is_view = engine.fetch("select 1 from duckdb_views() where view_name = ?", [table.relation])
        engine.execute(f"drop {'view' if is_view else 'table'} {source}")
        engine.execute(f"drop table if exists {quote_name(f'{table.relation}_cells')}")
    return replace(table, relation=relation)


def _open_archive(
    path: Path,
    kind: FileKind,
    *,
    engine: Engine,
    relation: str,
    staging: Path,
    saved: SavedMapping | None,
    depth: int,
) -> list[RawTable]:
    if depth >= _DEEPEST:
        raise FileUnreadableError(
            msg(
                "{file} is an archive inside an archive inside an archive. Unpack it and import the files inside.",
                file=path.name,
            )
        )
    prefix = f"{relation}_d{depth}"
    if kind == "gzip":
        members: Iterator[archive.Member] = iter([archive.unpack_gzip(path, staging / f"{prefix}_0")])
    else:
        members = archive.unpack_zip(path, staging, prefix=prefix)
    tables: list[RawTable] = []
    refused: list[tuple[str, FileUnreadableError]] = []
    for number, member in enumerate(members):
        try:
            with _called(f"{path.name}/{member.name}" if kind == "zip" else path.name):
                found = _open(
                    member.path,
                    engine=engine,
                    relation=f"{prefix}_m{number}",
                    staging=staging,
                    saved=saved,
                    depth=depth + 1,
                )
                # a Parquet file is looked into where it lies, and it is about to go
                found = [_kept(engine, table, f"{prefix}_k{number}_{i}") for i, table in enumerate(found)]
        except FileUnreadableError as error:
            refused.append((member.name, error))
            continue
        finally:
            member.path.unlink(missing_ok=True)
        part = member.name if kind == "zip" else ""
        for table in found:
            whole = " / ".join(name for name in (part, table.part) if name)
            kept = _kept(engine, table, f"{relation}_{len(tables)}")
            tables.append(replace(kept, part=whole))
    if not tables:
        if refused:
            raise refused[0][1]
        raise FileUnreadableError(msg("{file} is an empty archive. Pack it again.", file=path.name))
    if refused:
        note = msg(
            "Not read, as they hold no table: {others}.", others=", ".join(name for name, _ in refused)
        )
        tables[0] = replace(tables[0], notes=(*tables[0].notes, note))
    return tables


def _open(
    path: Path, *, engine: Engine, relation: str, staging: Path, saved: SavedMapping | None, depth: int
) -> list[RawTable]:
    kind = sniff_kind(path)
    if kind in ("zip", "gzip"):
        return _open_archive(
            path, kind, engine=engine, relation=relation, staging=staging, saved=saved, depth=depth
        )
    return _open_plain(path, kind, engine=engine, relation=relation, staging=staging, saved=saved)


def open_tables(
    path: Path, *, engine: Engine, staging: Path, saved: SavedMapping | None = None, relation: str = "raw"
) -> tuple[RawTable, ...]:
    """Load every table of a file into the engine, one for each sheet or member, as `<relation>_<n>`.

    Errors: FileUnreadableError when nothing in it is a table.
    """
    return tuple(_open(path, engine=engine, relation=relation, staging=staging, saved=saved, depth=0))


def open_file(
    path: Path, *, engine: Engine, relation: str, staging: Path, saved: SavedMapping | None
) -> RawTable:
    """Load the table of a file that looks most like lines, or the sheet that its mapping names.

    Errors: FileUnreadableError.
    """
    tables = open_tables(path, engine=engine, staging=staging, saved=saved, relation=relation)
    wanted = [table for table in tables if saved and saved.sheet and table.dialect.sheet == saved.sheet]
    return wanted[0] if wanted else max(tables, key=lambda table: header_hits(c.name for c in table.columns))
