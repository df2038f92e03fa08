"""What our company is able to do, and what each ability does for the success factors of customers."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

capabilities = canonical_table(
    name="capabilities",
    title=msg("Our capabilities"),
    grain=msg("One row is one thing our company is able to do: how well, or what it does for one success factor of customers."),
    key=("capability", "factor", "assessed_on"),
    level=7,
    brings=msg("How far we can do what a customer needs to succeed, before it is won and when key accounts are chosen."),
    known_on="assessed_on",
    columns=(
        v.column("capability", msg("Capability"), "text", "our capability", "critical success factor", "csf", "capacita", "capacita aziendale",
                 "fattore critico di successo", "способность", "критический фактор успеха", "fahigkeit", is_required=True, examples=("delivery_reliability",),
                 help=msg("One of the packaged list, or your own.")),
        v.column("capability_level", msg("How well we do it"), "number", "capability level", "our level", "livello di capacita", "quanto lo sappiamo fare",
                 "уровень способности", "насколько хорошо умеем", "fahigkeitsgrad", low=0, high=10, examples=("7",), help=msg("0 not at all, 10 as well as the best.")),
        v.column("factor", msg("Success factor of the customer"), "text", "key success factor", "ksf", "fattore chiave di successo", "fattore di successo",
                 "ключевой фактор успеха", "кфу", "erfolgsfaktor", examples=("continuity_of_supply",), help=msg("Empty where the row says how well we do it.")),
        v.column("relation_number", msg("What it does for the factor"), "number", "relation", "strength of relation", "relazione", "forza della relazione",
                 "связь", "сила связи", "beziehungsstarke", low=0, high=9, examples=("9",), help=msg("0 nothing, 1 a little, 3 something, 9 a lot. Relations stated for a factor replace the packaged ones of that factor.")),
        v.day("assessed_on", msg("Assessed on"), "assessment date", "date", "data valutazione", "data", "дата оценки", "дата", "datum"),
        v.SOURCE_CLASS,
        v.column("rater_id", msg("Who assessed"), "id", "rater", "assessed by", "valutatore", "эксперт", "bewerter", refers_to="employees.employee_id", examples=("E07",)),
    ),
    must_have=(("capability_level", "relation_number"),),
    checks=(
        Check("relation_without_factor", msg("A relation without the factor it is about"), "relation_number is not null and factor is null"),
        Check("factor_without_relation", msg("A factor without a relation"), "factor is not null and relation_number is null"),
    ),
    telling=("capability", "capability_level", "relation_number"),
)  # fmt: skip
