"""The form of a workspace on disk: its number, and the way up from an older one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.engine.store import read_json, write_json

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
"""0: without a number. 1: with one; batches may hold rows, corrections and periods to replace."""


class FormatError(ClientelaError):
    """The workspace was written by a newer version."""


def read_format(workspace: Path) -> int:
    """Return the number of the workspace's form; one without a number is 0."""
    path = workspace / "format.json"
    return int(read_json(path)["format"]) if path.exists() else 0


def check_format(workspace: Path) -> None:
    """Let older and equal forms pass. Errors: FormatError for a newer one."""
    found = read_format(workspace)
    if found > FORMAT:
        raise FormatError(
            msg(
                "{folder} was written by a newer version of Clientela (form {found}; this version knows {known}). "
                "Install the newer version; nothing was changed.",
                folder=str(workspace),
                found=str(found),
                known=str(FORMAT),
            )
        )


def upgrade(workspace: Path) -> None:
    """Bring the workspace to today's form: one file, renamed into place; doing it again changes nothing.

    What older batches and manifests do not know has its default, and facts of an older form are folded again by the next import
    or run, so nothing else has to move.
    """
    check_format(workspace)
    if read_format(workspace) < FORMAT:
        write_json(workspace / "format.json", {"format": FORMAT})
