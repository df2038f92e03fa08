"""A cell may hold a million characters: no pattern may go through it again and again."""

from __future__ import annotations

import time

import pytest

from clientela.base.errors import ClientelaError
from clientela.workspace import Workspace

_SECONDS = 20.0


@pytest.mark.parametrize(
    "cell", ["1" * (1 << 20), "x" * (1 << 20), "1 of " * (1 << 18), '"' + "y\n" * (1 << 19) + '"']
)
def test_a_huge_cell_is_read_in_seconds(tmp_path, cell):
    path = tmp_path / "huge.csv"
    rows = "".join(f"2024-01-{day:02d};C{day};F{day};5;39.50\n" for day in range(1, 20))
    path.write_text(f"date;customer;document;quantity;net amount\n{rows}2024-01-01;C1;F1;1;{cell}\n", encoding="utf-8")  # fmt: skip
    began = time.monotonic()
    try:
        Workspace.open(tmp_path / "workspace").check([path])
    except ClientelaError as error:
        assert str(error).strip()
    assert time.monotonic() - began < _SECONDS
