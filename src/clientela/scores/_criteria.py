"""What a criterion is: where its value comes from, which score a value gives, how much it counts, and what the settings change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.scores._look import evidence_of
from clientela.scores._templates import TEMPLATE_WEIGHTS

if TYPE_CHECKING:
    from clientela.base.i18n import Message
    from clientela.base.portfolio_settings import CriterionRule

TOP = 10.0
_EXACT = 1e9


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of an axis."""

    code: str
    title: Message
    weight: float
    anchors: tuple[tuple[float, float], ...] = ((0.0, 0.0), (10.0, 10.0))
    """(value, score), values rising; even between them."""
    mandatory: str = ""
    """Of the criteria with one such name at least one must be known."""
    measure: str = ""
    """The measure of observations it reads; empty: the code."""
    classes: tuple[str, ...] = ("M", "C", "D", "X", "O", "E", "J")
    """Source classes that are accepted."""
    question: int = 0
    """The question of the interview that answers it; 0 for none."""
    is_measured: bool = False
    """Whether our own records can give it."""
    is_own: bool = False
    """Added by the company."""


def apply_rules(packaged: tuple[Criterion, ...], params: dict[str, Any], axis: str) -> tuple[Criterion, ...]:
    """Return the criteria of an axis for this run: the packaged ones, with the weights of the template and what the settings change.

    A rule of the business unit of the run goes before one for all units. A criterion of weight 0 is out; one of the company's own is a
    score 0-10 that observations state, unless its anchors say otherwise.
    """
    weights = TEMPLATE_WEIGHTS.get(params["portfolio"].template, {}).get(axis, {})
    found = {c.code: replace(c, weight=weights.get(c.code, c.weight)) for c in packaged}
    rules: list[CriterionRule] = [r for r in params["portfolio_criteria"] if r.axis == axis]
    for unit in dict.fromkeys(("", params["bu"])):
        for rule in rules:
            if rule.unit == unit:
                found[rule.code] = _changed(found.get(rule.code), rule)
    return tuple(c for c in found.values() if c.weight > 0)


def _changed(before: Criterion | None, rule: CriterionRule) -> Criterion:
    start = before or Criterion(rule.code, msg("{code}", code=rule.code), 1.0, is_own=True)
    return replace(
        start,
        weight=start.weight if rule.weight is None else rule.weight,
        anchors=start.anchors if rule.anchors is None else rule.anchors,
        mandatory=start.mandatory if rule.mandatory is None else rule.mandatory,
        measure=start.measure if rule.measure is None else rule.measure,
    )


def anchored_sql(value: str, anchors: tuple[tuple[float, float], ...]) -> str:
    """Return the score of a value: even between the anchors, that of the first or last beyond them; null stays null.

    Formula: y0 + (x - x0) · (y1 - y0) / (x1 - x0) between neighbouring anchors (x0, y0), (x1, y1).
    """
    first, last = anchors[0], anchors[-1]
    parts = [f"when ({value}) <= {first[0]!r} then cast({first[1]!r} as double)"]
    for (x0, y0), (x1, y1) in pairwise(anchors):
        slope = (y1 - y0) / (x1 - x0)
        parts.append(
            f"when ({value}) <= {x1!r} then cast({y0!r} as double) + (({value}) - {x0!r}) * {slope!r}"
        )
    return f"case when ({value}) is null then null {' '.join(parts)} else cast({last[1]!r} as double) end"


def rounded(sql: str) -> str:
    """Return the same to nine digits, so that every engine says the same."""
    return f"round(({sql}) * {_EXACT}) / {_EXACT}"


COLUMNS = (
    "customer_key", "axis_class", "criterion", "criterion_number", "weight", "value_number", "criterion_score", "criterion_low", "criterion_high",
    "criterion_state", "is_scored", "source_class", "confidence", "known_on",
)  # fmt: skip
"""The columns of a row of one criterion of one customer."""


def scored_row(axis: str, number: int, criterion: Criterion, inner: str, *, weight: str = "") -> str:
    """Select the rows of one criterion for every customer of `inner`.

    `inner` has customer_key, value, score, score_low, score_high (each 0-10), state, source_class, confidence and known_on; a row whose score
    is null is not scored, and its interval is what is known all the same, 0 to 10 where nothing is.
    """
    weighs = weight or f"cast({float(criterion.weight)!r} as double)"
    return (
        f"select customer_key, '{axis}' as axis_class, '{criterion.code}' as criterion, {number} as criterion_number, case when state = 'not_applicable' then cast(0.0 as double) else {weighs} end as weight, value as value_number, {rounded('score')} as criterion_score, "
        f"{rounded('coalesce(score_low, cast(0.0 as double))')} as criterion_low, {rounded(f'coalesce(score_high, cast({TOP} as double))')} as criterion_high, state as criterion_state, "
        "case when score is not null then 1 else 0 end as is_scored, source_class, "
        f"confidence, known_on from ({inner}) as valued"
    )


def stated_rows(criterion: Criterion, params: dict[str, Any]) -> str:
    """Select one row per customer of what observations state for a criterion: value, ends and state, by the classes it accepts."""
    measure = criterion.measure or criterion.code
    accepted = ", ".join(f"'{name}'" for name in criterion.classes)
    ok = f"e.source_class in ({accepted})"

    def taken(sql: str, name: str) -> str:
        return f"case when {ok} then {sql} end as {name}"

    state = f"case when e.customer_key is null then 'unknown_not_asked' when e.status_class in ('known', 'conflicting') and (not ({ok}) or e.value is null) then 'unknown_not_asked' else e.status_class end"
    return (
        f"select r.customer_key, {taken('e.value', 'value')}, {taken('e.value_low', 'value_low')}, {taken('e.value_high', 'value_high')}, {taken('e.value_text', 'value_text')}, "
        f"{state} as state, {taken('e.source_class', 'source_class')}, {taken('e.confidence', 'confidence')}, {taken('e.as_of_on', 'known_on')} "
        f"from customer_register as r left join {evidence_of(params)} as e on e.customer_key = r.customer_key and e.measure_code = '{measure}'"
    )


def anchored_rows(inner: str, anchors: tuple[tuple[float, float], ...]) -> str:
    """Select `inner` (value, value_low, value_high, state, source_class, confidence, known_on) with its score and the ends of its score."""
    ends = [anchored_sql(name, anchors) for name in ("value_low", "value_high")]
    return (
        f"select customer_key, value, {anchored_sql('value', anchors)} as score, least({ends[0]}, {ends[1]}) as score_low, greatest({ends[0]}, {ends[1]}) as score_high, "
        f"state, source_class, confidence, known_on from ({inner}) as stated"
    )


def stated_criterion(axis: str, number: int, criterion: Criterion, params: dict[str, Any]) -> str:
    """Select the rows of a criterion that observations alone know."""
    return scored_row(
        axis, number, criterion, anchored_rows(stated_rows(criterion, params), criterion.anchors)
    )


def unknown_criterion(axis: str, number: int, criterion: Criterion) -> str:
    """Select the rows of a criterion that nothing says anything of."""
    none = ", ".join(
        f"cast(null as double) as {name}" for name in ("value", "score", "score_low", "score_high")
    )
    inner = f"select customer_key, {none}, 'not_measured' as state, cast(null as varchar) as source_class, cast(null as double) as confidence, cast(null as date) as known_on from customer_register"
    return scored_row(axis, number, criterion, inner)
