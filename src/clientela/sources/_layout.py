"""Rows as reports write them, made whole before they are read: values stated once for a group, cells that spilled over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._names import IMPLIED
from clientela.sources._records import TOO_FEW, TOO_MANY
from clientela.sources._roles import NUMERIC
from clientela.sources._skips import labelled
from clientela.sources._surplus import put_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.engine.connect import Engine
    from clientela.sources._raw import RawColumn, RawTable
    from clientela.sources._roles import ColumnMapping

_LEADING = ("customer_id", "customer_name", "document_id", "document_on")
"""Roles whose values may be stated once for the rows below."""
_FOLLOWING = (
    *_LEADING, "document_type", "document_series", "seller_id", "area_id", "segment_id", "country", "channel", "bu_id", "currency", "status",
)  # fmt: skip
_OPTIONAL = frozenset(
    {"country", "channel", "segment_id", "area_id", "seller_id", "product_family", "product_name", "city"}
)
"""Roles a line can do without: where a cell spilled over, they are left open."""
_MANY_BLANKS, _MOST_BLANKS, _FEWEST_GROUPS = 0.2, 0.4, 2
_FEWEST_WITHOUT_DOCUMENT = 8
"""Groups it takes to believe that a customer is stated once, where each line names its document: it may well be unknown."""
_MOST_CLASSES = 40
_REPEATED = 0.02


@dataclass(frozen=True, slots=True)
class _Fill:
    """How often a column is stated, on the rows that are no totals."""

    column: RawColumn
    blank_lines: int
    lines: int
    filled: int
    distinct: int
    first_is_filled: bool


def _blank(column: RawColumn) -> str:
    return f"(coalesce({column.field}, '') = '')"


def _columns(raw: RawTable, mapping: Sequence[ColumnMapping], roles: Sequence[str]) -> list[RawColumn]:
    found = {m.role: m.column for m in mapping}
    columns = [raw.column(found[role]) for role in roles if role in found]
    return [column for column in columns if column.kind == "text"]


def _look(engine: Engine, rows: str, column: RawColumn) -> _Fill:
    value = f"nullif({column.field}, '')"
    row = engine.fetch_one(
        f"select count(*) filter (is_line and {value} is null), count(*) filter (is_line), count({value}), "
        f"count(distinct {value}), coalesce(arg_min({_blank(column)}, row_number) = false, false) from {rows}"
    )
    return _Fill(column, int(row[0]), int(row[1]), int(row[2]), int(row[3]), bool(row[4]))


def _leads(seen: _Fill, *, has_totals: bool, fewest: int) -> bool:
    """Say whether a column is stated once for each of `fewest` groups: on the first row, often blank, and no value twice."""
    share = seen.blank_lines / seen.lines if seen.lines else 0.0
    least = _MANY_BLANKS if has_totals else _MOST_BLANKS
    once = seen.filled - seen.distinct <= _REPEATED * seen.filled
    return seen.first_is_filled and once and seen.filled >= fewest and share >= least


def _follows(engine: Engine, rows: str, column: RawColumn, leader: RawColumn) -> bool:
    """Say whether a column is blank wherever its leader is, and stated mostly where it is stated."""
    stray, without, stated = engine.fetch_one(
        f"select count(*) filter ({_blank(leader)} and not {_blank(column)}), "
        f"count(*) filter (not {_blank(leader)} and {_blank(column)}), count(*) filter (not {_blank(leader)}) from {rows}"
    )
    return bool(stray == 0 and without * 2 < stated)


def _with_doubt(
    raw: RawTable, mapping: Sequence[ColumnMapping], seen: Sequence[_Fill], *, has_totals: bool
) -> RawTable:
    """Say that lines without a customer look like groups, where the groups are too few to fill them."""
    customers = [c.name for c in _columns(raw, mapping, ("customer_id", "customer_name"))]
    found = [
        s
        for s in seen
        if s.column.name in customers and _leads(s, has_totals=has_totals, fewest=_FEWEST_GROUPS)
    ]
    if not found:
        return raw
    note = nmsg(
        "{count} line names no customer in the column {column}. It may belong to the customer above, but there are too few groups "
        "to tell. If it does, write the customer on every line and import the file again.",
        "{count} lines name no customer in the column {column}. They may belong to the customer above, but there are too few "
        "groups to tell. If they do, write the customer on every line and import the file again.",
        found[0].blank_lines,
        column=found[0].column.name,
    )
    return replace(raw, notes=(*raw.notes, note))


def _filled_down(engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping]) -> RawTable:
    candidates = _columns(raw, mapping, _FOLLOWING)
    numbers = [raw.column(m.column) for m in mapping if m.role in NUMERIC]
    if not candidates or not numbers or raw.kind == "parquet":
        return raw
    relation = quote_name(raw.relation)
    counts = engine.fetch_one(
        f"select count(*), {', '.join(f'count(*) filter ({_blank(c)})' for c in candidates)} from {relation}"
    )
    open_columns = [c for c, n in zip(candidates, counts[1:], strict=True) if n >= _MANY_BLANKS * counts[0]]
    if not open_columns or not {c.name for c in open_columns} & {
        c.name for c in _columns(raw, mapping, _LEADING)
    }:
        return raw
    texts = [f"coalesce({c.field}, '')" for c in raw.columns if c.kind == "text"]
    stated = " or ".join(f"coalesce(cast({c.field} as varchar), '') <> ''" for c in numbers)
    anything = " or ".join(f"{text} <> ''" for text in texts)
    rows = quote_name(f"{raw.relation}_rows")
    engine.execute(
        f"create or replace temp table {rows} as select *, ({stated}) as is_line from {relation} "
        f"where ({anything}) and not {labelled(texts, 12)}"
    )
    has_totals = engine.fetch_one(f"select count(*) from {rows}")[0] < counts[0]
    leading = {c.name for c in _columns(raw, mapping, _LEADING)}
    seen = [_look(engine, rows, c) for c in open_columns if c.name in leading]
    documents = _columns(raw, mapping, ("document_id",))
    is_named = bool(documents) and documents[0] not in open_columns
    fewest = _FEWEST_WITHOUT_DOCUMENT if is_named else _FEWEST_GROUPS
    leaders = [s.column for s in seen if _leads(s, has_totals=has_totals, fewest=fewest)]
    if documents and documents[0] in leaders:
        # what each document states on its first row, or leaves open there, belongs to the document alone
        leaders = [c for c in leaders if c == documents[0] or not _follows(engine, rows, c, documents[0])]
    filled: dict[str, RawColumn] = {leader.name: leader for leader in leaders}
    by_leader = {leader.name: leader for leader in leaders}
    # the document is the smaller group: what follows it is taken from it
    for leader in reversed(leaders):
        for column in open_columns:
            if column.name not in filled and _follows(engine, rows, column, leader):
                filled[column.name] = column
                by_leader[column.name] = leader
    raw = _with_doubt(raw, mapping, [s for s in seen if s.column.name not in filled], has_totals=has_totals)
    if not filled:
        engine.execute(f"drop table {rows}")
        return raw
    groups = ", ".join(
        f"count(nullif({c.field}, '')) over (order by row_number rows unbounded preceding) as g_{c.field}"
        for c in leaders
    )
    values = ", ".join(
        f"first_value({c.field}) over (partition by g_{by_leader[c.name].field} order by row_number) as {c.field}"
        for c in filled.values()
    )
    fields = ", ".join(c.field for c in filled.values())
    engine.execute(
        f"create or replace temp table {rows} as select row_number, {values} from (select row_number, is_line, {fields}, {groups} "
        f"from {rows}) qualify is_line"
    )
    given = ", ".join(f"coalesce(f.{c.field}, r.{c.field}) as {c.field}" for c in filled.values())
    whole = f"{raw.relation}_filled"
    engine.execute(
        f"create or replace table {quote_name(whole)} as select r.* replace ({given}) from {relation} r left join {rows} f "
        f"using (row_number) order by r.row_number"
    )
    engine.execute(f"drop table {rows}")
    note = msg(
        "The values of {columns} stand on the first row of each group only; the rows below were taken to belong to it.",
        columns=", ".join(filled),
    )
    return replace(raw, relation=whole, notes=(*raw.notes, note))


def _class(field: str) -> str:
    """Return the SQL of a cell's make: letters as A, digits as 9."""
    return f"regexp_replace(regexp_replace(coalesce(cast({field} as varchar), ''), '\\p{{L}}+', 'A', 'g'), '[0-9]+', '9', 'g')"


