"""Where the rows of a result are: in its own file, or in pieces that a list beside it names. See `runs/pieces.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.errors import ClientelaError
from clientela.engine.store import read_json

if TYPE_CHECKING:
    from pathlib import Path


def parts_of(path: Path) -> tuple[Path, ...]:
    """Return the files that hold, or held, the result whose place is `path`: its pieces where they are listed, else itself."""
    listed = path.with_suffix(".json")
    if path.exists() or not listed.exists():
        return (path,)
    try:
        return tuple(path.parent / name for name in read_json(listed)["pieces"])
    except (ClientelaError, KeyError, TypeError):
        return (path,)  # a damaged list is none: the result is computed again


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files that hold the result whose place is `path`; none when one of them is missing."""
    found = parts_of(path)
    return found if all(file.exists() for file in found) else ()
