"""Static files: ours from the folder, others' out of installed packages, one by one, pinned by their SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.storage import FileSystemStorage

from clientela.base.files import file_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Pinned:
    """One file of an installed package; `sha256` is None where the package itself is pinned by our lock."""

    package: str
    path: str
    sha256: str | None = None


ALLOWED = {
    "vendor/htmx.min.js": Pinned("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "vendor/echarts.min.js": Pinned(
        "xlsx2echarts",
        "static/echarts.min.js",
        "bf4a223524e40b77c304bec67e1222cf551f14880cf42c69dc046558e11c07b1",
    ),
}


@cache
def pinned_path(name: str) -> Path | None:
    """Return where an allowed file lies; None when its package is missing or it is not the file we know."""
    pinned = ALLOWED.get(name)
    spec = find_spec(pinned.package) if pinned else None
    if pinned is None or spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / pinned.path
    if not path.exists() or (pinned.sha256 is not None and file_sha256(path) != pinned.sha256):
        return None
    return path


class _OneByOne(FileSystemStorage):
    """Gives allowed files their path and nothing else."""

    def path(self, name: str) -> str:
        """Return the path of an allowed file."""
        return str(pinned_path(name.replace("\\", "/")) or "")


class PinnedFinder(finders.BaseFinder):
    """Finds the files on the list and nothing else of those packages."""

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's form
        """Return the path of an allowed file."""
        found = pinned_path(path)
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002 - Django's form
        """List the allowed files."""
        storage = _OneByOne()
        for name in ALLOWED:
            if pinned_path(name) is not None:
                yield name, storage


@cache
def _stamp(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if found else ""


class StampedStorage(StaticFilesStorage):
    """Puts a stamp of the content behind each address, so that an upgrade reaches every browser at once."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file."""
        stamp = _stamp(name or "")
        return f"{super().url(name)}{'?v=' + stamp if stamp else ''}"