def _closed_classes(engine: Engine, relation: str, column: RawColumn) -> list[str] | None:
    """Return how the good cells of a column are made; None when they may hold text of several words."""
    rows = engine.fetch(
        f"select distinct {_class(column.field)} as made from {relation} where problem is null limit {_MOST_CLASSES + 1}"
    )
    made = [str(row[0]) for row in rows]
    # one word, or a date with its time: nothing that could hold a separator
    simple = all(" " not in text or not any(c == "A" for c in text) for text in made)
    return made if made and len(made) <= _MOST_CLASSES and simple else None


def _repaired(engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping]) -> RawTable:
    """Accept rows with surplus cells where every needed cell stands, beyond doubt, left of the one that spilled over."""
    relation = quote_name(raw.relation)
    broken = engine.fetch_one(f"select count(*) from {relation} where problem = '{TOO_MANY}'")[0]
    places = {c.name: i for i, c in enumerate(raw.columns)}
    needed = [(places[m.column], m.role) for m in mapping if m.role not in _OPTIONAL]
    if not broken or not needed:
        return raw
    last = max(place for place, _ in needed)
    tests: list[str] = []
    for column in raw.columns[: last + 1]:
        made = _closed_classes(engine, relation, column)
        if made is None:
            return raw
        tests.append(f"{_class(column.field)} in ({', '.join(quote_text(text) for text in made)})")
    for place, role in needed:
        # digits behind a number may be its decimals, cut off at their comma
        if role in NUMERIC and place + 1 < len(raw.columns):
            tests.append(
                f"not regexp_matches(coalesce({raw.columns[place + 1].field}, ''), '^[0-9]{{1,3}}$')"
            )
    where = f"problem = '{TOO_MANY}' and {' and '.join(tests)}"
    count = engine.fetch_one(f"select count(*) from {relation} where {where}")[0]
    if not count:
        return raw
    lost = ", ".join(f"{c.field} = null" for c in raw.columns[last + 1 :])
    engine.execute(f"update {relation} set problem = null{', ' + lost if lost else ''} where {where}")
    note = nmsg(
        "{count} row has more cells than there are columns: a text right of {column} holds a separator without quotation marks. "
        "All that is needed stands left of it and was read; the cells behind were left open.",
        "{count} rows have more cells than there are columns: a text right of {column} holds a separator without quotation marks. "
        "All that is needed stands left of it and was read; the cells behind were left open.",
        count,
        column=raw.columns[last].name,
    )
    return replace(raw, notes=(*raw.notes, note))


