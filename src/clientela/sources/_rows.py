"""From the cells of a file to the rows of its canonical table, as the declaration of the table says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.canonical import SQL_TYPES
from clientela.base.i18n import Message, nmsg
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._codes import code_words
from clientela.sources._conform import clean_sql
from clientela.sources._forms import decide_forms
from clientela.sources._intake import ColumnTotal
from clientela.sources._names import normalise_name
from clientela.sources._quarantine import SkippedRow
from clientela.sources._recognise import ROW
from clientela.sources._roles import ColumnMapping
from clientela.sources._row_cells import NUMERIC, Cell, cell_of
from clientela.sources._synonyms import TOTAL_WORDS
from clientela.sources._wide import melt

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable
    from clientela.engine.connect import Engine
    from clientela.sources._form import Forms
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._possible import Reading
    from clientela.sources._raw import RawTable

_SHOWN = 5
_UNIT = chr(31)


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the sorted rows of a file are, and how many: read = accepted + excluded + rejected."""

    rows: Path
    rejected: Path
    excluded: Path
    read: int
    accepted: int
    excluded_count: int
    rejected_count: int
    totals: tuple[ColumnTotal, ...]
    skipped: tuple[SkippedRow, ...]
    notes: tuple[Message, ...]
    forms: Forms
    in_cents: bool


def _source(engine: Engine, raw: RawTable, reading: Reading) -> tuple[RawTable, tuple[ColumnMapping, ...]]:
    """Return the relation to read from, and where each role stands in it."""
    mapping = reading.mapping
    table = reading.table
    if any(m.column == ROW for m in mapping):
        # the place among the rows, counted from 1
        ranked = f"{raw.relation}_numbered"
        engine.execute(
            f"create or replace table {quote_name(ranked)} as select *, row_number() over (order by row_number) as r_place "
            f"from {quote_name(raw.relation)}"
        )
        column = replace(raw.columns[0], name=ROW, field="r_place", kind="number")
        raw = replace(raw, relation=ranked, columns=(*raw.columns, column))
    if not reading.periods or table is None or table.wide is None:
        return raw, mapping
    raw, roles = melt(engine, raw, table.wide, reading.periods)
    added = tuple(ColumnMapping(role, column, 1.0, "name") for role, column in roles.items())
    return raw, (*mapping, *added)


def _forms(
    engine: Engine, raw: RawTable, table: CanonicalTable, mapping: tuple[ColumnMapping, ...], *,
    saved: SavedMapping | None, file: str, mapping_file: str,
) -> Forms:  # fmt: skip
    # the forms are decided for columns of two kinds; what they are called in sales lines stands for the kind
    kinds = {**dict.fromkeys(NUMERIC, "net_amount"), "date": "document_on", "instant": "document_on"}
    typed = tuple(
        replace(m, role=kinds[table.column(m.role).type])
        for m in mapping
        if table.column(m.role).type in kinds
    )
    return decide_forms(engine, raw, typed, saved=saved, file=file, mapping_file=mapping_file)


def _reasons(table: CanonicalTable, cells: dict[str, Cell]) -> list[tuple[str, str, str]]:
    """Return why a row is set aside: (test, reason code, column of the table or nothing), the first that holds counts."""
    reasons = [("problem is not null", "", "")]
    for name, cell in cells.items():
        if cell.unread:
            reasons.append((f"{name} is null and {cell.unread}", cell.code, name))
    for name, cell in cells.items():
        reasons += [(test, code, name) for test, code in cell.limits]
    reasons += [(f"{c.name} is null", "missing_value", c.name) for c in table.columns if c.is_required]
    reasons += [(f"({check.sql})", check.code, "") for check in table.checks if check.is_fatal]
    return reasons


def _values(
    engine: Engine, raw: RawTable, table: CanonicalTable, mapping: tuple[ColumnMapping, ...]
) -> dict[str, str]:
    """Return, for each column of codes, what each written value means, as an SQL case over its text."""
    cases: dict[str, str] = {}
    for found in mapping:
        column = table.column(found.role)
        if column.type != "code":
            continue
        text = clean_sql(raw.column(found.column))
        rows = engine.fetch(
            f"select distinct {text} as written from {quote_name(raw.relation)} where {text} is not null order by 1 limit 2000"
        )
        words = code_words(column)
        known = {
            written: words[normalise_name(written)] for (written,) in rows if normalise_name(written) in words
        }
        known = {written: code for written, code in known.items() if written != code}
        listed = " ".join(f"when {quote_text(w)} then {quote_text(c)}" for w, c in known.items())
        said = f"s_{found.role}"
        cases[found.role] = f"case {said} {listed} else {said} end" if listed else said
    return cases


