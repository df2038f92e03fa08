"""Archives: the members of a ZIP and the content of a GZIP, streamed into staging under names of our own."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.sources._errors import FileUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = (".zip", ".gz")
MOST_MEMBERS = 200
MOST_BYTES = 8 << 30
MOST_RATIO, RATIO_FROM = 200, 100 << 20
_BLOCK = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """One file out of an archive: what it is called there, and where its bytes are now."""

    name: str
    path: Path


def _refuse(path: Path, problem: Message) -> FileUnreadableError:
    return FileUnreadableError(
        msg(
            "{file} was not unpacked: {problem}. Unpack it and import the files inside.",
            file=path.name,
            problem=problem,
        )
    )


def _copy(source: IO[bytes] | gzip.GzipFile, target: Path, *, path: Path, packed: int, before: int) -> int:
    """Copy a stream and return its length; stops at what no honest archive holds."""
    size = 0
    with target.open("wb") as sink:
        while block := source.read(_BLOCK):
            size += len(block)
            if before + size > MOST_BYTES:
                raise _refuse(path, msg("its content is larger than 8 GB"))
            if size > RATIO_FROM and size > MOST_RATIO * max(1, packed):
                raise _refuse(path, msg("its content is more than 200 times as large as the archive"))
            sink.write(block)
    return size


def _damaged(path: Path) -> FileUnreadableError:
    return FileUnreadableError(msg("{file} is a damaged archive. Write or copy it again.", file=path.name))


def unpack_gzip(path: Path, target: Path) -> Member:
    """Write the content of a GZIP file to `target`.

    Errors: FileUnreadableError when it is damaged or would not end.
    """
    try:
        with gzip.open(path, "rb") as source:
            _copy(source, target, path=path, packed=path.stat().st_size, before=0)
    except (OSError, EOFError, zlib.error) as error:
        target.unlink(missing_ok=True)
        raise _damaged(path) from error
    except FileUnreadableError:
        target.unlink(missing_ok=True)
        raise
    return Member(path.name.removesuffix(".gz"), target)


def _wanted(info: zipfile.ZipInfo) -> bool:
    name = info.filename.replace("\\", "/").rsplit("/", 1)[-1]
    return not (
        info.is_dir() or not name or name.startswith((".", "~$")) or info.filename.startswith("__MACOSX/")
    )


def unpack_zip(path: Path, staging: Path, *, prefix: str) -> Iterator[Member]:
    """Write the members of a ZIP one by one as `<prefix>_<n>` into `staging`; their own names are never written to.

    The caller removes each file. Errors: FileUnreadableError for a damaged or locked archive, or one beyond all bounds.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if _wanted(info)]
            if len(infos) > MOST_MEMBERS:
                raise _refuse(path, msg("it holds more than 200 files"))
            if sum(info.file_size for info in infos) > MOST_BYTES:
                raise _refuse(path, msg("its content is larger than 8 GB"))
            size = 0
            for place, info in enumerate(infos):
                if info.flag_bits & _ENCRYPTED:
                    raise _refuse(path, msg("it is protected by a password"))
                target = staging / f"{prefix}_{place}"
                with archive.open(info) as source:
                    size += _copy(source, target, path=path, packed=info.compress_size, before=size)
                yield Member(info.filename.replace("\\", "/"), target)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
    ) as error:
        raise _damaged(path) from error
