"""`clientela quarantine`: the rows that could not be read; `--export` gives them back to be corrected."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg, nmsg
from clientela.base.units import Amount
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import say, t
from clientela.workspace import REASONS, Workspace


def quarantine_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    export: Annotated[
        Path | None,
        typer.Option("--export", help=t("File to write the rows to, whole: .xlsx or .csv.")),
    ] = None,
    batch: Annotated[str, typer.Option("--batch", help=t("Only the rows of this batch."))] = "",
) -> None:
    """List the rows in quarantine by reason, or write them to be corrected and imported again."""
    place = Workspace.open(workspace, is_new_allowed=False)
    if export is not None:
        for path, rows in place.export_quarantine(export, batch_id=batch):
            say(
                nmsg(
                    "{count} row written to {file}. Correct it there, leave the columns that begin with clientela as they are, and import the file.",
                    "{count} rows written to {file}. Correct them there, leave the columns that begin with clientela as they are, and import the file.",
                    rows,
                    file=str(path),
                )
            )
        return
    found = [row for row in place.quarantine() if not batch or row["batch_id"] == batch]
    if not found:
        say(msg("Nothing is in quarantine."))
    counts = Counter((row["batch_id"], row["file"], row["reason_code"]) for row in found)
    for (batch_id, file, reason), rows in sorted(counts.items()):
        say(
            msg(
                "{file}: {rows} x {reason}. Batch {batch}.",
                file=file,
                rows=Amount(rows, "count"),
                reason=REASONS.get(reason, reason),
                batch=batch_id,
            )
        )
