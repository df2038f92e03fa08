"""A set of files: each is read, then those that belong together are joined and compared."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.files import file_sha256
from clientela.base.i18n import msg
from clientela.engine.connect import Engine, EngineError
from clientela.sources._describe import (
    describe_refused,
    describe_table,
    described,
    left_out,
    refused,
    tell_joined,
)
from clientela.sources._documents import is_lines, join_documents
from clientela.sources._errors import FileUnreadableError, MappingFileError, MappingNeededError
from clientela.sources._intake import FileIntake, ReadSet
from clientela.sources._joins import find_joins
from clientela.sources._mapping import IGNORED, mapping_path
from clientela.sources._open import SUFFIXES
from clientela.sources._reading import Part, Place, open_parts, read_part
from clientela.sources._recognise import Recogniser

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from clientela.base.canonical import CanonicalTable
    from clientela.base.i18n import Message
    from clientela.base.progress import Progress
    from clientela.base.settings import Settings
    from clientela.sources._description import FileDescription
    from clientela.sources._mapping import SavedMapping

_MEMORY = "600MB"
"""What the engine may hold while it reads a file; a larger one goes through the disk."""


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


def _refuse_unknown(intake: FileIntake, mappings: Path) -> MappingNeededError:
    if intake.question is not None:
        return MappingNeededError(intake.question)
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


def _tell_duplicates(parts: list[Part]) -> list[Part]:
    """Say of a file that is in the set twice which one it repeats."""
    first: dict[tuple[str, str], str] = {}
    told = []
    for part in parts:
        intake = part.intake
        known = first.setdefault((intake.sha256, intake.part), str(intake.path))
        if known != str(intake.path):
            note = msg("{file} is the same file as {other}, byte for byte.", file=intake.name, other=known)
            part = replace(part, intake=replace(intake, notes=(*intake.notes, note)))  # noqa: PLW2901 - told beside the others
        told.append(part)
    return told


def read_set(
    paths: Sequence[Path],
    *,
    staging: Path,
    mappings: Path,
    settings: Settings,
    tables: Mapping[str, CanonicalTable],
    progress: Progress,
    is_lenient: bool = False,
    stated: SavedMapping | None = None,
) -> ReadSet:
    """Read files (or the readable files of folders), write their sorted rows as Parquet into `staging`, and join them.

    `tables` are the canonical tables a file may be. Nothing is written outside `staging`. `mappings` is where corrected
    mappings are looked up; it need not exist. A file that is no table is reported and ignored, unless no file is any.
    Document headers and document lines in different files become one file of sales lines.
    With `is_lenient`, a file that cannot be read without a word from a person is `unknown` like one that is no table, with
    its question; the others are read, and all are described.
    `stated` is a mapping that holds for all of them, whatever their headers.
    Errors: FileUnreadableError, MappingNeededError, MappingFileError; each names the file and what to do.
    """
    files = _expand(paths)
    staging.mkdir(parents=True, exist_ok=True)
    place = Place(staging, mappings, settings, Recogniser(tables), stated)
    parts: list[Part] = []
    told: list[FileDescription] = []
    for number, path in enumerate(files):
        progress.step(done=number, total=len(files), label=msg("Reading {file}", file=path.name))
        try:
            # one engine for each file: what a file needs is given back before the next
            with Engine(spill=staging / "spill", memory_limit=_MEMORY) as engine, _naming(path):
                found = _read_file(engine, path, place, first=len(parts), is_lenient=is_lenient)
        except (FileUnreadableError, MappingFileError) as error:
            if not is_lenient:
                raise
            parts.append(refused(path, error.message, currency=settings.company.currency))
            told.append(describe_refused(path, error.message))
            continue
        parts += [part for part, _ in found]
        told += [description for _, description in found if description is not None]
    try:
        parts, joins = join_documents(_tell_duplicates(parts), place=place)
    except MappingNeededError as error:
        if not is_lenient:
            raise
        parts, joins = _ask_about_lines(_tell_duplicates(parts), error.message), ()
    intakes = tuple(part.intake for part in parts)
    if not is_lenient and all(intake.role == "unknown" for intake in intakes):
        asked = [i for i in intakes if i.question is not None] or list(intakes)
        if not asked:
            raise FileUnreadableError(
                msg("{file} is a template that nobody has filled in.", file=files[0].name)
            )
        raise _refuse_unknown(asked[0], mappings)
    progress.step(done=len(files), total=len(files), label=msg("Files read"))
    return ReadSet(intakes, (*joins, *find_joins(intakes, tables)), tell_joined(told, intakes))


def _ask_about_lines(parts: list[Part], question: Message) -> list[Part]:
    """Put a question about lines joined with their headers to the file of lines."""
    return [
        replace(part, intake=replace(part.intake, question=question)) if is_lines(part) else part
        for part in parts
    ]


def _read_file(
    engine: Engine, path: Path, place: Place, *, first: int, is_lenient: bool
) -> list[tuple[Part, FileDescription | None]]:
    """Read every table of a file; of a lenient reading each is described."""
    sha256 = file_sha256(path)
    read: list[tuple[Part, FileDescription | None]] = []
    for raw, saved in open_parts(engine, path, place):
        prefix = f"{first + len(read):03d}_{sha256[:12]}"
        found = (
            describe_table(engine, raw, saved, path=path, sha256=sha256, place=place) if is_lenient else None
        )
        try:
            if saved is not None and saved.role == IGNORED:
                part = left_out(raw, path=path, sha256=sha256, place=place)
            else:
                part = read_part(engine, raw, saved, path=path, sha256=sha256, place=place, prefix=prefix)
        except (MappingNeededError, MappingFileError) as error:
            if not is_lenient:
                raise
            part = left_out(raw, path=path, sha256=sha256, place=place, question=error.message)
        read.append((part, described(found, part.intake, place.recogniser.tables) if found else None))
    return read


def read_files(
    paths: Sequence[Path],
    *,
    staging: Path,
    mappings: Path,
    settings: Settings,
    progress: Progress,
    tables: Mapping[str, CanonicalTable],
    stated: SavedMapping | None = None,
) -> tuple[FileIntake, ...]:
    """Read files as `read_set` does and return what each is, without the joins."""
    return read_set(
        paths, staging=staging, mappings=mappings, settings=settings, tables=tables, progress=progress, stated=stated
    ).files  # fmt: skip
