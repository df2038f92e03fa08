"""What competitors did."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

competitor_events = canonical_table(
    name="competitor_events",
    title=msg("Events of competitors"),
    grain=msg("One row is one thing a competitor did."),
    key=("competitor_id", "happened_on", "kind"),
    level=7,
    brings=msg("Moves of competitors beside our losses and prices."),
    known_on="happened_on",
    columns=(
        v.required(v.COMPETITOR),
        v.day("happened_on", msg("Happened on"), "event date", "date", "data evento", "data", "дата события", "дата", "datum", is_required=True),
        v.column("kind", msg("Kind of event"), "text", "event type", "type", "tipo evento", "tipo", "тип события", "ereignisart", examples=("price cut",)),
        v.column("text", msg("What happened"), "text", "event", "description", "text", "evento", "descrizione", "событие", "описание", "ereignis",
                 "beschreibung", examples=("5 percent on fasteners",)),
        v.column("source_ref", msg("Source"), "text", "source", "fonte", "источник", "quelle", examples=("price list",)),
    ),
    must_have=(("kind", "text"),),
)  # fmt: skip
