"""Answers to alarms: whether it was true, known already, or false."""

from __future__ import annotations

from clientela.base.canonical import canonical_table
from clientela.base.i18n import msg
from clientela.tables import _vocabulary as v

ANSWERS = v.codes(
    ("true", msg("True: something is wrong there"), ("right", "correct", "vero", "верно", "richtig")),
    ("known", msg("Known already"), ("already known", "già noto", "уже известно", "schon bekannt")),
    ("false", msg("False: all is well"), ("wrong", "falso", "ложно", "falsch")),
)  # fmt: skip

alarm_answers = canonical_table(
    name="alarm_answers",
    title=msg("Answers to alarms"),
    grain=msg("One row is one answer to an alarm about a customer and a product family."),
    key=("customer_id", "product_family", "alarm_kind", "last_order_on"),
    level=6,
    brings=msg("How many alarms were right, month by month; an alarm that was answered is not raised again."),
    known_on="answered_on",
    subject="customer_id",
    columns=(
        v.CUSTOMER,
        v.optional(v.FAMILY, help=msg("Empty: of all that the customer buys.")),
        v.column("alarm_kind", msg("Kind of alarm"), "text", "alarm kind", "tipo di allarme", "вид тревоги", "art des alarms", examples=("silence",)),
        v.day("last_order_on", msg("Last order before the alarm"), "last order before the alarm", "ultimo ordine prima dell'allarme", "последний заказ до тревоги",
              "letzter auftrag vor dem alarm"),
        v.column("alarm_answer", msg("Answer to the alarm"), "code", "alarm answer", "risposta all'allarme", "ответ на тревогу", "antwort auf den alarm", is_required=True,
                 codes=ANSWERS, is_open=False, examples=("known",)),
        v.day("answered_on", msg("Answered on"), "answered on", "risposta del", "отвечено", "beantwortet am", is_required=True),
        v.column("answered_by", msg("Answered by"), "text", "answered by", "risposto da", "ответил", "beantwortet von", examples=("Anna Verdi",)),
        v.NOTE,
    ),
    telling=("alarm_answer", "answered_on"),
)  # fmt: skip
