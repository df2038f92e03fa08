from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest

from clientela.demo import DemoFiles, write_demo

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(path: Path, *, skip: int = 0, separator: str = ";") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = stream.readlines()[skip:]
    return list(csv.DictReader(lines, delimiter=separator))


@pytest.fixture(scope="session")
def read() -> Any:
    return rows_of


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("clean"), size="s", seed=7)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("plain"), size="s", seed=7, planted=False)


@pytest.fixture(scope="session")
def middle(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("middle"), size="m", seed=7)


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("dirty"), size="s", seed=7, dirty=True)