def _typed(
    engine: Engine,
    raw: RawTable,
    table: CanonicalTable,
    cells: dict[str, Cell],
    constants: dict[str, str],
) -> None:
    """Make `_typed`: a row for each row of the file with its values, its reason and the cell at fault."""
    parts = []
    for column in table.columns:
        cell = cells.get(column.name)
        value = (
            cell.sql if cell else quote_text(constants[column.name]) if column.name in constants else "null"
        )
        if not cell and column.stand_in in cells:
            value = cells[column.stand_in].sql
        parts.append(f"cast({value} as {SQL_TYPES[column.type]}) as {column.name}")
    numbers = "".join(f", {cell.number} as n_{name}" for name, cell in cells.items() if cell.number)
    said = "".join(f", {cell.text} as s_{name}" for name, cell in cells.items())
    reasons = _reasons(table, cells)
    reason = " ".join(
        f"when {test} then {quote_text(code) if code else 'problem'}" for test, code, _ in reasons
    )
    names = " ".join(
        f"when {test} then {quote_text(cells[name].column) if name in cells else 'null'}"
        for test, _, name in reasons
    )
    values = " ".join(
        f"when {test} then {'s_' + name if name in cells else 'null'}" for test, _, name in reasons
    )
    whole = ", ".join(f"{quote_name(c.name)}: cast({c.field} as varchar)" for c in raw.columns)
    first = ", ".join(f"nullif(trim(cast({c.field} as varchar)), '')" for c in raw.columns)
    joined = f"concat_ws('{_UNIT}', {', '.join(f'trim(cast({c.field} as varchar))' for c in raw.columns)})"
    heading = quote_text(_UNIT.join(c.name for c in raw.columns))
    totals = ", ".join(quote_text(word) for word in sorted(TOTAL_WORDS))
    summed = any(c.type in ("money", "quantity") for c in table.columns)
    answers = [c for c in raw.columns if c.name in {cells[n].column for n in table.answered_by if n in cells}]
    told = ", ".join(f"nullif(trim(cast({c.field} as varchar)), '')" for c in answers)
    is_question = f"coalesce({told}) is null" if told else "false"
    total = f"rtrim(lower(strip_accents(coalesce({first}))), ' :') in ({totals})" if summed else "false"
    engine.execute(
        f"create or replace temp table _typed as select *, case {reason} end as x_reason, case {names} end as x_column, "
        f"case {values} end as x_value, row_number() over (order by row_number) as x_uid from (select row_number, problem, "
        f"{', '.join([*parts, *(f's_{name}' for name in cells)])}, to_json({{{whole}}}) as x_cells, case when coalesce({first}) is null then 'blank' "
        f"when {joined} = {heading} then 'heading' when {total} then 'total' when {is_question} then 'question' end as x_skipped from (select *{said}{numbers} from {quote_name(raw.relation)}))"
    )


def _sort(engine: Engine, table: CanonicalTable) -> None:
    """Say of each row of `_typed` what becomes of it; of rows with one key the last counts."""
    key = ", ".join(table.key) or "x_uid"
    engine.execute(
        "create or replace temp table _sorted as select *, case when x_reason is not null then 'rejected' "
        f"when {table.keyed_sql} and row_number() over (partition by x_reason is null, ({table.keyed_sql}), {key} order by x_uid desc) > 1 "
        "then 'excluded' else 'accepted' end as x_fate from _typed where x_skipped is null"
    )


def _write(
    engine: Engine, table: CanonicalTable, *, file: str, staging: Path, prefix: str
) -> tuple[Path, Path, Path]:
    rows, rejected, excluded = (
        staging / f"{prefix}_{name}.parquet" for name in ("rows", "rejected", "excluded")
    )
    listed = ", ".join(c.name for c in table.columns)
    engine.write_parquet(
        f"select {listed}, row_number from _sorted where x_fate = 'accepted' order by x_uid", rows
    )
    engine.write_parquet(
        f"select {quote_text(file)} as file, row_number, x_column as column_name, x_value as value, x_reason as reason_code, cast(null as bigint) as net_amount, "
        "cast(x_cells as varchar) as cells from _sorted where x_fate = 'rejected' order by x_uid",
        rejected,
    )
    engine.write_parquet(
        "select row_number, 'repeated_key' as rule, cast(null as bigint) as net_amount from _sorted where x_fate = 'excluded' order by x_uid",
        excluded,
    )
    return rows, rejected, excluded


