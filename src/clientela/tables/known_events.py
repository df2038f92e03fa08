"""Events that are known and stronger than any past: a notice, a closure, an insolvency, a pause, a contract signed; of one product family where one is named."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

KINDS = v.codes(
    ("notice", msg("Notice given"), ("notice", "termination", "disdetta", "kundigung", "уведомление о расторжении")),
    ("closure", msg("Plant or business closes"), ("closure", "shutdown", "chiusura", "schliessung", "закрытие")),
    ("insolvency", msg("Insolvency"), ("bankruptcy", "insolvenza", "fallimento", "insolvenz", "банкротство")),
    ("pause", msg("Pause agreed"), ("standstill", "stop until", "fermo concordato", "согласованная пауза", "vereinbarte pause")),
    ("signed", msg("Contract signed"), ("signed contract", "firmato", "contratto firmato", "unterzeichnet", "договор подписан")),
)  # fmt: skip

known_events = canonical_table(
    name="known_events",
    title=msg("Known events"),
    grain=msg("One row is one event that is known and decides whether a customer goes on ordering."),
    key=("customer_id", "product_family", "known_on", "kind"),
    level=7,
    brings=msg("A forecast that listens: what is known of a customer stands above what its orders say, and raises no alarm."),
    known_on="known_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.day("known_on", msg("Known on"), "known since", "reported on", "told on", "noto dal", "comunicato il", "известно с", "bekannt seit",
              is_required=True),
        v.column("kind", msg("Kind of known event"), "code", "known event", "kind of event", "tipo di evento", "вид события", "art des ereignisses",
                 codes=KINDS, is_required=True, examples=("notice",)),
        v.day("effective_on", msg("Takes effect on"), "effective on", "effective date", "effective", "effect from", "decorre dal", "in vigore dal",
              "вступает в силу", "wirksam ab", examples=("2024-06-30",),
              help=msg("From this day the customer no longer orders; of a contract, the day it begins. Empty: at once.")),
        v.day("until_on", msg("Bound until"), "bound until", "holds until", "vincolato fino al", "связан до", "gebunden bis", examples=("2026-12-31",),
              help=msg("Of a contract signed or a pause: its last day.")),
        v.share("still_orders_share", msg("Probability that it still orders"), "still orders", "probability it still orders", "probabilita che ordini ancora",
                "вероятность дальнейших заказов", "wahrscheinlichkeit weiterer bestellungen", examples=("0.1",),
                help=msg("Empty: 0 after a notice, a closure or an insolvency; 0.95 in each year of a contract signed.")),
        v.FAMILY,
        v.NOTE,
        v.SOURCE_CLASS,
    ),
    telling=("effective_on", "still_orders_share"),
    checks=(Check("until_before_effect", msg("The end is before the start"), "until_on < effective_on"),),
)  # fmt: skip
