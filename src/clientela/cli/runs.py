"""`clientela runs`: the finished runs."""

from __future__ import annotations

from datetime import datetime

from clientela.base.i18n import msg
from clientela.base.structure import describe_structure
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
        structure = describe_structure(manifest.read_settings().structure)
        say(
            msg(
                "{mark} {run}  as of {day}  finished {at}",
                mark=mark,
                run=manifest.run_id,
                day=manifest.as_of_day
                if structure is None
                else msg("{what} · {more}", what=manifest.as_of_day, more=structure),
                at=datetime.fromisoformat(manifest.finished_at),
            )
        )
