"""What an investment in the service of a customer is worth: the arithmetic, apart from where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass, fields
from statistics import NormalDist

_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class LogisticsCase:
    """The figures of one option for one customer or class. Money in currency units, yearly unless said; None is not stated."""

    loss_change_share: float | None
    """By how much the yearly probability of losing the customer falls."""
    value_amount: float | None
    """What losing it would cost: the present value of its contribution."""
    wallet_change_share: float | None
    """By how much our share of the wallet grows."""
    wallet_amount: float | None
    """What the customer spends a year on what we sell, with anybody."""
    margin_share: float | None
    """Contribution margin on it."""
    failures_avoided_amount: float | None
    """Cost of failed deliveries that there will be no more."""
    deviation_amount: float | None
    """Standard deviation of the demand over the lead time, at cost."""
    stock_service_share: float | None
    """Cycle service of the safety stock; 0: no stock is held."""
    carrying_rate_share: float | None
    """Yearly cost of holding stock, as a share of its value."""
    handling_amount: float | None
    """Other yearly cost."""
    capital_amount: float | None
    """Invested once, at the start."""
    years: float | None
    capital_cost_share: float | None
    """Yearly cost of capital."""


@dataclass(frozen=True, slots=True)
class LogisticsWorth:
    """What a case comes to. Money in currency units; all but `net_present_amount` and `payback_years` are yearly."""

    benefit_amount: float
    carrying_amount: float
    handling_amount: float
    capital_annuity_amount: float
    net_present_amount: float
    payback_years: float | None
    """None: what is invested never comes back."""


def safety_factor(service_share: float) -> float:
    """Return z of a cycle service: the chance that a replenishment cycle passes without a stock-out, which is neither fill rate nor OTIF.

    Formula: the quantile of the normal distribution (0.90 -> 1.2816, 0.95 -> 1.6449, 0.98 -> 2.0537, 0.995 -> 2.5758); 0 for no stock.
    Source: Silver, Pyke & Peterson 1998.
    """
    return NormalDist().inv_cdf(service_share) if service_share > 0 else 0.0


def annuity_factor(years: float, rate: float) -> float:
    """Return what 1 a year at the end of each of so many years is worth today. Formula: (1 - (1 + r)^-n) / r, n without interest."""
    return years if rate < _TINY else (1 - (1 + rate) ** -years) / rate


def logistics_npv(case: LogisticsCase) -> LogisticsWorth | None:
    """Return what an investment in logistics is worth; None while any of its figures is not stated.

    Formula: benefit = change of P(loss) x value + change of share x wallet x margin % + failures avoided; carrying = z x standard
    deviation of the lead time demand x rate; NPV = (benefit - carrying - handling) x annuity factor - capital, which is the same as
    the surplus after the annuity of the capital x annuity factor; payback = capital / (benefit - carrying - handling).
    """
    given = {f.name: getattr(case, f.name) for f in fields(case)}
    if any(value is None for value in given.values()):
        return None
    benefit = (
        given["loss_change_share"] * given["value_amount"]
        + given["wallet_change_share"] * given["wallet_amount"] * given["margin_share"]
        + given["failures_avoided_amount"]
    )
    carrying = (
        safety_factor(given["stock_service_share"]) * given["deviation_amount"] * given["carrying_rate_share"]
    )
    yearly = benefit - carrying - given["handling_amount"]
    factor = annuity_factor(given["years"], given["capital_cost_share"])
    capital = given["capital_amount"]
    return LogisticsWorth(
        benefit_amount=benefit,
        carrying_amount=carrying,
        handling_amount=given["handling_amount"],
        capital_annuity_amount=capital / factor,
        net_present_amount=yearly * factor - capital,
        payback_years=capital / yearly if yearly > 0 else (0.0 if capital == 0 else None),
    )
