"""How attractive a customer is to us: eight criteria, their anchors, and where each value comes from."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

from clientela.base.i18n import msg
from clientela.evidence._ruling import confidences
from clientela.scores._criteria import (
    Criterion,
    anchored_rows,
    anchored_sql,
    apply_rules,
    scored_row,
    stated_criterion,
    stated_rows,
    unknown_criterion,
)
from clientela.scores._look import evidence_of, is_back

if TYPE_CHECKING:
    from clientela.base.portfolio_settings import Evidence

AXIS = "attractiveness"
CRITERIA = (
    Criterion("attainable_margin", msg("Attainable additional margin"), 25, question=1),
    Criterion("margin_quality", msg("Quality of the present margin"), 15, ((0, 0), (1, 5), (2, 10)), mandatory="margin", is_measured=True),
    Criterion("growth", msg("Growth of the customer"), 15, ((-0.10, 0), (0, 4), (0.05, 6), (0.10, 8), (0.20, 10)), measure="customer_growth"),
    Criterion("strategic_fit", msg("Strategic fit"), 15, ((0, 0), (1, 10))),
    Criterion("payment", msg("Payment and solvency"), 10, ((0, 10), (15, 7), (30, 5), (60, 2), (90, 0)), mandatory="payment", measure="payment_delay", is_measured=True),
    Criterion("simplicity", msg("Low cost to serve"), 10, ((0, 10), (1, 5), (2, 1), (3, 0)), is_measured=True),
    Criterion("openness", msg("Openness to partnership"), 5, question=8),
    Criterion("reference", msg("Reference, learning, access to a market"), 5, measure="reference_value"),
)  # fmt: skip
"""The packaged criteria. Weights and anchors: own proposal; see `docs/explanation/portfolio.md`."""
_FULL = 10
"""A margin so many times the anchor scores 10."""
_WORST_RATING = 3.0
"""The most a customer rated worse than B scores for payment."""
_MODELS = "('driver', 'rank', 'model')"


def criteria(params: dict[str, Any]) -> tuple[Criterion, ...]:
    """Return the criteria of attractiveness as the settings of the run have them."""
    return apply_rules(CRITERIA, params, AXIS)


def _confidence(klass: str, rules: Evidence) -> str:
    cases = " ".join(
        f"when '{name}' then cast({float(value)!r} as double)" for name, value in confidences(rules).items()
    )
    return f"case {klass} {cases} end"


def _measured(value: str, joined: str, rules: Evidence, *, klass: str = "'M'") -> str:
    """Select one row per customer of a value of our own records; where it is null nobody measured it."""
    return (
        f"select customer_key, value, value as value_low, value as value_high, case when value is not null then 'known' else 'not_measured' end as state, source_class, "
        f"{_confidence('source_class', rules)} as confidence, cast(null as date) as known_on from "
        f"(select customer_key, value, case when value is not null then {klass} end as source_class from (select r.customer_key, {value} as value{{more}} from {joined}) as measured) as classed"
    )


def _margin(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Attainable margin v: 10 · min(1, ln(1 + v / a) / ln 11), a the anchor of the settings or the median of the positive ones (relative)."""
    if is_back(params):  # a wallet is not computed for a day of the past
        return unknown_criterion(AXIS, number, criterion)
    rules = params["evidence"]
    anchor = params["portfolio"].margin_anchor_amount
    median = "(select percentile_cont(0.5) within group (order by cast(potential_margin_amount as double)) as v50 from customer_potential where potential_margin_amount > 0)"
    base = median if anchor is None else f"(select cast({anchor * 10_000!r} as double) as v50)"

    def scored(column: str) -> str:
        ratio = f"cast({column} as double) / nullif(case when v50 > 0 then v50 end, 0)"
        raw = f"least(cast(10.0 as double), 10.0 * ln(1 + {ratio}) / {log(1 + _FULL)!r})"
        return (
            f"case when {column} is null then null when {column} <= 0 then cast(0.0 as double) else {raw} end"
        )

    klass = f"case when wallet_evidence_class in {_MODELS} then 'E' else wallet_evidence_class end"
    inner = (
        f"select customer_key, value / 10000 as value, {scored('value')} as score, {scored('value_low')} as score_low, {scored('value_high')} as score_high, "
        "case when value is null then 'unknown_not_asked' when wallet_state = 'conflicting' then 'conflicting' else 'known' end as state, "
        f"case when value is not null then source_class end as source_class, case when value is not null then {_confidence('source_class', rules)} end as confidence, cast(null as date) as known_on from ("
        "select r.customer_key, cast(p.potential_margin_amount as double) as value, cast(p.potential_low_amount as double) as value_low, cast(p.potential_high_amount as double) as value_high, "
        f"w.wallet_state, {klass.replace('wallet_evidence_class', 'w.wallet_evidence_class')} as source_class, a.v50 from customer_register as r left join customer_potential as p on p.customer_key = r.customer_key "
        f"left join customer_wallet as w on w.customer_key = r.customer_key cross join {base} as a) as priced"
    )
    return scored_row(AXIS, number, criterion, inner)


