"""`clientela units`: the business units side by side."""

from __future__ import annotations

from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.workspace import Workspace, units


def units_command(workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """Show what counts in each business unit, and where customers of several of them stand in each."""
    show(units.compare_units(Workspace.open(workspace, is_new_allowed=False)))
