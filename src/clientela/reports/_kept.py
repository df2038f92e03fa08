"""What came of forecasts that were given: by published runs, and by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.base.i18n import msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Section, Table

if TYPE_CHECKING:
    from clientela.reports._inputs import Inputs

TABLES = ("kept_scores", "people_scores")


def _published(inputs: Inputs) -> list[Block]:
    rows = sorted(inputs.tables["kept_scores"], key=lambda r: (r["year_ahead"], r["made_on"]))
    if not rows:
        return []
    names = (
        "made_on",
        "year_ahead",
        "customers_count",
        "active_mean_number",
        "came_active_count",
        "brier_value",
        "revenue_mean_amount",
        "came_revenue_amount",
        "bias_share",
        "inside_share",
        "running_inside_share",
    )
    return [
        Table(
            "kept_scores",
            msg("Published forecasts and what came"),
            (
                Column("made_on", msg("Made on"), "date"), Column("year_ahead", msg("Year ahead"), "count"), Column("customers_count", msg("Customers"), "count"),
                Column("active_mean_number", msg("Expected to order"), "number", digits=0), Column("came_active_count", msg("Ordered"), "count"), Column("brier_value", msg("Brier score"), "number", digits=3),
                Column("revenue_mean_amount", msg("Expected"), "money"), Column("came_revenue_amount", msg("Came"), "money"), Column("bias_share", msg("Expected against came"), "share"),
                Column("inside_share", msg("Inside the 80 % interval"), "share"), Column("running_inside_share", msg("Inside so far"), "share"),
            ),
            tuple(tuple(r[n] for n in names) for r in rows),
            note=msg("As they were published, before anything of their years was known. Of a good forecast about 80 of 100 customers lie inside."),
            currency=inputs.currency,
            limit=24,
        )
    ]  # fmt: skip


def _people(inputs: Inputs) -> list[Block]:
    rows = sorted(inputs.tables["people_scores"], key=lambda r: r["given_by"])
    if not rows:
        return []
    names = (
        "given_by",
        "forecasts_count",
        "expected_amount",
        "came_revenue_amount",
        "bias_share",
        "error_share",
        "naive_error_share",
        "compared_count",
        "compared_error_share",
        "model_error_share",
        "brier_value",
    )
    return [
        Table(
            "people_scores",
            msg("Forecasts of people and what came"),
            (
                Column("given_by", msg("Given by")), Column("forecasts_count", msg("Forecasts"), "count"), Column("expected_amount", msg("Expected"), "money"), Column("came_revenue_amount", msg("Came"), "money"),
                Column("bias_share", msg("Expected against came"), "share"), Column("error_share", msg("Error"), "share"), Column("naive_error_share", msg("Error of the year before"), "share"),
                Column("compared_count", msg("Beside the model"), "count"), Column("compared_error_share", msg("Error there"), "share"), Column("model_error_share", msg("Error of the model"), "share"),
                Column("brier_value", msg("Brier score"), "number", digits=3),
            ),
            tuple(tuple(r[n] for n in names) for r in rows),
            note=msg("Error: sum of the distances of expected and came over the sum that came. The model stands beside a person where a forecast of it was published at most 92 days before."),
            currency=inputs.currency,
        )
    ]  # fmt: skip


def kept_section(inputs: Inputs) -> Section | None:
    """What came of the forecasts whose time has come (dossier 14.2)."""
    blocks = [*_published(inputs), *_people(inputs)]
    if not blocks:
        return None
    rows = [r for r in inputs.tables["kept_scores"] if r["year_ahead"] == 1]
    lead = None
    if rows:
        last = max(rows, key=lambda r: r["made_on"])
        lead = msg(
            "Of the customers of all published forecasts whose first year is over {share} lie inside the 80 % interval.",
            share=Amount(last["running_inside_share"], "share", digits=0),
        )  # fmt: skip
    return Section("kept", msg("What came of the forecasts given"), tuple(blocks), lead)
