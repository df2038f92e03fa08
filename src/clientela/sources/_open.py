"""What a file is, told from its first bytes rather than from its name."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.sources import csv, excel, parquet
from clientela.sources._errors import FileUnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawTable, SourceKind

SUFFIXES = (*csv.SUFFIXES, *excel.SUFFIXES, *parquet.SUFFIXES)
_HEAD = 4096
_EXCEL_MEMBERS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHER: tuple[tuple[bytes, Message], ...] = (
    (b"%PDF", msg("a PDF document")),
    (b"\x1f\x8b", msg("a compressed file (gzip)")),
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
    (b"<html", msg("a web page")),
    (b"<!doctype html", msg("a web page")),
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


def _kind_of_zip(path: Path) -> SourceKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileUnreadableError(
            msg(
                "{file} is not a workbook that can be read, or it is damaged. Open it in a spreadsheet and save it as .xlsx.",
                file=path.name,
            )
        ) from error
    if any(member in names for member in _EXCEL_MEMBERS):
        return "excel"
    raise FileUnreadableError(
        msg("{file} is a ZIP archive. Unpack it and import the files inside.", file=path.name),
    )


def sniff_kind(path: Path) -> SourceKind:
    """Return what reads this file.

    Errors: FileUnreadableError when it is missing, empty, or known to be something else than a table.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise FileUnreadableError(
            msg("{file} cannot be opened. Check the name and the permissions.", file=str(path))
        ) from error
    if not head:
        raise FileUnreadableError(msg("{file} is empty. Export it again.", file=path.name))
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "excel"
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, what in _OTHER:
        if head.startswith(magic) or lower.startswith(magic.lower()):
            raise _refuse(path, what)
    suffix = path.suffix.lower()
    if suffix in excel.SUFFIXES and b"\x00" in head:
        return "excel"
    if suffix in parquet.SUFFIXES:
        raise FileUnreadableError(
            msg("{file} is a damaged Parquet file. Write or copy it again.", file=path.name)
        )
    return "csv"


def open_file(
    path: Path, *, engine: Engine, relation: str, staging: Path, saved: SavedMapping | None
) -> RawTable:
    """Load one file into the engine by the reader its content asks for.

    Errors: FileUnreadableError.
    """
    kind = sniff_kind(path)
    if kind == "parquet":
        return parquet.read_parquet(path, engine=engine, relation=relation)
    if kind == "excel":
        return excel.read_excel(
            path, engine=engine, relation=relation, staging=staging, sheet=saved.sheet if saved else None
        )
    return csv.read_csv(
        path,
        engine=engine,
        relation=relation,
        staging=staging,
        encoding=saved.encoding if saved else None,
        separator=saved.separator if saved else None,
    )
