"""The form of one customer: what is shown of each question, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from clientela.base.i18n import Message, msg
from clientela.workspace import asking, judging

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_LETTERS = 500
_STATES, _KNOWN_BY = dict(asking.STATES), dict(asking.KNOWN_BY)


@dataclass(slots=True)
class Asked:
    """A question on the form: its fields, what was typed, what is wrong with it, and what the same person said before."""

    question: asking.Question
    given: Mapping[str, str]
    today: date
    earlier: tuple[Message, ...] = ()
    errors: list[Message] = field(default_factory=list)

    def _of(self, name: str) -> str:
        return self.given.get(f"{self.question.name}-{name}", "").strip()

    @property
    def parts(self) -> tuple[tuple[str, asking.Part, str], ...]:
        """Name of the field, measure, and what was typed."""
        return tuple(
            (f"{self.question.name}-{p.measure}", p, self._of(p.measure)) for p in self.question.parts
        )

    @property
    def state(self) -> str:
        """How it is said to be unknown; empty for nothing."""
        return self._of("state")

    @property
    def known(self) -> str:
        """The source class that was chosen."""
        return self._of("known")

    @property
    def reason(self) -> str:
        """The reason as it was typed."""
        return self._of("reason")[:MOST_LETTERS]

    @property
    def day(self) -> str:
        """The day it was said on: today until another is typed."""
        return self._of("day") if f"{self.question.name}-day" in self.given else self.today.isoformat()

    @property
    def is_touched(self) -> bool:
        """Whether anything was filled in."""
        return bool(self.state or self.reason or self.known or any(typed for _, _, typed in self.parts))

    def read(self) -> tuple[judging.Answer, ...]:
        """Return what was answered; what is wrong goes into `errors`, and then nothing is answered."""
        if not self.is_touched:
            return ()
        day = self._day()
        if any(typed for _, _, typed in self.parts):
            answers = self._values(day)
        elif self.state in _STATES:
            answers = [judging.Answer(p.measure, None, self.state, None, day, self.reason) for p in self.question.parts]  # fmt: skip
        else:
            answers = []
            self.errors.append(msg("Give a value, or say why there is none."))
        return () if self.errors else tuple(answers)

    def _day(self) -> date:
        try:
            day = date.fromisoformat(self.day)
        except ValueError:
            self.errors.append(msg("Give the day as a date."))
            return self.today
        if day > self.today:
            self.errors.append(msg("The day lies in the future."))
        return day

    def _values(self, day: date) -> list[judging.Answer]:
        answers = []
        for _, part, typed in self.parts:
            value = part.read(typed) if typed else None
            if typed and value is None:
                self.errors.append(_wrong(part, typed))
            elif value is not None:
                answers.append(judging.Answer(part.measure, value, "known", self.known, day, self.reason))
        if self.state:
            self.errors.append(msg("There is a value and a reason for having none: keep one of them."))
        if self.known not in _KNOWN_BY:
            self.errors.append(msg("Say how you know it."))
        if not self.reason:
            self.errors.append(msg("Give a reason: a value without one does not count."))
        return answers


def _wrong(part: asking.Part, typed: str) -> Message:
    low, high = part.span
    if part.choices:
        return msg("Choose one of the answers.")
    if low and high:
        return msg("{value} is not a number from {low} to {high}.", value=typed[:40], low=low, high=high)
    return msg("{value} is not a number.", value=typed[:40])


def say_answer(answer: judging.Answer, parts: Mapping[str, asking.Part]) -> Message:
    """Say what was answered of one measure, and why."""
    part = parts.get(answer.measure)
    title = part.title if part else msg("{code}", code=answer.measure)
    if answer.value is None:
        state = _STATES.get(answer.status, msg("{code}", code=answer.status))
        said: Message = msg("{measure}: {state}", measure=title, state=state)
    else:
        word = dict(part.choices).get(answer.value) if part else None
        said = msg("{measure}: {value}", measure=title, value=word or answer.value)
    return msg("{said} – {reason}", said=said, reason=answer.rationale) if answer.rationale else said


def parts_by_measure(questions: Iterable[asking.Question]) -> dict[str, asking.Part]:
    """Return what the form can ask for, by measure."""
    return {p.measure: p for q in questions for p in q.parts}


def ask(
    questions: Sequence[asking.Question],
    given: Mapping[str, str],
    *,
    today: date,
    entries: Iterable[judging.Entry],
) -> dict[str, Asked]:
    """Prepare the questions for the page, by name. `entries`: what the same person said of this customer before, the newest first."""
    parts = parts_by_measure(questions)
    earlier: dict[str, tuple[date, Message]] = {}
    for entry in entries:
        for answer in entry.answers:
            earlier.setdefault(answer.measure, (answer.as_of_on, say_answer(answer, parts)))
    found = {}
    for question in questions:
        own = (earlier[p.measure] for p in question.parts if p.measure in earlier)
        said = tuple(msg("You, on {day}: {said}", day=day, said=words) for day, words in own)
        found[question.name] = Asked(question, given, today, said)
    return found
