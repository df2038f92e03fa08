"""The check of uploaded files: worked out once, kept beside them, and worked out again when anything it rests on changed."""

from __future__ import annotations

import hashlib
import hmac
import pickle
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from clientela import __version__
from clientela.base.files import writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientela.base.progress import Progress
    from clientela.workspace import Preview, Workspace

_DIGEST = hashlib.sha256().digest_size


def _kept_path(files: Sequence[Path]) -> Path:
    # a folder inside that of the files: what is uploaded never lands there, and it goes with them
    return files[0].parent / "kept" / "check"


def _stamp(path: Path) -> tuple[str, int, int]:
    state = path.stat()
    return path.name, state.st_size, state.st_mtime_ns


def _named(*groups: Sequence[Path]) -> bytes:
    return repr((__version__, [[_stamp(path) for path in group] for group in groups])).encode()


def _rests_on(place: Workspace) -> bytes:
    """Name what a check rests on beside the files: the mappings, the settings, the facts."""
    mappings = sorted((place.path / "mappings").glob("*.toml"))
    others = [p for p in (place.path / "clientela.toml", place.path / "facts" / "current.json") if p.exists()]
    return hashlib.sha256(_named(mappings, others)).digest()


def _signature(files: Sequence[Path], content: bytes) -> bytes:
    key = str(settings.SECRET_KEY).encode()
    return hmac.new(key, _named(files) + b"\x00" + content, hashlib.sha256).digest()


def kept_check(place: Workspace, files: Sequence[Path], *, is_older_fine: bool = False) -> Preview | None:
    """Return the check of these files, None when there is none that still holds.

    With `is_older_fine`, one that was made before the last import or the last correction does as well: the files are the same.
    """
    path = _kept_path(files)
    if not path.exists():
        return None
    whole = path.read_bytes()
    signature, content = whole[:_DIGEST], whole[_DIGEST:]
    if not hmac.compare_digest(signature, _signature(files, content)):
        return None
    if not is_older_fine and content[:_DIGEST] != _rests_on(place):
        return None
    found: Preview = pickle.loads(content[_DIGEST:])  # noqa: S301 - signed by us with the key of this installation
    return found


def make_check(place: Workspace, files: Sequence[Path], *, progress: Progress | None = None) -> Preview:
    """Read the files as an import would, work out its effect, and keep both.

    Errors: the errors of reading files.
    """
    rests_on = _rests_on(place)
    preview = place.preview(files, imported_at=timezone.now(), progress=progress, is_lenient=True)
    content = rests_on + pickle.dumps(preview)
    path = _kept_path(files)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    with writing(path) as temporary:
        temporary.write_bytes(_signature(files, content) + content)
    return preview
