"""`clientela import FILES`: files become facts, all or nothing."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.cli._options import (
    DEFAULT_WORKSPACE,
    ReplacesOption,
    SourceOption,
    WaitOption,
    WorkspaceOption,
    read_replaces,
)
from clientela.cli._shared import ArgumentError, now, progress_bar, say, say_aside, say_error, t
from clientela.workspace import Workspace, table_title

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.workspace import Outcome, Taken


def tell_outcome(outcome: Outcome) -> None:
    """Say, per file, what came in."""
    for name in outcome.known:
        say(msg("{file}: imported before, nothing changed.", file=name))
    for batch in outcome.added:
        if batch.corrects:
            say(
                nmsg(
                    "{file}: {count} corrected line brought into batch {root}. Batch {batch}.",
                    "{file}: {count} corrected lines brought into batch {root}. Batch {batch}.",
                    batch.lines_accepted,
                    file=batch.file_name,
                    root=batch.corrects,
                    batch=batch.id,
                )
            )
        elif batch.role == "sales_lines":
            accepted, amount, excluded = outcome.counted(batch)
            say(
                msg(
                    "{file}: {read} lines read, {accepted} accepted ({amount}), {excluded} excluded by a rule, {rejected} in quarantine. Batch {batch}.",
                    file=batch.file_name,
                    read=Amount(batch.lines_read, "count"),
                    accepted=Amount(accepted, "count"),
                    amount=Amount(amount / 10_000, "money", digits=2),
                    excluded=Amount(excluded, "count"),
                    rejected=Amount(batch.lines_rejected, "count"),
                    batch=batch.id,
                )
            )
        elif batch.lines_rejected:
            say(
                msg(
                    "{file}: {table}, {count} rows, {rejected} in quarantine. Batch {batch}.",
                    file=batch.file_name,
                    table=table_title(batch.role),
                    count=Amount(batch.lines_accepted, "count"),
                    rejected=Amount(batch.lines_rejected, "count"),
                    batch=batch.id,
                )
            )
        else:
            say(
                msg(
                    "{file}: {table}, {count} rows. Batch {batch}.",
                    file=batch.file_name,
                    table=table_title(batch.role),
                    count=Amount(batch.lines_accepted, "count"),
                    batch=batch.id,
                )
            )
    for file in outcome.files:
        if file.role == "unknown":
            why = file.question or (file.notes[-1] if file.notes else msg("not recognised"))
            say(msg("{file} was left out: {why}", file=file.full_name, why=why))
    if outcome.replaced_lines > 0:
        say(
            nmsg(
                "{count} older line was replaced by a document in a later file.",
                "{count} older lines were replaced by documents in a later file.",
                outcome.replaced_lines,
            )
        )


def taken_message(one: Taken) -> Message:
    """Say what became of one file of a folder."""
    if one.problem is not None:
        return msg("{file}: {problem}", file=one.path.name, problem=one.problem)
    return msg("{file}: {rows} rows", file=one.path.name, rows=Amount(one.lines, "count"))


def _import_folder(place: Workspace, folder: Path, *, source: str) -> None:
    """Import what a folder holds and was not taken before. Exit code 1 when a file could not be imported."""
    if not folder.is_dir():
        raise ArgumentError(msg("There is no folder {folder}.", folder=str(folder)))
    # whoever asks for it by hand knows that the files are complete, whatever their clock says
    with progress_bar(msg("Importing")):
        taken = place.import_folder(folder, imported_at=now(), settle_seconds=-math.inf, source=source)
    for one in taken:
        (say if one.problem is None else say_error)(taken_message(one))
    if not taken:
        say(msg("{folder}: every file was imported before, nothing changed.", folder=str(folder)))
    if any(one.problem is not None for one in taken):
        raise typer.Exit(1)


def import_command(
    files: Annotated[
        list[Path] | None, typer.Argument(help=t("Files or folders: CSV, TSV, XLSX, XLS, ODS, Parquet."))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    source: SourceOption = "main",
    replaces: ReplacesOption = "",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            help=t(
                "Folder whose files are imported, each once by its content; a file that cannot be does not stop the others."
            ),
        ),
    ] = None,
    sql: Annotated[
        str,
        typer.Option(
            "--sql",
            help=t(
                "Address of a database to read instead of files; the password may stand in CLIENTELA_SQL_PASSWORD."
            ),
        ),
    ] = "",
    query: Annotated[
        str, typer.Option("--query", help=t("The SELECT to read, or @FILE that holds it."))
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help=t("What the rows of the query are called."))
    ] = "query.parquet",
    wait: WaitOption = 600,
) -> None:
    """Import files. Bad rows go to quarantine, good rows stay; the same file twice changes nothing."""
    if not files and not sql and folder is None:
        raise typer.BadParameter(t("Name the files or folders to import: clientela import FILE"))
    if folder is not None and (files or sql or replaces):
        raise typer.BadParameter(
            t("The files of a folder are imported by themselves: leave out FILES, --sql and --replaces."),
            param_hint="--folder",
        )
    place = Workspace.open(workspace)
    place.wait_seconds, place.on_wait = wait, say_aside
    if folder is not None:
        _import_folder(place, folder, source=source)
        return
    period = read_replaces(replaces)
    with progress_bar(msg("Importing")) as progress:
        if sql:
            text = Path(query[1:]).read_text(encoding="utf-8") if query.startswith("@") else query
            password = os.environ.get("CLIENTELA_SQL_PASSWORD", "")
            outcome = place.import_query(
                sql, text, imported_at=now(), name=name, password=password, source=source, replaces=period
            )
        else:
            outcome = place.import_files(
                files or [], imported_at=now(), source=source, replaces=period, progress=progress
            )
    tell_outcome(outcome)
