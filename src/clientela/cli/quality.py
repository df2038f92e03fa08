"""`clientela quality`: what to mend first in the data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show_or_write
from clientela.cli._shared import now, read_day, t
from clientela.workspace import Workspace


def quality_command(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_of: Annotated[str, typer.Option("--as-of", help=t("Day to look from, such as 2025-12-31."))] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help=t("Folder for workbook, PDF and page; default: the terminal.")),
    ] = None,
) -> None:
    """Say what is wrong with the data, what hangs on it, and what to mend first. Nothing is changed."""
    place = Workspace.open(workspace, is_new_allowed=False)
    show_or_write(place.quality(today=now().date(), as_of=read_day(as_of)), out)
