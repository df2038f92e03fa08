"""May we begin? The three entry tests of customers to be won, and what the moves would bring at customers that are important but not attractive."""

from __future__ import annotations

from typing import Any

from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.economics.repair_levers import LEVERS
from clientela.portfolios._entry_rules import first_places, need_test, open_needs, sponsors, stated_needs
from clientela.portfolios.portfolio_matrix import PORTFOLIO_CELLS
from clientela.scores.customer_scores import CERTAINTIES

_OWN = "own proposal after Cheverton 1999"
OUTCOMES = (("passed", msg("passed")), ("failed", msg("failed")), ("unknown", msg("not known")))
VERDICTS = (("enter", msg("Enter")), ("ask_first", msg("Ask first")), ("do_not_enter", msg("Do not enter")))
TESTS = ("need_test", "first_test", "sponsor_test")
_FIFTH = "5.0"
"""The play for loyal customers takes a fifth out of the cost to serve."""


def verdict_sql() -> str:
    """Return the verdict: one failed test stops; all three passed enter, if the place of the customer is sharp; else ask first."""
    failed = " or ".join(f"{test} = 'failed'" for test in TESTS)
    passed = " and ".join(f"{test} = 'passed'" for test in TESTS)
    return f"case when {failed} then 'do_not_enter' when {passed} and portfolio_certainty = 'sharp' then 'enter' else 'ask_first' end"


@step(
    title=msg("Entry tests and moves off the diagonal"),
    inputs=("portfolio_matrix", "customer_register", "customer_wallet", "customer_evidence", "opportunities", "offers", "decision_unit_members", "people", "customer_ladder", "price_realisation", "repair_levers", "customer_keys", "customer_map"),
    fields=(
        Field("customer_key", msg("Customer key"), "id"),
        Field("customer_id", msg("Customer number"), "text"),
        Field("customer_name", msg("Customer"), "text"),
        Field("portfolio_cell", msg("Portfolio"), "class", msg("attractive and we are not important, or the reverse"), codes=PORTFOLIO_CELLS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("need_test", msg("A need within 12 months"), "class", msg("passed with an open possibility or offer, a stated need, or a stated wallet that is not all within our hands; failed where it is said that there is none or the wallet is ours"), _OWN, OUTCOMES),
        Field("open_12m_amount", msg("Spent with others"), "money", msg("the part of the stated wallet that one supplier may have - own revenue")),
        Field("first_test", msg("Something in which we can be first"), "class", msg("a criterion the customer weighs above its mean, on which we are at most one point of ten behind the best rival by its own marks"), _OWN, OUTCOMES),
        Field("first_factor", msg("Criterion of its choice"), "text", msg("the nearest one")),
        Field("first_gap_points", msg("We - best rival"), "number"),
        Field("sponsor_test", msg("A sponsor"), "class", msg("somebody of the decision unit with influence of 6 or more who wants us"), _OWN, OUTCOMES),
        Field("sponsor_person_id", msg("Person"), "text", msg("who comes nearest")),
        Field("sponsor_influence", msg("Influence"), "number"),
        Field("entry_verdict", msg("Verdict"), "class", msg("enter: all three passed and the place is sharp; do not enter: one failed; else ask first. Only for customers to be won"), _OWN, VERDICTS),
        Field("serve_saving_amount", msg("A fifth less cost to serve"), "money", msg("cost to serve of the last 12 months / 5, of customers that are important but not attractive")),
        Field("leak_amount", msg("Discount beyond peers"), "money", msg("discount above that of the upper quarter of its peers")),
        Field("gap_amount", msg("Missing to zero"), "money", msg("0 where the contribution is not below zero; none where nobody knows it")),
        Field("repair_lever", msg("First lever to try"), "class", codes=LEVERS),
    ),
)  # fmt: skip
def entry_tests(params: dict[str, Any]) -> str:
    """One row per customer off the diagonal of the portfolio: of those to be won the three tests and the verdict, of the loyal what each move would bring."""
    is_won = "m.portfolio_cell = 'to_be_won'"
    is_loyal = "m.portfolio_cell = 'loyal'"
    room = (
        "case when w.wallet_state = 'stated' then cast(round(greatest(coalesce(w.sourcing_cap_share, cast(1.0 as double)) - w.share_of_wallet_share, 0) "
        "* cast(w.wallet_amount as double)) as bigint) end"
    )
    joined = (
        "select m.customer_key, c.customer_id, c.customer_name, m.portfolio_cell, m.portfolio_certainty, "
        f"case when {is_won} then {need_test()} end as need_test, case when {is_won} then {room} end as open_12m_amount, "
        f"case when {is_won} then coalesce(f.state, 'unknown') end as first_test, case when {is_won} then f.factor_code end as first_factor, case when {is_won} then f.gap_points end as first_gap_points, "
        f"case when {is_won} then coalesce(p.state, 'unknown') end as sponsor_test, case when {is_won} then p.person_id end as sponsor_person_id, case when {is_won} then p.influence end as sponsor_influence, "
        f"case when {is_loyal} then cast(round(cast(l.serve_12m_amount as double) / {_FIFTH}) as bigint) end as serve_saving_amount, "
        f"case when {is_loyal} then x.discount_leak_amount end as leak_amount, "
        f"case when {is_loyal} then case when r.gap_amount is not null then r.gap_amount when coalesce(l.cm3_12m_amount, l.cm1_12m_amount) >= 0 then cast(0 as bigint) end end as gap_amount, case when {is_loyal} then r.repair_lever end as repair_lever "
        "from portfolio_matrix as m join customer_register as c on c.customer_key = m.customer_key "
        "left join customer_wallet as w on w.customer_key = m.customer_key left join customer_ladder as l on l.customer_key = m.customer_key "
        "left join price_realisation as x on x.customer_key = m.customer_key left join repair_levers as r on r.customer_key = m.customer_key "
        f"left join ({open_needs(params)}) as n on n.customer_key = m.customer_key left join ({stated_needs()}) as s on s.customer_key = m.customer_key "
        f"left join ({first_places(params)}) as f on f.customer_key = m.customer_key left join ({sponsors(params)}) as p on p.customer_key = m.customer_key "
        "where m.portfolio_cell in ('to_be_won', 'loyal')"
    )
    return (
        "select customer_key, customer_id, customer_name, portfolio_cell, portfolio_certainty, need_test, open_12m_amount, first_test, first_factor, first_gap_points, "
        f"sponsor_test, sponsor_person_id, sponsor_influence, case when portfolio_cell = 'to_be_won' then {verdict_sql()} end as entry_verdict, "
        f"serve_saving_amount, leak_amount, gap_amount, repair_lever from ({joined}) as placed"
    )
