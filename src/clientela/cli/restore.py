"""`clientela restore FILE --to FOLDER`: a workspace back from its backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.cli._shared import progress_bar, say, t
from clientela.workspace import restore_backup


def restore_command(
    file: Annotated[Path, typer.Argument(help=t("Archive that clientela backup wrote."))],
    to: Annotated[Path, typer.Option("--to", help=t("New folder for the workspace."))],
) -> None:
    """Bring a workspace back; every file is compared with its hash before the folder appears."""
    with progress_bar(msg("Restoring")):
        files = restore_backup(file, to)
    say(
        msg(
            "{folder}: {files} files, all as they were backed up.",
            folder=str(to),
            files=Amount(files, "count"),
        )
    )
