"""Actions: what was decided to do with a customer."""

from __future__ import annotations

from clientela.base.canonical import Check, canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

_STATUS = v.codes(
    ("planned", msg("Planned"), ("open", "pianificata", "aperta", "запланировано", "geplant")),
    ("running", msg("Running"), ("in progress", "in corso", "в работе", "laufend")),
    ("done", msg("Done"), ("completed", "closed", "fatta", "completata", "выполнено", "erledigt")),
    ("dropped", msg("Dropped"), ("cancelled", "annullata", "отменено", "abgebrochen")),
)

_PLAYBOOKS = v.codes(
    ("strategic", msg("Strategic partners"), ("strategic partner", "partner strategico", "partner strategici", "стратегический партнёр", "стратегические партнёры", "strategischer partner")),
    ("to_be_won", msg("To be won"), ("to be won", "da conquistare", "предстоит завоевать", "zu gewinnen")),
    ("loyal", msg("Loyal, make them pay"), ("loyal", "dipendenti da noi", "зависимые от нас", "treu")),
    ("opportunistic", msg("Opportunistic"), ("occasional", "occasionali", "эпизодические", "gelegentlich")),
)  # fmt: skip

actions = canonical_table(
    name="actions",
    title=msg("Actions"),
    grain=msg("One row is one action."),
    key=("action_id",),
    level=6,
    brings=msg("What was done, what it cost and what came of it."),
    subject="customer_id",
    columns=(
        v.own_id("action_id", msg("Action number"), "action", "task id", "azione", "номер действия", "massnahmennummer", example="AC1"),
        v.CUSTOMER,
        v.column("lever", msg("Lever"), "text", "lever", "action type", "measure taken", "leva", "tipo azione", "рычаг", "тип действия", "hebel", "massnahme",
                 examples=("delivery slot",)),
        v.column("action_text", msg("What is to be done"), "text", "action text", "action", "task", "description", "azione", "descrizione", "действие", "задача",
                 "beschreibung", "aufgabe", examples=("agree on a fixed day",)),
        v.column("owner_id", msg("Owner"), "id", "responsible", "owner", "assigned to", "responsabile", "ответственный", "verantwortlicher",
                 refers_to="employees.employee_id", examples=("E07",)),
        v.day("due_on", msg("Due on"), "due date", "deadline", "entro", "scadenza", "срок", "frist", examples=("2024-06-30",)),
        v.day("done_on", msg("Done on"), "done on", "completed on", "completion date", "completata il", "data esecuzione", "выполнено", "дата выполнения", "erledigt am",
              examples=("2024-06-20",), help=msg("Where it is not stated, a done action counts from the day it was due.")),
        v.column("playbook", msg("Playbook"), "code", "play", "piano d'azione", "сценарий", "spielzug", codes=_PLAYBOOKS, examples=("to_be_won",),
                 help=msg("Cell of the portfolio whose playbook it follows; then the day and the exit rule are needed too.")),
        v.column("exit_rule", msg("Stop when"), "text", "exit rule", "stop rule", "regola di uscita", "правило выхода", "ausstiegsregel",
                 examples=("no trial order by June",)),
        v.money("cost_amount", msg("Cost incurred"), "cost", "costo", "затраты", "kosten", low=0,
                help=msg("Of an action still to be done: what it will cost.")),
        v.column("expected_low_amount", msg("Expected, low"), "money", "expected low", "atteso minimo", "ожидается минимум", "erwartet niedrig", examples=("500",)),
        v.column("expected_amount", msg("Expected"), "money", "expected mid", "expected", "expected effect", "atteso", "effetto atteso", "ожидаемый эффект",
                 "erwartete wirkung", examples=("2000",), help=msg("Contribution a year more than without the action.")),
        v.column("expected_high_amount", msg("Expected, high"), "money", "expected high", "atteso massimo", "ожидается максимум", "erwartet hoch", examples=("4000",)),
        v.column("status", msg("Current status"), "code", "action status", "stato", "статус", "statut", codes=_STATUS, examples=("planned",)),
        v.column("result", msg("Result"), "text", "outcome", "risultato", "esito", "результат", "ergebnis", examples=("one order more a month",)),
    ),
    must_have=(("lever", "action_text"), ("due_on", "status", "owner_id")),
    checks=(Check("plan_without_exit_rule", msg("A plan by a playbook has no exit rule or no day"), "playbook is not null and (exit_rule is null or due_on is null)", is_fatal=True), Check("low_above_high", msg("The low expectation is above the high one"), "expected_low_amount > expected_high_amount")),
)  # fmt: skip
