"""The three entry tests as selects: each says passed, failed or unknown of a customer, and never guesses."""

from __future__ import annotations

from typing import Any

from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.scores.relative_strength import criteria

NEED = "accessible_need"
"""The measure of observations that says whether there is a need we can reach within 12 months."""
LEAST_INFLUENCE = 6.0
"""Influence, of ten, from which a person at the customer can carry us in."""
NEAR_POINTS = 1.0
"""Points of ten behind the best rival from which being first within 18 months is still taken to be within reach."""
_MILLION = 1_000_000
_WORD = "status_class = 'known' and source_class not in ('E', 'J')"
"""What the customer, a document or a third party says; our own judgement and estimates pass no test."""


def open_needs(params: dict[str, Any]) -> str:
    """Count the possibilities noted and the offers opened in the last 12 months that were open on `as_of`."""
    as_of, since = params["as_of"], params["since_12m"]
    noted = (
        f"select {KEY_OF} as customer_key from opportunities as o {join_customer('o', as_of)}"
        f"where o.noted_on > {since} and o.noted_on <= {as_of} and o.potential_amount > 0 and coalesce(o.probability, cast(1.0 as double)) > 0"
    )
    offered = (
        f"select {KEY_OF} as customer_key from offers as o {join_customer('o', as_of)}"
        f"where o.opened_on > {since} and o.opened_on <= {as_of} and (o.stage in ('prospecting', 'engaging') or o.closed_on > {as_of})"
    )
    return f"select customer_key, count(*) as open_count from ({noted} union all {offered}) as needs group by customer_key"


def stated_needs() -> str:
    """Return 1 or 0 for a customer of which it is said whether there is a need within reach."""
    return f"select customer_key, max(case when value > 0 then 1 else 0 end) as is_needed from customer_evidence where measure_code = '{NEED}' and value is not null and {_WORD} group by customer_key"


def need_test() -> str:
    """Return the first test. `n`: open needs, `s`: what is said, `w`: the wallet.

    Passed: an open possibility or offer, a need that is stated, or a stated wallet of which part is still within reach of a supplier.
    Failed: it is said that there is none, or the stated wallet is ours as far as the customer's own rule lets one supplier go. A "no"
    beside an open offer contradicts itself: unknown.
    """
    reach = "coalesce(w.sourcing_cap_share, cast(1.0 as double))"
    is_stated = "w.wallet_state = 'stated' and w.share_of_wallet_share"
    return (
        "case when s.is_needed = 0 then case when n.open_count > 0 then 'unknown' else 'failed' end "
        f"when n.open_count > 0 or s.is_needed = 1 or ({is_stated} < {reach}) then 'passed' "
        f"when {is_stated} >= {reach} then 'failed' else 'unknown' end"
    )


def first_places(params: dict[str, Any]) -> str:
    """Return one row per customer that divided its points: whether it names a heavy criterion on which we can be first, and the nearest one.

    Heavy: its weight is above the mean over all criteria, those it does not name at zero. Within reach: own mark at most `NEAR_POINTS`
    below that of the best rival. Failed only where both marks are known for every heavy criterion.
    """
    codes = [c.code for c in criteria(params)]
    names = {
        part: ", ".join(f"'choice_{part}_{code}'" for code in codes) for part in ("weight", "own", "rival")
    }
    of_factor = {code: ", ".join(f"'choice_{part}_{code}'" for part in names) for code in codes}
    factor = " ".join(
        f"when measure_code in ({measures}) then '{code}'" for code, measures in of_factor.items()
    )
    told = (
        f"select customer_key, factor_code, max(case when measure_code in ({names['weight']}) then cast(round(value * {_MILLION}) as bigint) end) as weight, "
        f"max(case when measure_code in ({names['own']}) and value <= 10 then value end) as own_value, max(case when measure_code in ({names['rival']}) and value <= 10 then value end) as rival_value "
        f"from (select customer_key, measure_code, value, case {factor} end as factor_code from customer_evidence where {_WORD} and value >= 0) as words where factor_code is not null group by customer_key, factor_code"
    )
    heavy = (
        f"select customer_key, factor_code, weight, cast(round((own_value - rival_value) * {_MILLION}) as bigint) as gap, sum(weight) over (partition by customer_key) as whole_weight from ({told}) as told where weight is not null"
    )  # fmt: skip
    states = (
        f"select customer_key, factor_code, weight, gap, case when gap is null then 'unknown' when gap >= {round(-NEAR_POINTS * _MILLION)} then 'passed' else 'failed' end as state "
        f"from ({heavy}) as weighed where weight * {len(codes)} > whole_weight"
    )
    order = f"case state when 'passed' then 0 when 'unknown' then 1 else 2 end, coalesce(gap, {-100 * _MILLION}) desc, weight desc, factor_code"
    return (
        f"select customer_key, factor_code, state, cast(gap as double) / {_MILLION}.0 as gap_points from "
        f"(select customer_key, factor_code, state, gap, row_number() over (partition by customer_key order by {order}) as place from ({states}) as judged) as ordered where place = 1"
    )


def sponsors(params: dict[str, Any]) -> str:
    """Return one row per customer with a decision unit in force: whether somebody in it can carry us in, and who.

    A sponsor has influence of at least `LEAST_INFLUENCE` and wants us (attitude above zero). Who has left, and whose part has ended, is
    none. Unknown while of anybody influence or attitude is not stated and could be enough.
    """
    as_of = params["as_of"]
    gone = f"select source, person_id from people where left_on <= {as_of} group by source, person_id"
    members = (
        f"select {KEY_OF} as customer_key, t.person_id, cast(t.influence_score as double) as influence, "
        f"case when t.influence_score < {LEAST_INFLUENCE} or t.attitude_score <= 0 then 'failed' when t.influence_score is null or t.attitude_score is null then 'unknown' else 'passed' end as state "
        f"from decision_unit_members as t {join_customer('t', as_of)}left join ({gone}) as g on g.source = t.source and g.person_id = t.person_id "
        f"where g.person_id is null and (t.from_on is null or t.from_on <= {as_of}) and (t.to_on is null or t.to_on >= {as_of})"
    )
    order = "case state when 'passed' then 0 when 'unknown' then 1 else 2 end, coalesce(influence, cast(-1.0 as double)) desc, person_id"
    return (
        "select customer_key, person_id, influence, state from "
        f"(select customer_key, person_id, influence, state, row_number() over (partition by customer_key order by {order}) as place from ({members}) as members) as ordered where place = 1"
    )
