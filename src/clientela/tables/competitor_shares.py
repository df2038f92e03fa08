"""Shares of competitors at customers."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

competitor_shares = canonical_table(
    name="competitor_shares",
    title=msg("Shares of competitors"),
    grain=msg("One row is the share of one competitor at one customer, in one family where it is stated."),
    key=("customer_id", "product_family", "competitor_id", "known_on"),
    level=7,
    brings=msg("Our share of what a customer buys, and who holds the rest."),
    known_on="known_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.FAMILY,
        v.required(v.COMPETITOR),
        v.share("share", msg("Share"), "share of wallet", "market share", "supply share", "quota", "quota di fornitura", "доля", "доля поставок",
                "anteil", "lieferanteil", "part", is_required=True),
        v.day("known_on", msg("Known on"), "as of", "date", "data", "дата", "datum", "stichtag"),
        v.SOURCE_CLASS,
        v.column("source_ref", msg("Source"), "text", "source", "fonte", "источник", "quelle", examples=("visit report V1",)),
    ),
    telling=("share",),
)  # fmt: skip
