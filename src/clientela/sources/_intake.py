"""Reading files: what each is, what was recognised, and where its sorted rows are."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientela.base.files import file_sha256
from clientela.base.i18n import Message, msg
from clientela.engine.connect import Engine, EngineError, quote_name, quote_text
from clientela.sources._conform import Context, in_cents
from clientela.sources._discount import decide_discount
from clientela.sources._errors import FileUnreadableError, MappingNeededError
from clientela.sources._forms import Forms, decide_forms, unreadable_note
from clientela.sources._mapping import SavedMapping, fixed_columns, mapping_path, read_mapping, save_mapping
from clientela.sources._masters import MasterCounts, write_master
from clientela.sources._names import header_key
from clientela.sources._notes import currency_notes, line_notes, master_notes, unknown_note
from clientela.sources._open import SUFFIXES, open_file
from clientela.sources._quarantine import SkippedRow, Sorted, sort_lines
from clientela.sources._roles import ColumnMapping, FileRole, Profile, missing_roles, profile, recognise_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from clientela.base.progress import Progress
    from clientela.base.settings import Settings
    from clientela.sources._raw import Dialect, RawTable, SourceKind

_SAMPLE_ROWS = 1000
_MONEY_ROLES = ("net_amount", "gross_amount", "unit_price", "cost_amount", "unit_cost")


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """Accepted documents, lines and net money of one year and document kind; money in 1/10,000."""

    year: int
    document_kind: str
    documents: int
    lines: int
    net_amount: int


@dataclass(frozen=True, slots=True)
class FileIntake:
    """What one file turned out to be. Money is in 1/10,000 of the file's currency.

    Always: lines_read = lines_accepted + lines_excluded + lines_rejected, and the same for the readable money.
    """

    path: Path
    name: str
    sha256: str
    kind: SourceKind
    role: FileRole
    header_key: str
    dialect: Dialect
    mapping: tuple[ColumnMapping, ...]
    unused_columns: tuple[str, ...]
    currency: str
    """Currency of the amounts: what the lines state, else the assumed one; empty when they state several."""
    notes: tuple[Message, ...] = ()
    lines_read: int = 0
    lines_accepted: int = 0
    lines_excluded: int = 0
    lines_rejected: int = 0
    net_read: int = 0
    net_accepted: int = 0
    net_excluded: int = 0
    net_rejected: int = 0
    rejected_without_amount: int = 0
    """Rejected lines whose amount cannot be read: they are in no sum."""
    period_from: date | None = None
    period_to: date | None = None
    documents: int = 0
    control_totals: tuple[ControlTotal, ...] = ()
    skipped_rows: tuple[SkippedRow, ...] = ()
    """Rows that are no lines: totals and repeated headings."""
    amounts_in_cents: bool = False
    discount_is: str | None = None
    credit_note_types: tuple[str, ...] = ()
    lines: Path | None = None
    rejected: Path | None = None
    excluded: Path | None = None
    master: Path | None = None


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Turn what the engine meets in the middle of a file into a sentence that names the file."""
    try:
        yield
    except EngineError as error:
        problem = dict(error.message.params).get("problem", "")
        raise FileUnreadableError(
            msg(
                "{file} could not be read to its end: {problem}. Write or copy it again; if it is whole, check that the "
                "disk has room.",
                file=path.name,
                problem=str(problem).rstrip("."),
            )
        ) from error


def _expand(paths: Sequence[Path]) -> list[Path]:
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(
                p
                for p in path.iterdir()
                if p.suffix.lower() in SUFFIXES and not p.name.startswith((".", "~$"))
            )
            if not inside:
                raise FileUnreadableError(
                    msg(
                        "The folder {folder} holds no file that can be read. Readable: {known}.",
                        folder=str(path),
                        known=", ".join(SUFFIXES),
                    )
                )
            files.update(dict.fromkeys(inside))
        elif path.exists():
            files[path] = None
        else:
            raise FileUnreadableError(msg("There is no file {file}. Check the name.", file=str(path)))
    if not files:
        raise FileUnreadableError(msg("No file was named. Name files or a folder to read."))
    return list(files)


