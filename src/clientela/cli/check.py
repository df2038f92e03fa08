"""`clientela check FILES`: what an import would make of these files; nothing is imported."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.cli._shared import progress_bar, t
from clientela.workspace import Workspace


def check_command(
    files: Annotated[
        list[Path], typer.Argument(help=t("Files or folders: CSV, TSV, XLSX, XLS, ODS, Parquet."))
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    save_mapping: Annotated[
        bool,
        typer.Option("--save-mapping", help=t("Write down what was recognised, to be corrected by hand.")),
    ] = False,
) -> None:
    """Show dialect, columns, period, control totals and rejected rows of files. Imports nothing."""
    import tempfile

    with tempfile.TemporaryDirectory() as nowhere:
        place = workspace if workspace.exists() or save_mapping else Path(nowhere)
        with progress_bar(msg("Reading")) as progress:
            document = Workspace.open(place).check(files, progress=progress, save_mapping=save_mapping)
    show(document)
