"""Settings of the predictions: how far they look, what money later is worth, when a customer counts as safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is said about the years ahead."""

    yearly_discount_share: float = 0.10
    """Yearly discount of money that comes later."""
    likely_share: float = 0.80
    """From this probability of an order in the third year on, a customer counts as likely to be still there."""
    unlikely_share: float = 0.50
    """Below this probability of an order in the third year, a customer counts as unlikely to be still there."""
    security_shares: tuple[float, float, float, float] = (0.90, 0.80, 0.65, 0.50)
    """Probability of an order in the third year from which the security of a customer is A, B, C, D; below it is E."""
    warnings_per_grade: int = 2
    """So many warnings (late orders, falling revenue, overdue invoices ...) lower the security by one grade."""
    shared_shock_share: float = 0.15
    """Correlation of the losses of customers of one market segment: a bad year hits them together."""
    alarms_per_week: int = 10
    """How many alarms a sales person gets in a week, the largest margin at stake first."""
    alarm_share: float = 0.01
    """An alarm is raised when a silence, or a fall of the basket, is as unlikely as this by the customer's own past."""
    alarm_weeks: int = 13
    """An alarm that nobody answered goes after so many weeks: by then it is a loss, which the lists of risk show."""
    operational_time: bool = False
    """Whether the purchase models read a clock that runs with the season, holidays and growth of the whole base, where it explains the orders better than the calendar. On three sets of other companies the forecast was as good without."""
    seed: int = 7
    """Fixes every draw of the forecast, so that the same data give the same figures."""


SOUND: dict[str, Callable[[Any], bool]] = {
    "yearly_discount_share": lambda share: 0 <= share < 1,
    "likely_share": lambda share: 0 < share < 1,
    "unlikely_share": lambda share: 0 < share < 1,
    "security_shares": lambda shares: all(0 < s < 1 for s in shares) and list(shares) == sorted(set(shares), reverse=True),
    "warnings_per_grade": lambda count: count >= 1,
    "alarms_per_week": lambda count: count >= 1,
    "alarm_share": lambda share: 0 < share <= 0.2,  # noqa: PLR2004 - above that every second customer alarms
    "alarm_weeks": lambda count: count >= 1,
    "shared_shock_share": lambda share: 0 <= share < 1,
}  # fmt: skip
"""What a value must be besides of the right kind."""
