"""The questions of the assessment form: which measures answer a criterion, and what a person may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.evidence._measures import MEASURES, Told
from clientela.evidence.stated_values import read_stated
from clientela.runs.assessing import criterion_measures
from clientela.scores.customer_criteria import AXES, criteria_of

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.scores._criteria import Criterion

STATES = (
    ("unknown_not_asked", msg("not asked")),
    ("unknown_asked", msg("asked, not answered")),
    ("refused", msg("refused")),
    ("not_applicable", msg("does not apply")),
)
"""How a thing may be unknown."""
KNOWN_BY = (("D", msg("The customer said it")), ("J", msg("My own judgement")))
"""Source class of a value, as the form asks for it."""
_WORDS: dict[str, tuple[tuple[str, Message], ...]] = {
    "formal_status": (
        ("none", msg("None")), ("approved", msg("Approved supplier")), ("framework", msg("Framework agreement")), ("preferred", msg("Preferred supplier")),
        ("key", msg("Strategic or only supplier")),
    ),
    "access_level": (
        ("buyer", msg("Buyers only")), ("users", msg("Users")), ("technical", msg("Technical department")), ("function head", msg("Heads of departments")),
        ("board", msg("Top management")),
    ),
    "openness": (("tender", msg("Tenders only")), ("mixed", msg("Tenders and talks")), ("open", msg("Open to partnership"))),
    "reference_value": (("none", msg("None")), ("local", msg("Known locally")), ("sector leader", msg("Leader of its sector"))),
}  # fmt: skip
"""Words offered where a measure has its own; each stands for the number that `MEASURES` gives it."""
_YES_NO = (("yes", msg("Yes")), ("no", msg("No")))
_UNITS: dict[str, Message] = {
    "share": msg("per cent"), "weeks": msg("weeks"), "rank": msg("1 = first supplier"), "payment_delay": msg("days")
}  # fmt: skip
_TOP, _HUNDRED, _GROWTH, _WEEKS, _COUNT, _MOST = 10.0, 100.0, 500.0, 520.0, 9999.0, 1e9
_GROWS = ("customer_growth", "demand_growth")
"""Shares that may be below zero and above one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One measure that a question asks for."""

    measure: str
    title: Message
    unit: Message | None
    low: float
    high: float
    choices: tuple[tuple[str, Message], ...] = ()
    """Value and title of each answer; empty where a number is asked for."""
    is_whole: bool = False
    is_share: bool = False

    @property
    def span(self) -> tuple[str, str]:
        """The ends of what may be answered, as written; empty for no end."""
        return "" if self.low <= -_MOST else f"{self.low:g}", "" if self.high >= _MOST else f"{self.high:g}"

    def read(self, text: str) -> str | None:
        """Return an answer as a file states it; None where it is none of the choices, no number, or outside its ends."""
        if self.choices:
            return text if text in dict(self.choices) else None
        plain = text.removesuffix("%").strip() if self.is_share else text
        is_number = any(c.isdecimal() for c in plain) and not plain.endswith("%")
        number = read_stated("", plain) if is_number else None  # without a measure: as it is written
        if number is None or not self.low <= number <= self.high:
            return None
        if self.is_whole and number != int(number):
            return None
        written = f"{number:.6f}".rstrip("0").rstrip(".")
        return f"{written}%" if self.is_share else written


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion as the form asks for it."""

    axis: str
    code: str
    title: Message
    parts: tuple[Part, ...]
    is_by_customer: bool = False
    """Whether a judgement of our own never enters its score."""

    @property
    def name(self) -> str:
        """Name of the question: axis and criterion."""
        return f"{self.axis}-{self.code}"


_PART_TITLES = {"weight": msg("Weight of 100"), "own": msg("We"), "rival": msg("Best rival")}


def _part(measure: str, criterion: Criterion) -> Part:
    told = MEASURES.get(measure)
    if (
        told is None
    ):  # a criterion of the company's own: on the scale of its anchors, 0 to 10 unless the settings say otherwise
        ends = (criterion.anchors[0][0], criterion.anchors[-1][0])
        low, high = (0.0, _TOP) if ends == (0.0, _TOP) else (-_MOST, _MOST)
        return Part(measure, criterion.title, None, low, high)
    if measure.startswith("choice_"):
        part = measure.split("_")[1]
        return Part(measure, _PART_TITLES[part], None, 0.0, _HUNDRED if part == "weight" else _TOP)
    return _told_part(measure, told)


def _told_part(measure: str, told: Told) -> Part:
    choices = _YES_NO if told.kind == "flag" else _WORDS.get(measure, ())
    low, high = {
        "share": (-_HUNDRED, _GROWTH) if measure in _GROWS else (0.0, _HUNDRED), "points": (0.0, _TOP), "level": (0.0, 4.0), "rank": (1.0, _HUNDRED),
        "weeks": (0.0, _WEEKS), "count": (0.0, _COUNT),
    }.get(told.kind, (-_MOST, _MOST))  # fmt: skip
    unit = _UNITS.get(measure) or _UNITS.get(told.kind)
    return Part(
        measure, told.title, None if choices else unit, low, high, choices, is_whole=told.kind in ("rank", "level"), is_share=told.kind == "share"
    )  # fmt: skip


def questions_of(params: dict[str, Any]) -> tuple[Question, ...]:
    """Return the criteria that people can answer, in the order of the axes, with the measures that answer them."""
    measures = criterion_measures(params)
    found = []
    for axis, _, criterion in criteria_of(params):
        parts = tuple(_part(measure, criterion) for measure in measures[axis, criterion.code])
        if parts:
            theirs = any(p.measure in MEASURES and MEASURES[p.measure].is_by_customer for p in parts)
            found.append(
                Question(axis, criterion.code, criterion.title, parts, theirs or "J" not in criterion.classes)
            )
    return tuple(found)


AXIS_TITLES = dict(AXES)
