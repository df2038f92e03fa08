from __future__ import annotations

import shutil
from datetime import date

import pytest

from clientela.workspace import Workspace
from conftest import build_workspace, line


@pytest.fixture(scope="session")
def small():
    """Twelve customers over two years, two sales people, a seller's number in each line."""
    return [
        line(f"{c:02d}", date(year, month, 1 + c), 100 * (13 - c) + month, f"{year}-{c}-{month}", line_number=1,
             salesperson=f"S{c % 2}", area=f"Area {c % 3}", product_number=f"P{month % 3}", family=f"F{month % 2}", quantity=2,
             cost_amount=None if c == 5 else 50)
        for c in range(1, 13) for year in (2024, 2025) for month in (1, 4, 8, 11)
    ]  # fmt: skip


@pytest.fixture(scope="session")
def first_kept(tmp_path_factory, small, computing):
    with computing[1].whole():
        return build_workspace(tmp_path_factory.mktemp("first"), small)


@pytest.fixture
def first(tmp_path, first_kept):
    """The small company, imported, run and published, in a folder of this test's own."""
    shutil.copytree(first_kept.workspace.path, tmp_path / "workspace")
    return Workspace.open(tmp_path / "workspace").get_run(first_kept.manifest.run_id)
