"""Order lines: what was ordered, for when, and what was promised."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

orders = canonical_table(
    name="orders",
    title=msg("Order lines"),
    grain=msg("One row is one line of an order."),
    key=("order_id", "line_number"),
    level=5,
    brings=msg("The order book, and deliveries on time and in full against what was asked for and promised."),
    known_on="ordered_on",
    subject="customer_id",
    columns=(
        v.column("order_id", msg("Order number"), "id", "order no", "sales order number", "sales order", "order", "order nr",
                 "numero ordine", "ordine", "n ordine", "номер заказа", "заказ", "auftragsnummer", "auftrag", "bestellnummer",
                 "numero de commande", "pedido", "numer zamowienia", is_required=True, examples=("O-77",)),
        v.column("line_number", msg("Line number"), "id", *v.SALES_WORDS["line_number"], examples=("10",)),
        v.optional(v.CUSTOMER),
        v.PRODUCT,
        v.day("ordered_on", msg("Ordered on"), "order date", "ordered", "data ordine", "дата заказа", "auftragsdatum",
              "bestelldatum", "date", "data", "дата", "datum", "date de commande", examples=("2024-03-01",)),
        v.day("requested_on", msg("Requested on"), "requested date", "requested delivery date", "required date", "wanted date",
              "data richiesta", "consegna richiesta", "дата требуемой поставки", "желаемая дата", "wunschtermin",
              "wunschlieferdatum", "date souhaitee", examples=("2024-03-08",)),
        v.day("confirmed_on", msg("Confirmed on"), "confirmed date", "confirmed delivery date", "promised date", "promise date",
              "data confermata", "consegna confermata", "подтвержденная дата", "обещанная дата", "bestatigter termin",
              "zugesagter termin", "date confirmee", examples=("2024-03-10",)),
        v.column("ordered_quantity", msg("Quantity ordered"), "quantity", "ordered quantity", "order quantity", "qty ordered",
                 *v.SALES_WORDS["quantity"], "quantita ordinata", "заказано", "bestellmenge", "auftragsmenge", examples=("100",)),
        v.column("open_quantity", msg("Quantity still open"), "quantity", "open quantity", "backlog quantity", "quantita residua",
                 "da consegnare", "остаток", "к отгрузке", "offene menge", "restmenge", examples=("20",)),
        v.column("unit_price", msg("Unit price"), "money", *v.SALES_WORDS["unit_price"], examples=("2.10",)),
        v.column("net_amount", msg("Net amount"), "money", *v.SALES_WORDS["net_amount"], "order value", "valore ordine",
                 "сумма заказа", "auftragswert", examples=("210",)),
        v.CURRENCY,
        v.SELLER,
        v.column("status", msg("Order status"), "text", *v.SALES_WORDS["status"], examples=("open",)),
    ),
    must_have=(("requested_on", "confirmed_on", "open_quantity"), ("ordered_quantity", "net_amount", "open_quantity")),
    telling=("requested_on", "confirmed_on", "open_quantity"),
    not_words=("invoice", "fattura", "rechnung", "накладная"),
    checks=(
        Check("requested_before_ordered", msg("The requested day is before the order"), "requested_on < ordered_on"),
        Check("open_above_ordered", msg("More is open than was ordered"), "open_quantity > ordered_quantity"),
    ),
)  # fmt: skip
