"""Exchange rates as a relation: the one way in which amounts meet the rate of their day."""

from __future__ import annotations

from typing import Any


def join_rates(params: dict[str, Any], *, row: str, day: str, name: str) -> str:
    """Return the join of `row` with the rate (`name.rate`) of its `currency` on its `day`; nothing when no rate is needed.

    Units: reporting-currency units per unit of the currency.
    """
    if not params["rates"]:
        return ""
    ranges = " union all ".join(
        f"select '{currency}' as currency, date '{start}' as valid_from, date '{end}' as valid_until, {rate!r} as rate"
        for currency, start, end, rate in params["rates"]
    )
    return (
        f"left join ({ranges}) as {name} on {name}.currency = {row}.currency "
        f"and {row}.{day} >= {name}.valid_from and {row}.{day} < {name}.valid_until "
    )


def converted(column: str, params: dict[str, Any], *, row: str, name: str) -> str:
    """Return an amount in the reporting currency, NULL where its rate is missing. Needs `join_rates`.

    Formula: round(amount x rate) in 1/10,000; an amount without a stated currency is in the reporting one.
    """
    own = f"{row}.currency is null or {row}.currency = '{params['currency']}'"
    rate = f"{name}.rate" if params["rates"] else "cast(null as double)"
    return f"case when {own} then {row}.{column} else cast(round({row}.{column} * {rate}) as bigint) end"
