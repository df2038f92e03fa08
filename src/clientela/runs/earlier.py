"""Forecasts of runs that were published: kept beside the runs, and read by the runs that look from a later day.

Publishing a run writes its forecast once into `forecasts/`, by the number of each customer in its source, since keys depend on which file
came first. A later run names in its manifest which of them it read, so it is reproducible as from any other source. Kept are
forecasts only of which the facts ended within a month of the day they looked from: whatever was said after the fact is no forecast.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from clientela.engine.store import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clientela.base.settings import Settings
    from clientela.engine.connect import Engine

FOLDER = "forecasts"
LIST = "list.json"
RELATION = "earlier_forecasts"
MOST = 24
"""Forecasts a run looks back at, one a month."""
LEAST_DAYS = 28
"""Age of a forecast below which nothing can have come of it."""
_COLUMNS = (
    ("made_on", "date"), ("source", "varchar"), ("customer_id", "varchar"), ("year_ahead", "bigint"), ("start_on", "date"), ("end_on", "date"),
    ("active_probability", "double"), ("orders_mean_number", "double"), ("revenue_mean_amount", "bigint"), ("revenue_low_amount", "bigint"),
    ("revenue_high_amount", "bigint"),
)  # fmt: skip
"""A year ahead holds the days after `start_on` up to and including `end_on`."""
EMPTY = f"select {', '.join(f'cast(null as {kind}) as {name}' for name, kind in _COLUMNS)} where false"


def scope_of(settings: Settings) -> list[str]:
    """Say whose forecasts they are: another unit, level or structure counts other customers."""
    structure = settings.structure
    return [settings.company.business_unit, structure.level, structure.view, structure.scenario]


def listed(workspace: Path) -> list[dict[str, Any]]:
    """Return what is known of the kept forecasts, in the order in which they were published."""
    path = workspace / FOLDER / LIST
    return list(read_json(path)) if path.exists() else []


def files_named(workspace: Path) -> list[str]:
    """Return the kept files with their list, as paths in the workspace."""
    return [f"{FOLDER}/{entry['file']}" for entry in listed(workspace)]


def due_forecasts(workspace: Path, *, as_of: date, settings: Settings) -> tuple[str, ...]:
    """Return the files of kept forecasts of which four weeks or more are over at `as_of`, the oldest first.

    Of several of one day the one published last counts, of several days of a month the last day; the newest `MOST`.
    """
    scope, limit = scope_of(settings), as_of - timedelta(days=LEAST_DAYS)
    by_month: dict[str, tuple[str, str]] = {}
    for entry in listed(workspace):
        day = date.fromisoformat(entry["as_of"])
        month = entry["as_of"][:7]
        if (
            entry["scope"] == scope
            and day <= limit
            and (month not in by_month or by_month[month][0] <= entry["as_of"])
        ):
            by_month[month] = (entry["as_of"], entry["file"])
    return tuple(file for _, file in sorted(by_month.values())[-MOST:])


def view_earlier(engine: Engine, workspace: Path, names: Iterable[str]) -> None:
    """Name the kept forecasts that a run reads as one relation."""
    engine.view_files(RELATION, [workspace / FOLDER / name for name in names], empty=EMPTY)