def _totals(engine: Engine, table: CanonicalTable, cells: dict[str, Cell]) -> tuple[ColumnTotal, ...]:
    found = []
    for column in table.columns:
        if column.type == "money" and column.name in cells:
            sums = engine.fetch_one(
                f"select coalesce(sum({column.name}), 0), "
                + ", ".join(
                    f"coalesce(sum({column.name}) filter (x_fate = '{fate}'), 0)"
                    for fate in ("accepted", "excluded", "rejected")
                )
                + " from _sorted"
            )
            found.append(ColumnTotal(column.name, *(int(value) for value in sums)))
    return tuple(found)


def _notes(
    engine: Engine, table: CanonicalTable, cells: dict[str, Cell], counts: dict[str, int]
) -> list[Message]:
    notes: list[Message] = []
    if repeated := counts.get("excluded", 0):
        notes.append(
            nmsg(
                "{count} row is repeated further down under the same key; the last row counts.",
                "{count} rows are repeated further down under the same key; the last row counts.",
                repeated,
            )
        )
    for column in table.columns:
        if column.type != "code" or column.name not in cells:
            continue
        known = ", ".join(quote_text(code.value) for code in column.codes)
        rows = engine.fetch(
            f"select {column.name}, count(*) from _sorted where x_fate = 'accepted' and {column.name} not in ({known}) group by 1 order by 2 desc, 1"
        )
        if rows:
            notes.append(
                nmsg(
                    "{count} row states for {column} what is none of the known values ({values}); it is kept as written.",
                    "{count} rows state for {column} what is none of the known values ({values}); they are kept as written.",
                    sum(n for _, n in rows),
                    column=column.title,
                    values=", ".join(value for value, _ in rows[:_SHOWN]),
                )
            )
    for check in table.checks:
        if not check.is_fatal:
            found = engine.fetch_one(
                f"select count(*) from _sorted where x_fate = 'accepted' and ({check.sql})"
            )[0]
            if found:
                notes.append(
                    nmsg("{title}: {count} row.", "{title}: {count} rows.", found, title=check.title)
                )
    return notes


def write_rows(
    engine: Engine,
    raw: RawTable,
    reading: Reading,
    *,
    saved: SavedMapping | None,
    file: str,
    mapping_file: str,
    staging: Path,
    prefix: str,
) -> Rows:
    """Write the accepted, rejected and excluded rows of a file as its table declares them.

    Units: money and quantity in 1/10,000, shares as fractions of 1. Errors: MappingNeededError when the form of the numbers
    or dates, or the meaning of a share, cannot be told.
    """
    table = reading.table
    if table is None:
        raise KeyError(reading.role)
    source, mapping = _source(engine, raw, reading)
    forms = _forms(engine, source, table, mapping, saved=saved, file=file, mapping_file=mapping_file)
    values = _values(engine, source, table, mapping)
    cells: dict[str, Cell] = {}
    in_cents = False
    for found in mapping:
        column = table.column(found.role)
        cell = cell_of(
            engine, source, column, source.column(found.column), forms,
            coded=values.get(found.role), saved=saved, file=file, mapping_file=mapping_file,
        )  # fmt: skip
        in_cents = in_cents or cell.in_cents
        cells[found.role] = cell
    _typed(engine, source, table, cells, dict(reading.constants))
    skipped = [
        SkippedRow(number, kind, None)
        for number, kind in engine.fetch(
            "select distinct row_number, x_skipped from _typed where x_skipped is not null order by 1"
        )
        if kind != "blank"
    ]
    _sort(engine, table)
    paths = _write(engine, table, file=file, staging=staging, prefix=prefix)
    counts = {fate: int(n) for fate, n in engine.fetch("select x_fate, count(*) from _sorted group by 1")}
    notes = _notes(engine, table, cells, counts)
    questions = sum(row.kind == "question" for row in skipped)
    if questions:
        notes.append(nmsg("{count} question that nobody answered yet was left out.", "{count} questions that nobody answered yet were left out.", questions))  # fmt: skip
    totals = _totals(engine, table, cells)
    for name in ("_typed", "_sorted"):
        engine.execute(f"drop table {name}")
    return Rows(
        *paths,
        read=sum(counts.values()),
        accepted=counts.get("accepted", 0),
        excluded_count=counts.get("excluded", 0),
        rejected_count=counts.get("rejected", 0),
        totals=totals,
        skipped=tuple(skipped),
        notes=tuple(notes),
        forms=forms,
        in_cents=in_cents,
    )
