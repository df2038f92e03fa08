"""Document headers in one file and document lines in another, joined into one file of sales lines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.engine.connect import Engine, quote_name, quote_text
from clientela.sources._conform import id_sql
from clientela.sources._discount import refuse_header_discount
from clientela.sources._intake import Join
from clientela.sources._layout import settle_rows
from clientela.sources._lines import read_lines
from clientela.sources._mapping import fixed_columns, mapping_path, read_mapping
from clientela.sources._names import header_key, normalise_name
from clientela.sources._raw import RawColumn, RawTable, name_columns
from clientela.sources._reading import Part, Place, open_parts
from clientela.sources._recognise import SALES
from clientela.sources._roles import SYNONYMS, ColumnMapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.base.i18n import Message
    from clientela.sources._intake import FileIntake, Form

WITHOUT_HEADER = "document_without_header"
SEVERAL_HEADERS = "document_with_several_headers"
_OF_HEADERS = (
    "document_on", "customer_id", "customer_name", "document_type", "document_series", "currency", "seller_id", "area_id",
    "segment_id", "country", "channel", "bu_id", "status",
)  # fmt: skip
"""Roles that a header may give to its lines; amounts of a header are those of the whole document."""
_BESIDE = ("document_year", "document_series")
"""Roles that make a number unique which is counted anew for each year or series."""
_ONLY_HEADERS = ("unknown", SALES, "purchases")
"""What headers are when they are nothing beside: their documents are imported with the lines."""
_YEAR_OF_DATE = "#year"
_UNIQUE, _ENOUGH, _EXAMPLES = 0.95, 0.5, 5


@dataclass(frozen=True, slots=True)
class _Match:
    headers: Part
    header_column: str
    lines_column: str
    form: Form
    rows: int
    matched: int
    orphan_values: int
    examples: tuple[str, ...]
    unused_headers: int
    """Headers that no line names."""
    beside: tuple[tuple[str, str], ...] = ()
    """Further columns of the key, of the lines and of the headers: the year, the series."""

    @property
    def lines_columns(self) -> tuple[str, ...]:
        return (self.lines_column, *(mine for mine, _ in self.beside))

    @property
    def header_columns(self) -> tuple[str, ...]:
        return (self.header_column, *(theirs for _, theirs in self.beside))


def _role(part: Part, role: str) -> str | None:
    return next((m.column for m in part.sales.mapping if m.role == role), None)


def _beside_role(part: Part, role: str) -> str | None:
    """Return the column of a year or series; a year alone is no date and so has no role among the sales lines."""
    words = {role, *(normalise_name(text) for text in SYNONYMS[SALES][role])}
    return _role(part, role) or next((name for name in part.profiles if normalise_name(name) in words), None)


def is_lines(part: Part) -> bool:
    """Say whether a table holds the lines of documents whose date stands elsewhere."""
    missing = {role for (role,) in part.sales.missing}
    document = _role(part, "document_id")
    return part.intake.role == "unknown" and document is not None and missing == {"document_on"}


def is_headers(part: Part) -> bool:
    """Say whether a table holds one row for each document, with its date and its customer.

    A number that is counted anew for each year or series may repeat: whether it is unique with them is measured by `_best`.
    """
    document = _role(part, "document_id")
    return (
        document is not None
        and _role(part, "document_on") is not None
        and bool(_role(part, "customer_id") or _role(part, "customer_name"))
        and _role(part, "product_id") is None
    )


def _with_year(engine: Engine, raw: RawTable, part: Part) -> RawTable:
    """Add the year of the dates, by which numbers that begin anew each year are told apart."""
    date = _role(part, "document_on")
    if date is None or _beside_role(part, "document_year"):
        return raw
    year = f"nullif(regexp_extract(cast({raw.column(date).field} as varchar), '(19|20)[0-9][0-9]'), '')"
    engine.execute(f"alter table {quote_name(raw.relation)} add column x_year varchar")
    engine.execute(f"update {quote_name(raw.relation)} set x_year = {year}")
    return replace(raw, columns=(*raw.columns, RawColumn(_YEAR_OF_DATE, "x_year")))


def _load(engine: Engine, part: Part, place: Place, name: str) -> RawTable:
    for raw, _ in open_parts(engine, part.intake.path, place):
        if raw.part == part.intake.part:
            engine.execute(
                f"create or replace table {quote_name(name)} as select * from {quote_name(raw.relation)}"
            )
            return _with_year(engine, replace(raw, relation=name), part)
    raise KeyError(part.intake.full_name)


def _pairs(lines: Part, headers: Part) -> list[tuple[str, str]]:
    """Return the columns that may be the shared number: those named as document numbers, then those with one name."""
    found: dict[tuple[str, str], None] = {}
    mine, theirs = _role(lines, "document_id"), _role(headers, "document_id")
    if mine and theirs:
        found[mine, theirs] = None
    named = {normalise_name(n): n for n, seen in headers.profiles.items() if seen.distinct >= _UNIQUE}
    for name in lines.profiles:
        if other := named.get(normalise_name(name)):
            found[name, other] = None
    return list(found)


def _beside(lines: Part, headers: Part) -> tuple[tuple[str, str], ...]:
    """Return the columns of year and series that both files have."""
    of_date = {"document_year": _YEAR_OF_DATE if _role(headers, "document_on") else None}
    found = [
        (_beside_role(lines, role), _beside_role(headers, role) or of_date.get(role)) for role in _BESIDE
    ]
    return tuple((mine, theirs) for mine, theirs in found if mine and theirs)


def _key(raw: RawTable, columns: Sequence[str], form: Form) -> str:
    """Return the key as SQL text: the number, and what stands beside it. Without a number it is null."""
    texts = [f"regexp_replace({id_sql(raw.column(c))}, '\\.0+$', '')" for c in columns]
    if form != "exact":
        texts = [f"coalesce(nullif(ltrim({text}, '0'), ''), left({text}, 1))" for text in texts]
    return " || chr(31) || ".join([texts[0], *(f"coalesce({text}, '')" for text in texts[1:])])


def _measure(
    engine: Engine,
    lines: RawTable,
    headers: RawTable,
    pairs: tuple[tuple[str, str], ...],
    form: Form,
    part: Part,
    *,
    least: float = _UNIQUE,
) -> _Match | None:
    mine, theirs = _key(lines, [m for m, _ in pairs], form), _key(headers, [t for _, t in pairs], form)
    engine.execute(
        f"create or replace temp table _named as select {mine} as k, count(*) as n from lines where {mine} is not null group by 1"
    )
    engine.execute(
        f"create or replace temp table _known as select {theirs} as k, count(*) as n from headers where {theirs} is not null group by 1"
    )
    numbers, several = engine.fetch_one("select count(*), coalesce(sum(n), 0) from _known")
    if numbers < least * several:
        return None
    rows, matched, orphans = engine.fetch_one(
        "select coalesce(sum(n), 0), coalesce(sum(n) filter (k in (select k from _known)), 0), "
        "count(*) filter (k not in (select k from _known)) from _named"
    )
    examples = engine.fetch(
        f"select replace(k, chr(31), ' ') from _named where k not in (select k from _known) order by n desc, k limit {_EXAMPLES}"
    )
    unused = engine.fetch_one("select count(*) from _known where k not in (select k from _named)")[0]
    return _Match(
        part,
        pairs[0][1],
        pairs[0][0],
        form,
        int(rows),
        int(matched),
        int(orphans),
        tuple(k for (k,) in examples),
        int(unused),
        pairs[1:],
    )


def _best(engine: Engine, lines: Part, candidates: Sequence[Part], place: Place) -> _Match | None:
    """Return the headers and the key by which most lines meet; with year or series where enough lines meet by them."""
    raw = _load(engine, lines, place, "lines")
    best: dict[bool, _Match] = {}
    for part in candidates:
        other = _load(engine, part, place, "headers")
        beside = _beside(lines, part)
        keys = [(pair,) for pair in _pairs(lines, part)]
        longer = [(*key, *beside) for key in keys if beside and not set(key) & set(beside)]
        for pairs in (*longer, *keys):
            for form in ("exact", "without_leading_zeros"):
                found = _measure(engine, raw, other, pairs, form, part)
                if found is None or not found.rows or found.matched < _ENOUGH * found.rows:
                    continue
                known = best.get(bool(found.beside))
                if known is None or found.matched > known.matched:
                    best[bool(found.beside)] = found
    return best.get(True) or best.get(False)


def _repeating(engine: Engine, lines: Part, candidates: Sequence[Part], place: Place) -> Message | None:
    """Return what to say where lines meet headers whose numbers repeat, and nothing tells the repeated ones apart."""
    raw = _load(engine, lines, place, "lines")
    for part in candidates:
        other = _load(engine, part, place, "headers")
        for pair in _pairs(lines, part):
            found = _measure(engine, raw, other, (pair,), "exact", part, least=0)
            if found is not None and found.rows and found.matched >= _ENOUGH * found.rows:
                return msg(
                    "{lines} and {headers} belong together, but the numbers in {column} repeat in {headers}, as those that begin anew each "
                    "year do, and {lines} does not say of which year each line is. Export the year or the date of the document with the lines.",
                    lines=lines.intake.full_name, headers=part.intake.full_name, column=found.header_column,
                )  # fmt: skip
    return None


def _joined(
    engine: Engine, lines: Part, match: _Match, place: Place
) -> tuple[RawTable, tuple[ColumnMapping, ...]]:
    """Make the relation of lines with what their headers give them, and say which column has which role."""
    raw, headers = _load(engine, lines, place, "lines"), _load(engine, match.headers, place, "headers")
    own = {m.role for m in lines.sales.mapping}
    given = [m for m in match.headers.sales.mapping if m.role in _OF_HEADERS and m.role not in own]
    needed = [m for m in match.headers.sales.mapping if m.role in ("document_id", *_OF_HEADERS)]
    headers = settle_rows(engine, headers, needed)
    names = name_columns([*(c.name for c in raw.columns), *(m.column for m in given)])[len(raw.columns) :]
    fields = [headers.column(m.column) for m in given]
    listed = "".join(f", {f.field} as h{i}" for i, f in enumerate(fields))
    key, other = _key(raw, match.lines_columns, match.form), _key(headers, match.header_columns, match.form)
    # whose document it is and when: headers with one number that differ in it are several documents
    said = {m.role: headers.column(m.column) for m in match.headers.sales.mapping}
    whose = "customer_id" if "customer_id" in said else "customer_name"
    told = [
        f"coalesce({id_sql(said[role])}, '')"
        for role in ("document_on", whose, "document_type")
        if role in said
    ]
    # a damaged header tells nothing for certain; of several that say the same the first counts
    engine.execute(
        f"create or replace temp table _headers as select * exclude (h_told, h_row), "
        "min(h_told) over (partition by h_key) <> max(h_told) over (partition by h_key) as h_several from ("
        f"select {other} as h_key, concat_ws(chr(31), {', '.join(told)}) as h_told, "
        f"row_number as h_row{listed} from {quote_name(headers.relation)} where problem is null and {other} is not null) "
        "qualify row_number() over (partition by h_key order by h_row) = 1"
    )
    engine.execute(
        f"create or replace table joined as select l.* replace (coalesce(l.problem, case when h.h_key is null or h.h_several then '{WITHOUT_HEADER}' end) "
        f"as problem), h.* exclude (h_key) from (select *, {key} as l_key from lines) as l left join _headers as h on h.h_key = l.l_key"
    )
    added = [
        RawColumn(name, f"h{i}", field.kind, field.plain)
        for i, (name, field) in enumerate(zip(names, fields, strict=True))
    ]
    mapping = (
        *lines.sales.mapping,
        *(replace(m, column=name) for m, name in zip(given, names, strict=True)),
    )
    notes = (*raw.notes, *headers.notes)
    return replace(raw, relation="joined", columns=(*raw.columns, *added), notes=notes), mapping


def _tell_several(engine: Engine, intake: FileIntake) -> FileIntake:
    """Give the lines whose number several documents have a reason of their own, and say what helps."""
    if intake.rejected is None:
        return intake
    path = quote_text(str(intake.rejected))
    several = (
        f"reason_code = '{WITHOUT_HEADER}' and row_number in (select row_number from joined where h_several)"
    )
    count = int(engine.fetch_one(f"select count(*) from read_parquet({path}) where {several}")[0])
    if not count:
        return intake
    renamed = intake.rejected.with_name(f"{intake.rejected.stem}_told.parquet")
    engine.write_parquet(
        f"select * replace (case when {several} then '{SEVERAL_HEADERS}' else reason_code end as reason_code) "
        f"from read_parquet({path}) order by row_number",
        renamed,
    )
    renamed.replace(intake.rejected)
    note = nmsg(
        "{count} line names a document number that several documents with different customers, dates or types have; it is "
        "set aside. Export the year or the series of the document with the headers and with the lines.",
        "{count} lines name a document number that several documents with different customers, dates or types have; they "
        "are set aside. Export the year or the series of the document with the headers and with the lines.",
        count,
    )
    return replace(intake, notes=(*intake.notes, note))


def _read(engine: Engine, lines: Part, match: _Match, place: Place, prefix: str) -> FileIntake:
    raw, mapping = _joined(engine, lines, match, place)
    first, second = match.headers.intake, lines.intake
    key = header_key(c.name for c in raw.columns)
    path = mapping_path(place.mappings, key)
    saved = read_mapping(path, place.recogniser.tables)
    if saved is not None:
        fixed = fixed_columns(saved, [c.name for c in raw.columns], path)
        mapping = tuple(ColumnMapping(r, c, 1.0, "remembered") for r, c in fixed.items() if c)
    if saved is None or "discount" not in saved.columns:
        refuse_header_discount(
            engine,
            _load(engine, match.headers, place, "headers"),
            file=f"{first.name} + {second.name}",
            mapping_file=str(path),
        )
    notes = []
    if match.form != "exact":
        notes.append(msg("The numbers of the documents match when leading zeros are left off."))
    if match.unused_headers:
        notes.append(
            nmsg(
                "{count} document has a header and no line.",
                "{count} documents have a header and no line.",
                match.unused_headers,
            )
        )
    used = {m.column for m in mapping}
    intake = replace(
        second,
        name=f"{first.name} + {second.name}",
        sha256=hashlib.sha256(f"{first.sha256}{second.sha256}".encode()).hexdigest(),
        role=SALES,
        part="",
        header_key=key,
        mapping=mapping,
        unused_columns=tuple(c.name for c in raw.columns if c.name not in used),
        notes=(*raw.notes, *notes),
        question=None,
    )
    intake = read_lines(
        engine, raw, intake, saved=saved, mapping_file=str(path), staging=place.staging, prefix=prefix
    )
    told = msg(
        "{lines} and {headers} were joined by {column}: {matched} of {rows} lines have a header, and {accepted} of them were accepted.",
        lines=second.full_name, headers=first.full_name, column=" + ".join(match.lines_columns),
        matched=Amount(match.matched, "count"), rows=Amount(match.rows, "count"), accepted=Amount(intake.lines_accepted, "count"),
    )  # fmt: skip
    intake = replace(intake, notes=(*raw.notes, told, *intake.notes[len(raw.notes) :]))
    return _tell_several(engine, intake)


def join_documents(parts: list[Part], *, place: Place) -> tuple[list[Part], tuple[Join, ...]]:
    """Join each table of document lines with the table of headers that knows most of its documents.

    A table of headers that is another table as well (deliveries) stays beside the lines. Rows of lines without a header are
    set aside as `document_without_header`, those whose number several documents have as `document_with_several_headers`.
    Errors: MappingNeededError as for any sales lines.
    """
    result = list(parts)
    joins: list[Join] = []
    for lines in [p for p in parts if is_lines(p)]:
        candidates = [p for p in parts if p is not lines and is_headers(p)]
        if not candidates:
            continue
        with Engine(spill=place.staging / "spill") as engine:
            match = _best(engine, lines, candidates, place)
            if match is None:
                if told := _repeating(engine, lines, candidates, place):
                    notes = (*lines.intake.notes, told)
                    result[result.index(lines)] = replace(lines, intake=replace(lines.intake, notes=notes))
                continue
            prefix = f"{len(parts) + len(joins):03d}_{lines.intake.sha256[:12]}"
            intake = _read(engine, lines, match, place, prefix)
        result[result.index(lines)] = replace(lines, intake=intake)
        if match.headers.intake.role in _ONLY_HEADERS and match.headers in result:
            result.remove(match.headers)
        joins.append(
            Join(
                lines.intake.full_name, "document_lines", " + ".join(match.lines_columns), match.headers.intake.full_name, "document_headers",
                " + ".join(match.header_columns), match.rows, min(match.matched, intake.lines_accepted), match.rows - match.matched, match.orphan_values, match.examples,
                match.form,
            )
        )  # fmt: skip
    return result, tuple(joins)
