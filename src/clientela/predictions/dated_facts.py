"""What was known of each relation on which day: contracts, complaints, contacts, levels, the person in charge, rivals."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY, costed_lines

FACTS = (
    ("contract", msg("Contract in force")),
    ("complaint", msg("Complaint")),
    ("contact", msg("Contact")),
    ("level", msg("Level of the relation")),
    ("declining", msg("Relation said to decline")),
    ("owner", msg("Person in charge")),
    ("handover", msg("Change of the person in charge")),
    ("wallet", msg("Our share of what it spends")),
    ("quality", msg("Quality of the relation")),
    ("warning", msg("Sign of leaving")),
    ("believed", msg("Thought good before it was lost")),
)
TABLE_OF = {
    "contract": "contracts", "complaint": "complaints", "contact": "interactions", "level": "relation_levels", "declining": "relation_levels",
    "owner": "assignments", "handover": "assignments", "wallet": "competitor_shares", "quality": "observations", "warning": "defection_events",
    "believed": "loss_reviews",
}  # fmt: skip
"""The table without which a fact is not known of anybody."""
QUALITY = ("relationship_quality", "relation_quality", "quality")
"""Measures of observations that say how good the relation is, 0 to 10."""
_GOOD = (
    "satisf",
    "good",
    "excellent",
    "soddisf",
    "buon",
    "ottim",
    "хорош",
    "довол",
    "отличн",
    "zufried",
    "gut",
)
"""How reviews of losses say that the relation was thought to be good."""


def owner_spells(params: dict[str, Any]) -> str:
    """Return the spells of the owners of each customer up to `as_of` in order, each with the owner and the end before it."""
    spells = (
        f"select {KEY_OF} as customer_key, a.employee_id, coalesce(a.from_on, date '0001-01-01') as from_on, a.to_on, a.reason, a.overlap_days "
        f"from assignments as a {join_customer('a', params['as_of'])}where coalesce(a.role, 'owner') = 'owner' and a.employee_id is not null "
        f"and coalesce(a.from_on, date '0001-01-01') <= {params['as_of']}"
    )
    one = (
        "select customer_key, employee_id, from_on, to_on, reason, overlap_days from (select *, row_number() over (partition by customer_key, from_on "
        f"order by employee_id) as place from ({spells}) as spells where customer_key <> 0) as placed where place = 1"
    )
    window = "over (partition by customer_key order by from_on)"
    return f"select *, lag(employee_id) {window} as before_id, lag(to_on) {window} as before_to_on from ({one}) as ordered"


def _facts(params: dict[str, Any]) -> tuple[str, ...]:
    as_of = params["as_of"]
    known = f"case when {{0}} <= {as_of} then {{0}} end"
    nothing = "cast(null as date)"

    def dated(
        table: str,
        kind: str,
        day: str,
        until: str,
        value: str,
        test: str = "true",
        person: str = "cast(null as varchar)",
    ) -> str:
        return (
            f"select {KEY_OF} as customer_key, '{kind}' as fact_class, {day} as from_on, {until} as until_on, cast({value} as double) as fact_number, "
            f"{person} as employee_id from {table} as t {join_customer('t', as_of)}where {day} <= {as_of} and {test}"
        )

    wallet = (
        "(select source, customer_id, known_on, least(cast(1 as double), sum(cast(share as double))) as taken from competitor_shares "
        "where product_family is null and share is not null group by source, customer_id, known_on)"
    )
    quality = (
        "(select source, subject_id as customer_id, as_of_on, value_number from observed_numbers where subject_type = 'customer' "
        f"and measure_code in ({', '.join(repr(name) for name in QUALITY)}))"
    )
    owners = owner_spells(params)
    good = " or ".join(f"lower(t.prior_beliefs) like '%{stem}%'" for stem in _GOOD)
    return (
        dated("contracts", "contract", f"coalesce(t.from_on, {as_of})", "t.to_on", "1"),
        dated("complaints", "complaint", "t.opened_on", known.format("t.closed_on"), "coalesce(t.severity, 1)"),
        dated("interactions", "contact", "t.interaction_on", nothing, "coalesce(t.minutes, 0)", person="t.employee_id"),
        dated("relation_levels", "level", "t.assessed_on", nothing, "t.level_met", "t.level_met is not null"),
        dated("relation_levels", "declining", "t.assessed_on", nothing, "case when t.is_declining then 1 else 0 end", "t.is_declining is not null"),
        dated(wallet, "wallet", "t.known_on", nothing, "1 - t.taken"),
        dated(quality, "quality", "t.as_of_on", nothing, "t.value_number"),
        dated("defection_events", "warning", "t.happened_on", nothing, "1", "t.kind in ('trigger', 'sourcing_elsewhere')"),
        f"select customer_key, 'owner' as fact_class, from_on, to_on as until_on, cast(1 as double) as fact_number, employee_id from ({owners}) as o",
        (f"select customer_key, 'handover' as fact_class, from_on, {nothing} as until_on, cast(coalesce(overlap_days, 0) as double) as fact_number, employee_id "
        f"from ({owners}) as o where before_id is not null and before_id <> employee_id and coalesce(lower(reason), '') not like '%perform%'"),
        dated("loss_reviews", "believed", "t.reviewed_on", nothing, f"case when {good} then 1 else 0 end", "t.prior_beliefs is not null"),
    )  # fmt: skip


@step(
    title=msg("What was known of each relation, by day"),
    inputs=("contracts", "complaints", "interactions", "relation_levels", "competitor_shares", "observed_numbers", "defection_events", "assignments", "loss_reviews", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("fact_class", msg("What is known"), "class", codes=FACTS),
        Field("from_on", msg("Known since"), "date"),
        Field("until_on", msg("Valid to"), "date", msg("the end of a contract, of a complaint, of a person's time in charge; none while it lasts")),
        Field("fact_number", msg("Value"), "number", msg("severity, minutes, level, share or score; 1 where there is nothing to measure")),
        Field("employee_id", msg("Sales person"), "text"),
    ),
)  # fmt: skip
def dated_facts(params: dict[str, Any]) -> str:
    """List with their days the facts about relations known on `as_of`, so that what was known on any earlier day can be asked.

    A complaint closed later is open; what is dated later is not there. A table that the company does not bring has no rows here, which
    says nothing about its customers.
    """
    rows = " union all ".join(f"select * from ({part}) as part" for part in _facts(params))
    return f"select customer_key, fact_class, from_on, until_on, fact_number, employee_id from ({rows}) as facts where customer_key <> 0 and from_on is not null"


@step(
    title=msg("Customer x family x month"),
    inputs=("identified_lines", "product_costs", "product_register"),
    fields=(
        KEY,
        Field("product_family", msg("Product family"), "text"),
        Field("month_number", msg("Month"), "month"),
        Field("revenue_amount", msg("Revenue"), "money"),
    ),
)  # fmt: skip
def customer_family_months(params: dict[str, Any]) -> str:
    """Sum revenue by customer, product family and month up to `as_of`; a product without a family is in none."""
    return (
        "select l.customer_key, p.product_family, l.month_number, cast(sum(l.net_amount) as bigint) as revenue_amount "
        f"from ({costed_lines(params, 'product_key')}) as l join product_register as p on p.product_key = l.product_key "
        "where l.customer_key <> 0 and p.product_family is not null group by l.customer_key, p.product_family, l.month_number"
    )
