"""Opportunities in the base: what more a customer could buy, before there is an offer."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_KINDS = v.codes(
    ("cross", msg("Another family"), ("cross sell", "cross selling", "кросс продажа", "querverkauf")),
    ("up", msg("A better product"), ("up sell", "up selling", "апселл", "mehrverkauf")),
    ("share", msg("A larger share"), ("share of wallet", "quota", "доля", "anteil")),
    ("new", msg("A new customer"), ("new customer", "nuovo cliente", "новый клиент", "neukunde")),
)

opportunities = canonical_table(
    name="opportunities",
    title=msg("Potential at customers"),
    grain=msg("One row is one possibility to sell more to a customer."),
    key=("opportunity_id",),
    level=3,
    brings=msg("Potential margin beside current margin, and where to invest time."),
    known_on="noted_on",
    subject="customer_id",
    columns=(
        v.own_id("opportunity_id", msg("Number of the possibility"), "potential id", "potenziale", "возможность", "potenzial", example="PO1"),
        v.CUSTOMER,
        v.FAMILY,
        v.column("kind", msg("Kind of possibility"), "code", "opportunity type", "potential type", "tipo potenziale", "тип возможности", "art des potenzials",
                 codes=_KINDS, is_required=True, examples=("cross",)),
        v.column("potential_amount", msg("Potential a year"), "money", "potential", "potential amount", "potential revenue", "potenziale", "valore potenziale",
                 "потенциал", "потенциальный объем", "potenzial", "umsatzpotenzial", is_required=True, low=0, examples=("18000",)),
        v.share("margin_share", msg("Margin share"), "margin", "margin percent", "margine", "маржа", "marge"),
        v.share("probability", msg("Probability"), "chance", "probabilita", "вероятность", "wahrscheinlichkeit"),
        v.day("noted_on", msg("Noted on"), "date", "noted", "data", "дата", "datum"),
        v.column("source_ref", msg("Source"), "text", "source", "fonte", "источник", "quelle", examples=("visit report V1",)),
    ),
    telling=("potential_amount", "kind"),
)  # fmt: skip
