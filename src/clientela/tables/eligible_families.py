"""What a segment could buy at all: the white spaces are measured against it."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

eligible_families = canonical_table(
    name="eligible_families",
    title=msg("Families a segment can buy"),
    grain=msg("One row is one product family that one segment can buy."),
    key=("segment_id", "product_family"),
    level=3,
    brings=msg("Cross-selling against what a customer of this kind could buy, instead of against everything."),
    least_explained=0.6,
    columns=(
        v.required(v.SEGMENT),
        v.required(v.FAMILY),
        v.column("is_eligible", msg("Can buy it"), "flag", "eligible", "fits", "acquistabile", "idoneo", "подходит",
                 "geeignet", examples=("yes",)),
    ),
)  # fmt: skip
