"""The contribution ladder of all customers together, what each step rests on, and how firm its end is."""

from __future__ import annotations

from typing import Any

from clientela.analyses.strata import DIMENSIONS
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._rungs import EVIDENCE, ITEMS, RUNGS

_TITLES = dict(RUNGS)
STEPS = (
    ("revenue", msg("Revenue"), "revenue_12m_amount", 1),
    ("unknown_goods", msg("of customers whose costs are too little known"), "", -1),
    ("rebates", _TITLES["rebates"], "rebates_12m_amount", -1),
    ("net_net", msg("Net-net revenue"), "net_net_12m_amount", 0),
    ("goods", msg("Cost of goods"), "goods_12m_amount", -1),
    ("cm1", msg("Contribution 1"), "cm1_12m_amount", 0),
    ("freight", _TITLES["freight"], "freight_12m_amount", -1),
    ("handling", _TITLES["handling"], "handling_12m_amount", -1),
    ("cm2", msg("Contribution 2"), "cm2_12m_amount", 0),
    ("selling", _TITLES["selling"], "selling_12m_amount", -1),
    ("service", _TITLES["service"], "service_12m_amount", -1),
    ("credit", _TITLES["credit"], "credit_12m_amount", -1),
    ("cm3", msg("Contribution 3"), "cm3_12m_amount", 0),
    ("investment", _TITLES["investment"], "investment_12m_amount", -1),
    ("cm4", msg("Contribution 4"), "cm4_12m_amount", 0),
)
"""Step, title, column of the customer, and its sign: -1 is taken off, 0 is a sum of what stands above."""
STEP_TITLES = tuple((name, title) for name, title, _, _ in STEPS)


@step(
    title=msg("Contribution ladder"),
    inputs=("customers",),
    fields=(
        Field("place", msg("Place"), "count"),
        Field("ladder_step", msg("Step"), "class", codes=STEP_TITLES),
        Field("step_amount", msg("Amount, last 12 months"), "money", msg("sum over the customers; steps of which nothing is known are empty")),
        Field("extrapolated_amount", msg("Taken over from other lines"), "money", msg("part of contribution 1 that lines without a cost would bring at the margin of the customer's other lines")),
        Field("customers_count", msg("Customers with an amount"), "count"),
    ),
)  # fmt: skip
def contribution_ladder(params: dict[str, Any]) -> str:
    """Sum the ladders of the customers. The first step is the revenue of the ledger; from the third on, those whose cost of goods is known.

    What the customers do not carry, costs of nobody and unused capacity, is in no step: see `cost_evidence`.
    """
    del params
    known = "cm1_12m_amount is not null"
    parts = []
    for place, (name, _, column, _) in enumerate(STEPS, start=1):
        if name == "revenue":
            amount, test = "revenue_12m_amount", "true"
        elif name == "unknown_goods":
            amount, test = "revenue_12m_amount", f"not ({known})"
        else:
            amount, test = column, known
        parts.append(
            f"select {place} as place, '{name}' as ladder_step, cast(sum(case when {test} then {amount} end) as bigint) as step_amount, "
            f"{'cast(sum(cm1_extrapolated_12m_amount) as bigint)' if name == 'cm1' else 'cast(null as bigint)'} as extrapolated_amount, "
            f"count(case when {test} and {amount} <> 0 then 1 end) as customers_count from customers having count(case when lines_count > 0 then 1 end) > 0"
        )
    return " union all ".join(parts)


@step(
    title=msg("What the costs of serving rest on"),
    inputs=("cost_items", "customers"),
    fields=(
        Field("rung", msg("Step of the contribution ladder"), "class", codes=RUNGS),
        Field("item", msg("Counted by"), "class", codes=ITEMS),
        Field("evidence", msg("Evidence"), "class", codes=EVIDENCE),
        Field("customers_count", msg("Customers"), "count"),
        Field("units_number", msg("How often"), "number"),
        Field("cost_amount", msg("Cost of customers"), "money"),
        Field("unassigned_amount", msg("Belongs to no customer"), "money", msg("rows that name no customer; never spread over the others")),
    ),
)  # fmt: skip
def cost_evidence(params: dict[str, Any]) -> str:
    """Sum the cost items of the last 12 months by step, item and evidence; customers + nobody's = all that was stated."""
    ours = "c.customer_key is not null"
    return (
        f"select i.rung, i.item, i.evidence, count(distinct case when {ours} then i.customer_key end) as customers_count, sum(i.units) as units_number, "
        f"cast(coalesce(sum(case when {ours} then i.cost_amount end), 0) as bigint) as cost_amount, "
        f"cast(coalesce(sum(case when not ({ours}) then i.cost_amount end), 0) as bigint) as unassigned_amount "
        "from cost_items as i left join (select customer_key from customers) as c on c.customer_key = i.customer_key "
        f"where i.happened_on > {params['since_12m']} group by i.rung, i.item, i.evidence order by i.rung, i.item, i.evidence"
    )


