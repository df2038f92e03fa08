"""The rows that could not be read: list them, give them back to be corrected."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.files import writing
from clientela.base.i18n import msg
from clientela.engine.connect import Engine, quote_text
from clientela.runs.correcting import BATCH, PROBLEM, ROW, plain_cell
from clientela.sources._dates import TYPED_DATE
from clientela.sources._mapping import read_mapping
from clientela.sources._numbers import TYPED
from clientela.tables._corrections import corrections_of, mended_sql
from clientela.tables._fold_rows import declared_tables
from clientela.tables._generation import read_generation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientela.runs.place import Place
    from clientela.tables._batches import Batch

FORMS = (".xlsx", ".csv")
_NAMES = ("file", "row_number", "column_name", "value", "reason_code", "net_amount")


class QuarantineError(ClientelaError):
    """The quarantine cannot be written as asked."""


def _open_rows(workspace: Place) -> Iterator[tuple[Batch, Path, str]]:
    """Yield each live batch with rejected rows: its file and the test of a row that no correction brought again."""
    folder = workspace.path / "batches"
    batches = read_generation(workspace.path / "facts").batches
    live = {b.id for b in batches}
    for batch in batches:
        path = batch.file(folder, "rejected")
        if not path.exists() or (batch.corrects and batch.corrects not in live):
            continue
        others = corrections_of(batches, batch.corrects or batch.id)
        newer = tuple(b for b in others if not batch.corrects or b.number > batch.number)
        yield batch, path, f"not ({mended_sql(batch, newer, folder)})"


def read_quarantine(workspace: Place, *, limit: int) -> list[dict[str, Any]]:
    """Read the rejected rows of the live batches that no correction has brought again; money in 1/10,000."""
    rows: list[dict[str, Any]] = []
    with Engine() as engine:
        for batch, path, test in _open_rows(workspace):
            if len(rows) >= limit:
                break
            found = engine.fetch(
                f"select {', '.join(_NAMES)} from read_parquet({quote_text(str(path))}) where {test} order by row_number limit {limit - len(rows)}"
            )
            rows += [{**dict(zip(_NAMES, row, strict=True)), "batch_id": batch.id} for row in found]
    return rows


def export_quarantine(workspace: Place, target: Path, *, batch_id: str = "") -> tuple[tuple[Path, int], ...]:
    """Write the rejected rows whole, to be corrected and imported again: one file for each batch; returns (file, rows).

    Each row carries its batch and its row there; with them the corrected rows find their place. The first file is called
    `target`, further ones are numbered: files of different columns do not fit into one table.
    Errors: QuarantineError when nothing is in quarantine or the form is neither .xlsx nor .csv.
    """
    suffix = target.suffix.lower()
    if suffix not in FORMS:
        raise QuarantineError(msg("{file} must end in {forms}.", file=target.name, forms=" / ".join(FORMS)))
    written: list[tuple[Path, int]] = []
    with Engine() as engine:
        for batch, path, test in _open_rows(workspace):
            if batch_id and batch.id != batch_id:
                continue
            source = f"read_parquet({quote_text(str(path))})"
            has_cells = "cells" in {row[0] for row in engine.fetch(f"describe select * from {source}")}
            found = engine.fetch(
                f"select row_number, reason_code, column_name, {'cells' if has_cells else 'null'}, value from {source} where {test} order by row_number"
            )
            if not found:
                continue
            place = (
                target
                if not written
                else target.with_name(f"{target.stem}-{len(written) + 1}{target.suffix}")
            )
            saved = read_mapping(
                batch.file(workspace.path / "batches", "mapping").with_suffix(".toml"), declared_tables()
            )
            _write(place, batch, found, decimal=(saved.decimal if saved else None) or ".")
            written.append((place, len(found)))
    if not written:
        raise QuarantineError(msg("Nothing is in quarantine."))
    return tuple(written)


def _write(path: Path, batch: Batch, found: list[tuple[Any, ...]], *, decimal: str) -> None:
    # a batch of an older version kept the one cell that could not be read
    cells = [json.loads(row[3]) if row[3] else {row[2] or "value": row[4]} for row in found]
    names = list(dict.fromkeys(name for row in cells for name in row))
    header = [*names, BATCH, ROW, PROBLEM]
    rows = [
        [*(row.get(name) for name in names), batch.id, number, f"{reason}{f': {column}' if column else ''}"]
        for row, (number, reason, column, *_) in zip(cells, found, strict=True)
    ]
    with writing(path) as temporary:
        if path.suffix.lower() == ".csv":
            with temporary.open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.writer(stream, delimiter=";")
                writer.writerow(header)
                writer.writerows([plain_cell(value, decimal=decimal) for value in row] for row in rows)
        else:
            _write_workbook(temporary, header, rows)


def _write_workbook(path: Path, header: list[str], rows: list[list[Any]]) -> None:
    import xlsxwriter  # noqa: PLC0415 - slow import, needed for this form only

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Quarantine")
        bold, day, text = (
            book.add_format(form)
            for form in ({"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "@"})
        )
        sheet.write_row(0, 0, header, bold)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                cell = "" if value is None else str(value)
                if cell.startswith(TYPED):
                    sheet.write_number(place, column, float(cell[len(TYPED) :]))
                elif cell.startswith(TYPED_DATE):
                    sheet.write_datetime(place, column, date.fromisoformat(cell[len(TYPED_DATE) :][:10]), day)
                else:
                    sheet.write_string(place, column, cell, text)  # as text: 007 stays 007
        sheet.freeze_panes(1, 0)
        sheet.autofit()
