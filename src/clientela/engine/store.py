"""Results on disk: written once under the name of what went into them, then only read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.files import write_text, writing
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine


_MOST_DISTINCT = 1000
"""Above it a column of a result has no dictionary: sums and keys repeat too little to earn one, and it is half of the writing."""


class StoreError(ClientelaError):
    """A file of the workspace is missing or damaged."""


def result_path(folder: Path, item: str, fingerprint: str) -> Path:
    """Return where the result of `item` with this fingerprint lives."""
    return folder / item / f"{fingerprint}.parquet"


def write_result(engine: Engine, sql: str, path: Path) -> None:
    """Write a result beside its place and rename it: a reader sees all of it or nothing."""
    with writing(path) as temporary:
        engine.write_parquet(sql, temporary, most_distinct=_MOST_DISTINCT)


def write_json(path: Path, value: Any) -> None:
    """Write a manifest atomically, keys sorted, so that equal content is equal bytes."""
    write_text(path, json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n")


def read_json(path: Path) -> Any:
    """Read a manifest.

    Errors: StoreError when it is missing or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(
            msg(
                "{file} is missing or damaged. Run `clientela doctor`; it says what can be rebuilt from the imported files.",
                file=str(path),
            )
        ) from error
