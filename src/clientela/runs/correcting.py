"""Reading back the rows of the quarantine that a person exported and mended."""

from __future__ import annotations

import csv
import lzma
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.files import file_sha256
from clientela.base.i18n import msg
from clientela.engine.connect import Engine, quote_name, quote_text
from clientela.sources import read_files
from clientela.sources._dates import TYPED_DATE
from clientela.sources._errors import FileUnreadableError
from clientela.sources._mapping import SavedMapping, read_mapping
from clientela.sources._numbers import TYPED
from clientela.sources._open import open_tables
from clientela.tables._fold_rows import declared_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientela.base.progress import Progress
    from clientela.runs.place import Place
    from clientela.sources import FileIntake
    from clientela.sources._raw import RawTable
    from clientela.tables._batches import Batch

BATCH, ROW, PROBLEM = "clientela_batch", "clientela_row", "clientela_problem"
MARKERS = (BATCH, ROW, PROBLEM)
_HEAD = 1 << 16
_TEXTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "content.xml")


class CorrectionError(ClientelaError):
    """A file of corrected rows does not fit the batch it says it corrects."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A file of corrected rows as read: the batch it completes, and the rows of that batch it brings."""

    root: Batch
    rows: Path
    """Parquet (row_number, batch_row): row of this file, row of the corrected file."""
    count: int


_LARGEST = 256 << 20
"""Bytes of the texts of a workbook beyond which it is no list of rows to correct."""


def is_correction(path: Path) -> bool:
    """Say whether a file carries the marks of an export of the quarantine."""
    wanted = BATCH.encode()
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                sizes = {info.filename: info.file_size for info in archive.infolist()}
                return any(
                    wanted in archive.read(name) for name in _TEXTS if sizes.get(name, _LARGEST) < _LARGEST
                )
        with path.open("rb") as stream:
            return wanted in stream.read(_HEAD).replace(b"\x00", b"")
    except (
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
    ):
        return False


def plain_cell(value: Any, *, decimal: str) -> str:
    """Write a cell as the corrected file would: a typed number with its decimal sign, a typed date in ISO form."""
    text = "" if value is None else str(value)
    if text.startswith(TYPED):
        return text[len(TYPED) :].replace(".", decimal)
    return " ".join(text.removeprefix(TYPED_DATE).split())


def _find_root(batches: tuple[Batch, ...], names: set[str], file: str) -> tuple[Batch, Batch]:
    """Return the batch the rows came from and the one they belong to in the end."""
    by_id = {batch.id: batch for batch in batches}
    if len(names) != 1 or "" in names:
        raise CorrectionError(
            msg(
                "{file}: every row of a correction must carry the same batch in the column {column}. Export the quarantine "
                "again, correct the rows there and leave that column as it is.",
                file=file,
                column=BATCH,
            )
        )
    (name,) = names
    parent = by_id.get(name)
    root = by_id.get(parent.corrects) if parent is not None and parent.corrects else parent
    if parent is None or root is None:
        raise CorrectionError(
            msg(
                "{file} corrects the batch {batch}, which is not in the facts. Import the file of that batch first; "
                "`clientela batches` lists those there are.",
                file=file,
                batch=name,
            )
        )
    return parent, root


def _rows_of_root(engine: Engine, folder: Path, parent: Batch, rows: list[str], file: str) -> list[int]:
    """Return the row of the root for each row number written in the file, checked against the quarantine of the parent."""
    rejected = {
        row[0]
        for row in engine.fetch(
            f"select row_number from read_parquet({quote_text(str(parent.file(folder, 'rejected')))})"
        )
    }
    origin: dict[int, int] = {row: row for row in rejected}
    if parent.corrects:
        corrected = quote_text(str(parent.file(folder, "corrected")))
        origin = dict(engine.fetch(f"select row_number, batch_row from read_parquet({corrected})"))
    found = []
    for text in rows:
        number = int(text) if text.isdecimal() else -1
        if number not in rejected:
            raise CorrectionError(
                msg(
                    "{file}: row {row} is not in the quarantine of the batch {batch}. Leave the column {column} as it was exported.",
                    file=file,
                    row=text or "-",
                    batch=parent.id,
                    column=ROW,
                )
            )
        found.append(origin[number])
    return found


