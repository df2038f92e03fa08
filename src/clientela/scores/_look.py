"""From which day the scores look: the day of the run, or twelve months before, by what was known and measured then."""

from __future__ import annotations

from datetime import date
from typing import Any

from clientela.base.periods import add_months

_KEY = "looks_back"


def looked_back(params: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a look from twelve months before `as_of`, as far as the scores read them."""
    day = date.fromisoformat(params["as_of_day"])
    return {
        **params, _KEY: True, "as_of": params["since_12m"], "since_12m": params["since_24m"],
        "since_24m": f"date '{add_months(day, -36).isoformat()}'",
    }  # fmt: skip


def is_back(params: dict[str, Any]) -> bool:
    """Whether these are parameters of the look back."""
    return bool(params.get(_KEY))


def evidence_of(params: dict[str, Any]) -> str:
    """Return the statements known on the day looked from."""
    return "customer_evidence_before" if is_back(params) else "customer_evidence"


def levels_of(params: dict[str, Any]) -> str:
    """Return the levels of the relation on the day looked from."""
    return "relation_levels_before" if is_back(params) else "relation_levels_met"
