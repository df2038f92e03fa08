"""Interactions: visits, calls, mails."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_CHANNELS = v.codes(
    (
        "visit",
        msg("Visit"),
        ("meeting", "in person", "visita", "incontro", "визит", "встреча", "besuch", "visite"),
    ),
    (
        "video",
        msg("Video call"),
        ("online", "teams", "zoom", "videochiamata", "видеозвонок", "videokonferenz"),
    ),
    (
        "telephone",
        msg("Telephone"),
        ("phone", "call", "telefonata", "telefono", "звонок", "телефон", "telefon", "anruf"),
    ),
    ("mail", msg("E-mail"), ("email", "e mail", "posta", "письмо", "почта")),
    ("fair", msg("Fair"), ("exhibition", "fiera", "выставка", "messe")),
)
_INITIATORS = v.codes(
    ("us", msg("We"), ("our side", "noi", "мы", "wir")),
    ("them", msg("The customer"), ("customer", "cliente", "клиент", "kunde")),
)

interactions = canonical_table(
    name="interactions",
    title=msg("Visits and contacts"),
    grain=msg("One row is one contact with a customer."),
    key=("interaction_id",),
    level=6,
    brings=msg("Contacts against sales: coverage, workload, what visits bring, who takes the first step."),
    known_on="interaction_on",
    subject="customer_id",
    columns=(
        v.own_id("interaction_id", msg("Contact number"), "interaction", "visit id", "visit", "activity id", "call id", "contact id", "visita",
                 "id visita", "визит", "номер визита", "besuchsnummer", example="V1"),
        v.CUSTOMER,
        v.EMPLOYEE,
        v.day("interaction_on", msg("Contact on"), "visited on", "visit date", "contact date", "call date", "activity date", "date",
              "data visita", "data contatto", "data", "дата визита", "дата контакта", "дата", "besuchsdatum", "datum", is_required=True),
        v.column("minutes", msg("Minutes"), "number", "duration", "duration minutes", "length", "minuti", "durata", "минут",
                 "длительность", "minuten", "dauer", low=0, examples=("45",)),
        v.column("channel", msg("Way of contact"), "code", "contact channel", "contact type", "activity type", "type", "channel", "canale", "tipo contatto",
                 "tipo visita", "канал", "тип контакта", "kanal", "kontaktart", codes=_CHANNELS, examples=("visit",)),
        v.column("initiator", msg("Who took the first step"), "code", "initiated by", "iniziativa", "инициатор", "initiiert von",
                 codes=_INITIATORS, examples=("us",)),
        v.column("purpose", msg("Purpose"), "text", "subject", "reason", "scopo", "oggetto", "цель", "тема", "zweck", "anlass", examples=("offer",)),
        v.column("outcome", msg("Outcome"), "text", "result", "esito", "risultato", "результат", "итог", "ergebnis", examples=("sample sent",)),
        v.column("next_action", msg("Next step"), "text", "next action", "follow up", "prossima azione", "следующий шаг", "nachster schritt",
                 examples=("call back",)),
        v.column("artefact_ref", msg("Evidence"), "text", "report", "report link", "attachment", "relazione", "отчет", "bericht",
                 examples=("report-17.pdf",)),
    ),
    must_have=(("minutes", "channel", "purpose", "outcome", "initiator", "interaction_id"), ("minutes", "purpose", "outcome", "initiator", "employee_id")),
    telling=("minutes", "initiator", "purpose"),
)  # fmt: skip
