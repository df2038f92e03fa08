"""Rules that leave good lines out of sales: their codes, the words they go by, and which lines they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.engine.connect import quote_name, quote_text
from clientela.sources._names import normalise_name
from clientela.sources._synonyms import CANCELLED_STEMS

if TYPE_CHECKING:
    from collections.abc import Collection

    from clientela.engine.connect import Engine
    from clientela.sources._values import Context

RULES: dict[str, tuple[str, ...]] = {
    "cancelled_document": CANCELLED_STEMS,
    "duplicate_line": (),
    "pro_forma": (
        "pro forma", "proforma", "pro forma invoice", "fattura proforma", "проформа", "счет проформа", "proformarechnung",
        "proforma rechnung", "facture proforma", "factura proforma", "faktura proforma", "fatura proforma", "proforma faktura",
        "proformafaktura", "zalohova faktura", "счет на оплату", "рахунок на оплату",
    ),
    "not_a_sale": (
        "quotation", "quote", "offer", "estimate", "sales quote", "preventivo", "offerta", "коммерческое предложение", "angebot",
        "devis", "presupuesto", "cotizacion", "oferta", "orcamento", "offerte", "nabidka", "комерційна пропозиція", "teklif", "offert",
        "order", "sales order", "order confirmation", "ordine", "ordine cliente", "conferma d ordine", "conferma ordine", "заказ",
        "заказ покупателя", "заказ клиента", "auftrag", "auftragsbestatigung", "bestellung", "commande", "bon de commande",
        "commande client", "pedido", "zamowienie", "bestelling", "objednavka", "замовлення", "siparis", "comanda",
        "delivery note", "packing slip", "packing list", "shipment", "ddt", "documento di trasporto", "bolla", "bolla di consegna",
        "lieferschein", "bon de livraison", "bl", "albaran", "wz", "wydanie zewnetrzne", "pakbon", "dodaci list", "irsaliye",
        "guia de remessa", "internal transfer", "transfer", "stock transfer", "trasferimento", "trasferimento interno",
        "movimento interno", "перемещение", "перемещение товаров", "внутреннее перемещение", "umlagerung", "transfert",
        "transfert interne", "traspaso", "traspaso interno", "przesuniecie", "przesuniecie miedzymagazynowe", "mm",
    ),
}  # fmt: skip
"""Code of a rule to the words it goes by: beginnings of a status, names of a document type."""
_MOST_TYPES = 500
_SHORTEST = 6


def _types_of(code: str, texts: Collection[str]) -> tuple[str, ...]:
    words = {normalise_name(word) for word in RULES[code]}
    long = [word for word in words if " " in word or (code == "pro_forma" and len(word) >= _SHORTEST)]
    found = []
    for text in texts:
        plain = normalise_name(text)
        if plain in words or any(f" {word} " in f" {plain} " for word in long):
            found.append(text)
    return tuple(found)


def _by_type(engine: Engine, context: Context, typed: str) -> list[str]:
    """Return the selects of documents whose type says that they are no sales."""
    if context.column("document_type") is None:
        return []
    rows = engine.fetch(
        f"select distinct document_type from {typed} where document_type is not null order by 1 limit {_MOST_TYPES + 1}"
    )
    texts = [str(text) for (text,) in rows]
    found = {code: _types_of(code, texts) for code in ("pro_forma", "not_a_sale")}
    if len(found["not_a_sale"]) == len(texts) or len(texts) > _MOST_TYPES:
        # a file of orders only is a firm that counts its orders
        found["not_a_sale"] = ()
    return [
        f"select row_number, '{code}' as rule from {typed} where reason_code is null and document_type in "
        f"({', '.join(quote_text(text) for text in types)})"
        for code, types in found.items()
        if types
    ]


def _duplicates(context: Context, typed: str) -> str:
    """Return the select of the lines that stand again, the same in every cell, under one line number."""
    fields = ", ".join(c.field for c in context.raw.columns)
    repeated = (
        f"select document_id, line_number from {typed} where document_id is not null and line_number is not null "
        f"and reason_code is null group by all having count(*) > 1"
    )
    return (
        f"select row_number, 'duplicate_line' as rule from (select r.row_number, row_number() over "
        f"(partition by {fields} order by r.row_number) as nth from {quote_name(context.raw.relation)} r "
        f"join {typed} t using (row_number) join ({repeated}) d on t.document_id = d.document_id "
        f"and t.line_number = d.line_number where t.reason_code is null) where nth > 1"
    )


def decides_by_value(context: Context) -> bool:
    """Say whether a rule may leave out a line for what it says; else only a line that stands twice can be left out."""
    return bool(context.column("document_type") or context.column("status"))


def apply_rules(engine: Engine, context: Context, typed: str) -> None:
    """Make the table `_rules` of row numbers and the rules that mean each, sorted and joined by a comma.

    Which of them hold is decided when the facts are folded: see `tables/_rules.py`, which also knows the rules that one line
    is enough for.
    """
    parts = _by_type(engine, context, typed)
    if context.column("status"):
        stems = quote_text(f"^({'|'.join(CANCELLED_STEMS)})")
        test = f"regexp_matches(strip_accents(lower(status)), {stems})"
        parts.append(
            f"select row_number, 'cancelled_document' as rule from {typed} where {test} and reason_code is null"
        )
    if context.column("line_number") and context.column("document_id"):
        parts.append(_duplicates(context, typed))
    union = " union all ".join(parts) or "select 0::bigint as row_number, '' as rule where false"
    engine.execute(
        "create or replace temp table _rules as "
        f"select row_number, string_agg(distinct rule, ',' order by rule) as rule from ({union}) group by 1"
    )
