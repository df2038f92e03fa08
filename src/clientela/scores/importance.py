"""How important the customer says, or shows, that we are to it: seven indicators. Our own opinion of it never enters."""

from __future__ import annotations

from typing import Any

from clientela.base.i18n import msg
from clientela.scores._criteria import (
    Criterion,
    anchored_rows,
    anchored_sql,
    apply_rules,
    scored_row,
    stated_criterion,
    stated_rows,
)
from clientela.scores._look import evidence_of, is_back, levels_of
from clientela.scores._standing import contract_status, held_access

AXIS = "importance"
_FACTS = ("M", "C", "D", "X", "O", "E")
_CUSTOMER = ("M", "C", "D", "X", "O")
LEVELS = ((0, 0), (1, 1), (2, 3), (3, 5.5), (4, 8), (5, 10))
"""Score of each level of the relation."""
CRITERIA = (
    Criterion("wallet_share", msg("Share of what it spends on what we sell"), 25, ((0, 0), (0.1, 2), (0.3, 5), (0.5, 7), (0.7, 9), (0.9, 10)), mandatory="share", measure="share_of_wallet", classes=_FACTS, question=1),
    Criterion("supplier_rank", msg("Rank among its suppliers"), 15, mandatory="share", classes=_FACTS, question=2),
    Criterion("relation_level", msg("Level of the relation"), 20, LEVELS, mandatory="relation", question=8),
    Criterion("formal_status", msg("Formal status and cover by contract"), 10, classes=_CUSTOMER),
    Criterion("switching", msg("Time it needs to replace us"), 15, ((1, 0), (4, 3), (12, 6), (26, 8), (52, 10)), measure="switching_weeks", question=4),
    Criterion("access", msg("Access and involvement granted to us"), 10, measure="access_level", question=8),
    Criterion("declared", msg("Importance it declares"), 5, measure="declared_importance", classes=("D", "X"), question=3),
)  # fmt: skip
"""The packaged indicators. Weights and anchors: own proposal, constructs from Olsen & Ellram 1997, Ulaga & Eggert 2006, Keiningham and others 2011."""
_SURVEYED = 15.0
"""Weight of the declared importance, of 100, where a third party asked three people or more."""
_RATERS = 3
_BELOW_PART = 3.0


def criteria(params: dict[str, Any]) -> tuple[Criterion, ...]:
    """Return the indicators of importance as the settings of the run have them."""
    return apply_rules(CRITERIA, params, AXIS)


