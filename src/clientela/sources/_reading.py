"""One file, or one table of it: what it is, and its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.engine.connect import quote_name, quote_text
from clientela.sources._content import headless_question, recognise_content
from clientela.sources._context_columns import discount_note, heading_note, with_context
from clientela.sources._errors import MappingNeededError
from clientela.sources._forms import unreadable_note
from clientela.sources._intake import FileIntake
from clientela.sources._layout import settle_rows
from clientela.sources._lines import read_lines
from clientela.sources._mapping import SavedMapping, fixed_columns, mapping_path, read_mapping
from clientela.sources._names import DISCOUNT, HEADING, header_key, normalise_name
from clientela.sources._notes import melted_note, question_of, unknown_note
from clientela.sources._open import open_tables
from clientela.sources._possible import Reading
from clientela.sources._proofs import prove
from clientela.sources._recognise import SALES, Recogniser
from clientela.sources._roles import ColumnMapping, Profile, missing_roles, profile
from clientela.sources._rows import write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from clientela.base.i18n import Message
    from clientela.base.settings import Settings
    from clientela.engine.connect import Engine
    from clientela.sources._raw import RawTable

_SAMPLE_ROWS, _NEIGHBOURS = 1000, 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where files are read to, and what is known beforehand."""

    staging: Path
    mappings: Path
    settings: Settings
    recogniser: Recogniser
    stated: SavedMapping | None = None
    """Holds for every table, whatever its header: how the rows of a file are read again."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a file: its intake, and how it reads as sales lines, for what may be joined to it."""

    intake: FileIntake
    sales: Reading
    profiles: dict[str, Profile] = field(default_factory=dict)


