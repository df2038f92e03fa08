"""A file as a person needs to see it to say how it is to be read: its columns, what they were taken for, what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from clientela.base.i18n import Message, msg
from clientela.engine.connect import quote_name
from clientela.sources._description import DescribedColumn, FileDescription, ReadAs
from clientela.sources._intake import FileIntake
from clientela.sources._mapping import IGNORED
from clientela.sources._names import header_key, is_missing
from clientela.sources._possible import Reading
from clientela.sources._questions import Question, plain_question
from clientela.sources._raw import Dialect
from clientela.sources._reading import Part, profiles_of
from clientela.sources._recognise import SALES, missing_columns, receivers
from clientela.sources._roles import missing_roles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable
    from clientela.engine.connect import Engine
    from clientela.sources._mapping import SavedMapping
    from clientela.sources._raw import RawColumn, RawTable
    from clientela.sources._reading import Place
    from clientela.sources._recognise import Recogniser
    from clientela.sources._roles import Profile

UNKNOWN = "unknown"
_MOST_VALUES, _LONGEST_VALUE, _SAMPLE = 20, 30, 20_000
_HALF = 0.5


def _kind(seen: Profile) -> Literal["text", "number", "date", "empty"]:
    if not seen.filled:
        return "empty"
    if seen.dates >= _HALF or (seen.could_be_day_numbers and seen.numbers < _HALF):
        return "date"
    return "number" if seen.numbers >= _HALF else "text"


def _few_values(engine: Engine, raw: RawTable, column: RawColumn) -> tuple[str, ...]:
    rows = engine.fetch(
        f"select value, count(*) as n from (select cast({column.field} as varchar) as value from {quote_name(raw.relation)} "
        f"limit {_SAMPLE}) where value is not null group by 1 order by n desc, 1 limit {_MOST_VALUES + 1}"
    )
    texts = [str(value).strip() for value, _ in rows]
    if len(texts) > _MOST_VALUES or any(len(text) > _LONGEST_VALUE for text in texts):
        return ()
    return tuple(text for text in texts if not is_missing(text))


def describe_table(
    engine: Engine, raw: RawTable, saved: SavedMapping | None, *, path: Path, sha256: str, place: Place
) -> FileDescription:
    """Describe one table of a file before it is read. `raw` is not changed."""
    profiles = profiles_of(engine, raw)
    columns = []
    for column in raw.columns:
        seen = profiles[column.name]
        kind = _kind(seen)
        values = _few_values(engine, raw, column) if kind in ("text", "number") else ()
        columns.append(DescribedColumn(column.name, kind, seen.samples, values, column, seen))
    rows = int(engine.fetch_one(f"select count(*) from {quote_name(raw.relation)}")[0])
    key = saved.key if saved else header_key(c.name for c in raw.columns)
    found = FileDescription(
        file=path.name, part=raw.part, sha256=sha256, key=key, source_kind=raw.kind, role=UNKNOWN, columns=tuple(columns),
        mapping={}, dialect=raw.dialect, saved=saved, rows=rows, sheets=raw.sheets,
    )  # fmt: skip
    role = saved.role if saved and saved.role else SALES
    known = {c.name for c in columns}
    stated = {r: c for r, c in (saved.columns if saved else {}).items() if not c or c in known}
    guess = read_as(found, role, stated, place.recogniser) if role != IGNORED else ReadAs({}, (), ())
    return replace(found, role=role if saved and saved.role else UNKNOWN, mapping=guess.mapping)


def describe_refused(path: Path, problem: Message) -> FileDescription:
    """Describe a file that cannot be opened."""
    return FileDescription(
        file=path.name, part="", sha256="", key="", source_kind="csv", role=UNKNOWN, columns=(), mapping={}, dialect=Dialect(),
        saved=None, question=Question(problem),
    )  # fmt: skip


def described(
    found: FileDescription, intake: FileIntake, tables: Mapping[str, CanonicalTable]
) -> FileDescription:
    """Add to a description what the reading of the file showed."""
    question = plain_question(_with_example(found, intake.question)) if intake.question is not None else None
    if intake.role == UNKNOWN:
        role = found.role
        if question is not None and role == UNKNOWN:
            role = _asked_role(intake.question, tables)
        return replace(found, role=role, question=question)
    return replace(
        found,
        role=intake.role,
        mapping={m.column: m.role for m in intake.mapping},
        dialect=intake.dialect,
        amounts_in=intake.amounts_in or ("cents" if intake.amounts_in_cents else "units"),
        discount_is=intake.discount_is,
        credit_note_types=intake.credit_note_types,
    )


def tell_joined(
    told: Sequence[FileDescription], intakes: Sequence[FileIntake]
) -> tuple[FileDescription, ...]:
    """Mark the tables that were joined with another one: they have no intake of their own."""
    own = {(intake.name, intake.part) for intake in intakes}
    return tuple(
        found
        if (found.file, found.part) in own or found.question is not None
        else replace(found, role=SALES, is_joined=True)
        for found in told
    )


def _with_example(found: FileDescription, asked: Message) -> Message:
    """Give a question about numbers an example that stands in the file."""
    given = dict(asked.params)
    samples = [
        s for c in found.columns if c.name == given.get("column") for s in c.samples if "," in s or "." in s
    ]
    if "example" not in given or not samples:
        return asked
    return replace(asked, params=tuple(sorted({**given, "example": samples[0]}.items())))


def _asked_role(asked: Message | None, tables: Mapping[str, CanonicalTable]) -> str:
    """Return the table a question supposes: the one it names first, else sales lines."""
    given = dict(asked.params) if asked else {}
    named = str(given.get("one", ""))
    if named in tables:
        return named
    return "yearly_turnover" if asked is not None and 'role = "yearly_turnover"' in asked.id else SALES


def left_out(
    raw: RawTable, *, path: Path, sha256: str, place: Place, question: Message | None = None
) -> Part:
    """Return a table that is not read: a person said so, or has to say something first."""
    note = question or msg("{file} is left out, as was stated for files with these columns.", file=path.name)
    intake = FileIntake(
        path=path, name=path.name, part=raw.part, sha256=sha256, kind=raw.kind, role=UNKNOWN,
        header_key=header_key(c.name for c in raw.columns), dialect=raw.dialect, mapping=(),
        unused_columns=tuple(c.name for c in raw.columns), currency=place.settings.company.currency,
        notes=(*raw.notes, note), question=question,
    )  # fmt: skip
    return Part(intake, Reading(SALES, None, ()))


def refused(path: Path, problem: Message, *, currency: str) -> Part:
    """Return a file that cannot be opened."""
    intake = FileIntake(
        path=path, name=path.name, sha256="", kind="csv", role=UNKNOWN, header_key="", dialect=Dialect(), mapping=(),
        unused_columns=(), currency=currency, notes=(problem,),
    )  # fmt: skip
    return Part(intake, Reading(SALES, None, ()))


def _needed(table: CanonicalTable | None, reading: Reading, roles: set[str]) -> tuple[tuple[str, ...], ...]:
    if table is None:
        stated = tuple(m for m in reading.mapping if m.role in roles)
        return tuple((role,) for role in missing_roles(stated))
    return missing_columns(table, roles | receivers(table, reading.periods))


def read_as(
    found: FileDescription,
    role: str,
    columns: Mapping[str, str],
    recogniser: Recogniser,
    *,
    year: int | None = None,
) -> ReadAs:
    """Return what the table `role` makes of a described file. `columns` (role to column, empty for none) is not questioned."""
    profiles = {c.name: c.seen for c in found.columns}
    decision = recogniser.decide(
        [c.raw for c in found.columns],
        profiles,
        file_words="",
        fixed=columns,
        fixed_role=role,
        constants={"year": str(year)} if year else {},
    )
    reading = decision.chosen or (decision.nearest[0] if decision.nearest else decision.sales)
    mapping = {m.column: m.role for m in reading.mapping}
    roles = {m.role for m in reading.mapping} | set(reading.constants)
    table = None if role == SALES else recogniser.tables.get(role)
    periods = tuple(p.column for p in reading.periods)
    return ReadAs(mapping, periods, _needed(table, reading, roles))


def settle_columns(
    found: FileDescription,
    role: str,
    chosen: Mapping[str, str],
    recogniser: Recogniser,
    *,
    year: int | None = None,
) -> dict[str, str]:
    """Return the columns of a mapping that reads a file as `chosen` (role to column) says and takes no other column.

    What would be recognised beside them is named with an empty column.
    """
    fixed = dict(chosen)
    for _ in range(len(found.columns) + 1):
        more = set(read_as(found, role, fixed, recogniser, year=year).mapping.values()) - set(fixed)
        if not more:
            break
        fixed |= dict.fromkeys(sorted(more), "")
    return fixed
