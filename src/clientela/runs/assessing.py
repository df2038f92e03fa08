"""Workbooks for assessing customers: what is open of each, to be filled in and imported as observations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from clientela.base.errors import ClientelaError
from clientela.base.i18n import msg
from clientela.evidence._measures import CHOICE_FACTORS, MEASURES
from clientela.scores._gates import STATED
from clientela.scores._matrices import Factor
from clientela.scores._matrix_list import MATRICES
from clientela.scores.customer_criteria import criteria_of
from clientela.tables.observations import observations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clientela.runs.reader import Reader

_MOST_ROWS = 20_000
_PARTS = ("weight", "own", "rival")


class AssessmentError(ClientelaError):
    """The workbook cannot be written like this."""


def _measures(params: dict[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
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


def write_assessment(
    reader: Reader, path: Path, *, language: str, customers: Sequence[str] = (), matrix: str = ""
) -> int:
    """Write a workbook with a row for every open criterion of the customers named, or of all with purchases in the year; returns how many.

    With the name of a classic matrix the questions are those of that matrix, else those of the portfolio.

    The rows are observations with the state "not asked": who fills in a value changes the state to known, who asks in vain to asked or
    refused, and names day, source class and, for a judgement, author and reason. The number of a row names customer, measure and day of
    the run, so that a workbook imported twice counts once.
    Errors: AssessmentError for a customer or matrix that is not known, or more rows than a person can look through.
    """
    from clientela.render.template import write_template  # noqa: PLC0415 - slow import, needed here only

    frame = reader.arrays(
        "select c.customer_id, c.lines_12m_count, q.axis_class, q.criterion from customers as c join customer_criteria as q on q.customer_key = c.customer_key "
        "where q.is_scored = 0 and q.criterion_state <> 'not_applicable' order by c.customer_id, q.criterion_number"
    )
    known = reader.arrays("select customer_id from customers")
    strangers = sorted(set(customers) - {str(name) for name in np.asarray(known["customer_id"])})
    if strangers:
        raise AssessmentError(msg("There is no customer {id} in this run.", id=strangers[0]))
    wanted, measures, day = set(customers), _measures(reader.params), reader.params["as_of_day"]
    empty = {column.name: None for column in observations.columns}
    columns = (frame[name].tolist() for name in ("customer_id", "lines_12m_count", "axis_class", "criterion"))
    taken, stated = _asked_by(matrix, reader.params) if matrix else (set(measures), ())
    asked = [
        (customer, measure)
        for customer, bought, axis, criterion in zip(*columns, strict=True)
        if (axis, criterion) in taken and (customer in wanted if wanted else bought > 0)
        for measure in measures[axis, criterion]
    ]
    asked += _unstated(reader, stated, wanted)
    rows = [
        tuple({**empty, "observation_id": f"{customer}/{measure}/{day}", "subject_type": "customer", "subject_id": customer, "measure_code": measure, "status": "unknown_not_asked"}.values())
        for customer, measure in sorted(dict.fromkeys(asked), key=lambda pair: pair[0])
    ]  # fmt: skip
    if len(rows) > _MOST_ROWS:
        raise AssessmentError(
            msg("{count} questions are open: name the customers to assess.", count=len(rows))
        )
    write_template([observations], path, language=language, rows={"observations": rows})
    return len(rows)


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
