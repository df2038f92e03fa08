"""Document headers in one file and document lines in another, joined into one file of sales lines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.engine.connect import Engine, quote_name
from clientela.sources._conform import id_sql
from clientela.sources._intake import Join
from clientela.sources._layout import settle_rows
from clientela.sources._lines import read_lines
from clientela.sources._mapping import fixed_columns, mapping_path, read_mapping
from clientela.sources._names import header_key, normalise_name
from clientela.sources._raw import RawColumn, RawTable, name_columns
from clientela.sources._reading import Part, Place, open_parts
from clientela.sources._recognise import SALES
from clientela.sources._roles import ColumnMapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientela.sources._intake import FileIntake, Form

WITHOUT_HEADER = "document_without_header"
_OF_HEADERS = (
    "document_on", "customer_id", "customer_name", "document_type", "document_series", "currency", "seller_id", "area_id",
    "segment_id", "country", "channel", "status",
)  # fmt: skip
"""Roles that a header may give to its lines; amounts of a header are those of the whole document."""
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


def _role(part: Part, role: str) -> str | None:
    return next((m.column for m in part.sales.mapping if m.role == role), None)


def is_lines(part: Part) -> bool:
    """Say whether a table holds the lines of documents whose date stands elsewhere."""
    missing = {role for (role,) in part.sales.missing}
    document = _role(part, "document_id")
    return (
        part.intake.role == "unknown"
        and document is not None
        and missing == {"document_on"}
        and part.profiles[document].distinct < 1
    )


def is_headers(part: Part) -> bool:
    """Say whether a table holds one row for each document, with its date and its customer."""
    document = _role(part, "document_id")
    return (
        document is not None
        and _role(part, "document_on") is not None
        and bool(_role(part, "customer_id") or _role(part, "customer_name"))
        and _role(part, "product_id") is None
        and part.profiles[document].distinct >= _UNIQUE
    )


def _load(engine: Engine, part: Part, place: Place, name: str) -> RawTable:
    for raw, _ in open_parts(engine, part.intake.path, place):
        if raw.part == part.intake.part:
            engine.execute(
                f"create or replace table {quote_name(name)} as select * from {quote_name(raw.relation)}"
            )
            return replace(raw, relation=name)
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


def _key(raw: RawTable, column: str, form: Form) -> str:
    text = f"regexp_replace({id_sql(raw.column(column))}, '\\.0+$', '')"
    return text if form == "exact" else f"coalesce(nullif(ltrim({text}, '0'), ''), '0')"


def _measure(
    engine: Engine, lines: RawTable, headers: RawTable, pair: tuple[str, str], form: Form, part: Part
) -> _Match:
    mine, theirs = _key(lines, pair[0], form), _key(headers, pair[1], form)
    engine.execute(
        f"create or replace temp table _named as select {mine} as k, count(*) as n from lines where {mine} is not null group by 1"
    )
    engine.execute(
        f"create or replace temp table _known as select distinct {theirs} as k from headers where {theirs} is not null"
    )
    rows, matched, orphans = engine.fetch_one(
        "select coalesce(sum(n), 0), coalesce(sum(n) filter (k in (from _known)), 0), count(*) filter (k not in (from _known)) from _named"
    )
    examples = engine.fetch(
        f"select k from _named where k not in (from _known) order by n desc, k limit {_EXAMPLES}"
    )
    unused = engine.fetch_one("select count(*) from _known where k not in (select k from _named)")[0]
    return _Match(
        part,
        pair[1],
        pair[0],
        form,
        int(rows),
        int(matched),
        int(orphans),
        tuple(k for (k,) in examples),
        int(unused),
    )


def _best(engine: Engine, lines: Part, candidates: Sequence[Part], place: Place) -> _Match | None:
    raw = _load(engine, lines, place, "lines")
    best: _Match | None = None
    for part in candidates:
        other = _load(engine, part, place, "headers")
        for pair in _pairs(lines, part):
            for form in ("exact", "without_leading_zeros"):
                found = _measure(engine, raw, other, pair, form, part)
                if best is None or found.matched > best.matched:
                    best = found
    return best if best is not None and best.rows and best.matched >= _ENOUGH * best.rows else None


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
    key, other = _key(raw, match.lines_column, match.form), _key(headers, match.header_column, match.form)
    # a damaged header tells nothing for certain; of several with one number the first counts
    engine.execute(
        f"create or replace temp table _headers as select {other} as h_key{listed} from {quote_name(headers.relation)} "
        f"where problem is null and {other} is not null qualify row_number() over (partition by h_key order by row_number) = 1"
    )
    engine.execute(
        f"create or replace table joined as select l.* replace (coalesce(l.problem, case when h.h_key is null then '{WITHOUT_HEADER}' end) "
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


def _read(engine: Engine, lines: Part, match: _Match, place: Place, prefix: str) -> FileIntake:
    raw, mapping = _joined(engine, lines, match, place)
    first, second = match.headers.intake, lines.intake
    key = header_key(c.name for c in raw.columns)
    path = mapping_path(place.mappings, key)
    saved = read_mapping(path, place.recogniser.tables)
    if saved is not None:
        fixed = fixed_columns(saved, [c.name for c in raw.columns], path)
        mapping = tuple(ColumnMapping(r, c, 1.0, "remembered") for r, c in fixed.items() if c)
    notes = [
        msg(
            "{lines} and {headers} were joined by {column}: {matched} of {rows} lines have a header.",
            lines=second.full_name, headers=first.full_name, column=match.lines_column,
            matched=Amount(match.matched, "count"), rows=Amount(match.rows, "count"),
        ),
    ]  # fmt: skip
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
    return read_lines(
        engine, raw, intake, saved=saved, mapping_file=str(path), staging=place.staging, prefix=prefix
    )


def join_documents(parts: list[Part], *, place: Place) -> tuple[list[Part], tuple[Join, ...]]:
    """Join each table of document lines with the table of headers that knows most of its documents.

    A table of headers that is another table as well (deliveries) stays beside the lines. Rows of lines without a header are
    set aside as `document_without_header`. Errors: MappingNeededError as for any sales lines.
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
                continue
            prefix = f"{len(parts) + len(joins):03d}_{lines.intake.sha256[:12]}"
            intake = _read(engine, lines, match, place, prefix)
        result[result.index(lines)] = replace(lines, intake=intake)
        if match.headers.intake.role in ("unknown", SALES) and match.headers in result:
            result.remove(match.headers)
        joins.append(
            Join(
                lines.intake.full_name, "document_lines", match.lines_column, match.headers.intake.full_name, "document_headers",
                match.header_column, match.rows, match.matched, match.rows - match.matched, match.orphan_values, match.examples,
                match.form,
            )
        )  # fmt: skip
    return result, tuple(joins)
