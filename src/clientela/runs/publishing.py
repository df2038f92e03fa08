"""Publishing a run: what it says is kept, then one pointer moves."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from clientela.engine.connect import Engine
from clientela.engine.store import result_path, write_json, write_result
from clientela.runs.earlier import FORECASTS, LIST, PLACES, listed, placing_rules, scope_of
from clientela.runs.stored import files_of
from clientela.runs.summary import last_plausible_day
from clientela.tables._generation import read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from clientela.runs.earlier import Kept
    from clientela.runs.manifest import Manifest

GRACE_DAYS = 31
"""By so many days the facts may reach beyond the day looked from: a month is often closed in the next one."""
_YEARS = 3


def _years(as_of: date) -> str:
    """Return a select of the years ahead with their days, as the forecast counts them."""
    day = min(as_of.day, 28) if as_of.month == 2 else as_of.day  # noqa: PLR2004 - February
    ends = [as_of, *(date(as_of.year + k, as_of.month, day) for k in range(1, _YEARS + 1))]
    return " union all ".join(
        f"select {k}::bigint as year_ahead, date '{ends[k - 1].isoformat()}' as start_on, date '{ends[k].isoformat()}' as end_on"
        for k in range(1, _YEARS + 1)
    )


def _reach(facts: Path, manifest: Manifest) -> int:
    """Return by how many days the facts of a run reach beyond the day it looked from; mistyped days of the future apart."""
    last = last_plausible_day(facts, read_manifest(facts / manifest.generation))
    return 0 if last is None else (last - manifest.as_of_day).days


def _forecast(manifest: Manifest) -> str:
    return (
        "select k.source, k.customer_id, f.year_ahead, y.start_on, y.end_on, f.active_probability, f.orders_mean_number, f.revenue_mean_amount, f.revenue_low_amount, "
        f"f.revenue_high_amount from customer_forecast as f join customer_keys as k on k.customer_key = f.customer_key join ({_years(date.fromisoformat(manifest.as_of))}) as y on y.year_ahead = f.year_ahead"
    )


def _places(manifest: Manifest) -> str:
    """Select who is placed, or has a score; whoever is neither has no history."""
    return (
        "select k.source, k.customer_id, p.portfolio_cell, p.portfolio_certainty, y.kaism_cell, y.kaism_certainty, s.attractiveness_score, s.importance_score, "
        f"cast(r.relationship_level_met as double) as relationship_level_met, '{placing_rules(manifest.read_settings())}' as rules from portfolio_matrix as p join customer_keys as k on k.customer_key = p.customer_key "
        "join kaism as y on y.customer_key = p.customer_key join customer_scores as s on s.customer_key = p.customer_key join relation_levels_met as r on r.customer_key = p.customer_key "
        "where p.portfolio_cell is not null or y.kaism_cell is not null or s.attractiveness_score is not null or s.importance_score is not null"
    )


_WRITTEN = (
    (FORECASTS, ("customer_forecast",), _forecast),
    (PLACES, ("portfolio_matrix", "kaism", "customer_scores", "relation_levels_met"), _places),
)


def _named(manifest: Manifest, kind: Kept, results: tuple[str, ...]) -> str:
    """Name a file by its day and by what it was made of; one result stands for itself."""
    prints = [manifest.results[name] for name in results]
    if kind is PLACES:
        prints.append(placing_rules(manifest.read_settings()))
    one = prints[0] if len(prints) == 1 else hashlib.sha256("".join(prints).encode()).hexdigest()[:16]
    return f"{manifest.as_of}-{one}.parquet"


def keep(workspace: Path, manifest: Manifest) -> None:
    """Write down what a run that is published says: forecast and places, each once.

    Nothing is kept of a run whose facts reach a month or more beyond its day, or that says nothing of anybody.
    """
    generation_file = workspace / "facts" / manifest.generation
    keys = read_manifest(generation_file).dimension("customer_keys") if generation_file.exists() else None
    if not keys or _reach(workspace / "facts", manifest) > GRACE_DAYS:
        return
    scope = scope_of(manifest.read_settings())
    for kind, results, select in _WRITTEN:
        if not set(results) <= set(manifest.results):
            continue
        files = {n: files_of(result_path(workspace / "results", n, manifest.results[n])) for n in results}
        name, entries = _named(manifest, kind, results), listed(workspace, kind)
        if not all(files.values()) or (
            entries and (entries[-1]["file"], entries[-1]["scope"]) == (name, scope)
        ):
            continue
        path = workspace / kind.folder / name
        with Engine() as engine:
            for one, paths in files.items():
                engine.view_files(one, paths, empty="select 1")
            engine.view_files("customer_keys", [workspace / "facts" / keys], empty="select 1")
            sql = f"select date '{manifest.as_of}' as made_on, said.* from ({select(manifest)}) as said order by all"
            if not engine.fetch_one(f"select count(*) from ({sql}) as counted")[0]:
                continue
            if not path.exists():
                write_result(engine, sql, path)
        entry = {"file": name, "as_of": manifest.as_of, "run_id": manifest.run_id, "scope": scope}
        write_json(workspace / kind.folder / LIST, [*entries, entry])


def point_at(workspace: Path, manifest: Manifest) -> None:
    """Make a run the one that every surface shows; what it says is kept first, to be looked at when its time comes."""
    keep(workspace, manifest)
    write_json(workspace / "published.json", {"run_id": manifest.run_id})
