from __future__ import annotations

import pytest

from conftest import build_workspace, tiny_rows


@pytest.fixture(scope="session")
def tiny_picture(tiny):
    from conftest import picture  # noqa: PLC0415 - beside its use

    return picture(tiny)


@pytest.fixture(scope="session")
def thousands(tmp_path_factory):
    """The tiny company with every amount a hundred times as large."""
    rows = tiny_rows()
    for row in rows:
        for name in ("net_amount", "cost_amount"):
            if row.get(name) is not None:
                row[name] = round(row[name] * 100, 2)
    return build_workspace(tmp_path_factory.mktemp("thousands"), rows)