def _rates(params: dict[str, Any]) -> tuple[str, str, str]:
    """Return the joined ladder, the revenue its amounts are set against, and the infix of its columns, of the year looked at."""
    if is_back(params):
        joined = "(select l.*, m.revenue_prior_12m_amount as base_amount from customer_ladder as l join customer_measures as m on m.customer_key = l.customer_key)"
        return joined, "base_amount", "prior_12m"
    return "customer_ladder", "net_net_12m_amount", "12m"


def _share(amount: str, net: str) -> str:
    """Return the rate of an amount over all customers of which it is known."""
    known = f"{net} > 0 and {amount} is not null"
    return f"sum(case when {known} then cast({amount} as double) end) / nullif(sum(case when {known} then cast({net} as double) end), 0)"


def _quality(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Contribution 3 in per cent / that of the company; contribution 1 where nothing is known of serving; undefined where the company earns nothing."""
    ladder, net, year = _rates(params)
    own_net = f"nullif(cast(case when l.{net} > 0 then l.{net} end as double), 0)"
    cm3, cm1 = f"cm3_{year}_amount", f"cm1_{year}_amount"
    base = f"(select max(case when {cm3} is not null then 1 else 0 end) as is_served, {_share(cm3, net)} as cm3_base, {_share(cm1, net)} as cm1_base from {ladder} as whole)"
    own = f"case when b.is_served = 1 then cast(l.{cm3} as double) / {own_net} else cast(l.{cm1} as double) / {own_net} end"
    usual = "case when b.is_served = 1 then b.cm3_base else b.cm1_base end"
    value = f"({own}) / nullif(case when ({usual}) > 0 then ({usual}) end, 0)"
    joined = f"customer_register as r left join {ladder} as l on l.customer_key = r.customer_key cross join {base} as b"
    return scored_row(
        AXIS, number, criterion, anchored_rows(_judged(value, joined, params, "cm3"), criterion.anchors)
    )


def _judged(value: str, joined: str, params: dict[str, Any], level: str) -> str:
    """Select a value of the ladder; it is an estimate where part of the cost-to-serve rests on assumed minutes or prices."""
    assumed = (
        "0"
        if is_back(params)
        else f"case when coalesce(l.{level}_known_12m_amount, 0) <> coalesce(l.{level}_12m_amount, 0) then 1 else 0 end"
    )
    return _measured(
        value, joined, params["evidence"], klass="case when is_assumed = 1 then 'E' else 'M' end"
    ).format(more=f", {assumed} as is_assumed")


def _simplicity(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Cost-to-serve in per cent / that of the company."""
    ladder, net, year = _rates(params)
    amount = f"serve_{year}_amount"
    own = f"cast(l.{amount} as double) / nullif(cast(case when l.{net} > 0 then l.{net} end as double), 0)"
    value = f"({own}) / nullif(case when b.usual > 0 then b.usual end, 0)"
    joined = f"customer_register as r left join {ladder} as l on l.customer_key = r.customer_key cross join (select {_share(amount, net)} as usual from {ladder} as whole) as b"
    return scored_row(
        AXIS, number, criterion, anchored_rows(_judged(value, joined, params, "serve"), criterion.anchors)
    )


def _payment(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Mean days paid late of the last 12 months, else as stated; a rating worse than B caps the score at 3."""
    stated = stated_rows(criterion, params)
    measured = "p.payment_delay_prior_12m_days" if is_back(params) else "p.payment_delay_12m_days"
    rating = f"select customer_key from {evidence_of(params)} where measure_code = 'credit_rating' and status_class = 'known' and (upper(value_text) like 'C%' or upper(value_text) like 'D%')"
    inner = (
        f"select s.customer_key, coalesce({measured}, s.value) as value, coalesce({measured}, s.value_low) as value_low, coalesce({measured}, s.value_high) as value_high, "
        f"case when {measured} is not null then 'known' when s.state = 'unknown_not_asked' then 'not_measured' else s.state end as state, case when {measured} is not null then 'M' else s.source_class end as source_class, "
        f"case when {measured} is not null then cast({params['evidence'].measured_confidence!r} as double) else s.confidence end as confidence, s.known_on, "
        f"case when b.customer_key is not null then cast({_WORST_RATING} as double) else cast(10.0 as double) end as cap from ({stated}) as s "
        f"left join customer_payments as p on p.customer_key = s.customer_key left join ({rating}) as b on b.customer_key = s.customer_key"
    )
    ends = {name: anchored_sql(name, criterion.anchors) for name in ("value", "value_low", "value_high")}

    def capped(sql: str) -> str:
        return f"case when ({sql}) is null then null else least(({sql}), cap) end"

    # without a delay a bad rating still says that it is no more than 3
    low_end, high_end = ends["value_low"], ends["value_high"]
    least, most = capped(f"least({low_end}, {high_end})"), capped(f"greatest({low_end}, {high_end})")
    high = f"case when value is null then cap else {most} end"
    scored = (
        f"select customer_key, value, {capped(ends['value'])} as score, {least} as score_low, {high} as score_high, "
        f"case when value is null and cap < 10 then 'partly_known' else state end as state, source_class, confidence, known_on from ({inner}) as paid"
    )
    return scored_row(AXIS, number, criterion, scored)


def _growth(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Yearly growth of the customer's own sales; where nobody knows it, that of its segment of the market."""
    if is_back(params):
        return stated_criterion(AXIS, number, criterion, params)
    segment = "select segment_id, value_number, known_on from segment_facts where measure_code = 'market_growth' and newest_number = 1"
    fallback = "s.value is null and g.value_number is not null and s.state <> 'not_applicable'"
    inner = (
        f"select s.customer_key, case when {fallback} then g.value_number else s.value end as value, case when {fallback} then g.value_number else s.value_low end as value_low, "
        f"case when {fallback} then g.value_number else s.value_high end as value_high, case when {fallback} then 'known' else s.state end as state, "
        f"case when {fallback} then 'X' else s.source_class end as source_class, case when {fallback} then cast({params['evidence'].external_confidence!r} as double) else s.confidence end as confidence, "
        f"case when {fallback} then g.known_on else s.known_on end as known_on from ({stated_rows(criterion, params)}) as s join customer_register as r on r.customer_key = s.customer_key "
        f"left join ({segment}) as g on g.segment_id = r.segment_id"
    )
    return scored_row(AXIS, number, criterion, anchored_rows(inner, criterion.anchors))


def _fit(params: dict[str, Any], number: int, criterion: Criterion) -> str:
    """Strategic fit as stated; where nobody states it, how far our capabilities meet the customer's success factors, with its bounds.

    The fit out of factors rests on our own judgement of ourselves: it counts as a judgement. Bounds alone narrow the score without one.
    """
    if is_back(params):
        return stated_criterion(AXIS, number, criterion, params)
    made = "f.customer_key is not null and s.value is null and s.state <> 'not_applicable'"
    inner = (
        f"select s.customer_key, case when {made} then f.fit_share else s.value end as value, case when {made} then f.fit_low else s.value_low end as value_low, case when {made} then f.fit_high else s.value_high end as value_high, "
        f"case when {made} then case when f.fit_share is null then 'partly_known' else 'known' end else s.state end as state, case when {made} then case when f.fit_share is not null then 'J' end else s.source_class end as source_class, "
        f"case when {made} then case when f.fit_share is not null then cast({params['evidence'].judged_confidence!r} as double) end else s.confidence end as confidence, case when {made} then f.fit_known_on else s.known_on end as known_on "
        f"from ({stated_rows(criterion, params)}) as s left join customer_fit as f on f.customer_key = s.customer_key"
    )
    return scored_row(AXIS, number, criterion, anchored_rows(inner, criterion.anchors))


_BUILT = {
    "attainable_margin": _margin, "margin_quality": _quality, "growth": _growth, "strategic_fit": _fit, "payment": _payment, "simplicity": _simplicity,
}  # fmt: skip
INPUTS = (
    "customer_register",
    "customer_evidence",
    "customer_potential",
    "customer_wallet",
    "customer_ladder",
    "customer_payments",
    "segment_facts",
    "customer_fit",
)

INPUTS_BEFORE = (
    "customer_register",
    "customer_evidence_before",
    "customer_ladder",
    "customer_measures",
    "customer_payments",
)


def rows(params: dict[str, Any], first: int) -> list[str]:
    """Return one select per criterion; their numbers begin at `first`."""
    found = []
    for number, criterion in enumerate(criteria(params), start=first):
        build = _BUILT.get(criterion.code)
        found.append(
            stated_criterion(AXIS, number, criterion, params)
            if build is None
            else build(params, number, criterion)
        )
    return found
