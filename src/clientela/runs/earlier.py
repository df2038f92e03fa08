"""What published runs said: kept beside the runs, and read by the runs that look from a later day.

Publishing a run writes its forecast and the places of its customers once, into a folder for each kind, by the number of each customer
in its source, since keys depend on which file came first. A later run names in its manifest which of them it read, so it is
reproducible as from any other source. Kept is only what was said within a month of the end of its facts: whatever was said after the
fact is no forecast, and no history of what was thought.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from clientela.base.portfolio_settings import Evidence, Portfolio
from clientela.engine.store import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from clientela.base.settings import Settings
    from clientela.engine.connect import Engine

LIST = "list.json"
MOST = 24
"""Files of a kind a run looks back at, one a month."""
LEAST_DAYS = 28
"""Age below which nothing can have come of what was said."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of what is kept: the name under which steps read it, its folder, and its columns with their types."""

    relation: str
    folder: str
    columns: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> str:
        """A select of the columns with no rows."""
        return f"select {', '.join(f'cast(null as {kind}) as {name}' for name, kind in self.columns)} where false"


_NUMBER = (("made_on", "date"), ("source", "varchar"), ("customer_id", "varchar"))
FORECASTS = Kept("earlier_forecasts", "forecasts", (
    *_NUMBER, ("year_ahead", "bigint"), ("start_on", "date"), ("end_on", "date"), ("active_probability", "double"), ("orders_mean_number", "double"),
    ("revenue_mean_amount", "bigint"), ("revenue_low_amount", "bigint"), ("revenue_high_amount", "bigint"),
))  # fmt: skip
"""What customers were expected to do. A year ahead holds the days after `start_on` up to and including `end_on`."""
PLACES = Kept("earlier_places", "places", (
    *_NUMBER, ("portfolio_cell", "varchar"), ("portfolio_certainty", "varchar"), ("kaism_cell", "varchar"), ("kaism_certainty", "varchar"),
    ("attractiveness_score", "double"), ("importance_score", "double"), ("relationship_level_met", "double"), ("rules", "varchar"),
))  # fmt: skip
"""Where customers were placed, and by which rules (`placing_rules`)."""
KINDS = (FORECASTS, PLACES)
_PLACING = (
    "template", "threshold", "published_coverage_share", "margin_anchor_amount", "severe_from",
)  # fmt: skip

_ASKING = ("least_pairs_count", "least_agreement", "constant_share", "expiring_days", "dearest_due_days", "due_days")  # fmt: skip
"""Settings of the evidence that say what to look at or when to ask again: they place nobody."""


def placing_rules(settings: Settings) -> str:
    """Name the settings that place a customer: two runs of the same name differ by what is known alone."""
    placing = [(f.name, getattr(settings.portfolio, f.name)) for f in fields(Portfolio) if f.name in _PLACING]
    ageing = [(f.name, getattr(settings.evidence, f.name)) for f in fields(Evidence) if f.name not in _ASKING]
    unit = settings.company.business_unit
    # the criteria as they come out: those of a new version, or of a template, may be others without any setting
    from clientela.scores.customer_criteria import criteria_of  # noqa: PLC0415 - loads NumPy, needed here only

    given = {"portfolio": settings.portfolio, "portfolio_criteria": settings.portfolio_criteria, "bu": unit}
    criteria = [(axis, c.code, c.weight, c.anchors, c.mandatory, c.measure, c.classes) for axis, _, c in criteria_of(given)]  # fmt: skip
    told = repr((placing, criteria, ageing, unit))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def scope_of(settings: Settings) -> list[str]:
    """Say whose forecasts they are: another unit, level or structure counts other customers."""
    structure = settings.structure
    return [settings.company.business_unit, structure.level, structure.view, structure.scenario]


def listed(workspace: Path, kind: Kept) -> list[dict[str, Any]]:
    """Return what is known of the kept files of a kind, in the order in which they were published."""
    path = workspace / kind.folder / LIST
    return list(read_json(path)) if path.exists() else []


def files_named(workspace: Path) -> list[str]:
    """Return the kept files of every kind, as paths in the workspace."""
    return [f"{kind.folder}/{entry['file']}" for kind in KINDS for entry in listed(workspace, kind)]


def _due(workspace: Path, kind: Kept, *, limit: date, scope: list[str]) -> list[str]:
    by_month: dict[str, tuple[str, str]] = {}
    for entry in listed(workspace, kind):
        day, month = date.fromisoformat(entry["as_of"]), entry["as_of"][:7]
        if (
            entry["scope"] == scope
            and day <= limit
            and (month not in by_month or by_month[month][0] <= entry["as_of"])
        ):
            by_month[month] = (entry["as_of"], entry["file"])
    return [f"{kind.folder}/{file}" for _, file in sorted(by_month.values())[-MOST:]]


def due_files(workspace: Path, *, as_of: date, settings: Settings) -> tuple[str, ...]:
    """Return the kept files of which four weeks or more are over at `as_of`, by kind and the oldest first, as paths in the workspace.

    Of several of one day the one published last counts, of several days of a month the last day; the newest `MOST` of each kind.
    """
    scope, limit = scope_of(settings), as_of - timedelta(days=LEAST_DAYS)
    return tuple(file for kind in KINDS for file in _due(workspace, kind, limit=limit, scope=scope))


def of_kind(kind: Kept, names: Iterable[str]) -> list[str]:
    """Return the files of one kind; older manifests name forecasts without their folder."""
    whole = (name if "/" in name else f"{FORECASTS.folder}/{name}" for name in names)
    return [name for name in whole if name.startswith(f"{kind.folder}/")]


def view_earlier(engine: Engine, workspace: Path, names: Iterable[str]) -> None:
    """Name the kept files that a run reads, each kind as one relation."""
    listed_names = tuple(names)
    for kind in KINDS:
        engine.view_files(
            kind.relation, [workspace / n for n in of_kind(kind, listed_names)], empty=kind.empty
        )
