"""Options that several commands share. Imported with the commands, when the language of their help is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.cli._shared import t

if TYPE_CHECKING:
    from typing import Literal

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
SourceOption = Annotated[
    str,
    typer.Option(
        "--source", help=t("Name of the system the files come from; numbers of two systems never mix.")
    ),
]
ReplacesOption = Annotated[
    str,
    typer.Option(
        "--replaces",
        help=t(
            "Period the files replace whole, such as 2024-01..2024-06, or file: what they do not have leaves the facts."
        ),
    ),
]


def read_replaces(text: str) -> tuple[str, str] | Literal["file"] | None:
    """Read the period to replace: `file`, one month, or two with dots between them."""
    if text in ("", "file"):
        return "file" if text else None
    first, _, last = text.partition("..")
    return first.strip(), (last or first).strip()
