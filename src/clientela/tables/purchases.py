"""Purchases without money: who bought on which day. Enough for models of timing, not for value."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

purchases = canonical_table(
    name="purchases",
    title=msg("Purchases without amounts"),
    grain=msg("One row is one purchase of a customer on a day."),
    key=(),
    level=2,
    brings=msg("When customers buy: activity, probability of being alive, early warning. No amounts: timing only."),
    known_on="purchased_on",
    subject="customer_id",
    least_explained=0.8,
    caveat=msg("The file has no amounts: it says when customers buy, and nothing about value. Add amounts, or the file with the lines."),
    columns=(
        v.required(v.CUSTOMER, words=(*v.CUSTOMER.words, "id")),
        v.day("purchased_on", msg("Purchased on"), *v.SALES_WORDS["document_on"], "purchase date", "data acquisto",
              "дата покупки", "kaufdatum", is_required=True),
        v.DOCUMENT,
        v.column("quantity", msg("Quantity"), "quantity", *v.SALES_WORDS["quantity"], examples=("3",)),
    ),
)  # fmt: skip
