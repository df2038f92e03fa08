"""Workbooks for assessing customers: what is open of each, to be filled in and imported as observations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.analyses.assessment_campaign import judged_measures
from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.evidence._measures import CHOICE_FACTORS, MEASURES
from clientela.evidence.kam_readiness import FACTORS, KIND
from clientela.scores._gates import STATED
from clientela.scores._matrices import Factor
from clientela.scores._matrix_list import MATRICES
from clientela.scores.customer_criteria import criteria_of
from clientela.tables.assessments import assessments
from clientela.tables.observations import observations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from clientela.runs.reader import Reader

_MOST_ROWS = 20_000
_PARTS = ("weight", "own", "rival")


class AssessmentError(ClientelaError):
    """The workbook cannot be written like this."""


def criterion_measures(params: dict[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the measures that answer each criterion, by axis and criterion; what our own records alone can say has none."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for axis, _, criterion in criteria_of(params):
        code = criterion.measure or criterion.code
        if axis == "relative_strength":
            found[axis, criterion.code] = tuple(f"choice_{part}_{criterion.code}" for part in _PARTS) if criterion.code in CHOICE_FACTORS else ()  # fmt: skip
        elif criterion.code == "wallet_share":
            found[axis, criterion.code] = ("share_of_wallet",)
        else:
            found[axis, criterion.code] = (code,) if code in MEASURES or criterion.is_own else ()
    return found


_OWN_RULES = {
    "campbell": ("strategic_resources", "share_of_wallet"),
    "campbell_key": ("demand_growth", "share_of_wallet"),
    "krapfel": ("management_mode",),
    "johnson_selnes": tuple(code for code in STATED if not code.startswith("ori_")),
}
"""What the matrices with a rule of their own read besides their factors."""


def _asked_by(name: str, params: dict[str, Any]) -> tuple[set[tuple[str, str]], tuple[str, ...]]:
    """Return the criteria of the portfolio that a matrix takes, and the measures it reads itself. Errors: AssessmentError for a name that is none."""
    found = {matrix.code: matrix for matrix in MATRICES}.get(name)
    if found is None:
        raise AssessmentError(
            msg(
                "There is no matrix {name}. There are: {known}.",
                name=name,
                known=", ".join(m.code for m in MATRICES),
            )
        )
    taken, stated = set(), []
    for axis in found.axes():
        for criterion in axis.criteria(params):
            if isinstance(criterion, Factor) and criterion.taken[0]:
                taken.add(criterion.taken)
            elif (criterion.measure or criterion.code) in MEASURES or criterion.is_own:
                stated.append(criterion.measure or criterion.code)
    return taken, tuple(dict.fromkeys((*stated, *_OWN_RULES.get(name, ()))))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the workbook of one person asks."""

    questions: int
    customers: int
    due_on: date
    """The first day something is due on."""
    second: int
    """Customers that another person judged alone."""


def _open_questions(
    reader: Reader, wanted: set[str], matrix: str, *, is_strict: bool = False
) -> list[tuple[str, str]]:
    """Return customer and measure of what is open, by customer. `is_strict`: of the customers wanted alone, even if that is none."""
    frame = reader.arrays(
        "select c.customer_id, c.lines_12m_count, q.axis_class, q.criterion from customers as c join customer_criteria as q on q.customer_key = c.customer_key "
        "where q.is_scored = 0 and q.criterion_state <> 'not_applicable' order by c.customer_id, q.criterion_number"
    )
    measures = criterion_measures(reader.params)
    columns = (frame[name].tolist() for name in ("customer_id", "lines_12m_count", "axis_class", "criterion"))
    taken, stated = _asked_by(matrix, reader.params) if matrix else (set(measures), ())
    asked = [
        (customer, measure)
        for customer, bought, axis, criterion in zip(*columns, strict=True)
        if (axis, criterion) in taken and (customer in wanted if wanted or is_strict else bought > 0)
        for measure in measures[axis, criterion]
    ]
    asked += _unstated(reader, stated, wanted)
    return sorted(dict.fromkeys(asked), key=lambda pair: pair[0])


def _open_factors(reader: Reader) -> list[str]:
    """Return the factors of our own readiness for key accounts that nobody has judged, or that nothing shows."""
    known = {row["factor_class"]: row["factor_state"] for row in reader.rows("kam_readiness")}
    return [code for code, _, _ in FACTORS if known.get(code) != "proved"]


def _write(
    path: Path, asked: Sequence[tuple[str, str]], day: str, *, language: str, person: str = "", factors: Sequence[str] = ()
) -> int:  # fmt: skip
    """Write the questions as observations that are not asked yet, and a second sheet with those about ourselves; returns how many.

    Errors: AssessmentError for more than a person can look through.
    """
    from clientela.render.template import write_template  # noqa: PLC0415 - slow import, needed here only

    if len(asked) > _MOST_ROWS:
        raise AssessmentError(
            msg("{count} questions are open: name the customers to assess.", count=len(asked))
        )
    empty = {column.name: None for column in observations.columns}
    own = f"/{person}" if person else ""
    rows = [
        tuple({
            **empty, "observation_id": f"{customer}/{measure}/{day}{own}", "subject_type": "customer", "subject_id": customer, "measure_code": measure,
            "status": "unknown_not_asked", "author_id": person or None,
        }.values())
        for customer, measure in asked
    ]  # fmt: skip
    told = {code: (title, anchors) for code, title, anchors in FACTORS}
    blank = {column.name: None for column in assessments.columns}
    ours = [tuple({**blank, "kind": KIND, "measure_code": code, "rater_id": person or None}.values()) for code in factors]  # fmt: skip
    hints = [msg("{title}. 0: {none}. 3: {some}. 5: {full}. From 3 on name the document that shows it.", title=told[code][0], none=told[code][1][0], some=told[code][1][1], full=told[code][1][2]) for code in factors]  # fmt: skip
    write_template(
        [observations, assessments] if ours else [observations], path, language=language,
        rows={"observations": rows, "assessments": ours}, hints={"assessments": {"measure_code": hints}},
    )  # fmt: skip
    return len(rows) + len(ours)


