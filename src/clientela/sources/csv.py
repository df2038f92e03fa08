"""Text files: CSV, TSV and their relatives. The cells are kept as written; nothing is guessed here about numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg, nmsg
from clientela.engine.connect import EngineError, quote_name, quote_text
from clientela.sources._dialect import Layout, find_layout
from clientela.sources._errors import FileUnreadableError
from clientela.sources._raw import SPACES, Dialect, RawColumn, RawTable, name_columns
from clientela.sources._records import write_records
from clientela.sources._text import CleanText, clean_copy, detect_encoding

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
_NOTHING = "\x01"
"""Stands for NULL in no file: an empty cell stays an empty text, to be told from a cell that is not there."""


def _scan(path: Path, fields: list[str], *, separator: str, skip: int) -> str:
    columns = ", ".join(f"{quote_text(f)}: 'VARCHAR'" for f in fields)
    return (
        f"read_csv({quote_text(str(path))}, auto_detect=false, header=false, skip={skip}, columns={{{columns}}}, "
        f"delim={quote_text(separator)}, quote='\"', escape='\"', nullstr='{_NOTHING}', max_line_size=10000000)"
    )


def _load_fast(engine: Engine, relation: str, text: CleanText, layout: Layout) -> bool:
    fields = [f"c{i}" for i in range(len(layout.names))]
    skip = layout.header_row + 1
    scan = _scan(text.path, fields, separator=layout.separator, skip=skip)
    spaces = f", {quote_text(SPACES)}" if text.has_odd_spaces else ""
    trimmed = ", ".join(f"trim({field}{spaces}) as {field}" for field in fields)
    try:
        engine.execute(
            f"create or replace table {quote_name(relation)} as "
            f"select {skip} + row_number() over () as row_number, cast(null as varchar) as problem, {trimmed} from {scan}"
        )
    except EngineError:
        return False
    return True


def _load_patiently(engine: Engine, relation: str, text: CleanText, layout: Layout) -> None:
    fields = [f"c{i}" for i in range(len(layout.names))]
    records = text.path.with_suffix(".records")
    write_records(
        text.path, records, separator=layout.separator, width=len(fields), skip=layout.header_row + 1
    )
    scan = _scan(records, ["row_number", "problem", *fields], separator=",", skip=0)
    listed = ", ".join(fields)
    engine.execute(
        f"create or replace table {quote_name(relation)} as "
        f"select cast(row_number as bigint) as row_number, nullif(problem, '') as problem, {listed} from {scan}"
    )
    records.unlink()


def read_csv(
    path: Path,
    *,
    engine: Engine,
    relation: str,
    staging: Path,
    encoding: str | None = None,
    separator: str | None = None,
) -> RawTable:
    """Load a text file into the engine, every cell as text, with its row as a person sees it.

    `encoding` and `separator` overrule what is detected. A clean file is read by the engine in one go; one with
    blank lines, ragged rows or stray quotes is read record by record, and no row is lost.
    Errors: FileUnreadableError when it is empty, not text, has one column or only column names.
    """
    used = encoding or detect_encoding(path)
    text = clean_copy(path, staging / f"{relation}.text", encoding=used)
    try:
        layout = find_layout(text.path, name=path.name, separator=separator)
        # titles and names over several lines make records and lines differ
        simple = not (text.has_blank_lines or layout.header_row or any("\n" in name for name in layout.names))
        if not (simple and _load_fast(engine, relation, text, layout)):
            _load_patiently(engine, relation, text, layout)
    finally:
        text.path.unlink(missing_ok=True)
    filled = " or ".join(f"c{i} <> ''" for i in range(len(layout.names)))
    if not engine.fetch(f"select 1 from {quote_name(relation)} where {filled} limit 1"):
        raise FileUnreadableError(
            msg(
                "{file} has column names and no rows below them. Export it again with its lines.",
                file=path.name,
            )
        )
    notes: list[Message] = []
    if text.nuls:
        notes.append(
            nmsg(
                "{count} zero byte was left out of the text.",
                "{count} zero bytes were left out of the text.",
                text.nuls,
            )
        )
    names = name_columns(list(layout.names))
    return RawTable(
        relation=relation,
        columns=tuple(RawColumn(name, f"c{i}") for i, name in enumerate(names)),
        kind="csv",
        dialect=Dialect(encoding=text.encoding, separator=layout.separator, header_row=layout.header_row + 1),
        notes=tuple(notes),
    )
