"""One writer at a time in a workspace; the next one waits its turn."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PAUSE = 0.1


class BusyError(ClientelaError):
    """Another process is writing and did not finish in time."""


def _try_lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - does not exist on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def writing_lock(path: Path, *, wait_seconds: float = 600.0) -> Iterator[None]:
    """Hold the lock file at `path`; the operating system frees it when the process dies.

    Errors: BusyError when another writer holds it for longer than `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait_seconds
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise BusyError(
                    msg(
                        "Another import or run is writing in {folder}. Wait until it has finished and try again.",
                        folder=str(path.parent),
                    )
                )
            time.sleep(_PAUSE)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
