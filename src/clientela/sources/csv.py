"""Text files: CSV, TSV and their relatives. The cells are kept as written; nothing is guessed here about numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, nmsg
from clientela.engine.connect import EngineError, quote_name, quote_text
from clientela.sources._dialect import Layout, find_layout
from clientela.sources._errors import no_rows
from clientela.sources._raw import SPACES, Dialect, RawColumn, RawTable, name_columns
from clientela.sources._records import write_records
from clientela.sources._text import CleanText, clean_text, detect_encoding
from clientela.sources.fixed import Places, write_separated

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine

SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".prn", ".asc")
_BLOCK = 4 << 20
_NOTHING = "\x01"
"""Stands for NULL in no file: an empty cell stays an empty text, to be told from a cell that is not there."""


def scan_sql(path: Path, fields: list[str], *, separator: str, skip: int = 0, quote: str = '"') -> str:
    """Return the relation of a text file whose cells are known to be whole, every one as text."""
    columns = ", ".join(f"{quote_text(f)}: 'VARCHAR'" for f in fields)
    sign = quote_text(quote)
    return (
        f"read_csv({quote_text(str(path))}, auto_detect=false, header=false, skip={skip}, columns={{{columns}}}, "
        f"delim={quote_text(separator)}, quote={sign}, escape={sign}, nullstr='{_NOTHING}', max_line_size=10000000)"
    )


def _is_bare(text: CleanText) -> bool:
    """Say whether a text has no space at all, so that none stands around a cell; a file of codes and numbers often has none."""
    if text.has_odd_spaces:
        return False
    with text.path.open("rb") as stream:
        return all(b" " not in block and block.isascii() for block in iter(lambda: stream.read(_BLOCK), b""))


def _load_fast(engine: Engine, relation: str, text: CleanText, layout: Layout) -> str | None:
    """Load a text whose rows are whole; return the relation of its rows, None when they are not."""
    fields = [f"c{i}" for i in range(len(layout.top.names))]
    skip = layout.top.skip
    scan = scan_sql(text.path, fields, separator=layout.separator, skip=skip, quote=layout.quote)
    spaces = f", {quote_text(SPACES)}" if text.has_odd_spaces else ""
    # what begins above the space has none around it, unless it ends with one
    is_bare = _is_bare(text)
    trimmed = ", ".join(
        field
        if is_bare
        else f"trim({field}{spaces}) as {field}"
        if text.has_odd_spaces
        else f"case when {field} < '!' or suffix({field}, ' ') then trim({field}) else {field} end as {field}"
        for field in fields
    )
    view, cells = f"{relation}_rows", quote_name(f"{relation}_rows_cells")
    try:
        engine.execute(f"create or replace table {cells} as select {trimmed} from {scan}")
        # the rows of a table are numbered already, by the order in which they were read
        engine.execute(
            f"create or replace view {quote_name(view)} as select {skip + 1} + rowid as row_number, cast(null as varchar) as problem, * from {cells}"
        )
        count = engine.fetch_one(f"select count(*) from {cells}")[0]
    except EngineError:
        count = None
    if count is not None and (text.lines is None or count + skip == text.lines):
        return view
    engine.execute(f"drop table if exists {cells}")
    return None


def _load_patiently(engine: Engine, relation: str, text: CleanText, layout: Layout, records: Path) -> None:
    """Load record by record; `records` is a file that is written and removed again."""
    fields = [f"c{i}" for i in range(len(layout.top.names))]
    write_records(
        text.path,
        records,
        separator=layout.separator,
        width=len(fields),
        skip=layout.top.skip,
        quote=layout.quote,
    )
    scan = scan_sql(records, ["row_number", "problem", *fields], separator=",")
    spaces = f", {quote_text(SPACES)}" if text.has_odd_spaces else ""
    listed = ", ".join(f"trim({field}{spaces}) as {field}" for field in fields)
    engine.execute(
        f"create or replace table {quote_name(relation)} as "
        f"select cast(row_number as bigint) as row_number, nullif(problem, '') as problem, {listed} from {scan}"
    )


def _unwrap_formulas(engine: Engine, relation: str, width: int) -> str:
    """Take the text out of cells such as ="00123"; return the relation of the rows so read."""
    listed = ", ".join(f"regexp_replace(c{i}, '^=\"(.*)\"$', '\\1') as c{i}" for i in range(width))
    unwrapped = f"{relation}_unwrapped"
    engine.execute(
        f"create or replace table {quote_name(unwrapped)} as select * replace ({listed}) from {quote_name(relation)}"
    )
    return unwrapped


def _rewritten(
    text: CleanText, places: Places, name: str, target: Path, header_row: int | None
) -> tuple[CleanText, Layout]:
    """Write a text without separators as CSV; return it and how that is cut."""
    write_separated(text.path, target, places)
    layout = find_layout(target, name=name, separator=",", header_row=header_row)
    return replace(text, path=target, has_blank_lines=True), layout


def _notes(text: CleanText) -> tuple[Message, ...]:
    notes: list[Message] = []
    if text.nuls:
        notes.append(
            nmsg(
                "{count} zero byte was left out of the text.",
                "{count} zero bytes were left out of the text.",
                text.nuls,
            )
        )
    if text.damaged:
        notes.append(
            nmsg(
                "{count} character of the text is damaged and stands as a question mark.",
                "{count} characters of the text are damaged and stand as question marks.",
                text.damaged,
            )
        )
    return tuple(notes)


def read_csv(
    path: Path,
    *,
    engine: Engine,
    relation: str,
    staging: Path,
    encoding: str | None = None,
    separator: str | None = None,
    header_row: int | None = None,
) -> RawTable:
    """Load a text file into the engine, every cell as text, with its row as a person sees it.

    `encoding`, `separator` and `header_row` (from 1) overrule what is detected. A clean file is read by the engine in one go; one with
    blank lines, ragged rows or stray quotes is read record by record, and no row is lost.
    Errors: FileUnreadableError when it is empty, not text, has one column or only column names.
    """
    used = encoding or detect_encoding(path)
    copy, cells, records = (staging / f"{relation}.{name}" for name in ("text", "cells", "records"))
    try:
        text = clean_text(path, copy, encoding=used)
        layout = find_layout(text.path, name=path.name, separator=separator, header_row=header_row)
        sign = layout.separator
        if layout.places is not None:
            text, layout = _rewritten(text, layout.places, path.name, cells, header_row)
        names = layout.top.names
        # titles and names over several lines make records and lines differ
        simple = not (text.has_blank_lines or layout.top.header_row or any("\n" in name for name in names))
        loaded = _load_fast(engine, relation, text, layout) if simple and layout.top.skip <= 1 else None
        if loaded is None:
            _load_patiently(engine, relation, text, layout, records)
        relation = loaded or relation
    finally:
        for written in (copy, cells, records):
            written.unlink(missing_ok=True)
    if text.has_formulas:
        relation = _unwrap_formulas(engine, relation, len(names))
    filled = " or ".join(f"c{i} <> ''" for i in range(len(names)))
    if not engine.fetch(f"select 1 from {quote_name(relation)} where {filled} limit 1"):
        raise no_rows(path.name)
    unique = name_columns([name.removeprefix('="').removesuffix('"') for name in names])
    header = layout.top.header_row
    return RawTable(
        relation=relation,
        columns=tuple(RawColumn(name, f"c{i}") for i, name in enumerate(unique)),
        kind="csv",
        dialect=Dialect(
            encoding=text.encoding, separator=sign, header_row=0 if header is None else header + 1
        ),
        notes=_notes(text),
    )