def _profiles(engine: Engine, raw: RawTable) -> dict[str, Profile]:
    relation = quote_name(raw.relation)
    count = engine.fetch_one(f"select count(*) from {relation}")[0]
    listed = ", ".join(f"cast({c.field} as varchar)" for c in raw.columns)
    step = max(1, count // _SAMPLE_ROWS)
    # the first rows and an even spread: a file often begins with an unusual month
    rows = engine.fetch(
        f"select {listed} from {relation} where row_number % {step} = 0 or row_number < 100 "
        f"order by row_number limit {2 * _SAMPLE_ROWS}"
    )
    return {c.name: profile([row[i] for row in rows], c.kind) for i, c in enumerate(raw.columns)}


def _load(
    engine: Engine, path: Path, *, staging: Path, mappings: Path
) -> tuple[RawTable, str, SavedMapping | None]:
    raw = open_file(path, engine=engine, relation="raw", staging=staging, saved=None)
    key = header_key(c.name for c in raw.columns)
    saved = read_mapping(mapping_path(mappings, key))
    found = (raw.dialect.encoding, raw.dialect.separator, raw.dialect.sheet)
    wanted = (saved.encoding, saved.separator, saved.sheet) if saved else (None, None, None)
    if any(w is not None and w != f for w, f in zip(wanted, found, strict=True)):
        raw = open_file(path, engine=engine, relation="raw", staging=staging, saved=saved)
    return raw, key, saved


def _lines_intake(
    engine: Engine, context: Context, intake: FileIntake, *, staging: Path, prefix: str
) -> FileIntake:
    result: Sorted = sort_lines(engine, context, file=intake.name, staging=staging, prefix=prefix)
    lines, rejected, excluded = (
        f"read_parquet({quote_text(str(p))})" for p in (result.lines, result.rejected, result.excluded)
    )
    accepted = engine.fetch_one(
        f"select count(*), coalesce(sum(net_amount), 0), min(document_on), max(document_on) from {lines}"
    )
    aside = engine.fetch_one(f"select count(*), coalesce(sum(net_amount), 0) from {excluded}")
    refused = engine.fetch_one(
        f"select count(*), coalesce(sum(net_amount), 0), count(*) - count(net_amount) from {rejected}"
    )
    by_currency = engine.fetch(
        f"select currency, count(*), sum(net_amount)::hugeint from {lines} group by currency order by currency nulls last"
    )
    intake = replace(
        intake,
        currency=by_currency[0][0] or intake.currency
        if len(by_currency) == 1
        else ""
        if by_currency
        else intake.currency,
        notes=(*intake.notes, *currency_notes(by_currency, assumed=intake.currency)),
    )
    key = (
        "coalesce(document_series, ''), document_id"
        if context.column("document_id")
        else "coalesce(customer_id, ''), document_on"
    )
    totals = engine.fetch(
        f"select year(document_on), document_kind, count(distinct ({key})), count(*), sum(net_amount)::hugeint from {lines} "
        f"group by 1, 2 order by 1, 2"
    )
    control = tuple(ControlTotal(int(y), kind, int(d), int(n), int(net)) for y, kind, d, n, net in totals)
    return replace(
        intake,
        lines_read=result.lines_read,
        lines_accepted=int(accepted[0]),
        lines_excluded=int(aside[0]),
        lines_rejected=int(refused[0]),
        net_read=result.net_read,
        net_accepted=int(accepted[1]),
        net_excluded=int(aside[1]),
        net_rejected=int(refused[1]),
        rejected_without_amount=int(refused[2]),
        period_from=accepted[2],
        period_to=accepted[3],
        documents=sum(total.documents for total in control),
        control_totals=control,
        skipped_rows=result.skipped,
        credit_note_types=result.credit_types,
        lines=result.lines,
        rejected=result.rejected,
        excluded=result.excluded,
        notes=(*intake.notes, *line_notes(engine, context, result, lines, currency=intake.currency)),
    )


def _master_intake(
    engine: Engine, context: Context, intake: FileIntake, *, staging: Path, prefix: str
) -> FileIntake:
    target = staging / f"{prefix}_{intake.role}.parquet"
    counts: MasterCounts = write_master(engine, context, role=intake.role, target=target)
    return replace(
        intake,
        lines_read=counts.read,
        lines_accepted=counts.accepted,
        lines_excluded=counts.repeated,
        lines_rejected=counts.nameless,
        master=target,
        notes=(*intake.notes, *master_notes(counts)),
    )


def _read_file(
    engine: Engine, path: Path, *, staging: Path, mappings: Path, settings: Settings, place: int
) -> FileIntake:
    raw, key, saved = _load(engine, path, staging=staging, mappings=mappings)
    mapping_file = str(mapping_path(mappings, key))
    profiles = _profiles(engine, raw)
    fixed = fixed_columns(saved, profiles, path)
    role, mapping = recognise_file(
        raw.columns, profiles, fixed=fixed, fixed_role=saved.role if saved else None
    )
    if role == "sales_lines" and (missing := missing_roles(mapping)):
        raise unknown_error(path.name, missing, raw, mapping_file)
    used = {m.column for m in mapping}
    intake = FileIntake(
        path=path,
        name=path.name,
        sha256=file_sha256(path),
        kind=raw.kind,
        role=role,
        header_key=key,
        dialect=raw.dialect,
        mapping=mapping if role != "unknown" else (),
        unused_columns=tuple(c.name for c in raw.columns if role == "unknown" or c.name not in used),
        currency=settings.company.currency,
        notes=raw.notes,
    )
    if role == "unknown":
        return replace(intake, notes=(*intake.notes, unknown_note(path.name, mapping)))
    forms: Forms = decide_forms(engine, raw, mapping, saved=saved, file=path.name, mapping_file=mapping_file)
    context = Context(raw, mapping, forms, saved)
    context = replace(
        context, discount=decide_discount(engine, context, file=path.name, mapping_file=mapping_file)
    )
    intake = replace(
        intake,
        dialect=replace(raw.dialect, decimal=forms.decimal, dates=forms.layout),
        amounts_in_cents=any(in_cents(context, r) for r in _MONEY_ROLES),
        discount_is=context.discount,
        notes=(*intake.notes, *unreadable_note(forms)),
    )
    prefix = f"{place:03d}_{intake.sha256[:12]}"
    read = _lines_intake if role == "sales_lines" else _master_intake
    return read(engine, context, intake, staging=staging, prefix=prefix)


def unknown_error(file: str, missing: Sequence[str], raw: RawTable, mapping_file: str) -> MappingNeededError:
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


def _refuse_unknown(intake: FileIntake, mappings: Path) -> MappingNeededError:
    columns = ", ".join(intake.unused_columns)
    return MappingNeededError(
        msg(
            "{reason} Its columns: {columns}. If it does hold sales lines, write under [columns] in {mapping} which column "
            'is which, such as document_on = "...", customer_id = "...", net_amount = "...".',
            reason=intake.notes[-1],
            columns=columns,
            mapping=str(mapping_path(mappings, intake.header_key)),
        )
    )


def read_files(
    paths: Sequence[Path], *, staging: Path, mappings: Path, settings: Settings, progress: Progress
) -> tuple[FileIntake, ...]:
    """Read files (or the readable files of folders) and write their sorted rows as Parquet into `staging`.

    Nothing is written outside `staging`. `mappings` is where corrected mappings are looked up; it need not exist.
    A file that is none of sales lines, customers, products is reported and ignored, unless no file is any.
    Errors: FileUnreadableError, MappingNeededError, MappingFileError; each names the file and what to do.
    """
    files = _expand(paths)
    staging.mkdir(parents=True, exist_ok=True)
    intakes: list[FileIntake] = []
    for place, path in enumerate(files):
        progress.step(done=place, total=len(files), label=msg("Reading {file}", file=path.name))
        # one engine for each file: what a file needs is given back before the next
        with Engine(spill=staging / "spill") as engine, _naming(path):
            intakes.append(
                _read_file(engine, path, staging=staging, mappings=mappings, settings=settings, place=place)
            )
    if all(intake.role == "unknown" for intake in intakes):
        raise _refuse_unknown(intakes[0], mappings)
    progress.step(done=len(files), total=len(files), label=msg("Files read"))
    return tuple(intakes)


def write_mapping(intake: FileIntake, *, mappings: Path) -> Path:
    """Write what was detected about a file as its mapping, to be corrected by a person; return the path."""
    path = mapping_path(mappings, intake.header_key)
    save_mapping(
        path,
        SavedMapping(
            role=intake.role if intake.role != "unknown" else None,
            columns={m.role: m.column for m in intake.mapping},
            encoding=intake.dialect.encoding,
            separator=intake.dialect.separator,
            sheet=intake.dialect.sheet,
            decimal=intake.dialect.decimal,
            dates=intake.dialect.dates,
            amounts_in="cents" if intake.amounts_in_cents else None,
            discount_is=intake.discount_is,
            credit_note_types=intake.credit_note_types,
        ),
        example=intake.name,
    )
    return path
