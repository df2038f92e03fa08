"""Levels of relation: how deep the relation with a customer is, and could be."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

relation_levels = canonical_table(
    name="relation_levels",
    title=msg("Levels of relation"),
    grain=msg("One row is the level of the relation with one customer from a day on."),
    key=("customer_id", "assessed_on"),
    level=7,
    brings=msg("Depth of relations, moves between levels, and what is missing for the next one."),
    known_on="assessed_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.day("assessed_on", msg("Assessed on"), "date", "as of", "assessment date", "data", "data valutazione", "дата", "дата оценки", "datum",
              "stichtag", is_required=True),
        v.column("level_met", msg("Level reached"), "count", "relation level", "relationship level", "level", "livello raggiunto", "livello",
                 "достигнутый уровень", "уровень отношений", "erreichte stufe", is_required=True, low=0, high=9, examples=("2",)),
        v.column("level_possible", msg("Level possible"), "count", "possible level", "target level", "livello possibile", "возможный уровень",
                 "mogliche stufe", low=0, high=9, examples=("4",)),
        v.column("is_declining", msg("Relation is declining"), "flag", "declining", "in calo", "снижается", "rucklaufig", examples=("no",)),
        v.column("gates", msg("Gates passed"), "text", "gate states", "passaggi", "пройденные шаги", "erreichte meilensteine", examples=("1,2",)),
        v.SOURCE_CLASS,
    ),
    checks=(Check("above_possible", msg("The level reached is above the level possible"), "level_met > level_possible"),),
    telling=("level_met",),
)  # fmt: skip
