"""Buying cases: a purchase being prepared at a customer."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_CLASSES = v.codes(
    ("new_task", msg("New task"), ("new buy", "nuovo acquisto", "новая закупка", "neukauf")),
    (
        "modified_rebuy",
        msg("Modified rebuy"),
        ("riacquisto modificato", "измененная закупка", "modifizierter wiederkauf"),
    ),
    ("straight_rebuy", msg("Straight rebuy"), ("rebuy", "riacquisto", "повторная закупка", "wiederkauf")),
)

buying_cases = canonical_table(
    name="buying_cases",
    title=msg("Buying cases"),
    grain=msg("One row is one purchase that a customer prepares."),
    key=("case_id",),
    level=6,
    brings=msg("In which phase a customer decides, and who must be met now."),
    known_on="from_on",
    subject="customer_id",
    columns=(
        v.own_id("case_id", msg("Buying case"), "buying case", "case", "caso di acquisto", "случай закупки", "kauffall", example="BC1"),
        v.CUSTOMER,
        v.SITE,
        v.FAMILY,
        v.column("buying_class", msg("Class of purchase"), "code", "buyclass", "buy class", "classe di acquisto", "класс закупки", "kaufklasse",
                 codes=_CLASSES, is_required=True, examples=("new_task",)),
        v.column("phase", msg("Phase"), "text", "buying phase", "fase", "этап", "фаза", examples=("specification",)),
        v.start_on(),
        v.end_on(),
        v.column("offer_id", msg("Offer number"), "id", "offer", "opportunity", "offerta", "предложение", "angebot", refers_to="offers.offer_id",
                 examples=("OF-1",)),
    ),
    checks=(Check("end_before_start", msg("The end is before the start"), "to_on < from_on"),),
)  # fmt: skip
