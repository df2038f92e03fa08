"""Complaints: what went wrong, how badly, and when it was settled."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = v.codes(
    (
        "late_delivery",
        msg("Late delivery"),
        ("late", "delay", "ritardo", "consegna in ritardo", "опоздание", "просрочка поставки", "verspatung"),
    ),
    ("wrong_goods", msg("Wrong goods"), ("wrong item", "merce errata", "неверный товар", "falsche ware")),
    ("defect", msg("Defect"), ("defective", "damaged", "difetto", "брак", "дефект", "mangel")),
    (
        "invoice_error",
        msg("Error of the invoice"),
        ("invoice", "errore fattura", "ошибка в счете", "rechnungsfehler"),
    ),
    ("no_answer", msg("No answer"), ("no reply", "nessuna risposta", "нет ответа", "keine antwort")),
)

complaints = canonical_table(
    name="complaints",
    title=msg("Complaints"),
    grain=msg("One row is one complaint."),
    key=("complaint_id",),
    level=5,
    brings=msg("Trouble before a customer is lost, and what bad service costs."),
    known_on="opened_on",
    subject="customer_id",
    columns=(
        v.own_id("complaint_id", msg("Complaint number"), "complaint", "ticket", "ticket id", "case id", "case number",
                 "claim id", "reclamo", "numero reclamo", "номер претензии", "претензия", "reklamation", "reklamationsnummer"),
        v.CUSTOMER,
        v.DOCUMENT,
        v.PRODUCT,
        v.day("opened_on", msg("Opened on"), "opened", "open date", "date opened", "complaint date", "reported on", "created",
              "aperto il", "data apertura", "data reclamo", "дата открытия", "дата претензии", "eroffnet am", is_required=True),
        v.column("kind", msg("Kind of complaint"), "code", "complaint type", "type", "reason", "category", "tipo reclamo", "tipo",
                 "motivo", "causale", "тип претензии", "причина", "reklamationsgrund", "art", codes=_KINDS, examples=("defect",)),
        v.column("severity", msg("Severity"), "count", "priority", "gravita", "priorita", "серьезность", "важность",
                 "schwere", "prioritat", low=0, high=10, examples=("2",)),
        v.day("closed_on", msg("Closed on"), "closed", "close date", "resolved", "resolved on", "chiuso il", "data chiusura",
              "дата закрытия", "geschlossen am", examples=("2024-03-20",)),
        v.money("cost_amount", msg("Cost incurred"), "cost", "costo", "costi", "стоимость", "затраты", "kosten"),
        v.NOTE,
    ),
    must_have=(("kind", "severity"), ("closed_on", "severity", "complaint_id")),
    telling=("severity", "closed_on"),
    checks=(Check("closed_before_opened", msg("The complaint is closed before it was opened"), "closed_on < opened_on"),),
)  # fmt: skip
