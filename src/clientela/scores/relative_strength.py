"""How strong we are against the best rival, by the criteria the customer itself names."""

from __future__ import annotations

from typing import Any

from clientela.base.i18n import msg
from clientela.evidence._measures import CHOICE_FACTORS
from clientela.scores._criteria import Criterion, apply_rules, scored_row

AXIS = "relative_strength"
_TITLES = {
    "price": msg("Price"), "quality": msg("Quality"), "delivery": msg("Delivery"), "service": msg("Service"), "speed": msg("Speed of response"),
    "innovation": msg("Innovation"), "relationship": msg("Relationship"), "trust": msg("Trust"),
}  # fmt: skip
CRITERIA = tuple(Criterion(name, _TITLES[name], 12.5, question=6) for name in CHOICE_FACTORS)
"""The packaged factors, of equal weight; where the customer divides 100 points, its own weights hold and what it does not name has none."""
INPUTS = ("customer_register", "customer_evidence")


def criteria(params: dict[str, Any]) -> tuple[Criterion, ...]:
    """Return the factors of the choice of a supplier as the settings of the run have them."""
    return apply_rules(CRITERIA, params, AXIS)


def _strength(number: int, criterion: Criterion, names: str) -> str:
    """Score 5 + (own - rival) / 2: parity is 5. One of the two alone narrows the score: the other lies in 0 to 10."""
    pivot = ", ".join(
        f"max(case when measure_code = 'choice_{part}_{criterion.code}' then {column} end) as {part}_{name}"
        for part in ("own", "rival")
        for column, name in (
            ("value", "value"),
            ("value_low", "low"),
            ("value_high", "high"),
            ("confidence", "confidence"),
            ("as_of_on", "on"),
        )
    )
    places = " ".join(
        f"when '{name}' then {place}" for place, name in enumerate(("M", "C", "D", "X", "O", "E", "J"))
    )
    letters = " ".join(
        f"when {place} then '{name}'" for place, name in enumerate(("M", "C", "D", "X", "O", "E", "J"))
    )
    told = (
        f"select customer_key, {pivot}, max(case source_class {places} end) as weakest, max(case when status_class = 'conflicting' then 1 else 0 end) as is_conflicting from customer_evidence "
        f"where measure_code in ('choice_own_{criterion.code}', 'choice_rival_{criterion.code}') and status_class in ('known', 'conflicting') and value between 0 and 10 group by customer_key"
    )
    weights = (
        f"select customer_key, max(case when measure_code = 'choice_weight_{criterion.code}' then value end) as weight from customer_evidence "
        f"where measure_code in ({names}) and status_class in ('known', 'conflicting') and source_class <> 'J' and value >= 0 group by customer_key having sum(value) > 0"
    )
    inner = (
        "select r.customer_key, t.own_value - t.rival_value as value, 5 + (t.own_value - t.rival_value) / 2 as score, "
        "case when t.customer_key is not null then 5 + (coalesce(t.own_low, 0) - coalesce(t.rival_high, 10)) / 2 end as score_low, "
        "case when t.customer_key is not null then 5 + (coalesce(t.own_high, 10) - coalesce(t.rival_low, 0)) / 2 end as score_high, "
        "case when t.own_value is not null and t.rival_value is not null then case when t.is_conflicting = 1 then 'conflicting' else 'known' end when t.customer_key is not null then 'partly_known' else 'unknown_not_asked' end as state, "
        f"case t.weakest {letters} end as source_class, case when t.own_value is not null and t.rival_value is not null then least(t.own_confidence, t.rival_confidence) end as confidence, "
        "least(coalesce(t.own_on, t.rival_on), coalesce(t.rival_on, t.own_on)) as known_on, "
        f"case when w.customer_key is null then cast({float(criterion.weight)!r} as double) else coalesce(w.weight, cast(0.0 as double)) end as own_weight "
        f"from customer_register as r left join ({told}) as t on t.customer_key = r.customer_key left join ({weights}) as w on w.customer_key = r.customer_key"
    )
    return scored_row(AXIS, number, criterion, inner, weight="own_weight")


def rows(params: dict[str, Any], first: int) -> list[str]:
    """Return one select per factor; their numbers begin at `first`. Formula: x = 5 + 0.5 · sum(u · (own - rival)) / sum(u) (after Cheverton)."""
    found = criteria(params)
    names = ", ".join(f"'choice_weight_{c.code}'" for c in found)
    return [_strength(number, c, names) for number, c in enumerate(found, start=first)]
