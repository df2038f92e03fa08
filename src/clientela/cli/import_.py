"""`clientela import FILES`: files become facts, all or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.cli._options import DEFAULT_WORKSPACE, WaitOption, WorkspaceOption
from clientela.cli._shared import now, progress_bar, say, say_aside, t
from clientela.workspace import Workspace, table_title

if TYPE_CHECKING:
    from typing import Literal

    from clientela.workspace import Outcome


def read_replaces(text: str) -> tuple[str, str] | Literal["file"] | None:
    """Read the period to replace: `file`, one month, or two with dots between them."""
    if text in ("", "file"):
        return "file" if text else None
    first, _, last = text.partition("..")
    return first.strip(), (last or first).strip()


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


def import_command(
    files: Annotated[
        list[Path] | None, typer.Argument(help=t("Files or folders: CSV, TSV, XLSX, XLS, ODS, Parquet."))
    ] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    source: Annotated[
        str,
        typer.Option(
            "--source", help=t("Name of the system the files come from; numbers of two systems never mix.")
        ),
    ] = "main",
    replaces: Annotated[
        str,
        typer.Option(
            "--replaces",
            help=t(
                "Period the files replace whole, such as 2024-01..2024-06, or file: what they do not have leaves the facts."
            ),
        ),
    ] = "",
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
    if not files and not sql:
        raise typer.BadParameter(t("Name the files or folders to import: clientela import FILE"))
    place = Workspace.open(workspace)
    place.wait_seconds, place.on_wait = wait, say_aside
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
