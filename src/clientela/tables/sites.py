"""Sites of customers: seats, plants, stores."""

from __future__ import annotations

from clientela.base.canonical import Code, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = (
    Code(
        "headquarters",
        msg("Headquarters"),
        ("head office", "sede legale", "sede centrale", "головной офис", "hauptsitz"),
    ),
    Code("plant", msg("Plant"), ("factory", "works", "stabilimento", "завод", "werk")),
    Code("warehouse", msg("Warehouse"), ("store", "magazzino", "deposito", "склад", "lager")),
    Code("building_site", msg("Building site"), ("cantiere", "стройплощадка", "baustelle")),
    Code("outlet", msg("Outlet"), ("point of sale", "punto vendita", "магазин", "verkaufsstelle")),
)

sites = canonical_table(
    name="sites",
    title=msg("Sites of customers"),
    grain=msg("One row is one site of a customer."),
    key=("site_id",),
    level=0,
    brings=msg("Where customers are and which of their sites buy for themselves."),
    subject="customer_id",
    columns=(
        v.required(v.SITE, refers_to="", words=(*v.SITE.words, "id")),
        v.CUSTOMER,
        v.column("site_name", msg("Site name"), "text", "name of site", "nome sede", "название площадки", "standortname",
                 examples=("Plant Torino",)),
        v.column("kind", msg("Kind of site"), "code", "site type", "type", "tipo sede", "tipo", "тип площадки", "standortart",
                 codes=_KINDS, examples=("plant",)),
        v.ADDRESS,
        v.POSTAL_CODE,
        v.CITY,
        v.COUNTRY,
        v.AREA,
        v.column("is_buying_unit", msg("Buys for itself"), "flag", "buying unit", "buys itself", "unita di acquisto",
                 "acquista in proprio", "закупает самостоятельно", "kauft selbst", examples=("yes",)),
        v.column("authority_amount", msg("May buy up to"), "money", "authority limit", "purchase limit", "limite di spesa",
                 "лимит закупки", "einkaufslimit", low=0, examples=("5000",)),
    ),
    must_have=(("kind", "address", "is_buying_unit", "site_name", "city"),),
)  # fmt: skip
