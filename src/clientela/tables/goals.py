"""Goals: what the firm, a segment or a customer should reach."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_LEVELS = v.codes(
    ("company", msg("Company"), ("azienda", "компания", "unternehmen")),
    ("segment", msg("Segment"), ("segmento", "сегмент")),
    ("account", msg("Account"), ("аккаунт",)),
    ("customer", msg("Customer"), ("cliente", "клиент", "kunde")),
)

goals = canonical_table(
    name="goals",
    title=msg("Goals"),
    grain=msg("One row is one goal."),
    key=("goal_id",),
    level=6,
    brings=msg("Plans against goals, from the firm down to a customer."),
    subject="customer_id",
    columns=(
        v.own_id("goal_id", msg("Goal number"), "goal", "objective id", "obiettivo", "номер цели", "zielnummer", example="G1"),
        v.column("goal_level", msg("Level of the goal"), "code", "goal level", "level", "livello", "уровень", "ebene", codes=_LEVELS, examples=("customer",)),
        v.optional(v.CUSTOMER),
        v.SEGMENT,
        v.column("goal_text", msg("Goal"), "text", "goal text", "goal", "objective", "description", "obiettivo", "testo obiettivo", "цель", "ziel",
                 "zielbeschreibung", is_required=True, examples=("second family bought",)),
        v.column("measure_code", msg("Measure"), "text", "metric", "measure", "kpi", "misura", "metrica", "показатель", "kennzahl", examples=("breadth",)),
        v.column("target_value", msg("Value to reach"), "number", "target", "target value", "valore obiettivo", "целевое значение", "zielwert", examples=("2",)),
        v.day("due_on", msg("Due on"), "due date", "deadline", "by", "entro", "scadenza", "срок", "frist", "zieltermin", examples=("2024-12-31",)),
        v.column("parent_goal_id", msg("Goal above"), "id", "parent goal", "obiettivo padre", "вышестоящая цель", "oberziel", refers_to="goals.goal_id",
                 examples=("G0",)),
        v.column("owner_id", msg("Owner"), "id", "responsible", "owner", "responsabile", "ответственный", "verantwortlicher",
                 refers_to="employees.employee_id", examples=("E07",)),
    ),
    must_have=(("target_value", "due_on", "goal_level"),),
)  # fmt: skip