_BARE_NUMBER = "^[-+(]*9([.,]9)*[)]?-?$"


def _completed(engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping]) -> RawTable:
    """Accept rows with too few cells whose last columns were left off, as programs do where nothing stands there.

    So it is when every number and date that is needed stands there and is made as in the whole rows, and what is right of them
    are texts: a row that lost a cell further left would have a text or nothing where its amount belongs.
    """
    relation = quote_name(raw.relation)
    broken = engine.fetch_one(f"select count(*) from {relation} where problem = '{TOO_FEW}'")[0]
    places = {c.name: i for i, c in enumerate(raw.columns)}
    needed = {places[m.column]: m.role for m in mapping if m.role not in _OPTIONAL and m.column in places}
    typed = [place for place, role in needed.items() if role in NUMERIC or role == "document_on"]
    if not broken or not any(needed[place] in NUMERIC for place in typed):
        return raw
    last = max(needed)
    for column in raw.columns[last + 1 :]:
        made = f"select 1 from {relation} where problem is null and regexp_matches({_class(column.field)}, '{_BARE_NUMBER}') limit 1"
        if engine.fetch(made):
            return raw
    tests = []
    for place in typed:
        classes = _closed_classes(engine, relation, raw.columns[place])
        if classes is None:
            return raw
        stated = [text for text in classes if text]
        tests.append(
            f"{_class(raw.columns[place].field)} in ({', '.join(quote_text(text) for text in stated) or 'null'})"
        )
    where = f"problem = '{TOO_FEW}' and {' and '.join(tests)}"
    count = engine.fetch_one(f"select count(*) from {relation} where {where}")[0]
    if not count:
        return raw
    engine.execute(f"update {relation} set problem = null where {where}")
    note = nmsg(
        "{count} row ends before the last column; all that is needed stands in it, and it was read.",
        "{count} rows end before the last column; all that is needed stands in them, and they were read.",
        count,
    )
    return replace(raw, notes=(*raw.notes, note))


def settle_rows(
    engine: Engine, raw: RawTable, mapping: Sequence[ColumnMapping], *, may_fill: bool = True
) -> RawTable:
    """Repair rows whose damage touches nothing that is needed, and fill groups down where the pattern is systematic.

    `may_fill` is False where an empty cell is an answer of its own.
    What was done stands in the notes of the returned table; a row in doubt stays as it is.
    """
    # an implied column was made of the cells as they stood
    if raw.kind == "csv" and not IMPLIED & {c.name for c in raw.columns}:
        raw = _completed(engine, _repaired(engine, raw, mapping), mapping)
        raw = put_together(engine, raw, frozenset(m.column for m in mapping))
    return _filled_down(engine, raw, mapping) if may_fill else raw
