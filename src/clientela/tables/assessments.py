"""Assessments: judgements on anchored scales."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

assessments = canonical_table(
    name="assessments",
    title=msg("Assessments"),
    grain=msg("One row is one judgement of one measure."),
    key=("customer_id", "kind", "measure_code", "assessed_on", "rater_id"),
    level=7,
    brings=msg("Judged criteria beside measured ones, with rater and date."),
    known_on="assessed_on",
    subject="customer_id",
    columns=(
        v.optional(v.CUSTOMER),
        v.column("kind", msg("Instrument"), "text", "assessment kind", "instrument", "questionnaire", "strumento", "questionario", "инструмент",
                 "анкета", "fragebogen", examples=("relationship",)),
        v.column("measure_code", msg("Measure"), "text", "measure", "item", "criterion", "question", "misura", "criterio", "domanda", "показатель",
                 "критерий", "вопрос", "kriterium", "frage", is_required=True, examples=("relationship_quality",)),
        v.column("score", msg("Score"), "number", "value", "rating", "points", "grade", "punteggio", "voto", "valore", "valutazione", "балл", "оценка",
                 "значение", "punkte", "bewertung", "wert", "note", is_required=True, examples=("7",)),
        v.day("assessed_on", msg("Assessed on"), "assessment date", "date", "as of", "data valutazione", "data", "дата оценки", "дата", "datum",
              is_required=True),
        v.SOURCE_CLASS,
        v.column("rater_id", msg("Rater"), "id", "rater", "assessor", *v.SALES_WORDS["seller_id"], "valutatore", "эксперт", "оценщик", "bewerter",
                 refers_to="employees.employee_id", examples=("E07",)),
        v.column("evidence", msg("Evidence"), "text", "proof", "rationale", "prova", "motivazione", "доказательство", "обоснование", "nachweis",
                 examples=("annual review",)),
    ),
    must_have=(("customer_id", "kind", "rater_id"),),
    telling=("measure_code", "source_class", "kind"),
    answered_by=("score", "assessed_on", "evidence"),
)  # fmt: skip
