"""Settings of control: when growth counts, when it is no profit, and by what the segments of the market are judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import Message, msg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Growth:
    """When growth of a customer is looked at, and what makes it growth without profit."""

    least_growth_share: float = 0.10
    """A customer grows when its revenue rose by at least this share of that of the year before, and by the share of the company below."""
    least_company_share: float = 0.01
    """A customer grows when its revenue also rose by at least this share of the revenue of the company: smaller changes are noise."""
    least_profit_ratio: float = 0.25
    """More revenue brings profit when it earns at least this part of what the company earns on average."""
    worse_delay_days: float = 10.0
    """A payment delay that grew by more makes a customer less stable."""
    worse_returns_share: float = 0.05
    """Returns that grew by more than this share of what was invoiced make a customer less stable."""
    worse_months: int = 3
    """So many months fewer with an order in the year make a customer less stable."""
    concession_share: float = 0.05
    """A discount that lies further than this above the middle of customers of the same size is a concession."""


GROWTH_SOUND: dict[str, Callable[[Any], bool]] = {
    "least_growth_share": lambda share: share >= 0,
    "least_company_share": lambda share: 0 <= share < 1,
    "least_profit_ratio": lambda ratio: 0 <= ratio <= 1,
    "worse_delay_days": lambda days: days > 0,
    "worse_returns_share": lambda share: 0 < share < 1,
    "worse_months": lambda months: 1 <= months <= 12,  # noqa: PLR2004 - months of a year
    "concession_share": lambda share: 0 < share < 1,
}
"""What a value must be besides of the right kind."""

_NAME = re.compile("[a-z][a-z0-9_]{0,59}")
AXES = ("attractiveness", "position")
MEASURED = (
    "market_amount",
    "growth_share",
    "cm1_share",
    "reach_share",
    "market_share",
    "rivals_count",
    "replacement_share",
)
"""What the data know of a segment of the market; anything else is a measure that observations of the segment state."""


@dataclass(frozen=True, slots=True)
class SegmentCriterion:
    """One criterion of the matrix of segments."""

    name: str
    """One of `MEASURED`, or the measure of observations about segments."""
    axis: str = "attractiveness"
    weight: float = 1.0
    worst: float = 0.0
    """The value that scores 0 ..."""
    best: float = 10.0
    """... and the one that scores 10; between them the score is even. `best` below `worst`: less is better."""


SEGMENT_CRITERIA = (
    SegmentCriterion("market_amount", weight=25, worst=0.0, best=10_000_000.0),
    SegmentCriterion("growth_share", weight=20, worst=-0.10, best=0.20),
    SegmentCriterion("cm1_share", weight=20, worst=0.0, best=0.40),
    SegmentCriterion("rivals_count", weight=10, worst=10.0, best=0.0),
    SegmentCriterion("access", weight=10),
    SegmentCriterion("fit", weight=10),
    SegmentCriterion("risk", weight=5, worst=10.0, best=0.0),
    SegmentCriterion("market_share", axis="position", weight=50, worst=0.0, best=0.40),
    SegmentCriterion("reach_share", axis="position", weight=30, worst=0.0, best=0.60),
    SegmentCriterion("reputation", axis="position", weight=20),
)
"""The packaged criteria: a proposal, to be changed by each company."""


def _wrong_word(name: str, value: object) -> Message | None:
    known = ", ".join(f.name for f in fields(SegmentCriterion))
    if name not in {f.name for f in fields(SegmentCriterion)}:
        return msg("there is no {name}. Known: {known}", name=name, known=known)
    if name in ("weight", "worst", "best") and (
        not isinstance(value, (int, float)) or isinstance(value, bool)
    ):
        return msg("{name} must be a number", name=name)
    if name == "axis" and value not in AXES:
        return msg("{name} is one of {known}", name="axis", known=", ".join(AXES))
    return None


def _wrong(entry: object) -> Message | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        return msg('it needs a name = "..."')
    for name, value in entry.items():
        problem = _wrong_word(name, value)
        if problem is not None:
            return problem
    if not _NAME.fullmatch(entry["name"].lower()):
        return msg("name is made of letters, digits and _")
    if entry.get("weight", 1) <= 0:
        return msg("weight must be above zero")
    if entry.get("worst", 0.0) == entry.get("best", 10.0):
        return msg("worst and best must differ")
    return None


def read_segment_criteria(given: object, path: Path) -> tuple[SegmentCriterion, ...]:
    """Read `[[segment_criteria]]`; without any the packaged ones hold. Errors: SettingsError for an unknown word or a name twice."""
    found: list[SegmentCriterion] = []
    for place, entry in enumerate(given if isinstance(given, list) else [given], start=1):
        problem = _wrong(entry)
        if problem is None and any(
            (c.name, c.axis) == (entry["name"].lower(), entry.get("axis", AXES[0])) for c in found
        ):
            problem = msg("{code} is there twice", code=entry["name"])
        if problem is not None:
            raise SettingsError(
                msg(
                    "{file}: entry {place} of [[segment_criteria]]: {problem}.",
                    file=str(path),
                    place=place,
                    problem=problem,
                )
            )
        values: dict[str, Any] = {
            n: float(v) if isinstance(v, (int, float)) else v.lower() for n, v in entry.items()
        }
        found.append(SegmentCriterion(**values))
    return tuple(found) or SEGMENT_CRITERIA


def restore_criteria(kept: Iterable[Any]) -> tuple[SegmentCriterion, ...]:
    """Make the criteria that a run's manifest keeps; a run of an older version has the packaged ones."""
    known = {f.name for f in fields(SegmentCriterion)}
    found = tuple(
        e
        if isinstance(e, SegmentCriterion)
        else SegmentCriterion(**{n: v for n, v in e.items() if n in known})
        for e in kept
    )
    return found or SEGMENT_CRITERIA
