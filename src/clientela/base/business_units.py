"""Business units of one company: each with a currency and a fiscal year of its own where it has one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

Rates = tuple[tuple[str, "date", float], ...]
_MONTHS = 12
_KNOWN = ("currency", "fiscal_start_month", "name")


@dataclass(frozen=True, slots=True)
class BusinessUnit:
    """One business unit, as the column "business unit" of the lines names it."""

    bu_id: str
    name: str = ""
    currency: str = ""
    """Of its lines that state none, and of its own reports; empty: the company's."""
    fiscal_start_month: int = 0
    """0: the company's."""


def read_units(table: Any, path: Path) -> tuple[BusinessUnit, ...]:
    """Read the tables `[business_units.<number>]`. Errors: SettingsError for an unknown name or a value that cannot be."""
    found = []
    for bu_id, values in (table if isinstance(table, dict) else {"": table}).items():
        given = values if isinstance(values, dict) else {"": values}
        currency, month = given.get("currency", ""), given.get("fiscal_start_month", 0)
        is_sound = (
            isinstance(given.get("name", ""), str)
            and isinstance(currency, str)
            and bool(re.fullmatch("([A-Z]{3})?", currency))
            and type(month) is int
            and 0 <= month <= _MONTHS
        )
        if not set(given) <= set(_KNOWN) or not is_sound:
            raise SettingsError(
                msg(
                    '{file}: a business unit must read like [business_units.{unit}] name = "North", currency = "USD", fiscal_start_month = 7; '
                    "each of the three may be left out.",
                    file=str(path),
                    unit=bu_id or "north",
                )
            )
        found.append(BusinessUnit(bu_id, given.get("name", ""), currency, month))
    return tuple(found)


def restore_units(kept: Iterable[Any]) -> tuple[BusinessUnit, ...]:
    """Make the units that a run's manifest keeps."""
    return tuple(unit if isinstance(unit, BusinessUnit) else BusinessUnit(**unit) for unit in kept)


def rates_in(currency: str, rates: Rates, *, company: str) -> Rates:
    """Return exchange rates to `currency` out of those to the currency of the company.

    Formula: rate of X in the unit's currency = rate of X / rate of the unit's currency, on every day from which one of the two
    changes; the company's own rate is 1.
    """
    if currency == company:
        return rates
    own = sorted((day, rate) for name, day, rate in rates if name == currency)
    found = []
    for name in sorted({company, *(name for name, _, _ in rates)} - {currency}):
        other = sorted((day, rate) for code, day, rate in rates if code == name)
        for day in sorted({day for day, _ in (*own, *other)}):
            mine = [rate for since, rate in own if since <= day]
            its = [1.0] if name == company else [rate for since, rate in other if since <= day]
            if mine and its:
                found.append((name, day, its[-1] / mine[-1]))
    return tuple(sorted(found))
