"""Files of facts named by their content: the same rows give the same file, and nothing is written twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.files import aside, file_sha256, sync_file

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.engine.connect import Engine


def write_content(engine: Engine, sql: str, *, facts: Path, stem: str) -> str:
    """Write rows to `<stem>-<sha16>.parquet` in the facts folder and return the name.

    The file is whole and on the disk when its name appears; the caller makes the names durable (`sync_folder`).
    """
    temporary = aside(facts / stem)
    try:
        engine.write_parquet(sql, temporary)
        name = f"{stem}-{file_sha256(temporary)[:16]}.parquet"
        if not (facts / name).exists() or (facts / name).stat().st_size != temporary.stat().st_size:
            sync_file(temporary)
            temporary.replace(facts / name)
    finally:
        temporary.unlink(missing_ok=True)
    return name


def write_named(engine: Engine, table: str, facts: Path, *, stem: str = "") -> str:
    """Write a whole table, its rows in order."""
    return write_content(engine, f"select * from {table} order by all", facts=facts, stem=stem or table)
