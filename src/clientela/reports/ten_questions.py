"""The ten questions of the sales school, one section each, all by one contract."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from clientela.answers._contract import STATUSES, Question
from clientela.base.declare import discover
from clientela.base.i18n import Message, msg
from clientela.base.units import Amount
from clientela.blocks import Block, Column, Kpis, Note, Section, Table, Text
from clientela.reports._report import Report, put_together

if TYPE_CHECKING:
    from clientela.answers._contract import Answer
    from clientela.blocks import Document
    from clientela.reports._inputs import Inputs

_TITLE = msg("Ten questions")


@cache
def all_questions() -> tuple[Question, ...]:
    """Return the questions in their order."""
    found: dict[str, Question] = discover("clientela.answers", Question)
    return tuple(sorted(found.values(), key=lambda q: q.number))


def _joined(texts: tuple[Message, ...]) -> Message | None:
    """Make one cell of several sentences."""
    if not texts:
        return None
    whole = texts[0]
    for text in texts[1:]:
        whole = msg("{one} {two}", one=whole, two=text)
    return whole


def _how(answer: Answer) -> Table:
    """Say how the question was answered, one aspect a row."""
    coverage = None if answer.coverage is None else msg("{share}", share=Amount(answer.coverage, "share", digits=0))  # fmt: skip
    rows = (
        (msg("State of the answer"), STATUSES[answer.status]),
        (msg("How it is computed"), answer.method),
        (msg("What is assumed"), _joined(answer.assumptions)),
        (msg("Share of the evidence that is there"), coverage),
        (msg("What would change it"), answer.would_change),
        (msg("What to find out next"), _joined(answer.ask_next)),
    )
    return Table(
        "how",
        msg("What the answer rests on"),
        (Column("aspect", msg("Aspect"), "text"), Column("text", msg("Here"), "text")),
        tuple(row for row in rows if row[1] is not None),
    )


def answer_section(question: Question, answer: Answer) -> Section:
    """Show an answer: headline, figures, why it is not whole, lists, and what it rests on."""
    blocks: list[Block] = []
    if answer.figures:
        blocks.append(Kpis(question.name, answer.figures))
    if answer.because is not None and answer.status == "partial":
        blocks.append(Note("unknown", answer.because))
    blocks += answer.blocks
    blocks.append(_how(answer))
    title = msg("{number}. {question}", number=str(question.number), question=question.title)
    if answer.status == "not_answerable":
        return Section(question.name, title, (Note("unknown", answer.headline), *blocks))
    return Section(question.name, title, tuple(blocks), answer.headline)


def _summary(answers: list[tuple[Question, Answer]]) -> Section:
    """List the questions with their answers on one page."""
    whole = sum(a.status == "answered" for _, a in answers)
    partly = sum(a.status == "partial" for _, a in answers)
    table = Table(
        "answers",
        msg("The answers"),
        (Column("number", msg("No."), "count"), Column("question", msg("Question"), "text"), Column("answer", msg("Answer"), "text"), Column("status", msg("State"), "text")),
        tuple((q.number, q.title, a.headline, STATUSES[a.status]) for q, a in answers),
    )  # fmt: skip
    lead = msg(
        "{whole} of {all} questions are answered from your own data, {partly} more in part.",
        whole=Amount(whole, "count"), partly=Amount(partly, "count"), all=Amount(len(answers), "count"),
    )  # fmt: skip
    ownership = Text(msg("The questions are those of the Sales Intelligence School; what is computed for each is our own definition."))  # fmt: skip
    return Section("answers", msg("At a glance"), (table, ownership), lead)


def build_ten_questions(inputs: Inputs) -> Document:
    """Answer every question from one run."""
    answers = [(question, question.build(inputs)) for question in all_questions()]
    sections = [_summary(answers), *(answer_section(question, answer) for question, answer in answers)]
    return put_together(inputs, name="ten_questions", title=_TITLE, sections=sections)


def _tables(kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for question in all_questions() for name in getattr(question, kind)))


ten_questions = Report(
    "ten_questions", _TITLE, _tables("tables"), build_ten_questions, _tables("whole_tables")
)
