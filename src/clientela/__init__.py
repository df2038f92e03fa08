"""Clientela: a company's customer base as a portfolio, from its own invoices.

import clientela
workspace = clientela.open_workspace("my-company")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from clientela.workspace import Run, Workspace

__version__ = "0.1.0"
__all__ = ["Run", "Workspace", "__version__", "open_workspace"]


def __getattr__(name: str) -> Any:
    """Load the door when it is first used: importing the package costs nothing."""
    if name in ("Workspace", "Run"):
        from clientela import workspace  # noqa: PLC0415 - slow import, loaded when used

        return getattr(workspace, name)
    raise AttributeError(f"module 'clientela' has no attribute {name!r}")


def open_workspace(path: str) -> Workspace:
    """Open the workspace in the folder `path`, made new if there is none."""
    from pathlib import Path  # noqa: PLC0415 - slow import, loaded when used

    from clientela.workspace import Workspace  # noqa: PLC0415 - slow import, loaded when used

    return Workspace.open(Path(path))
