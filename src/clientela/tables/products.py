"""Products: what is sold, of which family, at what cost."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

products = canonical_table(
    name="products",
    title=msg("Products"),
    grain=msg("One row is one product."),
    key=("product_id",),
    level=3,
    brings=msg("Names, families and unit costs of products: breadth of assortment, and margins where lines state no cost."),
    not_words=("customer", "cliente", "клиент", "kunde"),
    columns=(
        v.required(
            v.PRODUCT, words=(*v.PRODUCT.words, *v.PRODUCT_OWN_WORDS), refers_to="", stand_in="product_name",
        ),
        v.column("product_name", msg("Product name"), "text", *v.PRODUCT_NAME_WORDS, "product type", examples=("Bolt M8",)),
        v.optional(v.FAMILY, words=(*v.FAMILY.words, "english product category name", "series", "department"), refers_to=""),
        v.column("unit_cost_amount", msg("Unit cost"), "money", *v.UNIT_COST_WORDS, examples=("1.25",)),
        v.column("list_price_amount", msg("List price"), "money", "list price", "price", "unit price", "sales price",
                 "retail price", "state bottle retail", "prezzo", "prezzo di listino", "listino", "цена", "прайс", "preis",
                 "listenpreis", "prix", "precio", "cena", examples=("2.40",)),
        v.column("unit_of_measure", msg("Unit of measure"), "text", "uom", "unit", "um", "unita di misura", "ед изм",
                 "единица измерения", "me", "einheit", "mengeneinheit", "quantity per unit", "pack", "package size",
                 examples=("pcs",)),
        v.column("grade", msg("Grade"), "text", "quality grade", "tier", "fascia", "livello", "сорт", "qualitat", examples=("premium",)),
        v.column("successor_id", msg("Successor product"), "id", "successor", "replaced by", "replacement", "sostituto",
                 "sostituito da", "замена", "nachfolger", "nachfolgeartikel", refers_to="products.product_id", examples=("A-101",)),
        v.column("supplier_id", msg("Supplier"), "id", "supplier id", "supplier", "vendor", "vendor id", "manufacturer id",
                 "fornitore", "codice fornitore", "поставщик", "lieferant", "lieferantennummer", examples=("421",)),
        v.day("launched_on", msg("Launched on"), "launch date", "list date", "introduced", "data lancio", "дата запуска",
              "einfuhrungsdatum"),
        v.column("status", msg("Current status"), "text", "product status", "stato", "статус", "statut", examples=("active",)),
        v.column("is_discontinued", msg("Discontinued"), "flag", "discontinued", "fuori produzione", "снят с производства",
                 "ausgelaufen", examples=("no",)),
    ),
    must_have=(("product_name", "product_family", "unit_cost_amount", "list_price_amount"),),
    checks=(
        Check("negative_cost", msg("A unit cost is below zero"), "unit_cost_amount < 0"),
        Check("own_successor", msg("A product is its own successor"), "successor_id = product_id"),
    ),
)  # fmt: skip
