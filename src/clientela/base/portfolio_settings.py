"""Settings of evidence, scores and the portfolio: what a statement is worth, where high begins, which criteria count how much."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

AXES = (
    "attractiveness", "importance", "relative_strength",
    "strategic_importance", "difficulty", "business_attractiveness", "relationship_strength", "perceived_strength", "customer_profitability",
    "relationship_value", "interest_commonality", "power", "purchase_importance", "purchase_difficulty", "supplier_attractiveness",
    "commitment", "growth_potential",
)  # fmt: skip
"""The axes of the portfolio, then those of the classic matrices."""
TEMPLATES = ("", "project", "distribution", "consumables", "service", "components")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a statement about a customer is worth, and how it ages. All values are our own proposals."""

    measured_confidence: float = 0.98
    """Confidence of what is measured: invoices, orders, systems. It does not age."""
    contract_confidence: float = 0.95
    """... of a contract or document held. It does not age."""
    declared_confidence: float = 0.80
    """... of what the customer declared."""
    external_confidence: float = 0.70
    """... of what a third party says."""
    observed_confidence: float = 0.75
    """... of an event observed, with a trace."""
    estimated_confidence: float = 0.70
    """... of an estimate of a model, and the most an estimate can have."""
    judged_confidence: float = 0.50
    """... of a judgement on an anchored scale, with a reason."""
    agreed_confidence: float = 0.60
    """... of a judgement that two raters share within `agreement_points`."""
    agreement_points: float = 1.0
    """Points of ten within which raters agree."""
    declared_half_life_days: float = 365.0
    """Days after which what the customer declared is worth half."""
    external_half_life_days: float = 548.0
    """... what a third party says."""
    observed_half_life_days: float = 274.0
    """... an event observed."""
    estimated_half_life_days: float = 365.0
    """... an estimate of a model."""
    judged_half_life_days: float = 183.0
    """... a judgement."""
    least_confidence: float = 0.25
    """Below this a statement has expired: it is shown, and counts as missing."""
    conflict_points: float = 2.0
    """Statements of different classes further apart than this, of ten, contradict each other ..."""
    conflict_share: float = 0.30
    """... or, in money and other quantities, by more than this share of the larger one."""
    least_pairs_count: int = 10
    """Customers that two people must both have judged before their agreement is a figure."""
    least_agreement: float = 0.60
    """Agreement of the raters below which the anchors of a criterion are to be written anew."""
    constant_share: float = 0.60
    """A measure of which more than this share of the values are the same is a suspicious constant."""
    expiring_days: int = 60
    """What expires within these days is to be asked again now."""
    dearest_due_days: int = 14
    """Days to answer the dearest tenth of the first questions ..."""
    due_days: int = 30
    """... and the others."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Attractiveness of customers, the importance they give us, and the matrix of both."""

    template: str = ""
    """Kind of business whose weights are taken: project, distribution, consumables, service or components; empty for the general ones."""
    threshold: float = 5.0
    """High from here on, low below it, on both axes."""
    hysteresis: float = 0.5
    """A side held a year ago is left when the score passes the threshold by this, or when the bounds leave no doubt."""
    published_coverage_share: float = 0.60
    """Part of the weight that must be known for a score to be published."""
    weight_draws: int = 1000
    """Sets of weights drawn around those of the criteria to see whether a customer stays in its cell."""
    weight_concentration: float = 50.0
    """How closely the drawn weights lie around those of the criteria (concentration of the Dirichlet distribution)."""
    margin_anchor_amount: float | None = None
    """Additional yearly margin, in currency units, that scores 2.9 of 10; ten times as much scores 10. Not written: the median of the company, and the score is relative."""
    illusion_points: float = 2.0
    """Own estimate above what the customer gives us by this many points is an illusion of irreplaceability."""
    gem_score: float = 7.0
    """Score of the attainable margin from which a customer to be won is a hidden gem."""
    question_cost_amount: float | None = None
    """What asking one question costs, in currency units: below it asking does not pay. Not written: not known."""
    stop_share: float = 0.05
    """Stop asking when the questions left together decide less than this share of the money at stake."""
    severe_from: int = 4
    """Severity from which an open complaint puts a relation in danger."""
    easy_share: float = 0.70
    """Known weight that rests on our own records by more than this share is the trap of measuring what is easy."""
    key_goal_amount: float | None = None
    """Yearly contribution, in currency units, that the key accounts are to bring. Not written: not known."""
    key_managers: float | None = None
    """Key account managers, in full posts. Not written: not known."""
    manager_hours: float = 1650.0
    """Hours a year of one of them ..."""
    productive_share: float = 0.55
    """... and the share of them that is for customers."""
    cooperative_hours: float = 180.0
    """Hours a year that a cooperative key account takes ..."""
    interdependent_hours: float = 420.0
    """... an interdependent one ..."""
    integrated_hours: float = 800.0
    """... and an integrated one."""
    cooperative_share: float = 0.60
    """Part of the key accounts that are to be cooperative ..."""
    interdependent_share: float = 0.30
    """... interdependent ..."""
    integrated_share: float = 0.10
    """... and integrated."""
    key_concentration: float = 0.20
    """Most that the sum of the squared shares of the key accounts in their contribution may be."""
    key_largest_share: float = 0.35
    """Most that one of them may bring of it."""
    profile_deviation_share: float = 0.35
    """Part of the traits of a key account that one may lack before an alarm is raised."""
    lever_budget_amount: float | None = None
    """Money for planned actions, in currency units: the set of them is chosen that brings most within it. Not written: not known."""
    seed: int = 7
    """Fixes the weights drawn."""


