"""Events on the way to leaving, in the life of a relation."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = v.codes(
    ("trigger", msg("Trigger"), ("incident", "evento scatenante", "триггер", "ausloser")),
    (
        "sourcing_elsewhere",
        msg("Buys elsewhere"),
        ("competitor trial", "acquista altrove", "покупает у других", "kauft woanders"),
    ),
    ("notice", msg("Notice"), ("termination", "disdetta", "уведомление", "kundigung")),
    ("left", msg("Left"), ("lost", "perso", "ушел", "verloren")),
    ("returned", msg("Returned"), ("won back", "tornato", "вернулся", "zuruckgekehrt")),
)

_ORIGINS = v.codes(
    ("internal", msg("On our side"), ("ours", "interno", "у нас", "bei uns")),
    ("external", msg("On the customer's side"), ("customer", "esterno", "у клиента", "beim kunden")),
    ("market", msg("In the market"), ("competitor", "mercato", "рынок", "markt")),
    ("personal", msg("Between persons"), ("personale", "личное", "personlich")),
)

defection_events = canonical_table(
    name="defection_events",
    title=msg("Events of defection"),
    grain=msg("One row is one event on the way of a customer to leaving."),
    key=("customer_id", "happened_on", "kind"),
    level=7,
    brings=msg("The breaking points of relations, to be seen earlier next time."),
    known_on="happened_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.day("happened_on", msg("Happened on"), "event date", "date", "data evento", "data", "дата события", "дата", "datum", is_required=True),
        v.column("kind", msg("Kind of event"), "code", "event type", "event", "defection event", "tipo evento", "evento", "тип события", "событие",
                 "ereignis", codes=_KINDS, is_required=True, examples=("trigger",)),
        v.column("cause", msg("Cause"), "text", "reason", "causa", "причина", "ursache", examples=("late deliveries",)),
        v.column("origin", msg("Where it comes from"), "code", "event origin", "origine", "происхождение", "herkunft", codes=_ORIGINS, examples=("internal",)),
        v.column("severity_score", msg("Severity, -5 good to +5 bad"), "number", "severity", "impact", "gravita", "тяжесть", "серьезность", "schwere", low=-5, high=5,
                 examples=("3",)),
        v.day("resolved_on", msg("Put right on"), "resolved", "resolution date", "risolto il", "data risoluzione", "устранено", "дата устранения", "behoben am",
              examples=("2024-04-10",)),
        v.FAMILY,
        v.COMPETITOR,
        v.NOTE,
    ),
    checks=(Check("resolved_before", msg("Put right before it happened"), "resolved_on < happened_on"),),
    telling=("kind",),
)  # fmt: skip
