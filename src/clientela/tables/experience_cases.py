"""Cases of experience: what was learnt with a customer, to be used with others."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

experience_cases = canonical_table(
    name="experience_cases",
    title=msg("Cases of experience"),
    grain=msg("One row is one case from which others can learn."),
    key=("case_id",),
    level=6,
    brings=msg("The firm's experience with customers, found again when a similar case comes."),
    known_on="noted_on",
    subject="customer_id",
    columns=(
        v.own_id("case_id", msg("Case number"), "case", "caso", "случай", "fallnummer", example="EX1"),
        v.optional(v.CUSTOMER),
        v.day("noted_on", msg("Noted on"), "date", "case date", "data", "дата", "datum", examples=("2024-02-10",)),
        v.column("situation", msg("Situation"), "text", "problem", "context", "situazione", "problema", "ситуация", "проблема", is_required=True,
                 examples=("two late deliveries in a row",)),
        v.column("action_taken", msg("What was done"), "text", "action taken", "solution", "azione intrapresa", "soluzione", "что сделано", "решение",
                 "massnahme", examples=("call within a day",)),
        v.column("result", msg("Result"), "text", "outcome", "risultato", "esito", "результат", "ergebnis", examples=("stayed",)),
        v.column("lesson", msg("Lesson"), "text", "lesson learned", "insight", "lezione", "insegnamento", "урок", "вывод", "lehre", "erkenntnis",
                 examples=("call first",)),
        v.column("author_id", msg("Author"), "id", "author", "autore", "автор", "verfasser", refers_to="employees.employee_id", examples=("E07",)),
    ),
    must_have=(("action_taken", "lesson", "result"),),
)  # fmt: skip
