"""Needs of information: who needs what, how often, from which source."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_DETAIL = v.codes(
    ("aggregate", msg("Aggregate"), ("aggregato", "агрегированно", "aggregiert")),
    ("analytic", msg("Analytic"), ("analitico", "detailed", "аналитически", "analytisch")),
    ("both", msg("Both"), ("entrambi", "оба", "beides")),
)
_VIEW = v.codes(
    ("operational", msg("Operational"), ("operativo", "операционный", "operativ")),
    ("financial", msg("Financial"), ("economico", "finanziario", "финансовый", "finanziell")),
    ("both", msg("Both"), ("entrambi", "оба", "beides")),
)

information_needs = canonical_table(
    name="information_needs",
    title=msg("Needs of information"),
    grain=msg("One row is what one recipient needs for one decision."),
    key=("need_id",),
    level=0,
    brings=msg("Which information is needed, which is missing, late or collected for nobody."),
    columns=(
        v.own_id("need_id", msg("Need number"), "fabbisogno", "номер потребности", "bedarfsnummer", example="N1"),
        v.column("recipient", msg("Recipient"), "text", "recipient role", "user", "destinatario", "получатель", "empfanger", is_required=True, examples=("Area manager",)),
        v.column("phase", msg("Phase of the cycle"), "text", "phase", "cycle phase", "fase", "фаза", "этап", examples=("4",)),
        v.column("decision", msg("Decision served"), "text", "decision", "decisione", "решение", "entscheidung", examples=("whom to visit",)),
        v.column("content", msg("Content"), "text", "need", "information", "contenuto", "informazione", "содержание", "информация", "inhalt", is_required=True,
                 examples=("late customers",)),
        v.column("source_ref", msg("Source"), "text", "source", "fonte", "источник", "quelle", examples=("orders",)),
        v.column("owner", msg("Owner"), "text", "owner", "responsible", "responsabile", "ответственный", "verantwortlicher", examples=("Sales office",)),
        v.column("periodicity", msg("How often"), "text", "period", "frequency", "periodicita", "frequenza", "периодичность", "haufigkeit", examples=("week",)),
        v.column("detail", msg("Detail"), "code", "level of detail", "dettaglio", "grado di dettaglio", "детализация", "detailgrad", codes=_DETAIL, examples=("analytic",)),
        v.column("view", msg("View"), "code", "point of view", "ottica", "vista", "взгляд", "sicht", codes=_VIEW, examples=("operational",)),
        v.column("format", msg("Format"), "text", "format channel", "formato", "формат", examples=("list",)),
        v.column("sensitivity", msg("Sensitivity"), "text", "confidentiality", "riservatezza", "конфиденциальность", "vertraulichkeit", examples=("internal",)),
        v.column("status", msg("Current status"), "text", "stato", "статус", "statut", examples=("served",)),
    ),
    must_have=(("periodicity", "decision", "source_ref", "detail"),),
)  # fmt: skip
