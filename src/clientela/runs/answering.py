"""What can be said of the facts without a run: their quality, and first answers from lists and yearly turnover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import Engine
from clientela.reports.data_quality import build_data_quality
from clientela.reports.first_answers import build_first_answers
from clientela.runs.build import view_facts
from clientela.runs.first_answers import read_first_inputs
from clientela.runs.opened import run_params
from clientela.runs.quality_inputs import read_quality_inputs, tables_with_rows
from clientela.runs.summary import adopt_currency, last_plausible_day
from clientela.tables._generation import read_generation

if TYPE_CHECKING:
    from datetime import date

    from clientela.blocks import Document
    from clientela.runs.place import Place


def examine_quality(place: Place, *, today: date, as_of: date | None = None) -> Document:
    """Build the data quality report; `as_of` defaults to the last plausible document date, without lines to `today`."""
    facts = place.path / "facts"
    generation = read_generation(facts)
    settings = adopt_currency(facts, generation, place.settings)
    day = as_of or last_plausible_day(facts, generation) or today
    params = run_params(facts, generation, settings, day)
    inputs = read_quality_inputs(
        facts=facts, generation=generation, settings=settings, params=params, as_of=day, today=today
    )
    return build_data_quality(inputs)


def answer_first(place: Place, *, today: date) -> Document:
    """Build the answer page of a workspace without sales lines."""
    facts = place.path / "facts"
    generation = read_generation(facts)
    params = run_params(facts, generation, place.settings, today)
    with Engine() as engine:
        view_facts(engine, generation, facts)
        inputs = read_first_inputs(
            engine, settings=place.settings, params=params, as_of=today, present=tables_with_rows(engine)
        )
    return build_first_answers(inputs)
