"""`clientela import FILES`: files become facts, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import now, progress_bar, say, t
from clientela.workspace import Workspace


def import_command(
    files: Annotated[
        list[Path], typer.Argument(help=t("Files or folders: CSV, TSV, XLSX, XLS, ODS, Parquet."))
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    source: Annotated[
        str,
        typer.Option(
            "--source", help=t("Name of the system the files come from; numbers of two systems never mix.")
        ),
    ] = "main",
) -> None:
    """Import files. Bad rows go to quarantine, good rows stay; the same file twice changes nothing."""
    place = Workspace.open(workspace)
    with progress_bar(msg("Importing")) as progress:
        outcome = place.import_files(files, imported_at=now(), source=source, progress=progress)
    for name in outcome.known:
        say(msg("{file}: imported before, nothing changed.", file=name))
    for batch in outcome.added:
        if batch.role == "sales_lines":
            say(
                msg(
                    "{file}: {read} lines read, {accepted} accepted ({amount}), {excluded} excluded by a rule, {rejected} in quarantine. Batch {batch}.",
                    file=batch.file_name,
                    read=Amount(batch.lines_read, "count"),
                    accepted=Amount(batch.lines_accepted, "count"),
                    amount=Amount(batch.accepted_amount / 10_000, "money", digits=2),
                    excluded=Amount(batch.lines_excluded, "count"),
                    rejected=Amount(batch.lines_rejected, "count"),
                    batch=batch.id,
                )
            )
        else:
            say(
                msg(
                    "{file}: {count} rows. Batch {batch}.",
                    file=batch.file_name,
                    count=Amount(batch.lines_accepted, "count"),
                    batch=batch.id,
                )
            )
    for file in outcome.files:
        if file.role == "unknown":
            say(msg("{file}: not recognised and left out.", file=file.name))
    if outcome.replaced_lines > 0:
        say(
            nmsg(
                "{count} older line was replaced by a document in a later file.",
                "{count} older lines were replaced by documents in a later file.",
                outcome.replaced_lines,
            )
        )
