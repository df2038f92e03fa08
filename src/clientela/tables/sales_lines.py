"""Sales lines: invoices and credit notes, line by line. Their reading has a path of its own."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = v.codes(
    ("invoice", msg("Invoice"), ("fattura", "счет", "rechnung")),
    ("credit_note", msg("Credit note"), ("nota di credito", "кредит-нота", "gutschrift")),
)
_W = v.SALES_WORDS

sales_lines = canonical_table(
    name="sales_lines",
    title=msg("Sales lines"),
    grain=msg("One row is one line of an invoice or a credit note."),
    key=(),
    level=3,
    brings=msg("Sales, margins and behaviour of every customer: nearly every figure rests on these lines."),
    known_on="document_on",
    subject="customer_id",
    columns=(
        v.required(v.CUSTOMER),
        v.column("customer_name", msg("Customer name"), "text", *_W["customer_name"], examples=("Rossi Srl",)),
        v.optional(v.DOCUMENT, refers_to=""),
        v.column("document_series", msg("Document series"), "id", *_W["document_series"], examples=("A",)),
        v.column("document_kind", msg("Document type"), "code", *_W["document_type"], codes=_KINDS, examples=("invoice",)),
        v.day("document_on", msg("Document date"), *_W["document_on"], is_required=True),
        v.column("line_number", msg("Line number"), "id", *_W["line_number"], examples=("1",)),
        v.PRODUCT,
        v.column("product_name", msg("Product name"), "text", *_W["product_name"], examples=("Bolt M8",)),
        v.optional(v.FAMILY),
        v.column("quantity", msg("Quantity"), "quantity", *_W["quantity"], examples=("100",)),
        v.column("gross_amount", msg("Gross amount"), "money", *_W["gross_amount"], examples=("250",)),
        v.column("net_amount", msg("Net amount"), "money", *_W["net_amount"], is_required=True, examples=("240",)),
        v.column("cost_amount", msg("Cost"), "money", *_W["cost_amount"], examples=("150",)),
        v.CURRENCY,
        v.SELLER,
        v.AREA,
        v.SEGMENT,
        v.COUNTRY,
        v.column("channel", msg("Channel"), "text", *_W["channel"], examples=("direct",)),
        v.column("bu_id", msg("Business unit"), "id", *_W["bu_id"], examples=("main",)),
    ),
    checks=(Check("negative_cost", msg("A cost is below zero on an invoice"), "cost_amount < 0 and document_kind = 'invoice'"),),
)  # fmt: skip
