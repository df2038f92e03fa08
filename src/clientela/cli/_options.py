"""Options that several commands share. Imported with the commands, when the language of their help is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clientela.cli._shared import t

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace", "-w", help=t("Folder of the company's workspace."), envvar="CLIENTELA_WORKSPACE"
    ),
]
DEFAULT_WORKSPACE = Path("workspace")
WaitOption = Annotated[
    float,
    typer.Option("--wait", min=0, help=t("Seconds to wait while another import or run is writing.")),
]
