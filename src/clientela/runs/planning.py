"""From the facts and the settings to a plan, or to the sentence that says why there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.settings import settings_of_unit
from clientela.runs.earlier import due_files
from clientela.runs.fingerprint import engine_version
from clientela.runs.opened import run_params
from clientela.runs.place import WorkspaceError
from clientela.runs.plan import Plan, build_plan
from clientela.runs.summary import adopt_currency, check_rates, last_plausible_day, summarise_facts, unit_ids

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from clientela.base.settings import Settings, Structure
    from clientela.runs.place import Place
    from clientela.tables._generation import Generation


def default_day(facts: Path, generation: Generation) -> date:
    """Return the last accepted document date that is not beyond the date of its file.

    Errors: WorkspaceError when nothing has been imported.
    """
    day = last_plausible_day(facts, generation)
    if day is None:
        raise WorkspaceError(msg("There are no sales lines yet. Import a file first: clientela import FILE"))
    return day


def plan_run(
    place: Place,
    generation: Generation,
    as_of: date | None,
    structure: Structure | None = None,
    unit: str = "",
) -> tuple[Plan, Settings]:
    """Work out what a run at `as_of` would compute, and the settings with the currency it reports in.

    `structure`: instead of the one in the settings. `unit`: the business unit the run is about, empty for the whole company.

    Errors: WorkspaceError without data or before their first day, RateMissingError.
    """
    facts = place.path / "facts"
    day = as_of if as_of is not None and generation.parts else default_day(facts, generation)
    first_on = summarise_facts(facts, generation)["first_on"]
    if day < first_on:
        raise WorkspaceError(
            msg("The data begin on {first}: there is nothing to say as of {day}.", first=first_on, day=day)
        )
    settings = adopt_currency(facts, generation, place.settings)
    settings = settings if structure is None else replace(settings, structure=structure)
    if unit:
        known = unit_ids(facts, generation)
        if unit not in known:
            raise WorkspaceError(
                msg(
                    "No line is of the business unit {unit}. There are: {known}.",
                    unit=unit,
                    known=", ".join(known) or "-",
                )
            )
        settings = settings_of_unit(settings, unit)
    check_rates(facts, generation, settings, day)
    params = run_params(facts, generation, settings, day)
    plan = build_plan(
        as_of=day, params=params, generation=generation, results=place.path / "results", engine=settings.engine,
        engine_version=engine_version(settings.engine, facts), earlier=due_files(place.path, as_of=day, settings=settings),
    )  # fmt: skip
    return plan, settings