def _wallet(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Revenue / wallet, with the ends of the wallet; where no wallet is known the share as stated. A wallet that sales alone judged is left out."""
    if is_back(params):  # a wallet is not computed for a day of the past
        return stated_criterion(AXIS, number, criterion, params)
    rules = params["evidence"]
    money = "cast(w.revenue_12m_amount as double)"

    def share(end: str) -> str:
        whole = f"nullif(case when w.wallet{end}_amount > 0 then w.wallet{end}_amount end, 0)"
        return f"case when w.revenue_12m_amount >= 0 then least(cast(1.0 as double), {money} / {whole}) end"

    classes = {
        "M": rules.measured_confidence,
        "C": rules.contract_confidence,
        "D": rules.declared_confidence,
        "X": rules.external_confidence,
        "O": rules.observed_confidence,
    }
    worth = " ".join(
        f"when '{name}' then cast({float(value)!r} as double)" for name, value in classes.items()
    )
    wallet = (
        "select o.customer_key, o.wallet_amount, o.wallet_low_amount, o.wallet_high_amount, o.wallet_state, o.wallet_evidence_class, m.revenue_12m_amount from customer_wallet as o join customer_measures as m on m.customer_key = o.customer_key where o.wallet_evidence_class is not null and o.wallet_evidence_class <> 'J'"
    )  # fmt: skip
    is_there = "w.customer_key is not null and w.revenue_12m_amount >= 0 and s.state <> 'not_applicable'"
    klass = "case when w.wallet_evidence_class in ('driver', 'rank', 'model') then 'E' else w.wallet_evidence_class end"
    inner = (
        f"select s.customer_key, case when {is_there} then {share('')} else s.value end as value, case when {is_there} then {share('_high')} else s.value_low end as value_low, "
        f"case when {is_there} then {share('_low')} else s.value_high end as value_high, case when {is_there} then case when w.wallet_state = 'conflicting' then 'conflicting' else 'known' end else s.state end as state, "
        f"case when {is_there} then {klass} else s.source_class end as source_class, case when {is_there} then case {klass} {worth} else cast({rules.estimated_confidence!r} as double) end else s.confidence end as confidence, "
        f"case when {is_there} then cast(null as date) else s.known_on end as known_on from ({stated_rows(criterion, params)}) as s left join ({wallet}) as w on w.customer_key = s.customer_key"
    )
    return scored_row(AXIS, number, criterion, anchored_rows(inner, criterion.anchors))


def _rank(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Score of the rank: sole supplier 10, first of two 8.5, first of more 8, second 5, third 2, further 1.

    As the customer ranks us; else by the shares of the competitors it is known to buy from, over all it buys, else in its main family.
    """
    suppliers = f"select customer_key, value as suppliers from {evidence_of(params)} where measure_code = 'suppliers_count' and status_class in ('known', 'conflicting') and source_class <> 'J' and value >= 1"
    if is_back(params):
        told = f"select s.customer_key, s.value as rank_number, n.suppliers, s.state, s.source_class, s.confidence, s.known_on from ({stated_rows(criterion, params)}) as s left join ({suppliers}) as n on n.customer_key = s.customer_key"
        return scored_row(AXIS, number, criterion, _ranked(told))
    main = (
        "select customer_key, product_family from (select customer_key, product_family, row_number() over (partition by customer_key order by sum(revenue_12m_amount) desc, product_family) as place "
        "from customer_products where product_family is not null group by customer_key, product_family) as ordered where place = 1"
    )
    # a share of nothing is no rival, and shares that add up to more than all of it say nothing of ours
    seen = (
        "select s.customer_key, case when s.product_family is null then 0 else 1 end as is_part, 1.0 - sum(s.rival_share) as own_share, max(s.rival_share) as best, count(*) as rivals, max(s.known_on) as known_on, "
        f"max(case when s.source_kind in ('J', 'J0') or s.source_kind is null then 1 else 0 end) as is_weak from rival_shares as s left join ({main}) as f on f.customer_key = s.customer_key "
        "where s.rival_share > 0 and (s.product_family is null or s.product_family = f.product_family) group by s.customer_key, case when s.product_family is null then 0 else 1 end having sum(s.rival_share) < 1"
    )
    first = f"select * from (select *, row_number() over (partition by customer_key order by is_part) as place from ({seen}) as seen where is_weak = 0) as ordered where place = 1"
    ahead = (
        f"select b.customer_key, count(case when s.rival_share > b.own_share then 1 end) + 1 as rank_number from ({first}) as b join rival_shares as s on s.customer_key = b.customer_key "
        f"left join ({main}) as f on f.customer_key = s.customer_key where s.rival_share > 0 and ((b.is_part = 0 and s.product_family is null) or (b.is_part = 1 and s.product_family = f.product_family)) group by b.customer_key"
    )
    rank = "case when s.value is not null then s.value else cast(a.rank_number as double) end"
    count = "case when s.value is not null then n.suppliers else cast(b.rivals + 1 as double) end"
    taken = "case when s.value is null and a.rank_number is not null and s.state <> 'not_applicable'"
    inner = (
        f"select s.customer_key, {rank} as rank_number, {count} as suppliers, {taken} then 'known' else s.state end as state, {taken} then 'O' else s.source_class end as source_class, "
        f"{taken} then cast({params['evidence'].observed_confidence!r} as double) else s.confidence end as confidence, {taken} then b.known_on else s.known_on end as known_on from ({stated_rows(criterion, params)}) as s "
        f"left join ({suppliers}) as n on n.customer_key = s.customer_key left join ({first}) as b on b.customer_key = s.customer_key left join ({ahead}) as a on a.customer_key = s.customer_key"
    )

    return scored_row(AXIS, number, criterion, _ranked(inner))


def _ranked(inner: str) -> str:
    """Select the score of a rank; the first of an unknown number of suppliers may be the only one."""

    def scored(sole: str) -> str:
        return (
            f"case when rank_number is null or rank_number < 1 then null when rank_number < 2 then case when suppliers is null then cast({sole} as double) when suppliers < 2 then cast(10.0 as double) "
            "when suppliers < 3 then cast(8.5 as double) else cast(8.0 as double) end when rank_number < 3 then cast(5.0 as double) when rank_number < 4 then cast(2.0 as double) else cast(1.0 as double) end"
        )

    return f"select customer_key, rank_number as value, {scored('8.0')} as score, {scored('8.0')} as score_low, {scored('10.0')} as score_high, state, source_class, confidence, known_on from ({inner}) as ranked"


def _relation(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Score of the level reached; levels that are met or possible by what is known give the interval. A relation that falls apart counts no more than 3.

    An interval of more than two points is no observation: it narrows the bounds and leaves the criterion open.
    """
    cap = "case when is_disintegrating = 1 then least(cast(3.0 as double), {0}) else {0} end"
    low = cap.format(f"({anchored_sql('cast(relationship_level_met as double)', criterion.anchors)})")
    high = cap.format(f"({anchored_sql('cast(relationship_level_possible as double)', criterion.anchors)})")
    wide = f"score_high - score_low > {params['evidence'].conflict_points!r}"
    inner = (
        f"select customer_key, value, case when {wide} then null else score_low end as score, score_low, score_high, case when score_low is null then 'not_measured' when {wide} then 'partly_known' else 'known' end as state, "
        f"case when score_low is not null then 'O' end as source_class, case when score_low is not null and not ({wide}) then cast({params['evidence'].observed_confidence!r} as double) end as confidence, cast(null as date) as known_on from ("
        f"select customer_key, cast(relationship_level_met as double) as value, {low} as score_low, {high} as score_high from {levels_of(params)}) as levelled"
    )
    return scored_row(AXIS, number, criterion, inner)


def _status(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """None 0, approved 3, framework 5, preferred 7, key or sole source 10; the part above 3 x min(1, months left / 12) of the contract.

    Where a company brings its contracts and none is in force, the customer has none; whether it approved us as a supplier stays open (0 to 3).
    """
    base = "case when s.value is not null then s.value else c.base_score end"
    left = "case when c.base_score > 0 and c.months_left is not null then least(cast(1.0 as double), c.months_left / 12) else cast(1.0 as double) end"
    score = f"case when ({base}) > {_BELOW_PART} then {_BELOW_PART} + (({base}) - {_BELOW_PART}) * ({left}) else ({base}) end"
    high = (
        f"case when s.value is null and c.base_score = 0 then cast({_BELOW_PART} as double) else {score} end"
    )
    taken = "case when s.value is null and c.base_score is not null and s.state <> 'not_applicable'"
    inner = (
        f"select s.customer_key, {base} as value, {score} as score, {score} as score_low, {high} as score_high, {taken} then 'known' else s.state end as state, {taken} then 'C' else s.source_class end as source_class, "
        f"{taken} then cast({params['evidence'].contract_confidence!r} as double) else s.confidence end as confidence, s.known_on from ({stated_rows(criterion, params)}) as s left join ({contract_status(params)}) as c on c.customer_key = s.customer_key"
    )
    return scored_row(AXIS, number, criterion, inner)


def _switching(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Weeks to qualify somebody else, as the customer says; else the longest that undoing a bond would take it."""
    if is_back(params):  # nobody states since when a bond holds
        return stated_criterion(AXIS, number, criterion, params)
    bonds = "select customer_key, max(switching_weeks) as weeks from switching_items where switching_side = 'theirs' and switching_weeks is not null group by customer_key"
    taken = "case when s.value is null and b.weeks is not null and s.state <> 'not_applicable'"
    inner = (
        f"select s.customer_key, {taken} then b.weeks else s.value end as value, {taken} then b.weeks else s.value_low end as value_low, {taken} then b.weeks else s.value_high end as value_high, "
        f"{taken} then 'known' else s.state end as state, {taken} then 'O' else s.source_class end as source_class, {taken} then cast({params['evidence'].observed_confidence!r} as double) else s.confidence end as confidence, s.known_on "
        f"from ({stated_rows(criterion, params)}) as s left join ({bonds}) as b on b.customer_key = s.customer_key"
    )
    return scored_row(AXIS, number, criterion, anchored_rows(inner, criterion.anchors))


def _access(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Highest level met in twelve months: buyer 1, users 3, technical 5, function head 7, board 10; as stated, else by who took part in contacts."""
    taken = "case when s.value is null and h.access_score is not null and s.state <> 'not_applicable'"
    inner = (
        f"select s.customer_key, {taken} then h.access_score else s.value end as value, {taken} then h.access_score else s.value_low end as value_low, {taken} then h.access_score else s.value_high end as value_high, "
        f"{taken} then 'known' else s.state end as state, {taken} then 'O' else s.source_class end as source_class, {taken} then cast({params['evidence'].observed_confidence!r} as double) else s.confidence end as confidence, "
        f"{taken} then h.met_on else s.known_on end as known_on from ({stated_rows(criterion, params)}) as s left join ({held_access(params)}) as h on h.customer_key = s.customer_key"
    )
    return scored_row(AXIS, number, criterion, anchored_rows(inner, criterion.anchors))


def _declared(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """As the customer says, 0 to 10; it weighs 15 of 100 where a third party asked three people or more."""
    others = sum(c.weight for c in criteria(params)) - criterion.weight
    heavy = _SURVEYED * others / (100 - _SURVEYED)
    inner = (
        f"select t.*, case when e.source_class = 'X' and e.observations_count >= {_RATERS} then cast({float(max(heavy, criterion.weight))!r} as double) else cast({float(criterion.weight)!r} as double) end as own_weight "
        f"from ({anchored_rows(stated_rows(criterion, params), criterion.anchors)}) as t left join {evidence_of(params)} as e on e.customer_key = t.customer_key and e.measure_code = '{criterion.measure or criterion.code}'"
    )
    return scored_row(AXIS, number, criterion, inner, weight="own_weight")


_BUILT = {
    "wallet_share": _wallet, "supplier_rank": _rank, "relation_level": _relation, "formal_status": _status, "switching": _switching,
    "access": _access, "declared": _declared,
}  # fmt: skip
INPUTS = (
    "customer_register", "customer_evidence", "customer_wallet", "customer_measures", "rival_shares", "customer_products", "relation_levels_met", "contracts",
    "customer_keys", "customer_map", "switching_items", "interactions", "interaction_participants", "people",
)  # fmt: skip

INPUTS_BEFORE = (
    "customer_register", "customer_evidence_before", "relation_levels_before", "contracts", "customer_keys", "customer_map", "interactions",
    "interaction_participants", "people",
)  # fmt: skip


def rows(params: dict[str, Any], first: int) -> list[str]:
    """Return one select per indicator; their numbers begin at `first`."""
    found = []
    for number, criterion in enumerate(criteria(params), start=first):
        build = _BUILT.get(criterion.code)
        found.append(
            stated_criterion(AXIS, number, criterion, params)
            if build is None
            else build(params, number, criterion)
        )
    return found
