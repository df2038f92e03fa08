"""The same forecast of the same data is computed once in a test session, whichever worker asks: it is most of the time of a small run.

Named by all that goes in, as in `predictions/_looking.py`, but in whatever order the rows come: an engine of two threads writes them
in another one each time. What is tested of the forecaster itself calls it directly.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.predictions import _looking

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientela.engine.frames import Frame

FUNCTIONS = ("_looked", "_proved", "_looked_rest")


def _name(params: dict[str, Any], frames: dict[str, Frame]) -> str:
    said = hashlib.sha256(repr((params["as_of_day"], params["outlook"])).encode())
    read = (
        ("customer_days", _looking.COLUMNS),
        ("customer_register", _looking.NUMBERS),
        ("customer_events", _looking.EVENTS),
    )
    for name, columns in read:
        if name in frames:
            rows = zip(*(np.ma.asarray(frames[name][column]).tolist() for column in columns), strict=True)
            said.update(repr(sorted(map(repr, rows))).encode())
    return said.hexdigest()


def _shared(found: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    @wraps(found)
    def once(params: dict[str, Any], frames: dict[str, Any], *rest: Any) -> Any:
        name = _name(params, frames)
        path = folder / f"{found.__name__}-{name}-{'-'.join(map(str, rest))}.pickle"
        if path.exists():
            return pickle.loads(path.read_bytes())  # noqa: S301 - our own file of this session
        answer = found(params, frames, *rest)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(pickle.dumps(answer))
        beside.replace(path)
        return answer

    return once


def share_forecasts(base: Path) -> None:
    """Keep forecasts below the temporary folder that the workers of a session share."""
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "forecasts"
    folder.mkdir(exist_ok=True)
    for name in FUNCTIONS:
        setattr(_looking, name, _shared(getattr(_looking, name), folder))
