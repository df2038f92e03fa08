"""Several results come out of one study: the last one is remembered by what went into it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientela.engine.frames import Frame


def fingerprint(said: Any, frames: dict[str, Frame], columns: Mapping[str, tuple[str, ...]]) -> str:
    """Name what a study is made of: `said` and the columns it reads."""
    digest = hashlib.sha256(repr(said).encode())
    for name, wanted in columns.items():
        for column in wanted:
            values = frames[name][column]
            digest.update(f"{name}.{column}".encode())
            if values.dtype == object:
                digest.update(repr(values.tolist()).encode())
                continue
            digest.update(np.ascontiguousarray(np.ma.getdata(values)).tobytes())
            digest.update(np.ascontiguousarray(np.ma.getmaskarray(values)).tobytes())
    return digest.hexdigest()
