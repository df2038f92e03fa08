"""How far the relation with each customer has come, by gates that are met, not met or unknown; and what connects the two firms."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics._customer_of import KEY_OF, join_customer
from clientela.scores._gate_facts import held_facts
from clientela.scores._gates import ALARMS, CONNECTORS, GATES, LEVELS, MOST_CONNECTED, stated_sql
from clientela.scores._look import evidence_of, is_back, looked_back

_SOURCE = "Webster 1992; Dwyer, Schurr & Oh 1987; Millman & Wilson 1995; gates: own proposal"
_CONNECTED = "Cannon & Perreault 1999; weights: own proposal"
_EXACT = 1e9


def _declared(params: dict[str, Any]) -> str:
    """Select the newest assessment of the level by customer. What we judge ourselves decides no gate."""
    as_of = params["as_of"]
    rows = (
        f"select {KEY_OF} as customer_key, t.level_met, t.level_possible, t.is_declining, t.source_class, row_number() over (partition by {KEY_OF} order by t.assessed_on desc, t.level_met, t.batch_number desc, t.row_number desc, t.source) as place "
        f"from relation_levels as t {join_customer('t', 't.assessed_on')}where t.assessed_on <= {as_of}"
    )
    firm = "source_class in ('M', 'C', 'D', 'X', 'O')"
    return (
        f"select customer_key, level_met as stated_level, case when {firm} then level_met end as firm_met, case when {firm} then level_possible end as firm_possible, "
        f"case when is_declining then 1 when is_declining is not null then 0 end as is_declining from ({rows}) as rows_stated where place = 1 and customer_key <> 0"
    )


def _level(suffix: str, *, possible: bool, only_relational: bool = False) -> str:
    """Return the highest level of which every gate up to it is met, or (`possible`) is not known to fail."""
    level = "0"
    for number in range(LEVELS, 0, -1):
        names = [g.name for g in GATES if g.level <= number and (g.is_relational or not only_relational)]
        tests = [f"coalesce({name}_{suffix}, {1 if possible else 0}) = 1" for name in names] or ["1 = 1"]
        level = (
            f"{level} when {' and '.join(tests)} then {number}"
            if level != "0"
            else f"when {' and '.join(tests)} then {number}"
        )
    return f"case {level} else 0 end"


def _connected() -> tuple[str, str, str, str]:
    """Return point, low, high and coverage of the organisational relationship index, 0 to 100."""
    whole = sum(weight for _, _, weight in CONNECTORS)

    def double(value: float) -> str:
        return f"cast({value!r} as double)"

    most = double(MOST_CONNECTED)

    def summed(column: str, missing: float) -> str:
        return " + ".join(
            f"{double(weight)} * case when e.{name} between 0 and {MOST_CONNECTED} then least({most}, greatest({double(0.0)}, e.{name}{column})) / {most} else {double(missing)} end"
            for name, _, weight in CONNECTORS
        )

    covered = " + ".join(
        f"case when e.{name} between 0 and {MOST_CONNECTED} then {double(weight)} else {double(0.0)} end"
        for name, _, weight in CONNECTORS
    )
    return (
        summed("", 0.0),
        f"({summed('_low', 0.0)}) * {double(100 / whole)}",
        f"({summed('_high', 1.0)}) * {double(100 / whole)}",
        f"({covered})",
    )


_FIELDS = (
    Field("customer_key", msg("Customer key"), "id"),
    Field("relationship_level_met", msg("Level of the relation, met"), "number", msg("highest level 0 to 5 of which every gate up to it is known to be met; an assessment by document, customer or third party answers gates that nothing else does"), _SOURCE),
    Field("relationship_level_possible", msg("Level of the relation, possible"), "number", msg("the same if every unknown gate were met"), _SOURCE),
    Field("relational_level_met", msg("Level without orders, rank and share, met"), "number", msg("the same without the gates that count orders, rank or share of wallet: what a test of the relation may use"), _SOURCE),
    Field("relational_level_possible", msg("Level without orders, rank and share, possible"), "number"),
    Field("is_disintegrating", msg("Falls apart"), "id", msg("1 where one of the alarms is seen"), "Millman & Wilson 1995"),
    Field("stated_level_number", msg("Level as assessed"), "number", msg("newest assessment, whoever made it")),
    *(Field(f"{gate.name}_gate", gate.title, "number", msg("1 met, 0 not met, none unknown; level {level}", level=gate.level)) for gate in GATES),
    *(Field(f"{name}_alarm", title, "number", msg("1 seen, 0 not seen, none unknown")) for name, title, _ in ALARMS),
    Field("level_alarm", msg("Level lost within a year"), "number", msg("1 where the level reached a year ago cannot be reached any more; none where no level was known then")),
    Field("gates_known_count", msg("Gates known"), "count", msg("of all gates")),
    Field("ori_score", msg("Organisational relationship index"), "number", msg("weighted sum of the six connectors, 0 to 100, where 60 % of the weight is known"), _CONNECTED),
    Field("ori_low", msg("Organisational relationship index, at least"), "number"),
    Field("ori_high", msg("Organisational relationship index, at most"), "number"),
    Field("ori_coverage", msg("Part of the connectors known"), "share"),
    Field("dependency_balance", msg("Who adapted more"), "number", msg("adaptations by the customer - ours, -4 to 4; below zero we are the captive ones"), "Bensaou 1999"),
    )  # fmt: skip
_LISTS = (
    "relation_levels",
    "contracts",
    "interactions",
    "interaction_participants",
    "people",
    "employees",
    "complaints",
    "customer_keys",
    "customer_map",
)


def _levels(params: dict[str, Any]) -> str:
    """Select one row per customer: the interval of its level, each gate, each alarm, and what connects the firms, on the day looked from."""
    earlier = (
        "select cast(0 as bigint) as customer_key, cast(null as double) as share_of_wallet where 1 = 0"
        if is_back(params)
        else stated_sql("customer_evidence_before", ("share_of_wallet",))
    )
    least = params["portfolio"].published_coverage_share
    answered = "case when ({sql}) is not null then ({sql}) when d.firm_met >= {level} then 1 when d.firm_possible < {level} then 0 end as {name}_g"
    gates = ", ".join(answered.format(sql=g.sql, level=g.level, name=g.name) for g in GATES)
    alarms = ", ".join(f"{sql} as {name}_a" for name, _, sql in ALARMS)
    point, low, high, covered = _connected()
    is_now = not is_back(params)
    lost = "v.relationship_level_met" if is_now else "cast(null as bigint)"
    history = " left join relation_levels_before as v on v.customer_key = r.customer_key" if is_now else ""
    inner = (
        f"select r.customer_key, {lost} as level_before, d.stated_level, {gates}, {alarms}, {low} as ori_low, {high} as ori_high, {covered} as covered, {point} as summed, "
        "e.ori_buyer_adaptation - e.ori_seller_adaptation as dependency_balance from customer_register as r "
        f"left join ({held_facts(params)}) as f on f.customer_key = r.customer_key left join ({stated_sql(evidence_of(params))}) as e on e.customer_key = r.customer_key "
        f"left join ({earlier}) as b on b.customer_key = r.customer_key left join ({_declared(params)}) as d on d.customer_key = r.customer_key{history}"
    )
    fallen = " or ".join(f"{name}_a = 1" for name, _, _ in ALARMS)
    possible = _level("g", possible=True)
    lost_level = f"case when level_before > ({possible}) then 1 when level_before is not null then 0 end"
    known = " + ".join(f"case when {g.name}_g is not null then 1 else 0 end" for g in GATES)
    whole = sum(weight for _, _, weight in CONNECTORS)

    def nine(sql: str) -> str:
        return f"round(({sql}) * {_EXACT}) / {_EXACT}"

    return (
        f"select customer_key, cast({_level('g', possible=False)} as bigint) as relationship_level_met, cast({_level('g', possible=True)} as bigint) as relationship_level_possible, "
        f"cast({_level('g', possible=False, only_relational=True)} as bigint) as relational_level_met, cast({_level('g', possible=True, only_relational=True)} as bigint) as relational_level_possible, "
        f"case when {fallen} or level_before > ({possible}) then 1 else 0 end as is_disintegrating, cast(stated_level as bigint) as stated_level_number, {', '.join(f'{g.name}_g as {g.name}_gate' for g in GATES)}, "
        f"{', '.join(f'{name}_a as {name}_alarm' for name, _, _ in ALARMS)}, {lost_level} as level_alarm, cast({known} as bigint) as gates_known_count, "
        f"case when covered / {whole!r} >= {least!r} then {nine('100 * summed / nullif(case when covered > 0 then covered end, 0)')} end as ori_score, {nine('ori_low')} as ori_low, {nine('ori_high')} as ori_high, "
        f"cast(covered / {whole!r} as double) as ori_coverage, dependency_balance from ({inner}) as gated"
    )


@step(
    title=msg("Level of the relation"),
    inputs=(
        "customer_register",
        "customer_measures",
        "customer_wallet",
        "customer_evidence",
        "customer_evidence_before",
        "relation_levels_before",
        *_LISTS,
    ),
    fields=_FIELDS,
)
def relation_levels_met(params: dict[str, Any]) -> str:
    """One row per customer: the interval of its level, each gate, each alarm, and what connects the firms. Nothing is averaged."""
    return _levels(params)


@step(
    title=msg("Level of the relation, a year ago"),
    inputs=("customer_register", "customer_days", "customer_evidence_before", *_LISTS),
    fields=_FIELDS,
)
def relation_levels_before(params: dict[str, Any]) -> str:
    """The same twelve months before `as_of`, by what was known then; the share of wallet only as stated then."""
    return _levels(looked_back(params))
