"""Costs that belong to one customer: freight, service, marketing."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

STEPS = v.codes(
    ("cost_of_goods", msg("Cost of goods"), ("cogs", "costo del venduto", "себестоимость", "wareneinsatz")),
    (
        "logistics",
        msg("Logistics"),
        ("freight", "delivery", "logistica", "trasporto", "логистика", "logistik"),
    ),
    (
        "handling",
        msg("Order handling"),
        (
            "order processing",
            "order handling",
            "gestione ordini",
            "evasione ordini",
            "обработка заказов",
            "auftragsabwicklung",
        ),
    ),
    ("service", msg("Service"), ("support", "assistenza", "сервис", "kundendienst")),
    ("selling", msg("Selling"), ("sales", "vendita", "продажи", "vertrieb")),
    ("marketing", msg("Marketing"), ("promotion", "promozione", "маркетинг", "werbung")),
    ("credit", msg("Credit cost"), ("financing", "credito", "кредит", "kredit")),
    (
        "investment",
        msg("Investment in the customer"),
        (
            "depreciation",
            "equipment",
            "investimento",
            "ammortamento",
            "инвестиции",
            "амортизация",
            "investition",
            "abschreibung",
        ),
    ),
)

customer_costs = canonical_table(
    name="customer_costs",
    title=msg("Costs of customers"),
    grain=msg("One row is one cost that belongs to one customer in a year or a month."),
    key=("customer_id", "year", "month", "ladder_step", "method"),
    level=4,
    brings=msg("The contribution of a customer after what it costs to serve it."),
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.required(v.YEAR),
        v.MONTH,
        v.column("ladder_step", msg("Step of the contribution ladder"), "code", "cost type", "cost category", "step", "tipo costo", "voce di costo",
                 "вид затрат", "статья затрат", "kostenart", codes=STEPS, is_required=True, examples=("logistics",)),
        v.column("cost_amount", msg("Cost incurred"), "money", "cost", "costo", "затраты", "стоимость", "kosten", *v.AMOUNT_WORDS,
                 is_required=True, examples=("830.40",)),
        v.column("method", msg("How it was assigned"), "text", "method", "allocation", "metodo", "метод", "methode", examples=("direct",)),
        v.CURRENCY,
    ),
    telling=("ladder_step",),
)  # fmt: skip
