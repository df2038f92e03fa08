"""Looks the workspace over: is every file that something names there and whole?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.base.settings import read_settings
from clientela.blocks import Column, Document, Section, Table
from clientela.engine.connect import Engine
from clientela.engine.opening import open_adapter
from clientela.runs.inspecting import has_ending
from clientela.runs.manifest import list_manifests
from clientela.runs.stored import files_of
from clientela.tables._fold_rows import LINES, rows_file
from clientela.tables._generation import read_generation, read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def _note_engine(workspace: Path, note: Callable[[Message, Message, Message | None], None]) -> None:
    """Say which engine computes the runs, and whether it answers."""
    try:
        choice = read_settings(workspace / "clientela.toml").engine
        if choice.kind == "duckdb":
            note(msg("engine"), msg("DuckDB, in this process"), None)
            return
        with Engine() as local:
            there = open_adapter(choice, local=local, facts=workspace / "facts")
            there.close()
        note(
            msg("engine"),
            msg(
                "{kind} {version} answers at {address}",
                kind=choice.kind,
                version=there.version,
                address=choice.address,
            ),
            None,
        )
    except ClientelaError as error:
        note(msg("engine"), error.message, msg("Mend [engine] in clientela.toml, or start the server."))


def examine_workspace(workspace: Path) -> Document:
    """Check facts, batches and published results; each finding says what to do. Nothing is changed."""
    findings: list[tuple[Any, ...]] = []

    def note(what: Message, state: Message, todo: Message | None = None) -> None:
        findings.append((what, state, todo))

    facts = workspace / "facts"
    _note_engine(workspace, note)
    try:
        generation = read_generation(facts)
        manifests = list_manifests(workspace / "runs")
    except ClientelaError as error:
        note(
            msg("facts"),
            error.message,
            msg("Mend it: clientela repair"),
        )
        generation, manifests = None, ()
    with Engine() as engine:
        if generation is not None:
            files = generation.files
            bad = [f for f in files if not has_ending(engine, facts / f)]
            note(
                msg("facts"),
                msg("{count} files, all whole", count=len(files))
                if not bad
                else msg("damaged: {files}", files=", ".join(bad)),
                msg("Mend them from the batches: clientela repair") if bad else None,
            )
            for batch in generation.batches:
                folder = workspace / "batches"
                held = (
                    [batch.file(folder, "lines"), batch.file(folder, "rejected")]
                    if batch.role == LINES
                    else [rows_file(batch, folder)]
                )
                missing = [path.name for path in held if not has_ending(engine, path)]
                if missing:
                    note(
                        msg("batch {batch}", batch=batch.id),
                        msg("damaged: {files}", files=", ".join(missing)),
                        msg("Import {file} again.", file=batch.file_name),
                    )
            note(msg("batches"), msg("{count} live", count=len(generation.batches)))
        broken = []
        for manifest in manifests:
            try:
                read_manifest(facts / manifest.generation)
            except ClientelaError:
                broken.append(manifest.run_id)
                continue
            broken += [
                manifest.run_id
                for n, p in manifest.results.items()
                if not files_of(workspace / "results" / n / f"{p}.parquet")
            ][:1]
        note(
            msg("runs"),
            msg("{count} finished", count=len(manifests))
            if not broken
            else msg("incomplete: {runs}", runs=", ".join(sorted(set(broken)))),
            msg("Run again with the same date: clientela run --as-of DATE") if broken else None,
        )
    columns = (Column("what", msg("What")), Column("state", msg("State")), Column("todo", msg("What to do")))
    section = Section(
        "workspace", msg("Workspace"), (Table("workspace", msg("Workspace"), columns, tuple(findings)),)
    )
    return Document(
        "doctor",
        msg("Doctor"),
        msg("{folder}", folder=str(workspace)),
        "",
        (section,),
        msg("Nothing was changed."),
    )
