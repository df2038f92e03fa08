"""The manifest of a run: what it was made of, so that it can be found, compared and explained for ever."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.base.periods import month_end, month_number
from clientela.base.settings import restore_settings
from clientela.engine.store import read_json, write_json

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from clientela.base.settings import Settings
    from clientela.runs.plan import Plan


class RunNotFoundError(ClientelaError):
    """There is no run with this id."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A finished run. `results` maps each result to its fingerprint."""

    run_id: str
    as_of: str
    started_at: str
    finished_at: str
    currency: str
    company: str
    is_last_month_partial: bool
    first_on: str | None
    last_on: str | None
    generation: str
    """File name of the facts' manifest."""
    results: dict[str, str]
    computed: tuple[str, ...]
    settings: dict[str, Any]
    version: str
    earlier: tuple[str, ...] = ()
    """What it read of earlier runs, as files of the workspace named by day and fingerprint."""

    @property
    def as_of_day(self) -> date:
        """The day the run looks from."""
        return date.fromisoformat(self.as_of)

    def read_settings(self) -> Settings:
        """The settings the run was made with, whatever those of the workspace are by now."""
        return restore_settings(self.settings)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write a run's manifest: from this moment the run exists."""
    write_json(folder / f"{manifest.run_id}.json", asdict(manifest))


def read_manifest(folder: Path, run_id: str) -> Manifest:
    """Read a run's manifest.

    Errors: RunNotFoundError for an id that is not there.
    """
    path = folder / f"{run_id}.json"
    if "/" in run_id or "\\" in run_id or not path.exists():
        raise RunNotFoundError(
            msg("There is no run {run}. `clientela runs` lists those there are.", run=run_id)
        )
    kept = read_json(path)
    return Manifest(
        **{**kept, "computed": tuple(kept["computed"]), "earlier": tuple(kept.get("earlier", ()))}
    )


def list_manifests(folder: Path) -> tuple[Manifest, ...]:
    """List the finished runs, the newest first."""
    found = [read_manifest(folder, path.stem) for path in folder.glob("*.json")]
    return tuple(sorted(found, key=lambda m: (m.finished_at, m.run_id), reverse=True))


def build_manifest(
    plan: Plan, built: dict[str, bool], *, summary: dict[str, Any], settings: Settings, started_at: datetime, finished_at: datetime, generation: str
) -> Manifest:  # fmt: skip
    """Write down what a plan was made of and what was computed for it."""

    def day(name: str) -> str | None:
        return summary[name].isoformat() if summary[name] else None

    return Manifest(
        run_id=plan.run_id, as_of=plan.as_of.isoformat(), started_at=started_at.isoformat(), finished_at=finished_at.isoformat(),
        currency=settings.company.currency, company=settings.company.name,
        is_last_month_partial=month_end(month_number(plan.as_of)) != plan.as_of, first_on=day("first_on"), last_on=day("last_on"),
        generation=generation, results={p.step.name: p.fingerprint for p in plan.steps if p.step.is_kept},
        computed=tuple(name for name, is_new in built.items() if is_new), settings=asdict(settings), version=version("clientela"),
        earlier=plan.earlier,
    )  # fmt: skip
