"""The customers of the portfolio one by one, what to ask first, and where our own opinion and the customer's word part."""

from __future__ import annotations

from typing import Any

from clientela.analyses.portfolio_cells import GROUP, GROUPS
from clientela.analyses.price_tables import NAMED, first_rows
from clientela.base.declare import Field, step
from clientela.base.i18n import msg
from clientela.evidence._measures import PROOFS
from clientela.portfolios.portfolio_matrix import KAISM_CELLS
from clientela.scores.customer_criteria import AXES, CRITERION_STATES
from clientela.scores.customer_scores import CERTAINTIES

GAPS = (
    ("illusion", msg("Illusion: we think we matter more than we do")),
    ("underused", msg("Under-used: we matter more than we think")),
    ("agrees", msg("Both agree")),
    ("open", msg("Open: too little is known of the customer's side")),
)
PROVEN = (
    ("proven", msg("Proven by what it did")),
    ("unproven", msg("Claimed, not proven")),
    ("unknown", msg("Not known")),
)
_CLAIMED, _PROOFS_FEW = 7.0, 1
_FIRST = 3
"""Questions of one customer on the list of what to ask."""


@step(
    title=msg("Customers in the portfolio"),
    inputs=("customers", "customer_scores", "portfolio_matrix", "kaism", "relation_levels_met", "profitability_cells"),
    fields=(
        *NAMED,
        Field("cell_class", msg("Cell"), "class", codes=GROUPS),
        Field("portfolio_certainty", msg("Certainty"), "class", codes=CERTAINTIES),
        Field("kaism_cell", msg("Key account selection"), "class", codes=KAISM_CELLS),
        Field("kaism_certainty", msg("Certainty of the selection"), "class", codes=CERTAINTIES),
        Field("revenue_12m_amount", msg("Revenue, last 12 months"), "money"),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        *(
            Field(f"{axis}_{part}", what, "share" if part == "coverage" else "number")
            for axis in ("attractiveness", "importance")
            for part, what in (("score", msg("Score")), ("low", msg("at least")), ("high", msg("at most")), ("coverage", msg("Part of the weight known")))
        ),
        Field("robustness_share", msg("Stays in the cell"), "share"),
        Field("relationship_level_met", msg("Level of the relation, met"), "number"),
        Field("relationship_level_possible", msg("Level of the relation, possible"), "number"),
        Field("knock_out_reason", msg("Reason to leave it out"), "text"),
    ),
)  # fmt: skip
def portfolio_list(params: dict[str, Any]) -> str:
    """List the customers of which anything is known on both axes, or that are left out, the largest revenue first; up to 200."""
    del params
    group = GROUP.format(cell="m.portfolio_cell", certainty="m.portfolio_certainty")
    scores = ", ".join(
        f"s.{axis}_{part}"
        for axis in ("attractiveness", "importance")
        for part in ("score", "low", "high", "coverage")
    )
    names = (
        "customer_key, customer_id, customer_name, cell_class, portfolio_certainty, kaism_cell, kaism_certainty, revenue_12m_amount, contribution_12m_amount, "
        f"{scores.replace('s.', '')}, robustness_share, relationship_level_met, relationship_level_possible, knock_out_reason"
    )
    return first_rows(
        f"select c.customer_key, c.customer_id, c.customer_name, {group} as cell_class, m.portfolio_certainty, y.kaism_cell, y.kaism_certainty, c.revenue_12m_amount, x.contribution_12m_amount, {scores}, m.robustness_share, "
        "l.relationship_level_met, l.relationship_level_possible, s.knock_out_reason from customers as c join customer_scores as s on s.customer_key = c.customer_key join portfolio_matrix as m on m.customer_key = c.customer_key "
        "join kaism as y on y.customer_key = c.customer_key join relation_levels_met as l on l.customer_key = c.customer_key join profitability_cells as p on p.customer_key = c.customer_key "
        "left join profitability_cells as x on x.customer_key = c.customer_key where m.portfolio_certainty <> 'unscored' or s.knock_out_reason is not null",
        names,
        "revenue_12m_amount desc, customer_id",
    )


