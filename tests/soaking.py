"""What a child process of the soak does to a workspace; started clean, so that it can be killed at any moment."""

from __future__ import annotations

import os
import resource
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.workspace import Workspace
from conftest import NOON, noon

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def act(folder: str, what: str, argument: Any, answer: Connection, limit: int | None = None) -> None:
    """Do one thing, then say so: what was said must be there whatever happens afterwards."""
    if limit is not None:
        sys.dont_write_bytecode = (
            True  # what is compiled would be cut off too, and read by whoever comes next
        )
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    place = Workspace.open(Path(folder))
    try:
        result: Any = None
        if what == "import":
            path, replaces = argument
            place.import_files([Path(path)], imported_at=NOON, replaces=replaces)
        elif what == "undo":
            place.undo(argument)
        elif what == "run":
            result = place.run(
                started_at=NOON, finished_at=noon, as_of=date(2025, argument, 28)
            ).manifest.run_id
        elif what == "repair":
            place.repair()
        elif what == "backup":
            place.backup(Path(argument))
        elif what == "prune":
            place.prune(keep=2)
    except ClientelaError as error:
        answer.send(("refused", type(error).__name__, str(error)))
    else:
        answer.send(("done", result, ""))
    answer.close()
    os._exit(0)  # the engine's own threads do not outlive a fork in good order