@step(
    title=msg("How firm contribution 3 is"),
    inputs=("customers",),
    fields=(
        Field("known_count", msg("Customers whose contribution 3 is known"), "count"),
        Field("negative_count", msg("of which below zero"), "count"),
        Field("negative_high_count", msg("below zero if the assumed costs are higher"), "count"),
        Field("negative_low_count", msg("below zero if the assumed costs are lower"), "count"),
        Field("negative_known_count", msg("below zero without any assumption"), "count"),
        Field("assumed_amount", msg("Costs by activities or assumed prices"), "money"),
        Field("changed_share", msg("Customers whose contribution changes its sign"), "share", msg("those below zero with higher but not with lower assumed costs / known")),
    ),
)  # fmt: skip
def ladder_sensitivity(params: dict[str, Any]) -> str:
    """Move what rests on minutes and assumed prices up and down by `economics.sensitivity_share`, and count the signs."""
    share = params["economics"].sensitivity_share
    assumed = "cast(serve_12m_amount - serve_known_12m_amount as double)"
    high, low = f"cm3_12m_amount - {share!r} * {assumed}", f"cm3_12m_amount + {share!r} * {assumed}"
    counted = (
        "select count(*) as known_count, count(case when cm3_12m_amount < 0 then 1 end) as negative_count, "
        f"count(case when {high} < 0 then 1 end) as negative_high_count, count(case when {low} < 0 then 1 end) as negative_low_count, "
        "count(case when cm3_known_12m_amount < 0 then 1 end) as negative_known_count, "
        "cast(sum(serve_12m_amount - serve_known_12m_amount) as bigint) as assumed_amount, "
        f"count(case when {high} < 0 and not ({low} < 0) then 1 end) as changed_count "
        "from customers where cm3_12m_amount is not null and (lines_12m_count > 0 or cm3_12m_amount <> 0)"
    )
    return (
        "select known_count, negative_count, negative_high_count, negative_low_count, negative_known_count, assumed_amount, "
        f"cast(changed_count as double) / nullif(known_count, 0) as changed_share from ({counted}) as counted where known_count > 0"
    )


@step(
    title=msg("Contribution by part of the company"),
    inputs=("customers",),
    fields=(
        Field("dimension", msg("Seen by"), "text"),
        Field("part", msg("Part"), "text"),
        Field("customers_count", msg("Customers"), "count"),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("unknown_amount", msg("of customers whose costs are too little known"), "money"),
        Field("net_net_12m_amount", msg("Net-net revenue"), "money"),
        Field("cm1_12m_amount", msg("Contribution 1"), "money"),
        Field("serve_12m_amount", msg("Cost-to-serve"), "money"),
        Field("cm3_12m_amount", msg("Contribution 3"), "money"),
        Field("cm3_prior_12m_amount", msg("Contribution 3, 12 months before"), "money"),
        Field("negative_count", msg("Customers below zero"), "count"),
    ),
)
def ladder_parts(params: dict[str, Any]) -> str:
    """Sum the ladders of the customers by each dimension of the composition of revenue: each adds up to the same totals."""
    del params
    known = "cm1_12m_amount is not null"
    sums = ", ".join(
        f"cast(sum(case when {known} then {name} end) as bigint) as {name}"
        for name in (
            "net_net_12m_amount",
            "cm1_12m_amount",
            "serve_12m_amount",
            "cm3_12m_amount",
            "cm3_prior_12m_amount",
        )
    )
    return " union all ".join(
        f"select '{name}' as dimension, {sql} as part, count(case when lines_12m_count > 0 or cm1_12m_amount <> 0 or cm3_12m_amount <> 0 then 1 end) as customers_count, "
        "cast(sum(revenue_12m_amount) as bigint) as revenue_12m_amount, "
        f"cast(sum(case when not ({known}) then revenue_12m_amount else 0 end) as bigint) as unknown_amount, {sums}, "
        f"count(case when coalesce(cm3_12m_amount, cm1_12m_amount) < 0 then 1 end) as negative_count from customers group by {sql}"
        for name, _, sql in DIMENSIONS
    )