@step(
    title=msg("Questions to ask first"),
    inputs=("ask_next", "customers"),
    fields=(
        Field("ask_place", msg("Place"), "id"),
        *NAMED,
        Field("question_number", msg("Question of the interview"), "id"),
        Field("criterion", msg("Criterion"), "text", msg("the heaviest that the question answers")),
        Field("axis_class", msg("Axis"), "class", codes=AXES),
        Field("criterion_state", msg("State"), "class", codes=CRITERION_STATES),
        Field("criteria_count", msg("Criteria it answers"), "count"),
        Field("decides_amount", msg("Decides over"), "money"),
        Field("question_value", msg("Value of the question"), "number", msg("points at stake x money in thousands")),
        Field("left_share", msg("Value left after it"), "share", msg("value of all questions further down / value of all questions")),
        Field("is_beyond_stop", msg("Stop here"), "id", msg("1 where asking does not pay: it costs more than it can decide, or all questions further down together decide less than the share of the settings")),
    ),
)  # fmt: skip
def ask_list(params: dict[str, Any]) -> str:
    """List the questions by value, three for a customer at most, up to 200; with where to stop: the better is the enemy of the good."""
    stop = params["portfolio"].stop_share
    names = "ask_place, customer_key, customer_id, customer_name, question_number, criterion, axis_class, criterion_state, criteria_count, decides_amount, question_value, left_share, is_beyond_stop"
    asked = "select a.*, case when a.question_number is null then a.criterion else cast(a.question_number as varchar) end as asked from ask_next as a where a.question_value is not null"
    grouped = "select *, row_number() over (partition by customer_key, asked order by weight_points desc, axis_class, criterion) as inner_place, count(*) over (partition by customer_key, asked) as criteria_count from asked"
    one = "select *, row_number() over (partition by customer_key order by question_value desc, ask_rank) as own_place from grouped where inner_place = 1"
    valued = (
        f"select o.*, c.customer_id, c.customer_name, row_number() over (order by o.question_value desc, c.customer_id, o.ask_rank) as ask_place, sum(o.question_value) over () as whole, "
        "sum(o.question_value) over (order by o.question_value desc, c.customer_id, o.ask_rank rows between unbounded preceding and current row) as so_far "
        f"from one as o join customers as c on c.customer_key = o.customer_key where o.own_place <= {_FIRST} and c.lines_count > 0"
    )
    # rounded: what is left after the last question is nothing, whichever way an engine adds up
    left = "case when whole > 0 then greatest(cast(0 as double), round((cast(1 as double) - so_far / nullif(whole, 0)) * 1e9) / 1e9) end"
    before = "case when whole > 0 then cast(1 as double) - (so_far - question_value) / nullif(whole, 0) end"
    return (
        f"with asked as ({asked}), grouped as ({grouped}), one as ({one}), valued as ({valued}), judged as (select *, {left} as left_share, "
        f"case when question_value = 0 or is_worth_asking = 0 or ({before}) < {stop!r} then 1 else 0 end as is_beyond_stop from valued) "
        f"select {names} from judged where ask_place <= 200 order by ask_place"
    )


