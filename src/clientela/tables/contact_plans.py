"""Plans of contacts: how often a customer is to be met."""

from __future__ import annotations

from clientela.base.canonical import Wide, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

contact_plans = canonical_table(
    name="contact_plans",
    title=msg("Plans of contacts"),
    grain=msg("One row is how many contacts of one kind are planned with one customer in a month or a year."),
    key=("customer_id", "year", "month", "channel"),
    level=6,
    brings=msg("Planned against actual visits, month by month."),
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.required(v.YEAR),
        v.MONTH,
        v.column("channel", msg("Way of contact"), "text", "contact channel", "contact type", "channel", "canale", "tipo contatto", "канал", "тип контакта",
                 "kanal", "kontaktart", examples=("visit",)),
        v.column("planned_count", msg("Contacts planned"), "count", "planned visits", "planned", "planned contacts", "visite pianificate", "previste",
                 "план визитов", "geplante besuche", low=0, is_required=True, examples=("2",)),
        v.column("actual_count", msg("Contacts made"), "count", "actual visits", "actual", "visite effettuate", "effettuate", "факт визитов",
                 "tatsachliche besuche", low=0, examples=("1",)),
        v.column("reason", msg("Reason"), "text", "reason", "motivo", "причина", "grund", examples=("postponed",)),
    ),
    wide=Wide(value="planned_count", year="year", month="month"),
    must_have=(("channel", "actual_count", "reason"),),
    least_explained=0.6,
    telling=("planned_count",),
)  # fmt: skip
