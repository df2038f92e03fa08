"""Settings that are tables of their own: exchange rates, and the address of the engine."""

from __future__ import annotations

import re
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any

from clientela.base.errors import SettingsError
from clientela.base.i18n import msg

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = {
    "duckdb": (),
    "postgresql": ("postgresql://", "postgres://"),
    "spark": ("sc://",),
    "clickhouse": ("http://", "https://", "chdb:"),
}
"""The engines there are, and how their addresses begin."""


def _positive(rate: float) -> float:
    if not 0 < rate < inf:
        raise ValueError(rate)
    return rate


def read_rates(table: dict[str, Any], path: Path) -> tuple[tuple[str, date, float], ...]:
    """Read `[exchange_rates.<currency>]`: (currency, valid from, reporting-currency units per unit), in order.

    Errors: SettingsError for a day or a rate that is none.
    """
    rates = []
    for currency, by_day in table.items():
        for day, rate in by_day.items() if isinstance(by_day, dict) else (("1900-01-01", by_day),):
            try:
                rates.append((currency.upper(), date.fromisoformat(day), _positive(float(rate))))
            except (TypeError, ValueError) as error:
                raise SettingsError(
                    msg(
                        '{file}: the exchange rate of {currency} must read "2024-01-31" = 0.92 (date, then rate).',
                        file=str(path),
                        currency=currency,
                    )
                ) from error
    return tuple(sorted(rates))


def check_engine(kind: str, address: str, path: Path) -> None:
    """Refuse an address that does not fit the engine, or that holds a password."""
    secret = re.search(r"//[^/@]*:[^/@]*@|token=|password=", address)
    if secret:
        raise SettingsError(
            msg(
                "{file}: the address of [engine] holds a password. Take it out and put it into the environment variable CLIENTELA_ENGINE_PASSWORD, or for PostgreSQL into ~/.pgpass.",
                file=str(path),
            )
        )
    begins = ENGINES[kind]
    if begins and not address.startswith(begins):
        raise SettingsError(
            msg(
                "{file}: the engine {kind} needs an address in [engine] that begins with {begins}.",
                file=str(path),
                kind=kind,
                begins=begins[0],
            )
        )