@step(
    title=msg("Own estimate and the customer's word"),
    inputs=("customers", "customer_scores", "customer_evidence", "profitability_cells", "customer_contacts"),
    fields=(
        *NAMED,
        Field("own_importance", msg("Our own estimate"), "number", msg("mean of our raters, 0 to 10"), "own proposal"),
        Field("raters_count", msg("Raters"), "count"),
        Field("importance_score", msg("Importance"), "number", msg("of what the customer says and shows")),
        Field("importance_low", msg("Importance, at least"), "number"),
        Field("importance_high", msg("Importance, at most"), "number"),
        Field("gap_number", msg("Gap"), "number", msg("own estimate - importance; none where no importance is published")),
        Field("gap_low", msg("Gap, at least"), "number", msg("own estimate - importance, at most")),
        Field("gap_high", msg("Gap, at most"), "number"),
        Field("gap_class", msg("Finding"), "class", msg("illusion from 2 points on, under-used from -2; by the gap, or by its bounds where they leave no doubt"), "own proposal", GAPS),
        Field("is_gap_sharp", msg("Whatever is missing"), "id", msg("1 where the bounds leave no doubt")),
        Field("contribution_12m_amount", msg("Contribution now"), "money"),
        Field("gap_weight_amount", msg("Gap x contribution"), "money"),
        Field("proofs_count", msg("Proofs"), "count", msg("of seven things a customer does for a supplier it cannot do without")),
        Field("proofs_known_count", msg("Proofs asked for"), "count"),
        Field("proven_class", msg("Proof"), "class", msg("claimed, not proven: importance of 7 and more, with one proof at most of those asked for"), codes=PROVEN),
    ),
)  # fmt: skip
def perception_gap(params: dict[str, Any]) -> str:
    """List the customers that we estimated ourselves, the costliest gap first; our estimate and theirs are never mixed."""
    limit = params["portfolio"].illusion_points
    names = (
        "customer_key, customer_id, customer_name, own_importance, raters_count, importance_score, importance_low, importance_high, gap_number, gap_low, gap_high, gap_class, is_gap_sharp, contribution_12m_amount, gap_weight_amount, "
        "proofs_count, proofs_known_count, proven_class"
    )
    listed = ", ".join(f"'{code}'" for code in PROOFS if code != "proof_first_call")
    proofs = f"select customer_key, sum(case when value >= 0.5 then 1 else 0 end) as seen, count(*) as known from customer_evidence where measure_code in ({listed}) and status_class = 'known' and value is not null group by customer_key"
    # calls us first: as stated, else by who began the contacts
    first = "coalesce(f.value, case when k.their_contact_share is not null then case when k.their_contact_share >= 0.4 then cast(1 as double) else cast(0 as double) end end)"
    joined = (
        "select c.customer_key, c.customer_id, c.customer_name, e.judged_value as own_importance, e.raters_count, s.importance_score, s.importance_low, s.importance_high, s.importance_count, x.contribution_12m_amount, "
        f"coalesce(p.seen, 0) + case when {first} >= 0.5 then 1 else 0 end as proofs_count, coalesce(p.known, 0) + case when {first} is not null then 1 else 0 end as proofs_known_count "
        "from customer_evidence as e join customers as c on c.customer_key = e.customer_key join customer_scores as s on s.customer_key = e.customer_key left join profitability_cells as x on x.customer_key = e.customer_key "
        f"left join ({proofs}) as p on p.customer_key = e.customer_key left join customer_evidence as f on f.customer_key = e.customer_key and f.measure_code = 'proof_first_call' and f.status_class = 'known' "
        "left join customer_contacts as k on k.customer_key = e.customer_key where e.measure_code = 'own_importance' and e.judged_value between 0 and 10"
    )
    gaps = "select *, own_importance - importance_score as gap_number, case when importance_count > 0 then own_importance - importance_high end as gap_low, case when importance_count > 0 then own_importance - importance_low end as gap_high from joined"
    gap_class = f"case when gap_low >= {limit!r} or gap_number >= {limit!r} then 'illusion' when gap_high <= {-limit!r} or gap_number <= {-limit!r} then 'underused' when gap_number is not null then 'agrees' else 'open' end"
    sharp = f"case when gap_low >= {limit!r} or gap_high <= {-limit!r} or (gap_low > {-limit!r} and gap_high < {limit!r}) then 1 else 0 end"
    proven = f"case when importance_score >= {_CLAIMED} and proofs_known_count > 0 then case when proofs_count <= {_PROOFS_FEW} then 'unproven' else 'proven' end else 'unknown' end"
    return first_rows(
        f"with joined as ({joined}), gaps as ({gaps}) select customer_key, customer_id, customer_name, own_importance, raters_count, importance_score, importance_low, importance_high, gap_number, gap_low, gap_high, {gap_class} as gap_class, "
        f"{sharp} as is_gap_sharp, contribution_12m_amount, cast(round(gap_number * cast(contribution_12m_amount as double)) as bigint) as gap_weight_amount, cast(proofs_count as bigint) as proofs_count, cast(proofs_known_count as bigint) as proofs_known_count, "
        f"{proven} as proven_class from gaps",
        names,
        "case when gap_weight_amount is null then 1 else 0 end, gap_weight_amount desc, customer_id",
    )
