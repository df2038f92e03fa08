"""Events on the way to leaving, in the life of a relation."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
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
        v.FAMILY,
        v.COMPETITOR,
        v.NOTE,
    ),
    telling=("kind",),
)  # fmt: skip
