"""People at customers: contacts, what they do and how high they stand."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

people = canonical_table(
    name="people",
    title=msg("People at customers"),
    grain=msg("One row is one person at a customer."),
    key=("person_id",),
    level=6,
    brings=msg("Who decides at a customer, how many people we know there, and who has left."),
    subject="customer_id",
    not_words=("employee", "dipendente", "сотрудник", "mitarbeiter", "supplier"),
    columns=(
        v.optional(v.PERSON, refers_to="", words=(*v.PERSON.words, "id"), is_required=True, stand_in="person_name"),
        v.CUSTOMER,
        v.SITE,
        v.column("person_name", msg("Name of the person"), "text", "contact name", "full name", "name", "nome", "nominativo",
                 "nome referente", "nome e cognome", "фио", "имя", "name des kontakts", "ansprechpartner name", examples=("Anna Bianchi",)),
        v.column("function", msg("Function"), "text", "job function", "department", "job title", "position", "contact title",
                 "role", "funzione", "ruolo", "mansione", "reparto", "должность", "функция", "отдел", "funktion", "abteilung",
                 examples=("purchasing",)),
        v.column("level", msg("Level in the hierarchy"), "count", "seniority", "hierarchy level", "livello", "уровень",
                 "ebene", "hierarchieebene", low=1, high=9, help=msg("1 is the owner or the head."), examples=("2",)),
        v.column("email", msg("E-mail"), "text", "mail", "e mail address", "posta elettronica", "почта", "эл почта", "courriel",
                 examples=("anna@example.com",)),
        v.column("phone", msg("Telephone"), "id", "phone number", "tel", "mobile", "telefono", "cellulare", "телефон",
                 "telefon", "telefone", examples=("+39 011 555",)),
        v.column("has_consent", msg("Consent to contact"), "flag", "consent", "opt in", "privacy", "consenso", "согласие",
                 "einwilligung", examples=("yes",)),
        v.day("left_on", msg("Left on"), "left", "date left", "uscito il", "data uscita", "ушел", "дата ухода", "ausgeschieden am",
              examples=("2024-09-30",)),
    ),
    must_have=(("person_name", "email", "function"),),
)  # fmt: skip