def profiles_of(engine: Engine, raw: RawTable) -> dict[str, Profile]:
    """Describe a sample of each column."""
    relation = quote_name(raw.relation)
    count = engine.fetch_one(f"select count(*) from {relation}")[0]
    listed = ", ".join(f"cast({c.field} as varchar)" for c in raw.columns)
    step = max(1, count // _SAMPLE_ROWS)
    # the first rows and an even spread of neighbours: a file often begins with an unusual month, and single rows at even
    # distances would hide what repeats at that distance
    rows = engine.fetch(
        f"select {listed} from {relation} where row_number < 100 or (row_number // {_NEIGHBOURS}) % {step} = 0 "
        f"order by row_number limit {2 * _SAMPLE_ROWS}"
    )
    return {c.name: profile([row[i] for row in rows], c.kind) for i, c in enumerate(raw.columns)}


def _tables(
    engine: Engine, path: Path, place: Place, saved: SavedMapping | None, relation: str
) -> list[RawTable]:
    tables = open_tables(path, engine=engine, relation=relation, staging=place.staging, saved=saved)
    return [with_context(engine, raw) for raw in tables]


def open_parts(engine: Engine, path: Path, place: Place) -> list[tuple[RawTable, SavedMapping | None]]:
    """Open every table of a file, each with the mapping of its header; opened again where the mapping says how."""
    parts: list[tuple[RawTable, SavedMapping | None]] = []
    if place.stated is not None:
        tables = _tables(engine, path, place, place.stated, "raw")
        return [(raw, place.stated) for raw in tables]
    for raw in _tables(engine, path, place, None, "raw"):
        key = header_key(c.name for c in raw.columns)
        saved = read_mapping(mapping_path(place.mappings, key), place.recogniser.tables)
        if saved and any(
            w is not None and w != f
            for w, f in ((saved.encoding, raw.dialect.encoding), (saved.separator, raw.dialect.separator))
        ):
            again = _tables(engine, path, place, saved, "again")
            return [(table, saved) for table in again]
        if saved and saved.header_row not in (None, raw.dialect.header_row) and not saved.sheet:
            raw = _cut_at(engine, path, raw, saved, place, relation=f"cut{len(parts)}")  # noqa: PLW2901 - the same table, cut anew
        parts.append((raw, saved))
    wanted = next((s.sheet for _, s in parts if s and s.sheet), None)
    if wanted is None:
        return parts
    stating = next(s for _, s in parts if s and s.sheet)
    if not stating.header_row and (found := [p for p in parts if p[0].part == wanted]):
        return found
    again = _tables(engine, path, place, stating, "again")
    return [(table, stating) for table in again if table.part == wanted] or [(t, stating) for t in again]


def _cut_at(
    engine: Engine, path: Path, raw: RawTable, saved: SavedMapping, place: Place, *, relation: str
) -> RawTable:
    """Return a table with its names in the row that its mapping states; as it was, with a note, when nothing stands there."""
    again = _tables(engine, path, place, saved, relation)
    found = next((t for t in again if t.part == raw.part and t.dialect.header_row == saved.header_row), None)
    if found is not None:
        return found
    note = msg(
        "The mapping says that the column names stand in row {row}, and nothing stands there; they were looked for.",
        row=Amount(saved.header_row or 0, "id"),
    )
    return replace(raw, notes=(*raw.notes, note))


def _unknown(intake: FileIntake, note: Message, question: Message | None = None) -> FileIntake:
    columns = (*(m.column for m in intake.mapping), *intake.unused_columns)
    return replace(
        intake,
        role="unknown",
        mapping=(),
        unused_columns=columns,
        notes=(*intake.notes, note),
        question=question,
    )


def _rows_intake(
    engine: Engine, raw: RawTable, reading: Reading, intake: FileIntake, *,
    saved: SavedMapping | None, mapping_file: str, place: Place, prefix: str,
) -> FileIntake:  # fmt: skip
    result = write_rows(
        engine, raw, reading, saved=saved, file=intake.name, mapping_file=mapping_file, staging=place.staging,
        prefix=f"{prefix}_{reading.role}",
    )  # fmt: skip
    period: tuple[date | None, ...] = (None, None)
    if reading.table is not None and reading.table.known_on:
        day = reading.table.known_on
        period = engine.fetch_one(
            f"select min(cast({day} as date)), max(cast({day} as date)) from read_parquet({quote_text(str(result.rows))})"
        )
    caveat = (reading.table.caveat,) if reading.table is not None and reading.table.caveat else ()
    melted = melted_note(reading.periods, result.read) if reading.periods else ()
    return replace(
        intake,
        dialect=replace(intake.dialect, decimal=result.forms.decimal, dates=result.forms.layout),
        lines_read=result.read,
        lines_accepted=result.accepted,
        lines_excluded=result.excluded_count,
        lines_rejected=result.rejected_count,
        totals=result.totals,
        skipped_rows=result.skipped,
        period_from=period[0],
        period_to=period[1],
        amounts_in_cents=result.in_cents,
        share_is=saved.share_is if saved else None,
        year=saved.year if saved else None,
        rows=result.rows,
        rejected=result.rejected,
        excluded=result.excluded,
        notes=(*intake.notes, *unreadable_note(result.forms), *caveat, *melted, *result.notes),
    )


def read_part(
    engine: Engine,
    raw: RawTable,
    saved: SavedMapping | None,
    *,
    path: Path,
    sha256: str,
    place: Place,
    prefix: str,
) -> Part:
    """Recognise one table of a file and write its sorted rows.

    Errors: MappingNeededError for sales lines that can be read in two ways; any other table is then `unknown`, with a question.
    """
    key = header_key(c.name for c in raw.columns)
    mapping_file = str(mapping_path(place.mappings, key))
    profiles = profiles_of(engine, raw)
    fixed = fixed_columns(saved, profiles, path)
    decision = place.recogniser.decide(
        raw.columns,
        profiles,
        file_words=normalise_name(f"{path.stem} {raw.part}"),
        fixed=fixed,
        fixed_role=saved.role if saved else None,
        constants={"year": str(saved.year)} if saved and saved.year else {},
    )
    chosen = decision.chosen
    if chosen is None or (chosen.role == SALES and (chosen.missing or not raw.dialect.header_row)):
        proven = recognise_content(engine, raw, decision.sales.mapping, profiles)
        if not missing_roles(proven):
            chosen = Reading(SALES, None, proven)
    if chosen is not None and chosen.role == SALES and not chosen.missing:
        proof = prove(engine, raw, chosen.mapping, profiles)
        raw, chosen = proof.raw, replace(chosen, mapping=proof.mapping)
        if any(m.column == HEADING for m in chosen.mapping):
            raw = heading_note(raw)
        if any(m.column == DISCOUNT for m in chosen.mapping):
            raw = discount_note(raw)
    stated = [m for m in (chosen or decision.sales).mapping if m.column in profiles]
    raw = settle_rows(engine, raw, stated, may_fill=chosen is None or chosen.role == SALES)
    if chosen is not None and chosen.role == SALES and chosen.missing:
        raise missing_error(path.name, [role for (role,) in chosen.missing], raw, mapping_file)
    mapping: tuple[ColumnMapping, ...] = chosen.mapping if chosen else ()
    used = chosen.explained if chosen else set()
    intake = FileIntake(
        path=path, name=path.name, part=raw.part, sha256=sha256, kind=raw.kind,
        role=chosen.role if chosen else "unknown", header_key=key, dialect=raw.dialect, mapping=mapping,
        unused_columns=tuple(c.name for c in raw.columns if c.name not in used),
        currency=place.settings.company.currency, notes=raw.notes, amounts_in=saved.amounts_in if saved else None,
    )  # fmt: skip
    if chosen is None:
        question = question_of(intake.full_name, profiles, decision, mapping_file)
        question = question or headless_question(engine, raw, profiles, mapping_file, intake.full_name)
        note = question or unknown_note(intake.full_name, decision)
        return Part(_unknown(intake, note, question), decision.sales, profiles)
    if chosen.role == SALES:
        read = read_lines(
            engine, raw, intake, saved=saved, mapping_file=mapping_file, staging=place.staging, prefix=prefix
        )
        return Part(read, decision.sales, profiles)
    try:
        read = _rows_intake(
            engine, raw, chosen, intake, saved=saved, mapping_file=mapping_file, place=place, prefix=prefix
        )
    except MappingNeededError as error:
        return Part(_unknown(intake, error.message, error.message), decision.sales, profiles)
    return Part(read, decision.sales, profiles)


def missing_error(file: str, missing: Sequence[str], raw: RawTable, mapping_file: str) -> MappingNeededError:
    """Return the error for a file that is needed and not understood: what is missing and where to say it."""
    first = missing[0] if missing else "net_amount"
    return MappingNeededError(
        msg(
            "{file} is not understood as sales lines: no column was recognised for {missing}. Its columns: {columns}. "
            'Write under [columns] in {mapping} which one it is, such as {role} = "{column}".',
            file=file,
            missing=", ".join(missing),
            columns=", ".join(c.name for c in raw.columns),
            mapping=mapping_file,
            role=first,
            column=raw.columns[-1].name,
        )
    )
