"""Where the real data sets are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DATA = Path(
    os.environ.get("CLIENTELA_DATA") or Path(__file__).resolve().parents[1].parent / "shared" / "data"
)


def data(*names: str) -> list[Path]:
    paths = [DATA / name for name in names]
    if not all(path.exists() for path in paths):
        if os.environ.get("CI"):
            pytest.fail(f"the real data sets are not at {DATA}")
        pytest.skip(f"the real data sets are not at {DATA}; set CLIENTELA_DATA")
    return paths
