"""A reorganisation that is only considered: who would look after whom, in which area, segment and group."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

planned_structure = canonical_table(
    name="planned_structure",
    title=msg("Planned structure"),
    grain=msg("One row is one customer in one scenario; an empty cell leaves what is so."),
    key=("scenario", "customer_id"),
    level=6,
    brings=msg("Every figure as if a reorganisation were done, before it is decided."),
    subject="customer_id",
    columns=(
        v.column("scenario", msg("Scenario"), "text", "plan", "scenario name", "сценарий", "szenario", is_required=True, examples=("Plan 2027",)),
        v.CUSTOMER,
        v.optional(v.SELLER, words=("planned owner", "new owner", "future owner", "new sales person", "nuovo responsabile", "venditore futuro",
                                    "новый ответственный", "neuer betreuer")),
        v.optional(v.AREA, words=("planned area", "new area", "nuova zona", "новый регион", "neues gebiet")),
        v.optional(v.SEGMENT, words=("planned segment", "new segment", "nuovo segmento", "новый сегмент", "neues segment")),
        v.column("group_id", msg("Group"), "id", "planned group", "new group", "nuovo gruppo", "новая группа", "neuer konzern", examples=("G1",)),
    ),
    must_have=(("seller_id", "area_id", "segment_id", "group_id"),),
    telling=("scenario",),
)  # fmt: skip
