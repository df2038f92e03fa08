"""Bonds: what ties a customer to us, or us to it."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

KINDS = v.codes(
    ("legal", msg("Legal"), ("contract", "legale", "правовая", "rechtlich")),
    ("economic", msg("Economic"), ("financial", "economico", "экономическая", "wirtschaftlich")),
    ("technological", msg("Technological"), ("technical", "tecnologico", "технологическая", "technologisch")),
    ("knowledge", msg("Knowledge"), ("conoscenza", "знания", "wissen")),
    ("social", msg("Social"), ("personal", "sociale", "personale", "социальная", "sozial")),
    ("logistic", msg("Logistic"), ("logistico", "логистическая", "logistisch")),
)
_DIRECTIONS = v.codes(
    ("theirs", msg("Ties the customer"), ("them", "il cliente", "клиента", "den kunden")),
    ("ours", msg("Ties us"), ("us", "noi", "нас", "uns")),
    ("both", msg("Ties both"), ("mutual", "entrambi", "обоих", "beide")),
)
_OWNERS = v.codes(
    ("firm", msg("The firm"), ("company", "azienda", "фирма", "компания", "firma")),
    ("person", msg("A person"), ("individual", "persona", "человек", "person")),
)

bonds = canonical_table(
    name="bonds",
    title=msg("Bonds"),
    grain=msg("One row is one bond between a customer and us."),
    key=("bond_id",),
    level=7,
    brings=msg("What holds a customer, how strongly, and what of it would leave with a person."),
    subject="customer_id",
    columns=(
        v.own_id("bond_id", msg("Bond number"), "bond", "legame", "связь", "bindung", example="B1"),
        v.CUSTOMER,
        v.column("kind", msg("Kind of bond"), "code", "bond type", "type", "tipo legame", "tipo", "тип связи", "art der bindung", codes=KINDS,
                 is_required=True, examples=("technological",)),
        v.column("direction", msg("Direction"), "code", "direzione", "направление", "richtung", codes=_DIRECTIONS, examples=("theirs",)),
        v.column("strength", msg("Strength"), "number", "forza", "intensita", "сила", "starke", low=0, high=10, is_required=True, examples=("6",)),
        v.column("owner_kind", msg("Held by"), "code", "owner kind", "held by", "detenuto da", "держатель", "gehalten von", codes=_OWNERS,
                 examples=("firm",)),
        v.column("owner_id", msg("Holder"), "id", "owner", "titolare", "владелец", "inhaber", refers_to="employees.employee_id", examples=("E07",)),
        v.column("evidence", msg("Evidence"), "text", "proof", "prova", "доказательство", "nachweis", examples=("EDI since 2019",)),
        v.day("expires_on", msg("Expires on"), "expiry", "expiry date", "scadenza", "срок действия", "ablauf", examples=("2026-12-31",)),
        v.column("reversal_cost_amount", msg("Cost of undoing it"), "money", "reversal cost", "switching cost", "costo di uscita",
                 "стоимость разрыва", "wechselkosten", low=0, examples=("15000",)),
        v.column("reversal_weeks", msg("Weeks to undo it"), "number", "reversal weeks", "settimane per uscire", "недель на разрыв",
                 "wochen zum wechsel", low=0, examples=("8",)),
    ),
)  # fmt: skip
