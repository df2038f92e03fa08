"""A disk that is full or may not be written to, told in one sentence."""

from __future__ import annotations

import errno
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_FULL_WORDS = (
    "no space left",
    "disk quota exceeded",
    "file too large",
    "not enough disk space",
    "max_temp_directory_size",
)
_CLOSED_WORDS = ("read-only file system", "permission denied")


class DiskError(ClientelaError):
    """The disk is full or may not be written to; what was there before is still there."""


def _full(folder: Path) -> Message:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        free = 0
    return msg(
        "The disk that holds {folder} has no room left for this step ({free} MB free). Nothing was changed. Free some space "
        "(clientela prune removes what no run needs any more) and do it again.",
        folder=str(folder),
        free=Amount(free / 1e6, "number", digits=0),
    )


def _closed(folder: Path) -> Message:
    return msg(
        "{folder} may not be written to. Nothing was changed. Mend the permissions or choose another folder with --workspace.",
        folder=str(folder),
    )


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what a full or closed disk causes, in our files or in the engine's, into a sentence.

    Errors: DiskError; anything else passes as it is.
    """
    try:
        yield
    except DiskError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise DiskError(_full(folder)) from error
        if error.errno in _CLOSED:
            raise DiskError(_closed(folder)) from error
        raise
    except ClientelaError as error:
        words = f"{error} {error.__cause__ or ''}".lower()
        if any(word in words for word in _FULL_WORDS):
            raise DiskError(_full(folder)) from error
        if any(word in words for word in _CLOSED_WORDS):
            raise DiskError(_closed(folder)) from error
        raise
