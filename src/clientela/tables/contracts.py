"""Contracts: what binds a customer to us, and until when."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = v.codes(
    (
        "framework",
        msg("Framework agreement"),
        ("frame contract", "accordo quadro", "рамочный договор", "rahmenvertrag"),
    ),
    ("supply", msg("Supply contract"), ("fornitura", "договор поставки", "liefervertrag")),
    (
        "service",
        msg("Service contract"),
        ("maintenance", "assistenza", "сервисный договор", "wartungsvertrag"),
    ),
)

contracts = canonical_table(
    name="contracts",
    title=msg("Contracts"),
    grain=msg("One row is one contract with a customer."),
    key=("contract_id",),
    level=4,
    brings=msg("Committed business, renewals and notice periods: how safe the sales of a customer are."),
    known_on="from_on",
    subject="customer_id",
    columns=(
        v.own_id("contract_id", msg("Contract number"), "contract", "contract no", "agreement", "contratto", "numero contratto",
                 "номер договора", "договор", "vertrag", "vertragsnummer", "contrat", example="K-2024-5"),
        v.CUSTOMER,
        v.column("kind", msg("Kind of contract"), "code", "contract type", "type", "tipo contratto", "tipo", "тип договора",
                 "вид договора", "vertragsart", codes=_KINDS, examples=("framework",)),
        v.start_on(),
        v.end_on(),
        v.column("families", msg("Families covered"), "text", "product families", "scope", "famiglie", "группы товаров",
                 "warengruppen", examples=("Fasteners",)),
        v.column("committed_amount", msg("Committed amount"), "money", "committed amount", "minimum purchase", "contract value",
                 "importo impegnato", "valore contratto", "minimo garantito", "сумма договора", "гарантированный объем",
                 "vertragswert", "mindestabnahme", low=0, examples=("120000",)),
        v.column("is_exclusive", msg("Exclusive"), "flag", "exclusivity", "exclusive", "esclusiva", "эксклюзив",
                 "exklusiv", "exklusivitat", examples=("no",)),
        v.column("notice_days", msg("Notice in days"), "count", "notice", "notice period", "notice period days", "preavviso",
                 "giorni di preavviso", "срок уведомления", "kundigungsfrist", low=0, examples=("90",)),
        v.CURRENCY,
    ),
    must_have=(("to_on", "from_on", "notice_days"), ("contract_id", "committed_amount", "notice_days", "is_exclusive")),
    telling=("notice_days", "committed_amount", "is_exclusive", "contract_id"),
    checks=(Check("end_before_start", msg("The end is before the start"), "to_on < from_on"),),
)  # fmt: skip
