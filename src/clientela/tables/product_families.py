"""Families of products, as a tree."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

product_families = canonical_table(
    name="product_families",
    title=msg("Product families"),
    grain=msg("One row is one family of products."),
    key=("product_family",),
    level=3,
    brings=msg("Names and a tree of families: breadth and depth of what a customer buys."),
    columns=(
        v.required(v.FAMILY, words=(*v.FAMILY.words, "family id", "family code", "codice famiglia", "код группы"), refers_to=""),
        v.column("family_name", msg("Family name"), "text", "product family name", "category name", "name", "nome famiglia",
                 "descrizione famiglia", "название группы", "наименование группы", "warengruppenbezeichnung",
                 "description", examples=("Fasteners and screws",)),
        v.column("parent_family", msg("Family above"), "id", "parent family", "parent category", "parent", "parent id",
                 "famiglia padre", "категория верхнего уровня", "родительская группа", "obergruppe",
                 refers_to="product_families.product_family", examples=("Hardware",)),
        v.column("unit_of_measure", msg("Unit of measure"), "text", "uom", "unita di misura", "единица измерения",
                 "mengeneinheit", examples=("pcs",)),
    ),
    must_have=(("family_name", "parent_family"),),
    not_words=("product id", "item", "customer", "item number"),
    least_explained=0.5,
    checks=(Check("own_parent", msg("A family stands below itself"), "parent_family = product_family"),),
)  # fmt: skip
