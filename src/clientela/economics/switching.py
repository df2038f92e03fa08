"""What it would cost a customer to leave us, and us to lose it, from the bonds that are known."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.measures.passes import KEY

SIDES = (("theirs", msg("the customer's cost")), ("ours", msg("our cost")))
VERDICTS = (
    ("exposed", msg("exposed: leaving pays")),
    ("held", msg("held: leaving does not pay")),
    ("unknown", msg("not known")),
)
_JACKSON = "Jackson 1985; Burnham, Frels & Mahajan 2003"
_GOOD = 5
"""A relation judged below this is not what holds the customer."""


@step(
    title=msg("Switching costs, item by item"),
    inputs=("bonds", "customer_keys", "customer_map"),
    fields=(
        KEY,
        Field("bond_id", msg("Bond number"), "text"),
        Field("switching_side", msg("Whose cost"), "class", msg("a bond that ties both is an item of each side; one whose direction nobody states ties the customer"), codes=SIDES),
        Field("bond_kind", msg("Kind of bond"), "text"),
        Field("owner_kind", msg("Held by"), "text"),
        Field("strength", msg("Strength"), "number"),
        Field("switching_amount", msg("Cost of undoing it"), "money"),
        Field("switching_weeks", msg("Weeks to undo it"), "number"),
        Field("evidence_text", msg("Evidence"), "text"),
        Field("expires_on", msg("Expires on"), "date"),
    ),
)  # fmt: skip
def switching_items(params: dict[str, Any]) -> str:
    """List the bonds that hold on `as_of`, once for each side they tie. Amounts are in the reporting currency."""
    none = " and false" if params["bu"] else ""
    return " union all ".join(
        f"select {KEY_OF} as customer_key, b.bond_id, '{side}' as switching_side, b.kind as bond_kind, b.owner_kind, b.strength, b.reversal_cost_amount as switching_amount, "
        f"b.reversal_weeks as switching_weeks, b.evidence as evidence_text, b.expires_on from bonds as b {join_customer('b', params['as_of'])}"
        f"where (b.expires_on is null or b.expires_on > {params['as_of']}) and coalesce(b.direction, 'theirs') in ('{side}', 'both'){none}"
        for side, _ in SIDES
    )


def _newest(measure: str) -> str:
    return (
        "select customer_key, value_number from (select coalesce(m.to_key, k.customer_key) as customer_key, o.value_number, "
        "row_number() over (partition by coalesce(m.to_key, k.customer_key) order by case when o.as_of_on is null then 1 else 0 end, o.as_of_on desc, o.observation_id, o.source) as place "
        "from observed_numbers as o join customer_keys as k on k.source = o.source and k.customer_id = o.subject_id left join customer_map as m on m.customer_key = k.customer_key "
        f"and {{as_of}} >= m.from_on and {{as_of}} < m.until_on where o.subject_type = 'customer' and o.measure_code = '{measure}') as ordered where place = 1"
    )


_SHEET = (
    KEY,
    Field("their_items_count", msg("Items of the customer"), "count"),
    Field("their_unknown_count", msg("of which without a cost"), "count"),
    Field("their_known_amount", msg("Cost of leaving us, at least"), "money", msg("sum of the items with a cost"), _JACKSON),
    Field("their_cost_amount", msg("Cost of leaving us"), "money", msg("the same, where every item has a cost"), _JACKSON),
    Field("their_weeks", msg("Weeks to leave us, at least"), "number", msg("the longest item: how far the others can be done at the same time nobody states")),
    Field("person_held_share", msg("Part held by a person"), "share", msg("items held by a person / items of which it is known")),
    Field("our_items_count", msg("Items of ours"), "count"),
    Field("our_known_amount", msg("Our cost of losing it, at least"), "money"),
    Field("our_cost_amount", msg("Our cost of losing it"), "money", msg("where every item has a cost")),
    Field("rival_saving_amount", msg("Saving a year offered by the best rival"), "money", msg("newest observation of the measure rival_saving, in units of the reporting currency")),
    Field("barrier_low_index", msg("Barrier, at least"), "number", msg("cost of leaving us, at least / saving a year offered by the best rival"), _JACKSON),
    Field("barrier_index", msg("Barrier"), "number", msg("cost of leaving us / saving a year offered by the best rival; where every item has a cost"), _JACKSON),
    Field("barrier_class", msg("Does leaving pay?"), "class", msg("held from 1 on, exposed below where every item has a cost; else not known"), _JACKSON, VERDICTS),
    Field("is_hostage", msg("Held against its will"), "id", msg("1 when leaving does not pay and the quality of the relation (observation relation_quality) is below 5; not known without one")),
)  # fmt: skip


@step(
    title=msg("Switching cost sheet"),
    inputs=("switching_items", "observed_numbers", "customer_keys", "customer_map"),
    fields=_SHEET,
)
def switching_sheet(params: dict[str, Any]) -> str:
    """Sum the items of each customer in both directions; an item without a cost makes the barrier a lower bound, never a zero."""
    theirs, ours = "switching_side = 'theirs'", "switching_side = 'ours'"

    def newest(measure: str) -> str:
        return _newest(measure).format(as_of=params["as_of"])

    sums = (
        f"select customer_key, count(case when {theirs} then 1 end) as their_items_count, count(case when {theirs} and switching_amount is null then 1 end) as their_unknown_count, "
        f"cast(sum(case when {theirs} then switching_amount end) as bigint) as their_known_amount, max(case when {theirs} then switching_weeks end) as their_weeks, "
        f"cast(count(case when {theirs} and owner_kind = 'person' then 1 end) as double) / nullif(count(case when {theirs} then owner_kind end), 0) as person_held_share, "
        f"count(case when {ours} then 1 end) as our_items_count, count(case when {ours} and switching_amount is null then 1 end) as our_unknown_count, "
        f"cast(sum(case when {ours} then switching_amount end) as bigint) as our_known_amount from switching_items where customer_key <> 0 group by customer_key"
    )
    saving = "cast(round(s.value_number * 10000) as bigint)"
    kept = ", ".join(f.name for f in _SHEET if f.name != "is_hostage")
    return (
        f"select {kept}, case when barrier_class = 'held' and relation_quality is not null then case when relation_quality < {_GOOD} then 1 else 0 end end as is_hostage from ("
        "select *, case when barrier_low_index >= 1 then 'held' when barrier_index < 1 then 'exposed' else 'unknown' end as barrier_class from ("
        "select *, case when rival_saving_amount > 0 then cast(their_known_amount as double) / nullif(rival_saving_amount, 0) end as barrier_low_index, "
        "case when rival_saving_amount > 0 then cast(their_cost_amount as double) / nullif(rival_saving_amount, 0) end as barrier_index from ("
        "select t.customer_key, t.their_items_count, t.their_unknown_count, t.their_known_amount, case when t.their_items_count > 0 and t.their_unknown_count = 0 then t.their_known_amount end as their_cost_amount, "
        "t.their_weeks, t.person_held_share, t.our_items_count, t.our_known_amount, case when t.our_items_count > 0 and t.our_unknown_count = 0 then t.our_known_amount end as our_cost_amount, "
        f"{saving} as rival_saving_amount, q.value_number as relation_quality from ({sums}) as t left join ({newest('rival_saving')}) as s on s.customer_key = t.customer_key "
        f"left join ({newest('relation_quality')}) as q on q.customer_key = t.customer_key) as joined) as indexed) as judged"
    )
