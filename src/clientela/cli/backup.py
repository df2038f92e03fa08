"""`clientela backup FILE`: the whole workspace in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import progress_bar, say, t
from clientela.workspace import Workspace


def backup_command(
    file: Annotated[Path, typer.Argument(help=t("Archive to write: .tar, .tar.gz, .tar.bz2 or .tar.xz."))],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
) -> None:
    """Write settings, batches, facts and runs into one archive; imports may go on meanwhile. No accounts, no passwords."""
    with progress_bar(msg("Backing up")):
        made = Workspace.open(workspace, is_new_allowed=False).backup(file)
    say(
        msg(
            "{file}: {files} files, {size} MB.",
            file=str(made.path),
            files=Amount(made.files, "count"),
            size=Amount(made.size / 1e6, "number", digits=1),
        )
    )
    if made.left_out:
        say(msg("Left out, because files are missing: {runs}.", runs=", ".join(made.left_out)))