def _find_marked(engine: Engine, path: Path, staging: Path) -> RawTable | None:
    """Return the table of a file that carries the marks: the names in its first row as exported, or found, or on a hidden sheet."""
    tried: list[SavedMapping | None] = [SavedMapping(header_row=1), None]
    sheets: dict[str, None] = {}
    place = 0
    while place < len(tried):
        try:
            tables = open_tables(path, engine=engine, staging=staging, saved=tried[place])
        except FileUnreadableError:
            if place or len(tried) == 1:
                raise
            tables = ()
        marked = [table for table in tables if {BATCH, ROW} <= {c.name for c in table.columns}]
        if marked:
            return marked[0]
        if not sheets:
            sheets = dict.fromkeys(name for table in tables for name in table.sheets)
            tried += [SavedMapping(sheet=name, header_row=1) for name in sheets]
        place += 1
    return None


def read_correction(
    workspace: Place, path: Path, batches: tuple[Batch, ...], *, staging: Path, progress: Progress
) -> tuple[FileIntake, Correction]:
    """Read a file of corrected rows the way the corrected file itself was read.

    Errors: CorrectionError when its marks do not fit; the errors of reading files.
    """
    folder = workspace.path / "batches"
    staging.mkdir(parents=True, exist_ok=True)
    with Engine() as engine:
        raw = _find_marked(engine, path, staging)
        if raw is None:
            raise CorrectionError(
                msg(
                    "{file}: the columns {batch} and {row} are needed in a correction.",
                    file=path.name,
                    batch=BATCH,
                    row=ROW,
                )
            )
        fields = {c.name: c.field for c in raw.columns}
        names = [c.name for c in raw.columns if c.name not in MARKERS]
        listed = ", ".join(f"cast({fields[n]} as varchar)" for n in (BATCH, ROW, *names))
        cells = [
            row
            for row in engine.fetch(f"select {listed} from {quote_name(raw.relation)} order by row_number")
            if any(row)
        ]
        parent, root = _find_root(batches, {plain_cell(row[0], decimal=".") for row in cells}, path.name)
        numbers = [plain_cell(row[1], decimal=".").removesuffix(".0") for row in cells]
        origins = _rows_of_root(engine, folder, parent, numbers, path.name)
        saved = read_mapping(root.file(folder, "mapping").with_suffix(".toml"), declared_tables())
        if saved is not None:
            # the form of the cells is that of the first file, whatever its sheet and its header; the rows are written anew below
            saved = replace(saved, encoding="utf-8", separator=",", sheet=None, header_row=1)
        plain = staging / f"{path.stem}.csv"
        with plain.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
            writer.writerow(names)
            decimal = (saved.decimal if saved else None) or "."
            writer.writerows([plain_cell(value, decimal=decimal) for value in row[2:]] for row in cells)
        target = staging / "corrected.parquet"
        pairs = ", ".join(
            f"({place}::bigint, {origin}::bigint)" for place, origin in enumerate(origins, start=2)
        )
        engine.write_parquet(f"select * from (values {pairs}) as t(row_number, batch_row)", target)
    found = read_files(
        [plain],
        tables=declared_tables(),
        staging=staging,
        mappings=staging / "mappings",
        settings=workspace.settings,
        progress=progress,
        stated=saved,
    )
    intake = replace(found[0], path=path, name=path.name, sha256=file_sha256(path))
    _adopt_kinds(intake, root, folder)
    return intake, Correction(root, target, len(origins))


def _adopt_kinds(intake: FileIntake, root: Batch, folder: Path) -> None:
    """Give corrected lines the kind their document has in the batch: a part of a document alone does not show it."""
    if intake.lines is None:
        return
    known = (
        "select coalesce(document_series, '') as series, document_id, extract(year from document_on) as year, min(document_kind) as kind "
        f"from read_parquet({quote_text(str(root.file(folder, 'lines')))}) where document_id is not null group by all "
        "having count(distinct document_kind) = 1"
    )
    aside = intake.lines.with_suffix(".kinds")
    with Engine() as engine:
        engine.write_parquet(
            "select l.* replace (coalesce(k.kind, l.document_kind) as document_kind) "
            f"from read_parquet({quote_text(str(intake.lines))}) as l left join ({known}) as k on k.document_id = l.document_id "
            "and k.series = coalesce(l.document_series, '') and k.year = extract(year from l.document_on) order by l.row_number",
            aside,
        )
    aside.replace(intake.lines)


def split_corrections(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files to read as they are and the corrections among them; folders are looked into."""
    corrections = [
        p
        for path in paths
        for p in (sorted(path.iterdir()) if path.is_dir() else [path])
        if p.is_file() and is_correction(p)
    ]
    if not corrections:
        return list(paths), []
    whole: list[Path] = []
    for path in paths:
        inside = sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]
        whole += [p for p in inside if p not in corrections]
    return whole, corrections
