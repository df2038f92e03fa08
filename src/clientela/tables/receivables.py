"""Receivables: what is due, and when it was paid."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

receivables = canonical_table(
    name="receivables",
    title=msg("Receivables"),
    grain=msg("One row is one document to be paid, or one instalment of it."),
    key=("document_id", "due_on"),
    level=5,
    brings=msg("Who pays late and how much is open: credit risk beside sales and margin."),
    subject="customer_id",
    columns=(
        v.required(v.DOCUMENT),
        v.optional(v.CUSTOMER),
        v.day("issued_on", msg("Issued on"), "invoice date", "document date", "issue date", "date", "data fattura",
              "data documento", "data", "дата документа", "дата счета", "дата", "rechnungsdatum", "belegdatum",
              examples=("2024-03-01",)),
        v.day("due_on", msg("Due on"), "due", "due date", "payment due", "maturity", "scadenza", "data scadenza",
              "срок оплаты", "дата погашения", "fallig am", "falligkeit", "falligkeitsdatum", "date d echeance",
              "vencimiento", "termin platnosci", is_required=True, examples=("2024-03-31",)),
        v.day("paid_on", msg("Paid on"), "paid", "paid date", "payment date", "date paid", "settled on", "pagato il",
              "data pagamento", "data incasso", "incassato il", "дата оплаты", "оплачено", "bezahlt am", "zahlungsdatum",
              "date de paiement", examples=("2024-04-12",)),
        v.money("amount", msg("Amount due"), "amount due", "invoice amount", "document amount", "importo fattura",
                "сумма к оплате", "rechnungsbetrag", is_required=True),
        v.column("open_amount", msg("Amount still open"), "money", "open amount", "outstanding", "balance", "outstanding amount",
                 "importo aperto", "residuo", "saldo", "scoperto", "остаток долга", "задолженность", "offener betrag",
                 "offen", "restbetrag", examples=("0",)),
        v.CURRENCY,
        v.day("stated_on", msg("Open amounts stated on"), "as of", "as of date", "statement date", "situazione al", "на дату",
              "stichtag", "date d arrete", examples=("2024-03-31",),
              help=msg("The day the open amount holds for; without it, the day the file was written.")),
        v.column("payment_terms", msg("Terms of payment"), "text", "terms", "payment terms", "condizioni di pagamento",
                 "условия оплаты", "zahlungsbedingungen", "zahlungsziel", examples=("30 days",)),
    ),
    telling=("paid_on", "open_amount", "due_on"),
    checks=(
        Check("paid_before_issued", msg("The payment is before the document"), "paid_on < issued_on"),
        Check("due_before_issued", msg("The due day is before the document"), "due_on < issued_on"),
    ),
)  # fmt: skip
