"""Files on their way in: kept aside in the workspace until somebody confirms or discards them."""

from __future__ import annotations

import re
import secrets
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.workspace import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from pathlib import Path

ENDINGS = SUFFIXES
MOST_BYTES = 1 << 30
_LONGEST = 120
_TOKEN = re.compile(r"[\w\-]{20,40}")
KEPT_FOR = timedelta(days=7)
"""How long files wait to be confirmed."""


class UploadError(ClientelaError):
    """The files cannot be taken."""


def _folder() -> Path:
    path: Path = settings.CLIENTELA_WORKSPACE / "uploads"
    return path


def keep_files(files: Iterable[Any]) -> str:
    """Keep uploaded files aside and return the token that finds them again.

    Errors: UploadError for no file, an ending that is not read, or too much at once.
    """
    given = list(files)
    if not given:
        raise UploadError(msg("Choose at least one file."))
    for file in given:
        if not file.name.lower().endswith(ENDINGS):
            raise UploadError(
                msg(
                    "{file}: this kind of file is not read. Readable: {endings}.",
                    file=file.name,
                    endings=", ".join(ENDINGS),
                )
            )
    if sum(f.size for f in given) > MOST_BYTES:
        raise UploadError(
            msg("More than one gigabyte at once. Import it by the command line: clientela import FILE")
        )
    token = secrets.token_urlsafe(18)
    folder = _folder() / token
    folder.mkdir(parents=True, mode=0o700)
    for file in given:
        with _free_name(folder, file.name).open("xb") as stream:
            for piece in file.chunks():
                stream.write(piece)
    return token


def _free_name(folder: Path, given: str) -> Path:
    """Return a safe path for an uploaded name; a second file of the same name is numbered."""
    name = re.sub(r"[^\w .()\-]", "_", given.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = name[-_LONGEST:].rpartition(".")
    path, number = folder / f"{stem}{dot}{ending}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem} ({number}){dot}{ending}"
    return path


def kept_files(token: str) -> list[Path]:
    """Return the files of a token, in order of name; none when it is not known."""
    if not _TOKEN.fullmatch(token):
        return []
    folder = _folder() / token
    return sorted(p for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []


def drop_files(token: str) -> None:
    """Remove the files of a token."""
    if kept_files(token):
        shutil.rmtree(_folder() / token, ignore_errors=True)


def drop_old_files(*, now: datetime, used: Collection[str]) -> int:
    """Remove what nobody confirmed or discarded for `KEPT_FOR`; returns how many uploads went.

    `used` are the folders that waiting or running work still reads.
    """
    folder, count = _folder(), 0
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.iterdir() if folder.is_dir() else ():
        if not _TOKEN.fullmatch(path.name) or path.is_symlink() or not path.is_dir() or str(path) in used:
            continue
        if max(one.stat().st_mtime for one in (path, *path.iterdir())) < oldest:
            shutil.rmtree(path, ignore_errors=True)
            count += 1
    return count