SOUND: dict[str, Callable[[Any], bool]] = {
    **{
        f.name: (lambda value: value > 0) if f.name.endswith("_days") else (lambda value: 0 <= value <= 1)
        for f in fields(Evidence)
        if not f.name.endswith(("_points", "_count"))
    },
    "agreement_points": lambda points: 0 <= points <= 10,  # noqa: PLR2004 - the scale
    "conflict_points": lambda points: 0 < points <= 10,  # noqa: PLR2004
    "least_pairs_count": lambda count: count >= 3,  # noqa: PLR2004 - two customers have no spread to compare
    "template": lambda name: name in TEMPLATES,
    "threshold": lambda score: 0 < score < 10,  # noqa: PLR2004
    "hysteresis": lambda points: 0 <= points < 5,  # noqa: PLR2004
    "published_coverage_share": lambda share: 0 < share <= 1,
    "weight_draws": lambda count: 1 <= count <= 100_000,  # noqa: PLR2004
    "weight_concentration": lambda value: value > 0,
    "margin_anchor_amount": lambda amount: amount is None or amount > 0,
    "illusion_points": lambda points: 0 < points <= 10,  # noqa: PLR2004
    "gem_score": lambda score: 0 <= score <= 10,  # noqa: PLR2004
    "stop_share": lambda share: 0 <= share < 1,
    "key_goal_amount": lambda amount: amount is None or amount > 0,
    "lever_budget_amount": lambda amount: amount is None or amount >= 0,
    "key_managers": lambda posts: posts is None or posts > 0,
    "productive_share": lambda share: 0 < share <= 1,
    "key_concentration": lambda share: 0 < share <= 1,
    "key_largest_share": lambda share: 0 < share <= 1,
    "profile_deviation_share": lambda share: 0 <= share < 1,
    **{f"{level}_hours": lambda hours: hours > 0 for level in ("manager", "cooperative", "interdependent", "integrated")},
    "cooperative_share": lambda share: 0 < share <= 1,
    "interdependent_share": lambda share: 0 <= share <= 1,
    "integrated_share": lambda share: 0 <= share <= 1,
    "easy_share": lambda share: 0 < share <= 1,
    "severe_from": lambda severity: severity >= 0,
}  # fmt: skip
"""What a value must be besides of the right kind."""


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """What a company changes about one criterion of an axis, or a criterion that it adds; what is None stays as packaged."""

    axis: str
    code: str
    weight: float | None = None
    """0 takes the criterion out."""
    measure: str | None = None
    """The measure of observations that a criterion of the company's own reads; without it, its code."""
    anchors: tuple[tuple[float, float], ...] | None = None
    """(value, score 0-10) pairs in the order of the values, even between; the scores must all rise or all fall."""
    mandatory: str | None = None
    """A name: of the criteria of one name at least one must be known for a score to be published; "" for none."""
    unit: str = ""
    """The business unit for whose runs it holds; empty for all."""


