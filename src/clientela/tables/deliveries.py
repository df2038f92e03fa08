"""Deliveries: when goods were asked for, promised and delivered, and how much of them."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

deliveries = canonical_table(
    name="deliveries",
    title=msg("Deliveries"),
    grain=msg("One row is one delivery, or one line of it."),
    key=("delivery_id", "line_number"),
    level=5,
    brings=msg("Deliveries on time and in full, against the requested and against the confirmed day."),
    known_on="delivered_on",
    subject="customer_id",
    columns=(
        v.own_id("delivery_id", msg("Delivery number"), "delivery", "delivery no", "shipment id", "shipment", "consegna",
                 "numero consegna", "bolla", "ddt", "numero ddt", "номер поставки", "поставка", "lieferscheinnummer",
                 "lieferung", "lieferschein", "bon de livraison", example="D1"),
        v.column("line_number", msg("Line number"), "id", *v.SALES_WORDS["line_number"], examples=("10",)),
        v.DOCUMENT,
        v.optional(v.CUSTOMER),
        v.PRODUCT,
        v.day("ordered_on", msg("Ordered on"), "order date", "data ordine", "дата заказа", "auftragsdatum", "bestelldatum",
              examples=("2024-03-01",)),
        v.day("requested_on", msg("Requested on"), "requested", "requested date", "requested delivery date", "required date",
              "wanted date", "data richiesta", "consegna richiesta", "требуемая дата", "желаемая дата", "wunschtermin",
              examples=("2024-03-08",)),
        v.day("confirmed_on", msg("Confirmed on"), "confirmed", "confirmed date", "promised date", "promised", "data confermata",
              "consegna confermata", "consegna prevista", "подтвержденная дата", "обещанная дата", "bestatigter termin",
              examples=("2024-03-10",)),
        v.day("shipped_on", msg("Shipped on"), "shipped date", "ship date", "shipped", "data spedizione", "дата отгрузки",
              "versanddatum", examples=("2024-03-09",)),
        v.day("delivered_on", msg("Delivered on"), "delivered", "delivered date", "delivery date", "actual delivery date",
              "data consegna", "consegnato il", "дата поставки", "дата доставки", "доставлено", "lieferdatum", "geliefert am",
              "date de livraison", examples=("2024-03-10",)),
        v.column("ordered_quantity", msg("Quantity ordered"), "quantity", "qty ordered", "order quantity", "quantita ordinata",
                 "заказано", "bestellmenge", examples=("100",)),
        v.column("delivered_quantity", msg("Quantity delivered"), "quantity", "qty delivered", "quantity shipped",
                 "quantita consegnata", "поставлено", "отгружено", "liefermenge", "gelieferte menge", examples=("90",)),
        v.column("is_complete", msg("Complete"), "flag", "complete", "in full", "completa", "completo", "полностью",
                 "vollstandig", examples=("no",)),
        v.column("freight_amount", msg("Freight"), "money", "freight", "shipping cost", "trasporto", "spese di trasporto",
                 "стоимость доставки", "фрахт", "fracht", "frachtkosten", examples=("32.38",)),
    ),
    must_have=(("delivered_on", "shipped_on"), ("requested_on", "confirmed_on", "ordered_quantity", "is_complete", "delivered_quantity")),
    telling=("delivered_on", "shipped_on"),
    checks=(
        Check("delivered_before_ordered", msg("The delivery is before the order"), "coalesce(delivered_on, shipped_on) < ordered_on"),
        Check("delivered_before_shipped", msg("The delivery is before the shipment"), "delivered_on < shipped_on"),
    ),
)  # fmt: skip
