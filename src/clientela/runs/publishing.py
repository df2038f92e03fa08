"""Publishing a run: its forecast is kept, then one pointer moves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from clientela.engine.connect import Engine
from clientela.engine.store import result_path, write_json, write_result
from clientela.runs.earlier import FOLDER, LIST, listed, scope_of
from clientela.runs.stored import files_of
from clientela.runs.summary import last_plausible_day
from clientela.tables._generation import read_manifest

if TYPE_CHECKING:
    from pathlib import Path

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


def keep_forecast(workspace: Path, manifest: Manifest) -> None:
    """Write down what a run that is published foretells; the same forecast is written once.

    Nothing is kept of a run whose facts reach a month or more beyond its day, or that forecasts nobody.
    """
    print_ = manifest.results.get("customer_forecast")
    generation_file = workspace / "facts" / manifest.generation
    if print_ is None or not generation_file.exists():
        return
    files = files_of(result_path(workspace / "results", "customer_forecast", print_))
    if not files or _reach(workspace / "facts", manifest) > GRACE_DAYS:
        return
    scope = scope_of(manifest.read_settings())
    name = f"{manifest.as_of}-{print_}.parquet"
    entries = listed(workspace)
    if entries and (entries[-1]["file"], entries[-1]["scope"]) == (name, scope):
        return
    path = workspace / FOLDER / name
    keys = read_manifest(generation_file).dimension("customer_keys")
    with Engine() as engine:
        engine.view_files("customer_forecast", files, empty="select 1")
        if not keys or not engine.fetch_one("select count(*) from customer_forecast")[0]:
            return
        engine.view_files("customer_keys", [workspace / "facts" / keys], empty="select 1")
        day = date.fromisoformat(manifest.as_of)
        if not path.exists():
            write_result(
                engine,
                f"select date '{manifest.as_of}' as made_on, k.source, k.customer_id, f.year_ahead, y.start_on, y.end_on, f.active_probability, f.orders_mean_number, "
                f"f.revenue_mean_amount, f.revenue_low_amount, f.revenue_high_amount from customer_forecast as f join customer_keys as k on k.customer_key = f.customer_key "
                f"join ({_years(day)}) as y on y.year_ahead = f.year_ahead order by k.source, k.customer_id, f.year_ahead",
                path,
            )
    entry = {"file": name, "as_of": manifest.as_of, "run_id": manifest.run_id, "scope": scope}
    write_json(workspace / FOLDER / LIST, [*entries, entry])


def point_at(workspace: Path, manifest: Manifest) -> None:
    """Make a run the one that every surface shows; what it foretells is kept first, to be scored when its time comes."""
    keep_forecast(workspace, manifest)
    write_json(workspace / "published.json", {"run_id": manifest.run_id})
