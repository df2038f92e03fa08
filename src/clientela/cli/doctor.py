"""`clientela doctor`: what is installed, what is wrong, what to do."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sys
from dataclasses import replace
from typing import Any

from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Column, Section, Table
from clientela.cli._options import DEFAULT_WORKSPACE, WorkspaceOption
from clientela.cli._outputs import show
from clientela.workspace import Workspace

_PARTS = (
    ("duckdb", msg("the engine"), ""),
    ("numpy", msg("calculations"), ""),
    ("xlsxwriter", msg("workbooks"), ""),
    ("python-calamine", msg("reading spreadsheets"), ""),
    ("typst", msg("PDF"), "report"),
    ("mini-racer", msg("charts of PDF and page"), "report"),
    ("django", msg("the web application"), "web"),
    ("granian", msg("the web server"), "web"),
)
_ENOUGH_SPACE = 2_000_000_000


def _installed(name: str, part: str) -> tuple[Message, Message | None]:
    try:
        return msg("{version}", version=importlib.metadata.version(name)), None
    except importlib.metadata.PackageNotFoundError:
        wanted = f"clientela[{part}]" if part else name
        return msg("not installed"), msg("Install it: pip install '{name}'", name=wanted)


def _echarts() -> tuple[Message, Message | None]:
    try:
        from clientela.render.charts import check_echarts
    except ImportError:
        return msg("not checked"), None
    problem: Message | None = check_echarts()
    return (
        (msg("whole"), None)
        if problem is None
        else (problem, msg("Install it again: pip install --force-reinstall excel-chart-echarts"))
    )


def doctor_command(workspace: WorkspaceOption = DEFAULT_WORKSPACE) -> None:
    """Check the installation and the workspace; each finding says what to do. Changes nothing."""
    rows: list[tuple[Any, ...]] = [
        ("python", msg("{version}", version=f"{platform.python_version()} ({sys.executable})"), None)
    ]
    for name, what, part in _PARTS:
        state, todo = _installed(name, part)
        rows.append((msg("{name} ({what})", name=name, what=what), state, todo))
    rows.append((msg("chart library"), *_echarts()))
    free = shutil.disk_usage(workspace if workspace.exists() else ".").free
    rows.append(
        (
            msg("free disk space"),
            msg("{size} GB", size=Amount(free / 1e9, "number", digits=1)),
            None if free > _ENOUGH_SPACE else msg("Free some space, or run: clientela prune"),
        )
    )
    writable = os.access(workspace if workspace.exists() else ".", os.W_OK)
    rows.append(
        (
            msg("folder"),
            msg("writable") if writable else msg("not writable"),
            None if writable else msg("Choose another folder with --workspace."),
        )
    )
    columns = (Column("what", msg("What")), Column("state", msg("State")), Column("todo", msg("What to do")))
    section = Section(
        "installation",
        msg("Installation"),
        (Table("installation", msg("Installation"), columns, tuple(rows)),),
    )
    if not workspace.exists():
        from clientela.blocks import Document

        note = msg("There is no workspace in {folder} yet.", folder=str(workspace))
        show(Document("doctor", msg("Doctor"), note, "", (section,), msg("Nothing was changed.")))
        return
    document = Workspace.open(workspace).examine()
    show(replace(document, sections=(section, *document.sections)))
