"""Every criterion of every customer on each axis: what it is worth, how sure that is, or how it is unknown."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._measures import SOURCES, STATES
from clientela.scores import attractiveness, importance, relative_strength
from clientela.scores._criteria import COLUMNS, Criterion
from clientela.scores._look import looked_back

AXES = (
    (attractiveness.AXIS, msg("Attractiveness to us")),
    (importance.AXIS, msg("Importance the customer gives us")),
    (relative_strength.AXIS, msg("Strength against the best rival")),
)
CRITERION_STATES = (
    *STATES,
    ("partly_known", msg("known within an interval")),
    ("not_measured", msg("not measured")),
)
_MODULES = (attractiveness, importance, relative_strength)
_ANCHORS = "own proposal; see the page of the portfolio"


def criteria_of(params: dict[str, Any]) -> tuple[tuple[str, int, Criterion], ...]:
    """Return (axis, number, criterion) of every criterion of the run, in order."""
    found: list[tuple[str, int, Criterion]] = []
    for module in _MODULES:
        found += [
            (module.AXIS, number, c) for number, c in enumerate(module.criteria(params), start=len(found) + 1)
        ]
    return tuple(found)


_FIELDS = (
    Field("customer_key", msg("Customer key"), "id"),
    Field("axis_class", msg("Axis"), "class", codes=AXES),
    Field("criterion", msg("Criterion"), "text"),
    Field("criterion_number", msg("Number of the criterion"), "id"),
    Field("weight", msg("Weight"), "number", msg("as the settings have it; 0 where it does not apply; the customer's own weights where it divided 100 points")),
    Field("value_number", msg("Value"), "number", msg("in the unit of the anchors")),
    Field("criterion_score", msg("Score"), "number", msg("by the anchors, 0 to 10; none where too little is known"), _ANCHORS),
    Field("criterion_low", msg("Score, at least"), "number", msg("0 where nothing is known")),
    Field("criterion_high", msg("Score, at most"), "number", msg("10 where nothing is known")),
    Field("criterion_state", msg("State"), "class", codes=CRITERION_STATES),
    Field("is_scored", msg("Observed"), "id", msg("1 where the criterion counts for the coverage")),
    Field("source_class", msg("Source class"), "class", codes=SOURCES),
    Field("confidence", msg("Confidence"), "number"),
    Field("known_on", msg("Known on"), "date"),
)  # fmt: skip


def _every(params: dict[str, Any], modules: tuple[Any, ...]) -> str:
    selects: list[str] = []
    for module in modules:
        selects += module.rows(params, len(selects) + 1)
    return " union all ".join(f"select {', '.join(COLUMNS)} from ({select}) as one" for select in selects)


@step(
    title=msg("Criteria of the customers"),
    inputs=tuple(dict.fromkeys(name for module in _MODULES for name in module.INPUTS)),
    fields=_FIELDS,
)
def customer_criteria(params: dict[str, Any]) -> str:
    """One row per customer, axis and criterion; a criterion that nobody knows has a row without a score."""
    return _every(params, _MODULES)


@step(
    title=msg("Criteria of the customers, a year ago"),
    inputs=tuple(dict.fromkeys(name for module in _MODULES[:2] for name in module.INPUTS_BEFORE)),
    fields=_FIELDS,
)
def customer_criteria_before(params: dict[str, Any]) -> str:
    """Attractiveness and importance twelve months before `as_of`: statements known then, contracts then, figures of the year before.

    The attainable margin and a wallet that is not stated are not known of then.
    """
    return _every(looked_back(params), _MODULES[:2])