def write_assessment(
    reader: Reader, path: Path, *, language: str, customers: Sequence[str] = (), matrix: str = ""
) -> int:
    """Write a workbook with a row for every open criterion of the customers named, or of all with purchases in the year; returns how many.

    With the name of a classic matrix the questions are those of that matrix, else those of the portfolio. Of all customers the workbook
    also asks, on a second sheet, how ready we are for key accounts; a row without score and day is a question still open, and comes in as none.

    The rows are observations with the state "not asked": who fills in a value changes the state to known, who asks in vain to asked or
    refused, and names day, source class and, for a judgement, author and reason. The number of a row names customer, measure and day of
    the run, so that a workbook imported twice counts once.
    Errors: AssessmentError for a customer or matrix that is not known, or more rows than a person can look through.
    """
    _check_known(reader, customers)
    asked = _open_questions(reader, set(customers), matrix)
    factors = () if customers or matrix else _open_factors(reader)
    return _write(path, asked, reader.params["as_of_day"], language=language, factors=factors)


def write_assessment_of(
    reader: Reader, path: Path, *, person: str, language: str, customers: Sequence[str] = (), matrix: str = ""
) -> Asked:
    """Write the workbook of one person of the campaign.

    It asks what is open of the customers he looks after, the soonest due first, and what somebody else judged alone where he is to
    be the second. The rows name him as author, and their numbers too: what two people say of one thing are two observations.
    Errors: AssessmentError for a person who has nothing to assess, and as `write_assessment`.
    """
    _check_known(reader, customers)
    mine = reader.rows("assessment_campaign")
    mine = [r for r in mine if person in (r["seller_id"], r["second_id"])]
    if customers:
        mine = [r for r in mine if r["customer_id"] in set(customers)]
    mine.sort(key=lambda r: (r["due_on"], r["campaign_place"]))
    first = {r["customer_id"] for r in mine if r["seller_id"] == person}
    second = {r["customer_key"]: r["customer_id"] for r in mine if r["second_id"] == person}
    found = _open_questions(reader, first, matrix, is_strict=True) if first else []
    asked = dict.fromkeys([*found, *_judged_by_others(reader, second, person)])
    place = {r["customer_id"]: at for at, r in enumerate(mine)}
    ordered = sorted(asked, key=lambda pair: place[pair[0]])
    if not ordered:
        raise AssessmentError(
            msg(
                "{person} has nothing to assess: neither open questions of own customers nor a second opinion to give. `clientela report portfolio` lists who assesses whom.",
                person=person,
            )
        )
    count = _write(path, ordered, reader.params["as_of_day"], language=language, person=person)
    named = {customer for customer, _ in ordered}
    due = min(r["due_on"] for r in mine if r["customer_id"] in named)
    return Asked(count, len(named), due, len(named & set(second.values())))


def _check_known(reader: Reader, customers: Sequence[str]) -> None:
    known = reader.arrays("select customer_id from customers") if customers else {"customer_id": ()}
    strangers = sorted(set(customers) - {str(name) for name in np.asarray(known["customer_id"])})
    if strangers:
        raise AssessmentError(msg("There is no customer {id} in this run.", id=strangers[0]))


def _judged_by_others(reader: Reader, customers: dict[int, str], person: str) -> list[tuple[str, str]]:
    """Return customer and measure of what others judged and this person did not."""
    if not customers:
        return []
    measures = ", ".join(f"'{code}'" for code in judged_measures(reader.params))
    frame = reader.arrays(
        f"select customer_key, measure_code, author_id from judged_statements where is_current = 1 and measure_code in ({measures}) "
        f"union all select customer_key, measure_code, '' from customer_evidence where notes_count > 0 and measure_code in ({measures})"
    )
    rows = [
        (key, measure, author)
        for key, measure, author in zip(
            *(frame[name].tolist() for name in ("customer_key", "measure_code", "author_id")), strict=True
        )
        if key in customers
    ]
    own = {(key, measure) for key, measure, author in rows if author == person}
    return sorted({(customers[key], measure) for key, measure, _ in rows if (key, measure) not in own})


def _unstated(reader: Reader, measures: tuple[str, ...], wanted: set[str]) -> list[tuple[str, str]]:
    """Return customer and measure where nothing stands yet, of the customers wanted, else of those with purchases in the year."""
    if not measures:
        return []
    frame = reader.arrays(
        "select customer_id, customer_key, lines_12m_count from customers order by customer_id"
    )
    listed = ", ".join(f"'{name}'" for name in measures)
    known = reader.arrays(
        f"select customer_key, measure_code from customer_evidence where measure_code in ({listed}) and status_class in ('known', 'conflicting', 'not_applicable')"
    )
    there = set(zip(known["customer_key"].tolist(), known["measure_code"].tolist(), strict=True))
    return [
        (str(customer), measure)
        for customer, key, bought in zip(
            *(frame[name].tolist() for name in ("customer_id", "customer_key", "lines_12m_count")),
            strict=True,
        )
        if (customer in wanted if wanted else bought > 0)
        for measure in measures
        if (key, measure) not in there
    ]
