"""What a run depends on besides the facts, as one record that the manifest keeps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from clientela.base.periods import add_months, month_end, month_number
from clientela.runs.earlier import placing_rules

if TYPE_CHECKING:
    from clientela.base.settings import Settings

FOREVER = date(9999, 12, 31)


def _sql_date(day: date) -> str:
    return f"date '{day.isoformat()}'"


def unit_currencies(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the units whose lines, where they state no currency, are in another one than that of the report."""
    return tuple(
        (unit.bu_id, unit.currency)
        for unit in settings.business_units
        if unit.currency and unit.currency != settings.company.currency
    )


_PRICED = {
    "receivables",
    "rebates",
    "customer_costs",
    "activity_pools",
    "orders",
    "contracts",
    "offers",
    "forecasts_given",
}
"""Tables that may be in a currency which no sales line is in."""


def _rate_ranges(
    settings: Settings, currencies: tuple[str, ...], tables: tuple[str, ...]
) -> tuple[tuple[str, str, str, float], ...]:
    """Turn "valid from" rates into ranges; the reporting currency needs none."""
    stated = {*currencies, *(code for _, code in unit_currencies(settings))}
    if _PRICED & set(tables):
        stated |= {code for code, _, _ in settings.exchange_rates}
    foreign = {c for c in stated if c and c != settings.company.currency}
    ranges = []
    for currency in sorted(foreign):
        own = sorted((day, rate) for name, day, rate in settings.exchange_rates if name == currency)
        for i, (day, rate) in enumerate(own):
            end = own[i + 1][0] if i + 1 < len(own) else FOREVER
            ranges.append((currency, day.isoformat(), end.isoformat(), rate))
    return tuple(ranges)


def read_params(
    settings: Settings,
    *,
    as_of: date,
    currencies: tuple[str, ...],
    first_on: date | None,
    tables: tuple[str, ...] = (),
    stated: tuple[str, ...] | None = None,
) -> dict[str, Any]:
    """Return every parameter of a run by name; dates for SQL are written as literals.

    `tables`: the canonical tables with rows. `stated`: which of the amounts that nobody need state some line does; None: any may be.

    Windows: twelve months = (as_of - 12 months, as_of]. The last full month is the one that ends on or before as_of.
    """
    full = month_number(as_of) if month_end(month_number(as_of)) == as_of else month_number(as_of) - 1
    life, abc, pyramid = settings.lifecycle, settings.abc, settings.pyramid
    return {
        "as_of": _sql_date(as_of),
        "as_of_day": as_of.isoformat(),
        "since_12m": _sql_date(add_months(as_of, -12)),
        "since_24m": _sql_date(add_months(as_of, -24)),
        "since_36m": _sql_date(add_months(as_of, -36)),
        "last_full_month": full,
        "first_on": (first_on or as_of - timedelta(days=1)).isoformat(),
        "currency": settings.company.currency,
        "fiscal_start_month": settings.company.fiscal_start_month,
        "rates": _rate_ranges(settings, currencies, tables),
        "segment_minimum_gaps": life.segment_minimum_gaps,
        "default_gap_days": life.default_gap_days,
        "shrink": life.shrink,
        "lifecycle": life,
        "abc": abc,
        "pyramid": pyramid,
        "xyz": settings.xyz,
        "rfm": settings.rfm,
        "clusters": settings.clusters,
        "segment_rules": settings.segment_rules,
        "cost_to_serve": settings.cost_to_serve,
        "economics": settings.economics,
        "service": settings.service,
        "prices": settings.prices,
        "offer": settings.offer,
        "potential": settings.potential,
        "growth": settings.growth,
        "outlook": settings.outlook,
        "evidence": settings.evidence,
        "portfolio": settings.portfolio,
        "portfolio_criteria": settings.portfolio_criteria,
        "placing_rules": placing_rules(settings),
        "dynamics": settings.dynamics,
        "kpis": settings.kpis,
        "segment_criteria": settings.segment_criteria,
        "service_rules": settings.service_rules,
        "seed": settings.clusters.seed,
        "concentration": settings.concentration,
        "structure": settings.structure,
        "tables": tables,
        "stated": stated,
        "bu": settings.company.business_unit,
        "unit_currencies": unit_currencies(settings),
    }
