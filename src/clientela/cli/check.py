"""`clientela check FILES`: what an import would make of these files; nothing is imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from clientela.base.i18n import msg
from clientela.cli._options import (
    DEFAULT_WORKSPACE,
    ReplacesOption,
    SourceOption,
    WorkspaceOption,
    read_replaces,
)
from clientela.cli._outputs import show
from clientela.cli._shared import now, progress_bar, t
from clientela.workspace import Workspace, build_import_preview


def check_command(
    files: Annotated[
        list[Path], typer.Argument(help=t("Files or folders: CSV, TSV, XLSX, XLS, ODS, Parquet."))
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    save_mapping: Annotated[
        bool,
        typer.Option("--save-mapping", help=t("Write down what was recognised, to be corrected by hand.")),
    ] = False,
    source: SourceOption = "main",
    replaces: ReplacesOption = "",
) -> None:
    """Show dialect, columns, period, control totals and rejected rows of files, and what importing them would change.

    Imports nothing. Without a workspace there is nothing they could change.
    """
    import tempfile

    period = read_replaces(replaces)
    with tempfile.TemporaryDirectory() as nowhere, progress_bar(msg("Reading")) as progress:
        is_there = workspace.exists()
        place = Workspace.open(workspace if is_there or save_mapping else Path(nowhere))
        if save_mapping or not is_there:
            document = place.check(files, progress=progress, save_mapping=save_mapping)
        if is_there:
            preview = place.preview(
                files, imported_at=now(), source=source, replaces=period, progress=progress
            )
            document = preview.check
            document = replace(document, sections=(*document.sections, *build_import_preview(preview)))
    show(document)
