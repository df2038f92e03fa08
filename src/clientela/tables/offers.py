"""Offers: opportunities of the CRM, from the first contact to won or lost."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_STAGES = v.codes(
    (
        "prospecting",
        msg("Prospecting"),
        ("lead", "new", "qualification", "prospect", "nuovo", "contatto", "лид", "новый", "neu"),
    ),
    (
        "engaging",
        msg("Engaging"),
        (
            "engaged",
            "negotiation",
            "proposal",
            "quoted",
            "open",
            "trattativa",
            "proposta",
            "offerta inviata",
            "aperta",
            "переговоры",
            "предложение",
            "в работе",
            "angebot",
            "verhandlung",
        ),
    ),
    (
        "won",
        msg("Won"),
        (
            "closed won",
            "win",
            "accepted",
            "vinta",
            "vinto",
            "acquisita",
            "выиграна",
            "выиграно",
            "успешно",
            "gewonnen",
        ),
    ),
    (
        "lost",
        msg("Offer lost"),
        ("closed lost", "loss", "declined", "persa", "perso", "проиграна", "проиграно", "отказ", "verloren"),
    ),
    (
        "withdrawn",
        msg("Withdrawn"),
        ("cancelled", "annullata", "ritirata", "отозвана", "отменена", "zuruckgezogen"),
    ),
)

offers = canonical_table(
    name="offers",
    title=msg("Offers"),
    grain=msg("One row is one offer or opportunity."),
    key=("offer_id",),
    level=6,
    brings=msg("Hit rates, reasons for losses, the pipeline ahead, and against whom offers are lost."),
    known_on="opened_on",
    subject="customer_id",
    columns=(
        v.own_id("offer_id", msg("Offer number"), "offer", "offer no", "opportunity id", "opportunity", "quote id", "quote number",
                 "quotation", "deal id", "offerta", "numero offerta", "opportunita", "preventivo", "номер предложения", "сделка",
                 "коммерческое предложение", "angebot", "angebotsnummer", "devis", example="OF-1"),
        v.optional(v.CUSTOMER),
        v.PRODUCT,
        v.FAMILY,
        v.optional(v.EMPLOYEE),
        v.day("opened_on", msg("Opened on"), "opened", "open date", "engage date", "created date", "created", "creation date",
              "quote date", "offer date", "data offerta", "data apertura", "data creazione", "дата предложения", "дата создания",
              "дата открытия", "angebotsdatum", "erstellt am"),
        v.column("stage", msg("Stage"), "code", "deal stage", "sales stage", "opportunity stage", "pipeline stage", "offer status",
                 "quote status", "status", "outcome", "fase", "stadio", "stato offerta", "esito", "этап", "стадия", "статус сделки",
                 "phase", "angebotsstatus", codes=_STAGES, examples=("won",)),
        v.share("probability", msg("Probability"), "win probability", "chance", "probabilita", "вероятность", "wahrscheinlichkeit"),
        v.day("closed_on", msg("Closed on"), "close date", "closed", "closed date", "expected close", "expected close date",
              "decision date", "data chiusura", "chiusura prevista", "дата закрытия", "abschlussdatum", examples=("2024-04-20",)),
        v.money("amount", msg("Amount of the offer"), "offer amount", "close value", "deal value", "deal amount",
                "expected revenue", "importo offerta", "valore offerta", "сумма сделки", "сумма предложения", "angebotswert"),
        v.column("reason_code", msg("Reason for the outcome"), "text", "loss reason", "lost reason", "reason", "motivo",
                 "motivo perdita", "причина", "причина отказа", "verlustgrund", "grund", examples=("price",)),
        v.COMPETITOR,
        # a bare "reference", or the reference of a customer, is a number of the article or of the buyer's order: words in any order mean the same
        v.column("reference_customer_id", msg("Reference used"), "id", "reference used", "reference account", "account used as reference", "customer used as reference",
                 "customer named as reference", "referenza usata", "referenza utilizzata", "cliente di referenza", "cliente referenza",
                 "клиент референс", "референсный клиент", "использованный референс", "клиент для рекомендации", "referenzkunde", "verwendete referenz",
                 "genannter referenzkunde", "referenzkundennummer",
                 refers_to="customers.customer_id", examples=("000117",), help=msg("Number of the customer that was named to the buyer as a reference.")),
        v.CURRENCY,
    ),
    must_have=(("stage", "probability"), ("amount", "closed_on", "opened_on")),
    telling=("stage", "probability", "closed_on"),
    checks=(
        Check("closed_before_opened", msg("The offer is closed before it was opened"), "closed_on < opened_on"),
        Check("negative_amount", msg("An offer is below zero"), "amount < 0"),
    ),
)  # fmt: skip
