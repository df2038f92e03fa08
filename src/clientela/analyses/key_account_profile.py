"""How far the key accounts are from what a key account must be."""

from __future__ import annotations

from typing import Any

from clientela.analyses.price_tables import NAMED
from clientela.base.declare import Field, step
from clientela.base.i18n import msg

TRAITS = (
    ("attainable_margin", "attractiveness", 7.0, msg("Potential: attainable margin from 7")),
    ("strategic_fit", "attractiveness", 6.0, msg("Strategic fit from 0.6")),
    ("openness", "attractiveness", 5.0, msg("Openness to partnership from 5")),
    ("payment", "attractiveness", 5.0, msg("Solvency: payment from 5")),
    ("simplicity", "attractiveness", 0.0, msg("Cost to serve known")),
    ("access", "importance", 7.0, msg("Access to heads of function")),
    ("declared", "importance", 5.0, msg("Mutual interest: importance it declares from 5")),
)
"""Criterion, axis, score from which it is met, what it is called. Each counts the same."""
DEVIATIONS = (
    ("alarm", msg("Alarm: it is not what a key account must be")),
    ("possible", msg("Possible alarm: too little is known")),
    ("fits", msg("Fits the profile")),
)
STATES = (("met", msg("met")), ("unmet", msg("not met")), ("unknown", msg("not known")))
_OWN = "own proposal, after Cheverton 1999, 2004"


def _traits() -> str:
    """Select the traits of the customers treated as key: met or unmet by what is certain, else unknown."""
    rows = " union all ".join(
        f"select '{code}' as trait_code, '{axis}' as axis_class, cast({least!r} as double) as least_score" for code, axis, least, _ in TRAITS
    )  # fmt: skip
    return (
        "select e.customer_key, t.trait_code, case when c.is_scored = 1 or c.criterion_low >= t.least_score and t.least_score > 0 or c.criterion_high < t.least_score then "
        "case when coalesce(c.criterion_score, c.criterion_low) >= t.least_score then 'met' else 'unmet' end else 'unknown' end as trait_state, c.criterion_score "
        f"from (select customer_key from customer_evidence where measure_code = 'key_account' and status_class in ('known', 'conflicting') and value > 0) as e cross join ({rows}) as t "
        "left join customer_criteria as c on c.customer_key = e.customer_key and c.axis_class = t.axis_class and c.criterion = t.trait_code"
    )


@step(
    title=msg("Key accounts against their profile"),
    inputs=("customers", "customer_evidence", "customer_criteria", "profitability_cells", "customer_contacts"),
    fields=(
        *NAMED,
        Field("met_count", msg("Traits met"), "count"),
        Field("unmet_count", msg("Traits not met"), "count"),
        Field("unknown_count", msg("Traits not known"), "count"),
        Field("deviation_low", msg("Deviation, at least"), "number", msg("traits not met / traits"), _OWN),
        Field("deviation_high", msg("Deviation, at most"), "number", msg("traits not met or not known / traits"), _OWN),
        Field("deviation_class", msg("Against the profile"), "class", msg("alarm above the limit of the settings whatever is missing"), codes=DEVIATIONS),
        Field("contribution_12m_amount", msg("Contribution now"), "money", msg("what the place brings today")),
        Field("contact_hours", msg("Hours of contact, last 12 months"), "number", msg("what the place takes; none where nobody wrote contacts down")),
    ),
)  # fmt: skip
def key_account_profile(params: dict[str, Any]) -> str:
    """One row per customer treated as key: how many of the traits of a key account it has, lacks, or nobody knows."""
    limit = params["portfolio"].profile_deviation_share
    counted = (
        "select customer_key, cast(sum(case when trait_state = 'met' then 1 else 0 end) as bigint) as met_count, cast(sum(case when trait_state = 'unmet' then 1 else 0 end) as bigint) as unmet_count, "
        f"cast(sum(case when trait_state = 'unknown' then 1 else 0 end) as bigint) as unknown_count from ({_traits()}) as traits group by customer_key"
    )
    low = f"cast(t.unmet_count as double) / {float(len(TRAITS))!r}"
    high = f"cast(t.unmet_count + t.unknown_count as double) / {float(len(TRAITS))!r}"
    return (
        f"select c.customer_key, c.customer_id, c.customer_name, t.met_count, t.unmet_count, t.unknown_count, {low} as deviation_low, {high} as deviation_high, "
        f"case when {low} > cast({limit!r} as double) then 'alarm' when {high} > cast({limit!r} as double) then 'possible' else 'fits' end as deviation_class, p.contribution_12m_amount, k.contact_hours "
        f"from ({counted}) as t join customers as c on c.customer_key = t.customer_key left join profitability_cells as p on p.customer_key = t.customer_key left join customer_contacts as k on k.customer_key = t.customer_key"
    )


@step(
    title=msg("Traits of the key accounts"),
    inputs=("customers", "customer_evidence", "customer_criteria"),
    fields=(
        *NAMED,
        Field("trait_code", msg("Trait"), "class", codes=tuple((code, title) for code, _, _, title in TRAITS)),
        Field("trait_state", msg("State"), "class", codes=STATES),
        Field("criterion_score", msg("Score"), "number"),
    ),
)  # fmt: skip
def key_account_traits(params: dict[str, Any]) -> str:
    """List the traits that a customer treated as key lacks or of which nothing is known."""
    del params
    return (
        f"select c.customer_key, c.customer_id, c.customer_name, t.trait_code, t.trait_state, t.criterion_score from ({_traits()}) as t "
        "join customers as c on c.customer_key = t.customer_key where t.trait_state <> 'met'"
    )
