"""`clientela runs`: the finished runs."""

from __future__ import annotations

from datetime import datetime

from clientela.base.i18n import msg
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._shared import say
from clientela.workspace import Workspace


def runs_command(workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """List the finished runs, the newest first; a star marks the published one."""
    place = Workspace.open(workspace, is_new_allowed=False)
    current = place.current()
    manifests = place.runs()
    if not manifests:
        say(msg("There is no run yet. Start one: clientela run"))
    for manifest in manifests:
        mark = "*" if current is not None and current.manifest.run_id == manifest.run_id else " "
        say(
            msg(
                "{mark} {run}  as of {day}  finished {at}",
                mark=mark,
                run=manifest.run_id,
                day=manifest.as_of_day,
                at=datetime.fromisoformat(manifest.finished_at),
            )
        )