_NAME = re.compile("[a-z][a-z0-9_]{0,59}")
_TOP = 10


def _wrong_anchors(given: object) -> Message | None:
    wrong = msg(
        "anchors is a list of pairs [value, score], values rising and scores from 0 to 10 all rising or all falling"
    )
    if not isinstance(given, list) or len(given) < 2:  # noqa: PLR2004 - a line needs two points
        return wrong
    pairs = []
    for pair in given:
        if (
            not isinstance(pair, list)
            or len(pair) != len(("value", "score"))
            or any(isinstance(v, bool) or not isinstance(v, (int, float)) for v in pair)
        ):
            return wrong
        pairs.append(pair)
    rises = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(pairs)]
    is_even = all(y >= 0 for _, y in rises) or all(y <= 0 for _, y in rises)
    is_sound = all(x > 0 for x, _ in rises) and is_even and all(0 <= y <= _TOP for _, y in pairs)
    return None if is_sound else wrong


def _wrong(entry: object) -> Message | None:
    known = [f.name for f in fields(CriterionRule)]
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str) or entry.get("axis") not in AXES:
        return msg('it needs axis = one of {known} and code = "..."', known=", ".join(AXES))
    for name, value in entry.items():
        if name not in known:
            return msg("there is no {name}. Known: {known}", name=name, known=", ".join(known))
        if name in ("measure", "mandatory", "unit") and not isinstance(value, str):
            return msg("{name} must be a text", name=name)
    if not _NAME.fullmatch(entry["code"]) or not _NAME.fullmatch(entry.get("measure", "x")):
        return msg("code and measure are made of small letters, digits and _")
    weight = entry.get("weight", 1)
    if not isinstance(weight, (int, float)) or isinstance(weight, bool) or weight < 0:
        return msg("weight must be zero or more")
    return _wrong_anchors(entry["anchors"]) if "anchors" in entry else None


def _rule(entry: dict[str, Any]) -> CriterionRule:
    values = dict(entry)
    if values.get("anchors") is not None:
        values["anchors"] = tuple((float(x), float(y)) for x, y in values["anchors"])
    if values.get("weight") is not None:
        values["weight"] = float(values["weight"])
    return CriterionRule(**values)


def read_criteria(given: object, path: Path) -> tuple[CriterionRule, ...]:
    """Read `[[portfolio_criteria]]`. Errors: SettingsError for an unknown word, a wrong value, or a criterion twice for one unit."""
    found: list[CriterionRule] = []
    for place, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        problem = _wrong(entry)
        rule = _rule(entry) if problem is None else None
        if rule is not None and any(
            (r.axis, r.code, r.unit) == (rule.axis, rule.code, rule.unit) for r in found
        ):
            problem = msg("{code} is there twice", code=rule.code)
        if problem is not None or rule is None:
            raise SettingsError(
                msg(
                    "{file}: entry {place} of [[portfolio_criteria]]: {problem}.",
                    file=str(path),
                    place=place,
                    problem=problem,
                )
            )
        found.append(rule)
    return tuple(found)


def restore_criteria(kept: Iterable[Any]) -> tuple[CriterionRule, ...]:
    """Make the rules that a run's manifest keeps."""
    known = {f.name for f in fields(CriterionRule)}
    return tuple(
        e if isinstance(e, CriterionRule) else _rule({n: v for n, v in e.items() if n in known}) for e in kept
    )
