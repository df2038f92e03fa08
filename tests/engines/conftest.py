from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engines_at_hand import demo_world, nasty_world, postgres_server, sail_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engines_at_hand import World


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> World:
    return demo_world(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> World:
    return nasty_world(tmp_path_factory.mktemp("nasty"))


@pytest.fixture(params=["demo", "nasty"])
def world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def postgres_address() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="module")
def sail_address() -> Iterator[str]:
    with sail_server() as address:
        yield address
