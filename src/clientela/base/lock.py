"""One writer at a time in a workspace; the next one waits its turn and is told for whom."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
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


def _holder(path: Path) -> Message:
    """Say who holds the lock, and since when: the process wrote its number when it took it."""
    try:
        number = path.read_text(encoding="ascii").strip()
        since = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    except (OSError, UnicodeDecodeError):  # a system that does not let others look
        number = ""
    if not number:
        return msg("another process")
    return msg("process {number}, since {time} UTC", number=number, time=since.strftime("%Y-%m-%d %H:%M:%S"))


@contextmanager
def writing_lock(
    path: Path, *, wait_seconds: float = 600.0, on_wait: Callable[[Message], None] | None = None
) -> Iterator[None]:
    """Hold the lock file at `path`; the operating system frees it when the process dies, however it dies.

    `on_wait` is told once, when there is something to wait for.
    Errors: BusyError when another writer holds it for longer than `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait_seconds
        is_told = False
        while not _try_lock(handle):
            if not is_told and on_wait is not None:
                on_wait(msg("Waiting for another import or run to finish ({holder}).", holder=_holder(path)))
            is_told = True
            if time.monotonic() > deadline:
                raise BusyError(
                    msg(
                        "Another import or run is writing in {folder} ({holder}). Wait until it has finished and try again.",
                        folder=str(path.parent),
                        holder=_holder(path),
                    )
                )
            time.sleep(_PAUSE)
        with contextlib.suppress(OSError):  # a full disk must not stop what frees it
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
