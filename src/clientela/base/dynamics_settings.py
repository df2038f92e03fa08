"""Settings of the dynamics of the portfolio: which states, how far back and ahead, what a shock takes, what a proof needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STATE_SCHEMES = ("abc", "lifecycle")


@dataclass(frozen=True, slots=True)
class Dynamics:
    """How customers move between states, how risky the mix is, and what the relation adds."""

    state_scheme: str = "abc"
    """Between which states customers move: the ABC classes (abc) or the groups of the lifecycle (lifecycle); lost in both."""
    state_years: int = 5
    """Moves from one year end to the next are counted over so many years at most."""
    state_smoothing: float = 5.0
    """Weight, in customers, by which the moves out of a state are drawn towards those of all."""
    value_years: int = 5
    """Years ahead over which a state is valued."""
    dynamics_draws: int = 400
    """Draws behind the intervals."""
    risk_quarters: int = 24
    """Quarters the risk of customers and segments looks back at most."""
    beta_quarters: int = 12
    """Quarters a beta of its own needs, and the weight by which it is drawn towards that of the segment."""
    riskless_share: float = 0.03
    """Yearly return of money without risk."""
    mix_reach_share: float = 0.30
    """How far the weight of a segment may go from today's, as a share of it."""
    segment_shock_share: float = 0.20
    """Stress test: what a crisis of the largest segment takes."""
    manager_loss_share: float = 0.15
    """Stress test: what goes with an account manager who leaves."""
    buyer_loss_share: float = 0.20
    """Stress test: what goes with the only buyer we know."""
    energy_half_days: float = 180.0
    """Days after which an event on the way out weighs half."""
    energy_resolved_days: float = 90.0
    """The same from the day it was put right."""
    energy_limit: float = 8.0
    """Sum of the events from which a customer is about to leave, until the own losses say better."""
    preference_pairs: int = 30
    """Choices between two customers a person must have made before anything is said of the person's taste."""
    relation_customers: int = 60
    """Customers with a relation known beforehand that the test of the relation needs."""
    relation_losses: int = 20
    """Customers lost, and customers kept, that its test on the duration needs."""
    least_effect_share: float = 0.25
    """A difference of the money by one step of the relation that would matter; where it could not be seen, nothing is denied ..."""
    least_odds_share: float = 0.50
    """... and the same of the odds to stay."""


SOUND: dict[str, Callable[[Any], bool]] = {
    "state_scheme": lambda scheme: scheme in STATE_SCHEMES,
    "state_years": lambda years: 1 <= years <= 20,  # noqa: PLR2004 - no base keeps older ways
    "state_smoothing": lambda weight: weight >= 0,
    "value_years": lambda years: 1 <= years <= 50,  # noqa: PLR2004 - beyond it is for ever
    "dynamics_draws": lambda draws: 50 <= draws <= 10_000,  # noqa: PLR2004 - ends of an interval take some
    "risk_quarters": lambda quarters: 8 <= quarters <= 80,  # noqa: PLR2004 - twenty years
    "beta_quarters": lambda quarters: quarters >= 4,  # noqa: PLR2004 - a year
    "riskless_share": lambda share: 0 <= share < 1,
    "mix_reach_share": lambda share: 0 < share <= 1,
    "segment_shock_share": lambda share: 0 < share <= 1,
    "manager_loss_share": lambda share: 0 < share <= 1,
    "buyer_loss_share": lambda share: 0 < share <= 1,
    "energy_half_days": lambda days: days > 0,
    "energy_resolved_days": lambda days: days > 0,
    "energy_limit": lambda limit: limit > 0,
    "preference_pairs": lambda pairs: pairs >= 1,
    "relation_customers": lambda customers: customers >= 20,  # noqa: PLR2004 - below, no model
    "relation_losses": lambda losses: losses >= 5,  # noqa: PLR2004 - below, no model
    "least_effect_share": lambda share: 0 < share < 1,
    "least_odds_share": lambda share: 0 < share < 10,  # noqa: PLR2004 - ten times the odds
}
"""What a value must be besides of the right kind."""
