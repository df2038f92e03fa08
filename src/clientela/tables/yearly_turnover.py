"""Turnover by customer and year, for firms that have no invoices at hand."""

from __future__ import annotations

from clientela.base.canonical import Check, Wide, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

yearly_turnover = canonical_table(
    name="yearly_turnover",
    title=msg("Turnover by year"),
    grain=msg("One row is the turnover of one customer in one year, in one family where it is stated."),
    key=("customer_id", "year", "product_family"),
    level=1,
    brings=msg("ABC, pyramid and concentration from a list with one column for each year."),
    subject="customer_id",
    columns=(
        v.required(v.CUSTOMER, stand_in="customer_name"),
        v.column("customer_name", msg("Customer name"), "text", *v.CUSTOMER_NAME_WORDS, examples=("Rossi Srl",)),
        v.required(v.YEAR),
        v.optional(v.FAMILY),
        v.column("turnover_amount", msg("Turnover"), "money", "turnover", "revenue", "sales", "yearly turnover", "annual turnover",
                 "fatturato", "fatturato annuo", "ricavi", "vendite", "оборот", "выручка", "продажи", "umsatz", "jahresumsatz",
                 "chiffre d affaires", "ca", "facturacion", "obrot", *v.AMOUNT_WORDS, is_required=True, examples=("48250.75",)),
        v.CURRENCY,
        v.AREA,
        v.SEGMENT,
        v.column("channel", msg("Channel"), "text", *v.SALES_WORDS["channel"], examples=("direct",)),
        v.SELLER,
    ),
    least_explained=0.5,
    wide=Wide(value="turnover_amount", year="year", category="product_family"),
    checks=(Check("negative_turnover", msg("A turnover is below zero"), "turnover_amount < 0"),),
)  # fmt: skip
