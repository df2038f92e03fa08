"""The demo company: a believable B2B distributor whose hidden truth is known."""

from __future__ import annotations

from clientela.demo._company import DemoFiles, write_demo
from clientela.demo._plan import Size
from clientela.demo._tables import DEMO_TABLES, DemoTableError, write_demo_table, write_demo_tables

__all__ = [
    "DEMO_TABLES",
    "DemoFiles",
    "DemoTableError",
    "Size",
    "write_demo",
    "write_demo_table",
    "write_demo_tables",
]
