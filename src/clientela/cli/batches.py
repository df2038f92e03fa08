"""`clientela batches`: what has been imported; `--undo` takes one out."""

from __future__ import annotations

from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import say, t
from clientela.workspace import Workspace, table_title


def batches_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    undo: Annotated[
        str,
        typer.Option(
            "--undo", help=t("Take this batch out; the figures return to what they were without it.")
        ),
    ] = "",
) -> None:
    """List the imported batches, or undo one."""
    place = Workspace.open(workspace, is_new_allowed=False)
    if undo:
        batch = place.undo(undo)
        say(
            msg(
                "{file} (batch {batch}) is out of the facts. Run again to renew the figures.",
                file=batch.file_name,
                batch=batch.id,
            )
        )
        return
    batches = place.batches()
    if not batches:
        say(msg("Nothing has been imported yet."))
    for batch in batches:
        say(
            msg(
                "{number}. {batch}  {file}  {role}  {rows} rows  imported {at}",
                number=batch.number,
                batch=batch.id,
                file=batch.file_name,
                role=table_title(batch.role),
                rows=Amount(batch.lines_accepted, "count"),
                at=batch.imported_at[:16].replace("T", " "),
            )
        )
