"""Observations: the only way a fact about a customer enters that no system measures."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_STATUS = v.codes(
    ("known", msg("Known"), ("noto", "известно", "bekannt")),
    ("unknown_not_asked", msg("Not asked"), ("unknown", "non chiesto", "не спрашивали", "nicht gefragt")),
    (
        "unknown_asked",
        msg("Asked, not answered"),
        ("chiesto senza risposta", "спрашивали без ответа", "gefragt ohne antwort"),
    ),
    ("refused", msg("Refused"), ("rifiutato", "отказ", "verweigert")),
    ("not_applicable", msg("Does not apply"), ("non applicabile", "не применимо", "nicht anwendbar")),
    ("conflicting", msg("Conflicting"), ("contraddittorio", "противоречиво", "widerspruchlich")),
    ("expired", msg("Expired"), ("scaduto", "устарело", "abgelaufen")),
)
_SUBJECTS = v.codes(
    ("customer", msg("Customer"), ("account", "cliente", "клиент", "kunde")),
    ("person", msg("Person"), ("contact", "persona", "человек")),
    ("site", msg("Site"), ("sede", "площадка", "standort")),
    ("segment", msg("Segment"), ("segmento", "сегмент")),
    ("competitor", msg("Competitor"), ("concorrente", "конкурент", "wettbewerber")),
)

observations = canonical_table(
    name="observations",
    title=msg("Observations"),
    grain=msg("One row is one observation of one measure of one subject."),
    key=("observation_id",),
    level=7,
    brings=msg("Importance, attractiveness and every score that rests on asking people, with source, age and confidence."),
    known_on="as_of_on",
    columns=(
        v.own_id("observation_id", msg("Observation number"), "observation", "osservazione", "наблюдение", "beobachtung"),
        v.column("subject_type", msg("Kind of subject"), "code", "subject type", "tipo soggetto", "тип объекта", "objektart", codes=_SUBJECTS,
                 examples=("customer",)),
        v.column("subject_id", msg("Number of the subject"), "id", "subject", "subject number", "soggetto", "codice soggetto", "объект", "код объекта",
                 "objekt", is_required=True, examples=("000117",)),
        v.column("measure_code", msg("Measure"), "text", "measure", "question", "criterion", "misura", "criterio", "domanda", "показатель", "критерий",
                 "вопрос", "kriterium", "frage", is_required=True, examples=("importance_delivery",)),
        v.column("value", msg("Value"), "text", "answer", "score", "valore", "risposta", "punteggio", "значение", "ответ", "оценка", "wert", "antwort",
                 examples=("8",)),
        v.column("unit", msg("Unit"), "text", "scale", "unita", "scala", "единица", "шкала", "einheit", "skala", examples=("0-10",)),
        v.day("as_of_on", msg("As of"), "as of date", "observed on", "date", "data", "data osservazione", "дата", "дата наблюдения", "datum", "stichtag"),
        v.column("recorded_at", msg("Recorded at"), "instant", "recorded", "entered at", "registrato il", "записано", "erfasst am",
                 examples=("2024-03-05 14:30:00",)),
        v.SOURCE_CLASS,
        v.column("source_ref", msg("Source"), "text", "source", "fonte", "источник", "quelle", examples=("interview 12",)),
        v.column("method", msg("Method"), "text", "metodo", "метод", "methode", examples=("interview",)),
        v.column("author_id", msg("Author"), "id", "author", "recorded by", "autore", "автор", "autor", "verfasser", refers_to="employees.employee_id",
                 examples=("E07",)),
        v.share("confidence", msg("Confidence"), "certainty", "confidenza", "достоверность", "уверенность", "sicherheit", examples=("0.8",)),
        v.column("status", msg("Current status"), "code", "observation status", "stato", "статус", "statut", codes=_STATUS, examples=("known",)),
        v.column("rationale", msg("Rationale"), "text", "reasoning", "why", "motivazione", "обоснование", "begrundung", examples=("said by the buyer",)),
        v.column("supersedes_id", msg("Replaces observation"), "id", "supersedes", "replaces", "sostituisce", "заменяет", "ersetzt",
                 refers_to="observations.observation_id", examples=("12",)),
    ),
    must_have=(("status", "source_class", "confidence", "value"), ("status", "source_class", "as_of_on", "unit")),
    checks=(
        Check("value_without_known", msg("A value is stated where nothing is known"), "value is not null and status in ('unknown_not_asked', 'unknown_asked', 'refused', 'not_applicable')"),
        Check("known_without_value", msg("Known, and no value"), "value is null and status = 'known'"),
    ),
    telling=("measure_code", "status", "source_class"),
)  # fmt: skip
