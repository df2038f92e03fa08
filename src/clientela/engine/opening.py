"""From the setting `[engine]` to a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.base.settings import EngineChoice
    from clientela.engine.adapter import Adapter
    from clientela.engine.connect import Engine


def open_adapter(choice: EngineChoice, *, local: Engine, facts: Path) -> Adapter:
    """Connect to the engine of the settings. `facts` is the local folder of the facts.

    Errors: EngineUnreachableError as a sentence; nothing it says holds a password.
    """
    if choice.kind == "postgresql":
        from clientela.engine.postgres import Postgres  # noqa: PLC0415 - each engine is loaded when it is chosen

        return Postgres(choice.address, schema=choice.schema, local=local)
    if choice.kind == "spark":
        from clientela.engine.spark import Spark  # noqa: PLC0415

        return Spark(choice.address, schema=choice.schema, folder=choice.folder, facts=facts)
    if choice.kind == "clickhouse":
        from clientela.engine.clickhouse import ClickHouse  # noqa: PLC0415

        return ClickHouse(choice.address, schema=choice.schema)
    raise AssertionError(f"the settings let {choice.kind} through")
